//! The part of a plan that the public never sees.

use std::collections::BTreeSet;
use std::sync::Arc;

use futures_util::StreamExt as _;
use futures_util::stream;

use crate::domain::Fields;
use crate::domain::definition::Definition;
use crate::domain::ids::DefinitionId;
use crate::domain::job::Status;
use crate::domain::record::{Record, RecordState, RemoteJob};
use crate::domain::step::{Outcome, StepKind};
use crate::opentrain::{ApiError, ApiErrorKind, DeliveryState, Drafter, Error, TransportError};
use crate::plan::{DraftStep, JobPlan, Plan, decide};

use super::run::Run;
use super::{checkpoint, create, words};

/// Creates and patches drafts, and records each. What is about to be created is on record before it is sent.
/// `claimants` are the definitions at hand, each of which claims its job: a new job that looks like a live one which nobody claims
/// is marked, and its publish held.
pub async fn drafts(run: &Run<'_>, drafter: Drafter<'_>, plan: &Plan, claimants: &BTreeSet<DefinitionId>) {
    let steps = || plan.jobs.iter().filter_map(|job| Some((job.definition.as_ref()?, job.draft.as_ref()?)));
    if steps().next().is_none() {
        return;
    }
    let creates = steps().filter(|(_, step)| **step == DraftStep::Create).map(|(definition, _)| definition.as_ref());
    let patches = steps().filter_map(|(definition, step)| match step {
        DraftStep::Patch(fields) => Some((definition.as_ref(), fields)),
        DraftStep::Create => None,
    });
    checkpoint::keep(run, creates, patches).await;
    let jobs = steps().map(|(definition, step)| job(run, drafter, definition, step));
    stream::iter(jobs).buffer_unordered(run.hands()).collect::<Vec<()>>().await;
    checkpoint::take_back(run).await;
    let claimed = run.claimed_by(claimants);
    for job in plan.jobs.iter().filter(|job| job.draft == Some(DraftStep::Create)) {
        if let Some(definition) = &job.definition {
            create::look_for_twin(run, definition, &claimed).await;
        }
    }
}

async fn job(run: &Run<'_>, drafter: Drafter<'_>, definition: &Arc<Definition>, step: &DraftStep) {
    let id = &definition.id;
    if run.is_stopped() {
        run.note_skipped(id, step.kind());
        // A create that was recorded and never sent leaves no trace.
        if run.is_first(id) {
            run.forget(id).await;
        }
        return;
    }
    match step {
        DraftStep::Patch(fields) => match patch(run, drafter, definition, fields).await {
            Ok(()) => run.note(id, StepKind::Patch, Outcome::Done, None),
            Err(error) => tell(run, definition, &error, StepKind::Patch).await,
        },
        DraftStep::Create if create::intend(run, definition).await => made(run, drafter, definition).await,
        DraftStep::Create => run.note_skipped(id, StepKind::Create),
    }
}

/// A create and the patch that belongs to it: what was reviewed is what goes live.
async fn made(run: &Run<'_>, drafter: Drafter<'_>, definition: &Arc<Definition>) {
    // Another run may have made it by now and have told us at the checkpoint.
    let reason = match run.made(&definition.id) {
        Some(made) => Some(format!("found job {}, made by another run", made.job)),
        None => create::create(run, drafter, definition).await,
    };
    let Some(reason) = reason else { return };
    let reason = (!reason.is_empty()).then_some(reason);
    run.note(&definition.id, StepKind::Create, Outcome::Done, reason);
    // The job may be one that was found, in any status: the table decides again.
    let next: JobPlan = decide::job(definition, run.record(&definition.id).as_ref());
    match next.draft {
        Some(DraftStep::Patch(_)) if run.is_stopped() => {
            run.save_kept(&definition.id).await;
            run.note_skipped(&definition.id, StepKind::Patch);
        }
        Some(DraftStep::Patch(fields)) => {
            if let Err(error) = patch(run, drafter, definition, &fields).await {
                tell(run, definition, &error, StepKind::Patch).await;
            }
        }
        Some(DraftStep::Create) | None => run.save_kept(&definition.id).await,
    }
}

/// Applies values to the draft of a definition and records what came of it.
pub(super) async fn patch(
    run: &Run<'_>,
    drafter: Drafter<'_>,
    definition: &Definition,
    fields: &Fields,
) -> Result<(), Error> {
    let Some((before, mut record)) = doubt(run, definition, fields).await else { return Err(unrecorded()) };
    let answer = drafter.patch(&before.job, fields).await;
    let RecordState::Created(made) = &mut record.life else { return Err(unrecorded()) };
    match answer {
        Ok(reply) => {
            let earlier = &before.readiness;
            let word = reply.readiness.map(|word| word.informed_by(earlier, fields));
            made.applied.extend(fields.clone());
            made.content = definition.content();
            made.readiness = word.unwrap_or_else(|| earlier.clone().without(fields));
            made.draft_url = reply.draft_url.or(made.draft_url.take());
            run.save(record).await;
            if reply.status.is_some_and(|status| status != Status::Draft) {
                run.settle(&definition.id).await;
            }
            if definition.pinned().keys().all(|key| fields.contains_key(key)) {
                run.verify(&definition.id);
            }
            Ok(())
        }
        Err(error) => {
            undo_doubt(run, record, before, &error).await;
            Err(error)
        }
    }
}

/// The trouble of a request that was not sent because it could not be recorded first; the run has stopped by then.
fn unrecorded() -> Error {
    Error::Failed(TransportError {
        message: "not sent: the record could not be written".into(),
        reach: DeliveryState::NotSent,
    })
}

/// Records that these values are about to be sent, so that a crash can't hide that they may have arrived. Returns the job as it
/// was, and the record as it is now; `None` where that can't be recorded.
pub(super) async fn doubt(run: &Run<'_>, definition: &Definition, fields: &Fields) -> Option<(RemoteJob, Record)> {
    let mut record = run.record(&definition.id)?;
    let RecordState::Created(made) = &mut record.life else { return None };
    let before = run.recall(&definition.id).unwrap_or_else(|| (**made).clone());
    for (key, value) in fields {
        if made.applied.get(key) != Some(value) {
            made.applied.insert(key.clone(), serde_json::Value::Null);
        }
    }
    if **made != before && !run.save(record.clone()).await {
        return None;
    }
    Some((before, record))
}

/// Records that the values did not arrive, where that is certain.
pub(super) async fn undo_doubt(run: &Run<'_>, mut record: Record, before: RemoteJob, error: &Error) {
    let is_certain = match error {
        Error::Refused(_) => true,
        Error::Failed(trouble) => trouble.reach <= DeliveryState::NotSent,
    };
    if let RecordState::Created(made) = &mut record.life
        && is_certain
        && **made != before
    {
        **made = before;
        run.save(record).await;
    }
}

/// Tells of a step that did not end well.
pub(super) async fn tell(run: &Run<'_>, definition: &Definition, error: &Error, kind: StepKind) {
    match error {
        Error::Failed(trouble) => run.note_trouble(&definition.id, kind, trouble),
        Error::Refused(refusal) => match refusal.why {
            ApiErrorKind::NotFound | ApiErrorKind::Conflict(_) | ApiErrorKind::Other => {
                contradicted(run, definition, refusal, kind).await
            }
            _ => {
                run.note(&definition.id, kind, Outcome::Refused, Some(refusal.to_string()));
                match words::setup(refusal) {
                    Some(stop) => run.stop(stop),
                    None => words::findings(definition, refusal)
                        .into_iter()
                        .for_each(|found| run.find(&definition.id, found)),
                }
            }
        },
    }
}

/// An answer that contradicts the record is settled by reading the account's list again.
async fn contradicted(run: &Run<'_>, definition: &Definition, refusal: &ApiError, kind: StepKind) {
    let id = &definition.id;
    let made = run.settle(id).await;
    let is_open = made.as_ref().is_some_and(|made| !made.gone && made.status == Status::Open);
    match kind {
        StepKind::Publish if is_open => return run.note(id, kind, Outcome::Done, Some("it was open already".into())),
        // Another run published it meanwhile: there is no draft to patch, and the table goes on from the live job.
        StepKind::Patch if is_open => return,
        _ => {}
    }
    run.note(id, kind, Outcome::Refused, Some(refusal.to_string()));
    let Some(made) = made.filter(|made| !made.gone) else { return };
    if let Some(stop) = words::setup(refusal).filter(|_| refusal.why == ApiErrorKind::Other) {
        return run.stop(stop);
    }
    let message = format!("OpenTrain refused it: {refusal}; its list says that job {} is {}", made.job, made.status);
    let help = "The record now says what the list says. Run again to go on from there.";
    run.find(id, words::conflict(definition, message, help));
}
