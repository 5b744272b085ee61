//! What a refused or failed request means for its posting.

use super::messages;
use super::run::Run;
use crate::domain::job::Status;
use crate::domain::step::{Outcome, StepKind};
use crate::opentrain::{ApiError, ApiErrorKind, Error};
use crate::plan::Posting;

/// Records a step that did not end well. An answer that contradicts the record is settled by reading the account's list again.
pub(super) async fn record_error(run: &Run<'_>, posting: &mut Posting, error: &Error, kind: StepKind) {
    match error {
        Error::Failed(failure) => run.record_failure(posting, kind, failure),
        Error::Refused(refusal) => match refusal.why {
            ApiErrorKind::NotFound | ApiErrorKind::Conflict(_) | ApiErrorKind::Other => {
                contradicted(run, posting, refusal, kind).await;
            }
            _ => {
                run.record_step(posting, kind, Outcome::Refused, Some(refusal.to_string()));
                add_refusal(run, posting, refusal);
            }
        },
    }
}

/// Stops the run for a refusal that concerns every posting, else adds what it means for this one.
pub(super) fn add_refusal(run: &Run<'_>, posting: &mut Posting, refusal: &ApiError) {
    match (messages::configuration_stop(refusal), posting.definition().cloned()) {
        (Some(stop), _) => run.stop(stop),
        (None, Some(definition)) => {
            posting.findings.extend(messages::findings(&definition, refusal, &run.capabilities))
        }
        (None, None) => log::warn!("{}: {refusal}", posting.id),
    }
}

fn already(status: Option<&Status>) -> String {
    match status {
        None | Some(Status::Open) => "it was open already".to_owned(),
        Some(status) => format!("it was published already, and is {status} by now"),
    }
}

async fn contradicted(run: &Run<'_>, posting: &mut Posting, refusal: &ApiError, kind: StepKind) {
    let is_listed = run.refresh_job(posting).await && posting.job().is_some_and(|job| !job.missing_remotely);
    let status = posting.job().filter(|_| is_listed).map(|job| job.status.clone());
    match kind {
        StepKind::Publish if status.as_ref().is_some_and(Status::was_published) => {
            posting.publish_reported();
            run.save(posting).await;
            return run.record_step(posting, kind, Outcome::Done, Some(already(status.as_ref())));
        }
        // Another run published it meanwhile: there is no draft to patch, and the next decision goes on from the live job.
        StepKind::Patch if status == Some(Status::Open) => return,
        _ => {}
    }
    run.record_step(posting, kind, Outcome::Refused, Some(refusal.to_string()));
    let Some(status) = status else { return };
    if let Some(stop) = messages::configuration_stop(refusal).filter(|_| refusal.why == ApiErrorKind::Other) {
        return run.stop(stop);
    }
    let (Some(job), Some(definition)) = (posting.job(), posting.definition()) else { return };
    let message = format!("OpenTrain refused it: {refusal}; its list shows job {} as {status}", job.job);
    let help = "The record now agrees with the list. Run again to go on from there.";
    let finding = messages::conflict(definition, message, help);
    posting.findings.push(finding);
}
