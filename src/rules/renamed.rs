//! A file that changed its name would change its job: that wants a word from its author.

use std::collections::{BTreeMap, BTreeSet};

use super::Evidence;
use crate::domain::definition::{Candidate, IdOrigin};
use crate::domain::finding::{At, Code, Finding};
use crate::domain::record::Record;

/// A finding at each new file without `id:` in a run in which a landed record lost its definition.
pub(super) fn renamed_files(evidence: &Evidence<'_>) -> Vec<Finding> {
    let lost = lost(evidence);
    if lost.is_empty() {
        return Vec::new();
    }
    let landed: BTreeSet<&str> = evidence.records.iter().filter(|r| r.landed).map(|r| r.id.as_str()).collect();
    let is_new = |c: &&&Candidate| c.origin == IdOrigin::Derived && c.id.is_ok() && !landed.contains(c.name());
    // A file that can't be read may well state an id; it has findings enough.
    let readable = evidence.candidates.iter().filter(|c| c.brief.is_some());
    readable.filter(is_new).map(|candidate| renamed(candidate, &lost)).collect()
}

/// Landed records that no file bears any more, by id, save those whose removal people were told of.
fn lost<'a>(evidence: &Evidence<'a>) -> Vec<&'a Record> {
    let borne: BTreeSet<&str> = evidence.candidates.iter().map(|candidate| candidate.name()).collect();
    // The id of a file that can't be read is only a guess; what the record says of that file is a better one.
    let unread: BTreeSet<&str> =
        evidence.candidates.iter().filter(|c| c.brief.is_none()).map(|c| c.file.as_str()).collect();
    let is_lost = |r: &&Record| {
        r.landed && !r.removal_reported && !borne.contains(r.id.as_str()) && !unread.contains(r.file.as_str())
    };
    let by_id: BTreeMap<&str, &Record> = evidence.records.iter().filter(is_lost).map(|r| (r.id.as_str(), r)).collect();
    by_id.into_values().collect()
}

fn renamed(candidate: &Candidate, lost: &[&Record]) -> Finding {
    let gone: Vec<String> = lost.iter().map(|record| format!("`{}` ({})", record.id, record.file)).collect();
    let message = format!(
        "this file is new and states no `id:`, and the definition of {} is gone: it looks renamed, and a new id would be a second job",
        gone.join(", ")
    );
    let old: Vec<String> = lost.iter().map(|record| format!("`id: {}`", record.id)).collect();
    let help = format!(
        "If it was renamed, write {} at the top, and the job stays. If it is a new job, write `id: {}`.",
        old.join(" or "),
        candidate.name()
    );
    Finding::error(Code::RenamedFile, &candidate.file, At::File, message).help(help)
}

#[cfg(test)]
mod tests {
    use super::super::evidence::sample::{candidate, evidence, landed};
    use super::*;

    fn found(candidates: &[Candidate], records: &[Record]) -> Vec<Finding> {
        renamed_files(&Evidence { records, ..evidence(candidates) })
    }

    #[test]
    fn both_ways_out_are_written_out() {
        let found = found(&[candidate("new")], &[landed("old"), landed("older")]);
        let [one] = &found[..] else { panic!("{found:?}") };
        assert!(one.message.contains("`old` (jobs/old.yml), `older` (jobs/older.yml) is gone"), "{}", one.message);
        let help = "If it was renamed, write `id: old` or `id: older` at the top, and the job stays. \
                    If it is a new job, write `id: new`.";
        assert_eq!(*one, Finding::error(Code::RenamedFile, "jobs/new.yml", At::File, &*one.message).help(help));
    }

    #[test]
    fn nothing_looks_renamed_without_a_fresh_loss_and_a_new_derived_id() {
        let stated = Candidate { origin: IdOrigin::Stated, ..candidate("new") };
        let reported = Record { removal_reported: true, ..landed("old") };
        let pending = Record { landed: false, ..landed("old") };
        let unread = Candidate { brief: None, ..candidate("old") };
        let unread = Candidate { id: candidate("guess").id, ..unread };
        for (candidates, records, reason) in [
            (vec![candidate("new")], vec![], "nothing was lost"),
            (vec![stated], vec![landed("old")], "the file states its id"),
            (vec![candidate("new")], vec![reported], "people know of the loss"),
            (vec![candidate("new")], vec![pending], "another pull request's record is not lost"),
            (vec![candidate("old")], vec![landed("old"), landed("gone")], "the file is not new"),
            (vec![candidate("new"), candidate("old")], vec![landed("old")], "the old file is still there"),
            (vec![candidate("new"), unread], vec![landed("old")], "the old file is there, though unreadable"),
        ] {
            assert_eq!(found(&candidates, &records), [], "{reason}");
        }
    }

    #[test]
    fn a_record_that_has_not_landed_leaves_a_file_new() {
        let drafted = Record { landed: false, ..landed("new") };
        assert_eq!(found(&[candidate("new")], &[landed("old"), drafted]).len(), 1);
    }
}
