//! Merges what two runs recorded at once. No fact about a job is lost; values in flight are sent again.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::error::Error;
use super::files::{CAPABILITIES, Files, IDENTITY};
use super::{StoreOwner, format};
use crate::domain::applied::Applied;
use crate::domain::ids::DefinitionId;
use crate::domain::job::Status;
use crate::domain::record::{Record, RecordState, RemoteJob};

/// The result of merging two stores.
pub(super) struct Merged {
    pub(super) files: Files,
    /// An error for the first definition with a public job on both sides.
    pub(super) conflict: Option<Error>,
}

/// Merges by file: what only one side changed since `base` is taken; a change counts more than a removal; a record that both
/// changed is merged by [`records`]. `branch` is for errors.
pub(super) fn files(base: &Files, ours: &Files, theirs: &Files, branch: &str) -> Result<Merged, Error> {
    let names: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
    let mut merged = Merged { files: Files::new(), conflict: None };
    for name in names {
        let old = base.get(name);
        let merged_file = match (ours.get(name), theirs.get(name)) {
            (our, their) if our == their || their == old => our.cloned(),
            (our, their) if our == old => their.cloned(),
            (Some(one), None) | (None, Some(one)) => Some(one.clone()),
            (Some(our), Some(their)) => Some(file(name, our, their, branch, &mut merged.conflict)?),
            (None, None) => None,
        };
        merged.files.extend(merged_file.map(|bytes| (name.clone(), bytes)));
    }
    Ok(merged)
}

/// The definitions for which `theirs`, where it differs from `base`, has a publish on record that may have been sent.
pub(super) fn publishes(base: &Files, theirs: &Files) -> BTreeSet<DefinitionId> {
    let new = theirs.iter().filter(|(name, bytes)| base.get(*name) != Some(*bytes));
    // The identity and the capabilities are no records.
    let records = new.filter_map(|(name, bytes)| format::record(Path::new(name), str::from_utf8(bytes).ok()?).ok());
    records.filter(|record| record.job().is_some_and(|job| job.publish_unanswered)).map(|record| record.id).collect()
}

/// Merges a file that both changed.
fn file(name: &str, ours: &[u8], theirs: &[u8], branch: &str, conflict: &mut Option<Error>) -> Result<Vec<u8>, Error> {
    let path = PathBuf::from(format!("{branch}:{name}"));
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let our = text(ours);
    let their = text(theirs);
    let merged = match name {
        IDENTITY => {
            let our = format::identity(&path, &our)?;
            let their = format::identity(&path, &their)?;
            our.ensure_owned_by(&their)?;
            let repository = our.repository.clone().or(their.repository);
            format::identity_json(&StoreOwner { repository, ..our })
        }
        // Both are responses for the same account.
        CAPABILITIES => return Ok(ours.to_owned()),
        _ => {
            let (merged, new) = records(format::record(&path, &our)?, format::record(&path, &their)?);
            *conflict = conflict.take().or(new);
            format::record_json(&merged)
        }
    };
    Ok(format::text(&merged).into_bytes())
}

/// One record of two that runs wrote at once for one definition.
///
/// - A job that is there beats a create that was never answered. Of two such creates theirs stays: it was on the branch first, so it
///   may have been sent, and ours was not.
/// - One job twice: the side whose status is further on (ended, then public, then draft; else ours) decides status, readiness and all that
///   goes with it. A value that the sides know differently is in flight, so it is sent again.
/// - Two jobs: the public one stays, else theirs. Two public jobs are an error, and theirs stays.
/// - It is on the default branch if one side has seen it there; its removal was reported if both sides reported it.
pub(super) fn records(ours: Record, theirs: Record) -> (Record, Option<Error>) {
    let Record { id, file, key, .. } = ours;
    let on_default_branch = ours.on_default_branch || theirs.on_default_branch;
    let pull_request = ours.pull_request.or(theirs.pull_request);
    let removal_reported = ours.removal_reported && theirs.removal_reported;
    let (state, conflict) = match (ours.state, theirs.state) {
        (RecordState::Created(ours), RecordState::Created(theirs)) if ours.job == theirs.job => {
            (RecordState::Created(Box::new(job(*ours, *theirs))), None)
        }
        (RecordState::Created(ours), RecordState::Created(theirs)) => {
            match (ours.status.is_public(), theirs.status.is_public()) {
                (true, true) => {
                    let conflict =
                        Error::JobConflict { definition: id.clone(), ours: ours.job, theirs: theirs.job.clone() };
                    (RecordState::Created(theirs), Some(conflict))
                }
                (true, false) => (RecordState::Created(ours), None),
                (false, _) => (RecordState::Created(theirs), None),
            }
        }
        (RecordState::Created(ours), RecordState::PendingCreate(_)) => (RecordState::Created(ours), None),
        (RecordState::PendingCreate(_), theirs) => (theirs, None),
    };
    (Record { id, file, key, state, pull_request, on_default_branch, removal_reported }, conflict)
}

/// One job as two runs know it.
fn job(ours: RemoteJob, theirs: RemoteJob) -> RemoteJob {
    let applied = applied(&ours.applied, &theirs.applied);
    let unmerged = theirs.unmerged.clone().into_iter().chain(ours.unmerged.clone()).collect();
    let last_write = ours.last_write.max(theirs.last_write);
    let missing_remotely = ours.missing_remotely && theirs.missing_remotely;
    let (lead, other) = if rank(&theirs.status) > rank(&ours.status) { (theirs, ours) } else { (ours, theirs) };
    // What holds a draft back does not concern a job that is public or has ended.
    let is_draft = lead.status == Status::Draft;
    RemoteJob {
        applied,
        unmerged,
        last_write,
        service_title: lead.service_title.or(other.service_title),
        source_edited: lead.source_edited || other.source_edited,
        missing_remotely,
        publish_unanswered: lead.publish_unanswered || (is_draft && other.publish_unanswered),
        last_live_content: lead.last_live_content.or(other.last_live_content),
        // A block concerns one content, whatever the status is: moderation takes an open job back to a draft.
        moderation: lead.moderation.or(other.moderation),
        possible_duplicate: lead.possible_duplicate.or(other.possible_duplicate.filter(|_| is_draft)),
        draft_url: lead.draft_url.or(other.draft_url),
        job_url: lead.job_url.or(other.job_url),
        ..lead
    }
}

fn rank(status: &Status) -> u8 {
    match status {
        Status::Draft => 0,
        status if status.is_ended() => 2,
        _ => 1,
    }
}

/// The values that both sides know alike; every other key is in flight.
fn applied(ours: &Applied, theirs: &Applied) -> Applied {
    let mut confirmed = theirs.confirmed().clone();
    confirmed.extend(ours.confirmed().clone());
    let keys = ours.keys().into_iter().chain(theirs.keys());
    let is_unsure = |key: &&String| ours.get(key).is_none() || ours.get(key) != theirs.get(key);
    let in_flight = keys.filter(is_unsure).cloned().collect();
    Applied::new(confirmed, in_flight)
}

#[cfg(test)]
mod tests;
