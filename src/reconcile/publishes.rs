//! The third phase: takes drafts live, each verified right before, asked for once and recorded at once.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::daily_limit::DailyLimit;
use super::drafts::{patch, target};
use super::messages;
use super::refusals::record_error;
use super::run::Run;
use super::stop::StopReason;
use crate::domain::definition::Definition;
use crate::domain::finding::{Code, Finding, Location, Severity};
use crate::domain::job::Status;
use crate::domain::reply::PublishReply;
use crate::domain::step::{Outcome, StepKind, StepResult};
use crate::opentrain::{ApiError, ApiErrorKind, Drafter, Error, Publisher};
use crate::plan::holds::hold;
use crate::plan::{Attempt, Blocked, LiveStep, Posting, Undo, decide};

/// Publishes what is ready, one after the other in the order of ids: publishing is rationed and can't be undone, and a limit that is
/// reached must be seen before the next is sent.
pub(super) async fn publishes(run: &Run<'_>, drafter: Drafter<'_>, publisher: Publisher<'_>, postings: &mut [Posting]) {
    let mut left = postings.iter().filter(|posting| posting.is_due() && is_sendable(posting)).count();
    let mut limit: Option<String> = None;
    for posting in postings.iter_mut().filter(|posting| posting.is_due()) {
        if run.is_stopped() {
            return;
        }
        if !is_ready(run, posting, limit.as_deref()) {
            continue;
        }
        if verify(run, drafter, posting).await
            && let Some(reached) = publish(run, publisher, posting).await
        {
            limit = Some(hold_at_limit(run, posting, reached, left));
        }
        left = left.saturating_sub(1);
    }
    if postings.iter().any(is_left_to_others) {
        run.stop(StopReason::Contended);
    }
}

/// Whether a planned publish was not begun since another run changed the draft.
fn is_left_to_others(posting: &Posting) -> bool {
    let is_left = |step: &StepResult| step.kind == StepKind::Publish && step.outcome == Outcome::Planned;
    posting.is_replaced && posting.steps.iter().any(is_left)
}

/// Records the publish that reached the limit as held, unless it turned out to have worked. Returns why all others wait.
fn hold_at_limit(run: &Run<'_>, posting: &mut Posting, reached: DailyLimit, left: usize) -> String {
    if posting.has_step(StepKind::Publish) {
        return reached.reason(left.saturating_sub(1));
    }
    let reason = reached.reason(left);
    run.record_step(posting, StepKind::Publish, Outcome::HeldByDailyLimit, Some(reason.clone()));
    reason
}

/// Whether any publish is due.
pub(super) fn is_any_publish_due(postings: &[Posting]) -> bool {
    postings.iter().any(|posting| posting.is_due() && decide(posting).live == Some(LiveStep::Publish))
}

/// Puts a publish that is due on record. Returns whether the record changed.
pub(super) fn intend_publish(posting: &mut Posting) -> bool {
    is_sendable(posting) && posting.intend_publish()
}

/// Whether the draft is up to date, is to be published, and is not held.
fn is_sendable(posting: &Posting) -> bool {
    let decision = decide(posting);
    let is_next = posting.job().is_some() && decision.draft.is_none() && decision.live == Some(LiveStep::Publish);
    is_next && held(posting).is_none()
}

/// Whether the publish is due and nothing holds it. What keeps a planned one from being sent is recorded as its outcome.
fn is_ready(run: &Run<'_>, posting: &mut Posting, limit: Option<&str>) -> bool {
    let decision = decide(posting);
    let is_planned = posting.planned.live == Some(LiveStep::Publish);
    let is_draft = posting.job().is_some_and(|job| job.status == Status::Draft);
    let end = match &decision.live {
        _ if posting.is_draft_refused() => None,
        _ if posting.job().is_none() || decision.draft.is_some() => {
            is_planned.then(|| (Outcome::Planned, "not begun: the draft is not up to date".to_owned()))
        }
        Some(LiveStep::Publish) => match (held(posting), limit) {
            (Some(reason), _) => Some((Outcome::Held, reason)),
            (None, Some(limit)) => Some((Outcome::HeldByDailyLimit, limit.to_owned())),
            (None, None) => None,
        },
        _ if is_planned && is_draft => Some((Outcome::Refused, decision.blocked.unwrap_or(Blocked::Finding).reason())),
        _ => None,
    };
    let is_ready = end.is_none() && decision.draft.is_none() && decision.live == Some(LiveStep::Publish);
    if let Some((outcome, reason)) = end {
        run.record_step(posting, StepKind::Publish, outcome, Some(reason));
    }
    is_ready
}

/// Why a publish that is due is held; `None` where it is not.
fn held(posting: &Posting) -> Option<String> {
    hold(posting, StepKind::Publish).map(|hold| hold.reason())
}

/// Values that were applied longer ago are applied again before a publish: the publishes of other postings can take minutes, and
/// somebody may edit the draft meanwhile.
const MAX_PATCH_AGE: SignedDuration = SignedDuration::from_secs(5);

/// Whether this run applied all pinned values just now.
fn is_just_verified(posting: &Posting) -> bool {
    posting.verified_at.is_some_and(|time| Timestamp::now().duration_since(time).abs() < MAX_PATCH_AGE)
}

/// Applies all pinned values once more, so that an edit in the web app since the review can't go live unseen, and looks at the
/// answer. Returns whether the publish may be sent.
async fn verify(run: &Run<'_>, drafter: Drafter<'_>, posting: &mut Posting) -> bool {
    let pinned = posting.definition().map(|definition| definition.pinned()).unwrap_or_default();
    if !pinned.is_empty()
        && !is_just_verified(posting)
        && let Err(error) = patch(run, drafter, posting, &pinned).await
    {
        record_error(run, posting, &error, StepKind::Publish).await;
        return false;
    }
    // With nothing pinned there was nothing to ask with: the publish itself shows whether the draft is ready by now.
    let readiness = posting.job().map(|job| &job.readiness).filter(|_| !posting.may_be_ready());
    let not_ready = readiness.filter(|r| r.forbids_publish()).map(|r| Blocked::NotReady(r.missing_count()));
    if let Some(blocked) = not_ready {
        run.record_step(posting, StepKind::Publish, Outcome::Refused, Some(blocked.reason()));
    }
    not_ready.is_none()
}

/// Takes the draft live. Returns the daily limit, where it is reached.
async fn publish(run: &Run<'_>, publisher: Publisher<'_>, posting: &mut Posting) -> Option<DailyLimit> {
    let (definition, job) = target(posting)?;
    posting.intend_publish();
    if !run.save(posting).await {
        return None;
    }
    let undo = posting.begin(StepKind::Publish);
    let answer = publisher.publish(&job).await;
    posting.attempt = Attempt::Idle;
    match answer {
        Ok(reply) => {
            published(run, posting, &definition, reply).await;
            None
        }
        Err(error) => not_published(run, posting, &definition, error, undo).await,
    }
}

async fn published(run: &Run<'_>, posting: &mut Posting, definition: &Arc<Definition>, reply: PublishReply) {
    let is_open = posting.published(definition, &reply);
    for warning in &reply.warnings {
        let message = format!("OpenTrain warns: {warning}");
        let finding = Finding::new(Code::ServiceWarning, Severity::Warning, &definition.file, Location::File, message);
        posting.findings.push(finding);
    }
    run.save(posting).await;
    // An answer other than OPEN is settled by the list, which also shows whether the job was ever live.
    let is_settled = is_open || run.refresh_job(posting).await;
    let status = posting.job().filter(|_| is_settled).map(|job| job.status.clone());
    let (outcome, reason) = match status {
        Some(Status::Draft) => (Outcome::Unknown, Some("OpenTrain confirmed it, but its list shows DRAFT".to_owned())),
        Some(Status::Open) => (Outcome::Done, distribution(reply)),
        Some(other) => (Outcome::Done, Some(format!("the job is {other}"))),
        None => (Outcome::Unknown, None),
    };
    if outcome == Outcome::Done {
        posting.publish_reported();
    }
    run.record_step(posting, StepKind::Publish, outcome, reason);
    run.save(posting).await;
}

/// What the service set going, for the step.
fn distribution(reply: PublishReply) -> Option<String> {
    if reply.already {
        return Some("it was open already".into());
    }
    let effects = reply.side_effects.map(|state| format!("distribution {state}"));
    let attempt = reply.attempt.map(|id| format!("attempt {id}"));
    let parts: Vec<String> = effects.into_iter().chain(attempt).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// Records a publish that was refused or failed. Returns the daily limit, where it is reached.
async fn not_published(
    run: &Run<'_>,
    posting: &mut Posting,
    definition: &Arc<Definition>,
    error: Error,
    undo: Undo,
) -> Option<DailyLimit> {
    let limit = DailyLimit::from_error(&error);
    if error.is_certainly_not_done() {
        posting.take_back(undo);
    } else if is_live_after_all(run, posting, &error).await {
        posting.publish_reported();
        run.save(posting).await;
        let reason = "its first try had worked; the answer was lost".to_owned();
        run.record_step(posting, StepKind::Publish, Outcome::Done, Some(reason));
        return limit;
    }
    let is_recorded = match &error {
        Error::Refused(refusal) => content_refused(run, posting, definition, refusal),
        Error::Failed(_) => false,
    };
    run.save(posting).await;
    if limit.is_none() && !is_recorded {
        record_error(run, posting, &error, StepKind::Publish).await;
    }
    limit
}

/// Whether a publish of which only the last try was refused has worked, by the account's list.
async fn is_live_after_all(run: &Run<'_>, posting: &mut Posting, error: &Error) -> bool {
    let Error::Refused(refusal) = error else { return false };
    // Without a valid token the list can't be read either: the next run settles it.
    messages::configuration_stop(refusal).is_none()
        && run.refresh_job(posting).await
        && posting.job().is_some_and(|job| !job.missing_remotely && job.status.was_published())
}

/// Records a refusal that is about the draft or its content. Returns whether it was.
fn content_refused(run: &Run<'_>, posting: &mut Posting, definition: &Arc<Definition>, refusal: &ApiError) -> bool {
    match &refusal.why {
        ApiErrorKind::Unready(readiness) => {
            posting.not_ready((**readiness).clone(), refusal.date);
            let count = posting.job().map_or(0, |job| job.readiness.missing_count());
            let reason = format!("{} ({refusal})", Blocked::NotReady(count).reason());
            run.record_step(posting, StepKind::Publish, Outcome::Refused, Some(reason));
            true
        }
        ApiErrorKind::Moderation(_) => {
            posting.blocked(messages::block(definition.content(), refusal), None);
            run.record_step(posting, StepKind::Publish, Outcome::Refused, Some(refusal.to_string()));
            true
        }
        _ => false,
    }
}
