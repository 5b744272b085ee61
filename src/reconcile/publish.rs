//! Takes one draft live: verified right before, asked once, recorded at once.

use std::collections::BTreeSet;

use crate::domain::definition::Definition;
use crate::domain::finding::{At, Code, Finding, Severity};
use crate::domain::ids::{DefinitionId, JobId};
use crate::domain::job::Status;
use crate::domain::readiness::Readiness;
use crate::domain::record::RecordState;
use crate::domain::step::{Outcome, StepKind};
use crate::opentrain::{ApiErrorKind, DeliveryState, Drafter, Error, PublishReply, Publisher};

use super::create;
use super::draft::{patch, tell};
use super::run::Run;
use super::words;

/// The words for a draft that isn't ready.
pub(super) fn unready(readiness: &Readiness) -> String {
    match readiness.missing.len() {
        0 => "not sent: OpenTrain says that the draft is not publish-ready".into(),
        1 => "not sent: 1 field is missing".into(),
        gaps => format!("not sent: {gaps} fields are missing"),
    }
}

/// Takes a draft live, unless a limit, a brake or the service's word is against it.
pub(super) async fn publish(
    run: &Run<'_>,
    (drafter, publisher): (Drafter<'_>, Publisher<'_>),
    definition: &Definition,
    (claimed, released): (&BTreeSet<JobId>, &BTreeSet<DefinitionId>),
    limit: &mut Option<String>,
) {
    let id = &definition.id;
    let Some(made) = run.made(id) else { return };
    if run.is_stopped() {
        return run.note_skipped(id, StepKind::Publish);
    }
    if let Some(reached) = limit {
        return run.note(id, StepKind::Publish, Outcome::Held, Some(reached.clone()));
    }
    // Looked for anew: the title may have changed, the other job may have ended or found its definition.
    let twin = made.twin.as_ref().and_then(|_| create::twin(run, definition, &made, claimed));
    if let Some(twin) = twin.filter(|_| !released.contains(id)) {
        let reason = format!("job {twin} is live with this very title, and no definition claims it");
        return run.note(id, StepKind::Publish, Outcome::Held, Some(reason));
    }
    if !verify(run, drafter, definition).await {
        return;
    }
    if !mark(run, id, true).await {
        return run.note_skipped(id, StepKind::Publish);
    }
    match publisher.publish(&made.job).await {
        Ok(reply) => published(run, definition, reply).await,
        Err(error) => *limit = unpublished(run, definition, &error).await,
    }
}

/// Records whether a publish is under way: until it is answered, the job may be live. Returns whether that worked.
async fn mark(run: &Run<'_>, id: &DefinitionId, is_asked: bool) -> bool {
    let Some(mut record) = run.record(id) else { return false };
    let RecordState::Created(made) = &mut record.life else { return false };
    if made.asked == is_asked {
        return true;
    }
    made.asked = is_asked;
    run.save(record).await
}

/// Applies all pinned values once more, so that a hand edit since the review can't go live unseen, and looks at the verdict.
/// Values applied earlier in this run count.
async fn verify(run: &Run<'_>, drafter: Drafter<'_>, definition: &Definition) -> bool {
    let id = &definition.id;
    let pinned = definition.pinned();
    if !pinned.is_empty()
        && !run.is_verified(id)
        && let Err(error) = patch(run, drafter, definition, &pinned).await
    {
        tell(run, definition, &error, StepKind::Publish).await;
        return false;
    }
    let readiness = run.made(id).map(|made| made.readiness).unwrap_or_default();
    if readiness.forbids_publish() {
        run.note(id, StepKind::Publish, Outcome::Refused, Some(unready(&readiness)));
    }
    !readiness.forbids_publish()
}

async fn published(run: &Run<'_>, definition: &Definition, reply: PublishReply) {
    let id = &definition.id;
    let Some(mut record) = run.record(id) else { return };
    let RecordState::Created(made) = &mut record.life else { return };
    // An answer that does not say OPEN is settled by the list, which also tells whether the job was ever live.
    let is_odd = reply.status != Some(Status::Open);
    if !is_odd {
        made.status = Status::Open;
        // What is live was ready, whatever was said before.
        made.readiness = Readiness { ready: Some(true), ..Readiness::default() };
        made.opened = Some(definition.content());
    }
    // An odd answer leaves it open, until the list has settled it.
    made.asked = is_odd;
    made.job_url = reply.job_url.or(made.job_url.take());
    (made.moderation, made.twin) = (None, None);
    run.save(record).await;
    for warning in reply.warnings {
        let message = format!("OpenTrain warns: {warning}");
        run.find(id, Finding::new(Code::ServiceWarning, Severity::Warning, &definition.file, At::File, message));
    }
    let status = if is_odd { run.settle(id).await.map(|made| made.status) } else { Some(Status::Open) };
    match status {
        Some(Status::Draft) => {
            let reason = "OpenTrain confirmed it, yet its list says DRAFT".to_owned();
            run.note(id, StepKind::Publish, Outcome::Unknown, Some(reason));
        }
        Some(Status::Open) => {
            mark(run, id, false).await;
            run.note(id, StepKind::Publish, Outcome::Done, told(reply.already, reply.side_effects, reply.attempt))
        }
        Some(other) => {
            mark(run, id, false).await;
            run.note(id, StepKind::Publish, Outcome::Done, Some(format!("the job is {other}")));
        }
        None => run.note(id, StepKind::Publish, Outcome::Unknown, None),
    }
}

fn told(already: bool, side_effects: Option<String>, attempt: Option<String>) -> Option<String> {
    if already {
        return Some("it was open already".into());
    }
    let effects = side_effects.map(|word| format!("distribution {word}"));
    let attempt = attempt.map(|id| format!("attempt {id}"));
    let parts: Vec<String> = effects.into_iter().chain(attempt).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// Tells of a publish that was refused. Returns the words for the others where the daily limit is reached.
async fn unpublished(run: &Run<'_>, definition: &Definition, error: &Error) -> Option<String> {
    let id = &definition.id;
    let is_settled = match error {
        Error::Refused(_) => true,
        Error::Failed(trouble) => trouble.reach != DeliveryState::Unknown,
    };
    if is_settled {
        mark(run, id, false).await;
    }
    let Error::Refused(refusal) = error else {
        tell(run, definition, error, StepKind::Publish).await;
        return None;
    };
    let mut record = run.record(id)?;
    let RecordState::Created(made) = &mut record.life else { return None };
    match &refusal.why {
        ApiErrorKind::DailyLimit { limit, hours } => {
            let reached = format!("the daily limit of {limit} publishes in {} hours is reached", hours.unwrap_or(24));
            run.note(id, StepKind::Publish, Outcome::Held, Some(reached.clone()));
            return Some(reached);
        }
        ApiErrorKind::Unready(readiness) => {
            made.readiness = (**readiness).clone().informed_by(&made.readiness, &made.applied);
            let reason = format!("{} ({refusal})", unready(&made.readiness));
            run.save(record).await;
            run.note(id, StepKind::Publish, Outcome::Refused, Some(reason));
        }
        ApiErrorKind::Moderation(_) => {
            made.moderation = Some(words::block(definition.content(), refusal));
            run.save(record).await;
            run.note(id, StepKind::Publish, Outcome::Refused, Some(refusal.to_string()));
        }
        _ => tell(run, definition, error, StepKind::Publish).await,
    }
    None
}
