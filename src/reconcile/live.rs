//! The part of a plan that the public sees.

use std::collections::BTreeSet;
use std::sync::Arc;

use futures_util::StreamExt as _;
use futures_util::stream;

use crate::domain::Fields;
use crate::domain::definition::Definition;
use crate::domain::ids::DefinitionId;
use crate::domain::job::Status;
use crate::domain::record::RecordState;
use crate::domain::step::{Outcome, StepKind};
use crate::opentrain::{ApiError, ApiErrorKind, Drafter, Error, Publisher};
use crate::plan::{JobPlan, LiveStep, Plan, decide};

use super::draft::{doubt, tell, undo_doubt};
use super::run::Run;
use super::stop::Stop;
use super::{checkpoint, publish, words};

/// Asked before anything public is done, and again before the first publish: why it must not be, if so.
pub type Gate = Arc<dyn Fn() -> Result<(), Stop> + Send + Sync>;

/// Edits live jobs and closes jobs, in lanes; then publishes, one after the other in the order of ids: publishing is rationed and
/// can't be undone, and a limit that is reached must be seen before the next is sent. `claimants` are the definitions at hand, each of
/// which claims its job; `released` those whose twin a person has looked at.
pub async fn publishes(
    run: &Run<'_>,
    drafter: Drafter<'_>,
    publisher: Publisher<'_>,
    plan: &Plan,
    (claimants, released): (&BTreeSet<DefinitionId>, &BTreeSet<DefinitionId>),
    gate: Option<Gate>,
) {
    let settled: Vec<(&JobPlan, LiveStep)> = plan.jobs.iter().filter_map(|job| now(run, job)).collect();
    let (publications, others): (Vec<_>, Vec<_>) =
        settled.into_iter().partition(|(_, step)| *step == LiveStep::Publish);
    if publications.is_empty() && others.is_empty() {
        return;
    }
    let claimed = run.claimed_by(claimants);
    let updates = others.iter().filter_map(|(job, step)| match step {
        LiveStep::Update(fields) => Some((job.definition.as_deref()?, fields)),
        LiveStep::Publish | LiveStep::Close => None,
    });
    pass(run, gate.as_ref()).await;
    checkpoint::keep(run, std::iter::empty(), updates).await;
    let lanes = others.iter().map(|(job, step)| other(run, publisher, job, step));
    stream::iter(lanes).buffer_unordered(run.hands()).collect::<Vec<()>>().await;
    checkpoint::take_back(run).await;
    if !publications.is_empty() && !others.is_empty() {
        pass(run, gate.as_ref()).await;
    }
    let mut limit = None;
    for definition in publications.iter().filter_map(|(job, _)| job.definition.as_ref()) {
        publish::publish(run, (drafter, publisher), definition, (&claimed, released), &mut limit).await;
    }
}

/// Stops the run where the gate is shut.
async fn pass(run: &Run<'_>, gate: Option<&Gate>) {
    let Some(gate) = gate.filter(|_| !run.is_stopped()).cloned() else { return };
    match tokio::task::spawn_blocking(move || gate()).await {
        Ok(Ok(())) => {}
        Ok(Err(stop)) => run.stop(stop),
        Err(error) => run.stop(Stop::Service(format!("the default branch could not be looked at: {error}"))),
    }
}

/// The live step that is due now that drafts are made and patched, and a job may turn out to be there already.
fn now<'p>(run: &Run<'_>, job: &'p JobPlan) -> Option<(&'p JobPlan, LiveStep)> {
    let planned = job.live.clone()?;
    let (Some(definition), Some(_)) = (&job.definition, &job.draft) else { return Some((job, planned)) };
    if run.is_stopped() {
        run.note_skipped(&job.id, planned.kind());
        return None;
    }
    let next = decide::job(definition, run.record(&job.id).as_ref());
    let made = run.made(&job.id);
    if made.is_none() || next.draft.is_some() {
        run.note(&job.id, planned.kind(), Outcome::Planned, Some("not begun: the draft is not up to date".into()));
        return None;
    }
    if next.live.is_none() && made.as_ref().is_some_and(|made| made.status == Status::Draft) {
        let readiness = made.map(|made| made.readiness).unwrap_or_default();
        let reason =
            if readiness.is_unready() { publish::unready(&readiness) } else { "not sent: see the findings".into() };
        run.note(&job.id, planned.kind(), Outcome::Refused, Some(reason));
    }
    next.live.map(|step| (job, step))
}

async fn other(run: &Run<'_>, publisher: Publisher<'_>, job: &JobPlan, step: &LiveStep) {
    if run.is_stopped() {
        return run.note_skipped(&job.id, step.kind());
    }
    match (step, &job.definition) {
        (LiveStep::Update(fields), Some(definition)) => update(run, publisher, definition, fields).await,
        (LiveStep::Close, definition) => close(run, publisher, &job.id, definition.as_deref()).await,
        (LiveStep::Publish, _) | (LiveStep::Update(_), None) => {}
    }
}

async fn update(run: &Run<'_>, publisher: Publisher<'_>, definition: &Definition, fields: &Fields) {
    let id = &definition.id;
    let Some((before, mut record)) = doubt(run, definition, fields).await else { return };
    let answer = publisher.update(&before.job, fields).await;
    let RecordState::Created(made) = &mut record.life else { return };
    match answer {
        Ok(reply) => {
            made.applied.extend(fields.clone());
            made.content = definition.content();
            made.opened = Some(definition.content());
            run.save(record).await;
            let is_odd = reply.status.is_some_and(|status| status != Status::Open);
            if is_odd || reply.decision.as_ref().is_some_and(|word| word != "ALLOW") {
                run.settle(id).await;
            }
            run.note(id, StepKind::Update, Outcome::Done, reply.decision.map(|word| format!("moderation: {word}")));
        }
        Err(Error::Refused(refusal)) if matches!(refusal.why, ApiErrorKind::Moderation(_)) => {
            // The edit stays applied and the job is a draft again (page jobs/update).
            made.applied.extend(fields.clone());
            made.content = definition.content();
            made.opened = Some(definition.content());
            made.status = Status::Draft;
            made.moderation = Some(words::block(definition.content(), &refusal));
            run.save(record).await;
            let reason = format!("the edit was applied, and moderation took the job off the marketplace: {refusal}");
            run.note(id, StepKind::Update, Outcome::Refused, Some(reason));
        }
        Err(error) => {
            undo_doubt(run, record, before, &error).await;
            tell(run, definition, &error, StepKind::Update).await;
        }
    }
}

async fn close(run: &Run<'_>, publisher: Publisher<'_>, id: &DefinitionId, definition: Option<&Definition>) {
    let Some(mut record) = run.record(id) else { return };
    let RecordState::Created(made) = &mut record.life else { return };
    match publisher.close(&made.job).await {
        Ok(status) => {
            made.status = status.unwrap_or(Status::Archived);
            let is_odd = !made.status.is_ended();
            run.save(record).await;
            if is_odd {
                run.settle(id).await;
            }
            run.note(id, StepKind::Close, Outcome::Done, None);
        }
        Err(Error::Refused(refusal)) => close_refused(run, id, definition, &refusal).await,
        Err(Error::Failed(trouble)) => run.note_trouble(id, StepKind::Close, &trouble),
    }
}

async fn close_refused(run: &Run<'_>, id: &DefinitionId, definition: Option<&Definition>, refusal: &ApiError) {
    if let Some(stop) = words::setup(refusal) {
        run.note(id, StepKind::Close, Outcome::Refused, Some(refusal.to_string()));
        return run.stop(stop);
    }
    let is_closed = run.settle(id).await.is_some_and(|made| !made.gone && !made.status.is_public());
    if is_closed {
        return run.note(id, StepKind::Close, Outcome::Done, Some("it was closed already".into()));
    }
    run.note(id, StepKind::Close, Outcome::Refused, Some(refusal.to_string()));
    match definition {
        Some(definition) => words::findings(definition, refusal).into_iter().for_each(|finding| run.find(id, finding)),
        None => log::warn!("{id}: {refusal}"),
    }
}
