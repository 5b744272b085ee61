//! The report's entries of removed definitions.

use super::remote_job::{add_remote_job, steps};
use super::{Job, OnMerge, Touched};
use crate::domain::ids::DefinitionId;
use crate::domain::record::Record;
use crate::opentrain;
use crate::plan::on_merge::on_merge;
use crate::plan::{Origin, Remaining};

/// The entries of removed definitions: those that the current change removes, and those with steps planned for their jobs.
pub(super) fn removed_jobs(
    postings: &[Remaining<'_>],
    touched: Option<&Touched>,
    origin: Option<&opentrain::Origin>,
) -> Vec<Job> {
    let removed = touched.map(|touched| &touched.removed);
    let is_recorded = |id: &DefinitionId| postings.iter().any(|remaining| remaining.posting.id == *id);
    let unrecorded = removed.into_iter().flatten().filter(|(id, _)| !is_recorded(id));
    let unrecorded = unrecorded.map(|(id, file)| Job {
        id: id.to_string(),
        file: file.clone(),
        is_removed: true,
        touched: Some(true),
        ..Job::default()
    });
    let recorded = postings.iter().filter_map(|remaining| {
        let file = removed.and_then(|removed| removed.get(&remaining.posting.id));
        let job = removed_job(remaining, file, origin)?;
        Some(Job { touched: removed.map(|_| file.is_some()), ..job })
    });
    unrecorded.chain(recorded).collect()
}

/// The entry of a removed definition. `removed_from` is its file, if the current change removes it.
fn removed_job(
    remaining: &Remaining<'_>,
    removed_from: Option<&String>,
    origin: Option<&opentrain::Origin>,
) -> Option<Job> {
    let posting = remaining.posting;
    let Origin::Removed { .. } = posting.origin else { return None };
    let is_shown = |_: &&Record| removed_from.is_some() || !posting.planned.is_idle();
    let record = posting.record.as_ref().filter(is_shown)?;
    let steps = steps(remaining);
    let on_merge = Some(Box::new(OnMerge { decision: on_merge(remaining, None), places: Vec::new() }));
    let file = removed_from.unwrap_or(&record.file).clone();
    let mut job = Job { id: posting.id.to_string(), file, steps, on_merge, is_removed: true, ..Job::default() };
    if let Some(remote) = posting.job() {
        add_remote_job(&mut job, remote, origin);
    }
    Some(job)
}
