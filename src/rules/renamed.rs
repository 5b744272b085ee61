//! A renamed file without `id:` would create a second job, so its author must choose the id.

use std::collections::{BTreeMap, BTreeSet};

use super::RuleContext;
use super::did_you_mean::join_limited;
use crate::domain::definition::{IdOrigin, RawDefinition};
use crate::domain::finding::{Code, Finding, Location};
use crate::domain::record::{Record, RecordState};
use crate::domain::{DESCRIPTION_KEY, yaml};

/// Reports each new file without `id:` while a definition from the default branch is missing.
pub(super) fn renamed_files(context: &RuleContext<'_>) -> Vec<Finding> {
    let lost = lost(context);
    if lost.is_empty() {
        return Vec::new();
    }
    let known: BTreeSet<&str> = context.records.iter().filter(|r| r.on_default_branch).map(|r| r.id.as_str()).collect();
    let is_new = |c: &&RawDefinition| c.origin == IdOrigin::Derived && c.id.is_ok() && !known.contains(c.name());
    // A file that can't be parsed may have an `id:`, and already has a finding.
    let new: Vec<&RawDefinition> =
        context.candidates.iter().copied().filter(|c| c.is_readable()).filter(is_new).collect();
    let same_text = same_text(&new, &lost);
    let mut by_name: BTreeMap<&str, Vec<&Record>> = BTreeMap::new();
    for record in &lost {
        by_name.entry(base_name(record.id.as_str())).or_default().push(record);
    }
    let finding = |candidate: &&RawDefinition| match same_text.get(candidate.file.as_str()) {
        Some(record) => renamed(candidate, record),
        None => {
            perhaps_renamed(candidate, by_name.get(base_name(candidate.name())).map_or(&[][..], Vec::as_slice), &lost)
        }
    };
    new.iter().map(finding).collect()
}

/// The lost record whose text a new file has, by file: where no other file and no other record has that text.
fn same_text<'a>(new: &[&'a RawDefinition], lost: &[&'a Record]) -> BTreeMap<&'a str, &'a Record> {
    let mut by_text: BTreeMap<&str, Vec<&Record>> = BTreeMap::new();
    for record in lost {
        for text in texts(record) {
            by_text.entry(text).or_default().push(record);
        }
    }
    let mut files: BTreeMap<&str, Vec<&'a str>> = BTreeMap::new();
    let mut found = Vec::new();
    for candidate in new {
        let Some(brief) = &candidate.brief else { continue };
        let digest = brief.digest();
        let same = brief.text().and_then(|text| by_text.get(text)).or_else(|| by_text.get(digest.as_str()));
        for record in same.into_iter().flatten() {
            files.entry(record.id.as_str()).or_default().push(candidate.file.as_str());
        }
        if let Some([record]) = same.map(Vec::as_slice) {
            found.push((candidate.file.as_str(), *record));
        }
    }
    found.into_iter().filter(|(_, record)| files[record.id.as_str()].len() == 1).collect()
}

/// What a definition of the recorded job would have: the text that was applied last, else the hash of the brief.
fn texts(record: &Record) -> BTreeSet<&str> {
    match &record.state {
        RecordState::PendingCreate(pending) => [pending.brief.as_str()].into(),
        RecordState::Created(job) => {
            let applied = job.applied.confirmed().get(DESCRIPTION_KEY).and_then(|text| text.as_str());
            applied.into_iter().chain([job.brief.as_str()]).collect()
        }
    }
}

/// The last segment of an id, which a file keeps when it moves to another folder.
fn base_name(id: &str) -> &str {
    id.rsplit_once('/').map_or(id, |(_, name)| name)
}

/// Records on the default branch without a file, sorted by id. Excludes removals that were already reported.
fn lost<'a>(context: &RuleContext<'a>) -> Vec<&'a Record> {
    let present: BTreeSet<&str> = context.candidates.iter().map(|candidate| candidate.name()).collect();
    // The id of an unparsed file is a guess, so match its record by file name.
    let unparsed: BTreeSet<&str> =
        context.candidates.iter().filter(|c| !c.is_readable()).map(|c| c.file.as_str()).collect();
    let is_lost = |r: &&Record| {
        r.on_default_branch
            && !r.removal_reported
            && !present.contains(r.id.as_str())
            && !unparsed.contains(r.file.as_str())
    };
    let by_id: BTreeMap<&str, &Record> =
        context.records.iter().copied().filter(is_lost).map(|r| (r.id.as_str(), r)).collect();
    by_id.into_values().collect()
}

/// A file with the text of one removed definition.
fn renamed(candidate: &RawDefinition, record: &Record) -> Finding {
    let message = format!(
        "this file is new, has no `id:`, and has the text of `{}` ({}), which is gone: it looks renamed, and a new id would create a second job",
        record.id, record.file
    );
    let help = format!(
        "If it is a new job, write `{}` at the top. If it was renamed, write the old id to keep the job:",
        id_entry(candidate.name())
    );
    Finding::error(Code::RenamedFile, &candidate.file, Location::File, message)
        .help(help)
        .paste(id_entry(record.id.as_str()))
}

/// Lists `namesakes` first, then the other lost records.
fn perhaps_renamed(candidate: &RawDefinition, namesakes: &[&Record], lost: &[&Record]) -> Finding {
    let others = lost.iter().filter(|record| base_name(record.id.as_str()) != base_name(candidate.name()));
    let likely = || namesakes.iter().chain(others.clone());
    let gone = join_limited(likely().map(|record| format!("`{}` ({})", record.id, record.file)), lost.len());
    let message = format!(
        "this file is new and has no `id:`, and the definition of {gone} is gone: if it was renamed, a new id would create a second job"
    );
    let old = join_limited(likely().map(|record| format!("`{}`", id_entry(record.id.as_str()))), lost.len());
    let help = format!(
        "If it is a new job, write `{}` at the top. If it was renamed, write the old id ({old}) to keep the job.",
        id_entry(candidate.name())
    );
    Finding::error(Code::RenamedFile, &candidate.file, Location::File, message).help(help)
}

fn id_entry(id: &str) -> String {
    yaml::entry("id", &id.into())
}

#[cfg(test)]
mod tests {
    use super::super::context::sample::{candidate, context, created, record};
    use super::*;
    use crate::domain::definition::Brief;

    fn found(candidates: &[RawDefinition], records: &[Record]) -> Vec<Finding> {
        renamed_files(&RuleContext { records: records.iter().collect(), ..context(candidates) })
    }

    #[test]
    fn both_ways_out_are_written_out() {
        let found = found(&[candidate("new")], &[record("old"), record("older")]);
        let [one] = &found[..] else { panic!("{found:?}") };
        assert!(one.message.contains("`old` (jobs/old.yml), `older` (jobs/older.yml) is gone"), "{}", one.message);
        let help = "If it is a new job, write `id: new` at the top. If it was renamed, write the old id (`id: old`, `id: older`) to keep \
                    the job.";
        assert_eq!(*one, Finding::error(Code::RenamedFile, "jobs/new.yml", Location::File, &*one.message).help(help));
    }

    #[test]
    fn only_a_text_that_one_new_file_and_one_removed_definition_have_makes_a_rename() {
        let with_text = |id: &str, text: &str| RawDefinition {
            brief: Some(Brief::Description(text.into()).into()),
            ..candidate(id)
        };
        let lost = |id: &str, text: &str| {
            let mut record = created(id, id);
            record.job_mut().expect("a job").brief = Brief::Description(text.into()).digest();
            record
        };
        let edited = |id: &str, text: &str| {
            let mut record = lost(id, "An earlier text.");
            let fields = [(DESCRIPTION_KEY.to_owned(), text.into())].into();
            record.job_mut().expect("a job").applied.confirm(&fields);
            record
        };
        let cats = "Label cats.";
        let new = |id: &str| with_text(id, cats);
        for (candidates, records, renamed, reason) in [
            (vec![new("a"), candidate("b")], vec![lost("old", cats)], vec![Some("id: old"), None], "one of two files"),
            (
                vec![new("a"), candidate("b")],
                vec![edited("3.10", cats)],
                vec![Some("id: \"3.10\""), None],
                "by what was applied",
            ),
            (vec![new("a"), new("b")], vec![lost("old", cats)], vec![None, None], "two files with the text"),
            (vec![new("a")], vec![lost("old", cats), lost("older", cats)], vec![None], "two removed with the text"),
            (
                vec![new("a")],
                vec![lost("old", cats), lost("older", "Dogs.")],
                vec![Some("id: old")],
                "one of two removed",
            ),
            (vec![candidate("a")], vec![lost("old", cats)], vec![None], "another text"),
        ] {
            let found = found(&candidates, &records);
            let pasted: Vec<Option<&str>> = found.iter().map(|finding| finding.paste.as_deref()).collect();
            assert_eq!(pasted, renamed, "{reason}");
            for finding in &found {
                assert_eq!(finding.message.contains("looks renamed"), finding.paste.is_some(), "{reason}");
            }
        }
    }

    #[test]
    fn of_a_folder_that_was_moved_each_file_finds_its_own_old_id_first_and_not_all() {
        let moved: Vec<RawDefinition> = (0..9).map(|number| candidate(&format!("new/{number}"))).collect();
        let records: Vec<Record> = (0..9).map(|number| record(&format!("old/{number}"))).collect();
        let message = &found(&moved, &records)[5].message;
        let named =
            "of `old/5` (jobs/old/5.yml), `old/0` (jobs/old/0.yml), `old/1` (jobs/old/1.yml) and 6 more is gone";
        assert!(message.contains(named), "{message}");
    }

    #[test]
    fn nothing_looks_renamed_without_a_fresh_loss_and_a_new_derived_id() {
        let explicit = RawDefinition { origin: IdOrigin::Explicit, ..candidate("new") };
        let reported = Record { removal_reported: true, ..record("old") };
        let pending = Record { on_default_branch: false, ..record("old") };
        let unread = RawDefinition { brief: None, ..candidate("old") };
        let unread = RawDefinition { id: candidate("guess").id, ..unread };
        for (candidates, records, reason) in [
            (vec![candidate("new")], vec![], "nothing was lost"),
            (vec![explicit], vec![record("old")], "the file has an `id:`"),
            (vec![candidate("new")], vec![reported], "the loss was reported"),
            (vec![candidate("new")], vec![pending], "another pull request's record is not lost"),
            (vec![candidate("old")], vec![record("old"), record("gone")], "the file is not new"),
            (vec![candidate("new"), candidate("old")], vec![record("old")], "the old file is still there"),
            (vec![candidate("new"), unread], vec![record("old")], "the old file is there, though unreadable"),
        ] {
            assert_eq!(found(&candidates, &records), [], "{reason}");
        }
    }

    #[test]
    fn a_record_of_another_branch_leaves_a_file_new() {
        let drafted = Record { on_default_branch: false, ..record("new") };
        assert_eq!(found(&[candidate("new")], &[record("old"), drafted]).len(), 1);
    }
}
