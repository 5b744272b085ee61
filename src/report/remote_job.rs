//! What a report shows of a job on OpenTrain: its addresses, its status and its steps.

use super::{Address, Job};
use crate::domain::record::RemoteJob;
use crate::domain::step::{Outcome, StepResult};
use crate::opentrain;
use crate::plan::Remaining;

/// Adds what the record knows of the job.
pub(super) fn add_remote_job(job: &mut Job, remote: &RemoteJob, origin: Option<&opentrain::Origin>) {
    let address = |text: &String| address(text, origin);
    job.job_id = Some(remote.job.to_string());
    job.status = Some(remote.status.clone());
    job.publish_ready = remote.readiness.ready;
    job.draft_url = remote.draft_url.as_ref().map(address);
    job.job_url = remote.job_url.as_ref().map(address);
}

/// The address, with whether it is the service's own.
pub(super) fn address(text: &str, origin: Option<&opentrain::Origin>) -> Address {
    let own = origin.and_then(|origin| origin.own_address(text));
    own.map_or_else(|| Address::Foreign(text.to_owned()), Address::Own)
}

/// The steps done, then those that remain.
pub(super) fn steps(Remaining { posting, decision }: &Remaining<'_>) -> Vec<StepResult> {
    let mut steps = posting.steps.clone();
    let remaining = decision.kinds().filter(|kind| !posting.has_step(*kind));
    steps.extend(remaining.map(|kind| StepResult { kind, outcome: Outcome::Planned, reason: None }));
    steps
}
