//! A renamed file without `id:` would create a second job, so its author must choose the id.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::RuleContext;
use super::did_you_mean::join_limited;
use super::suggested_id::suggested_id;
use crate::domain::definition::{IdOrigin, RawDefinition};
use crate::domain::finding::{Code, Finding, Location};
use crate::domain::ids::DefinitionId;
use crate::domain::record::{Record, RecordState};
use crate::domain::{DESCRIPTION_KEY, yaml};

/// Reports each new file without `id:` and `job:` while a definition from the default branch is missing.
pub(super) fn renamed_files(context: &RuleContext<'_>) -> Vec<Finding> {
    let new = new_files(context);
    if new.is_empty() {
        return Vec::new();
    }
    let lost = lost(context);
    let same_text = same_text(&new, &lost);
    let taken = taken_ids(context);
    let mut by_name: BTreeMap<&str, Vec<&Record>> = BTreeMap::new();
    for record in &lost {
        by_name.entry(base_name(record.id.as_str())).or_default().push(record);
    }
    let finding = |candidate: &&RawDefinition| {
        let id = new_id(candidate);
        let if_new = if_new(candidate, &id, &taken);
        match same_text.get(candidate.file.as_str()) {
            Some(record) => renamed(candidate, record, &if_new),
            None => {
                let name = base_name(&id);
                let namesakes = by_name.get(name).map_or(&[][..], Vec::as_slice);
                perhaps_renamed(candidate, &Gone { name, namesakes, lost: &lost }, &if_new)
            }
        }
    };
    new.iter().map(finding).collect()
}

/// Those new files: any may be the missing definition, renamed.
pub(super) fn new_files<'a>(context: &RuleContext<'a>) -> Vec<&'a RawDefinition> {
    if lost(context).is_empty() {
        return Vec::new();
    }
    let known: BTreeSet<&str> = context.records.iter().filter(|r| r.on_default_branch).map(|r| r.id.as_str()).collect();
    // A path that is no id is no record's.
    let is_new = |c: &&RawDefinition| c.origin == IdOrigin::Derived && !known.contains(c.name());
    // Nothing is ever created beside a job that exists.
    context.candidates.iter().copied().filter(|c| c.job.is_none()).filter(is_new).collect()
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

/// The id of the file if it is a new job: from its path, made valid.
fn new_id(candidate: &RawDefinition) -> Cow<'_, str> {
    let suggested = candidate.id.as_ref().err().and_then(|path| suggested_id(path));
    suggested.map_or(Cow::Borrowed(candidate.name()), |id| Cow::Owned(id.as_str().to_owned()))
}

/// The ids that no new job can have.
fn taken_ids<'a>(context: &RuleContext<'a>) -> BTreeSet<&'a str> {
    let of_files = context.candidates.iter().filter(|candidate| candidate.id.is_ok()).map(|candidate| candidate.name());
    of_files.chain(context.records.iter().map(|record| record.id.as_str())).collect()
}

/// What to write if it is a new job. A suggested id must not be that of another job.
fn if_new(candidate: &RawDefinition, id: &str, taken: &BTreeSet<&str>) -> String {
    match candidate.id.is_ok() || DefinitionId::parse(id).is_ok() && !taken.contains(id) {
        true => format!("If it is a new job, write `{}` at the top.", id_entry(id)),
        false => "If it is a new job, write an `id:` of its own at the top.".to_owned(),
    }
}

/// The removed definitions.
struct Gone<'a> {
    /// The last segment of the new file's id.
    name: &'a str,
    /// Those of this name.
    namesakes: &'a [&'a Record],
    lost: &'a [&'a Record],
}

impl Gone<'_> {
    /// The first few, namesakes before the others.
    fn join(&self, show: impl Fn(&Record) -> String) -> String {
        let others = self.lost.iter().filter(|record| base_name(record.id.as_str()) != self.name);
        join_limited(self.namesakes.iter().chain(others).map(|record| show(record)), self.lost.len())
    }
}

/// A file with the text of one removed definition.
fn renamed(candidate: &RawDefinition, record: &Record, if_new: &str) -> Finding {
    let message = format!(
        "this file is new, has no `id:`, and has the text of `{}` ({}), which is gone: it looks renamed, and a new id would create a second job",
        record.id, record.file
    );
    let help = format!("{if_new} If it was renamed, write the old id to keep the job:");
    Finding::error(Code::RenamedFile, &candidate.file, Location::File, message)
        .help(help)
        .paste(id_entry(record.id.as_str()))
}

fn perhaps_renamed(candidate: &RawDefinition, gone: &Gone<'_>, if_new: &str) -> Finding {
    let message = format!(
        "this file is new and has no `id:`, and the definition of {} is gone: if it was renamed, a new id would create a second job",
        gone.join(|record| format!("`{}` ({})", record.id, record.file))
    );
    let old = gone.join(|record| format!("`{}`", id_entry(record.id.as_str())));
    let help = format!("{if_new} If it was renamed, write the old id ({old}) to keep the job.");
    Finding::error(Code::RenamedFile, &candidate.file, Location::File, message).help(help)
}

fn id_entry(id: &str) -> String {
    yaml::entry("id", &id.into())
}

#[cfg(test)]
mod tests;
