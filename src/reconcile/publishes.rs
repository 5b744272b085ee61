//! The third phase: takes drafts live, each verified right before, asked for once and recorded at once.

use std::sync::Arc;

use super::drafts::{is_certainly_not_done, patch, target};
use super::messages;
use super::refusals::record_error;
use super::run::Run;
use crate::domain::definition::Definition;
use crate::domain::finding::{Code, Finding, Location, Severity};
use crate::domain::job::Status;
use crate::domain::reply::PublishReply;
use crate::domain::step::{Outcome, StepKind};
use crate::opentrain::{ApiError, ApiErrorKind, Drafter, Error, Publisher};
use crate::plan::{Blocked, LiveStep, Posting, Undo, decide};

/// Publishes what is ready, one after the other in the order of ids: publishing is rationed and can't be undone, and a limit that is
/// reached must be seen before the next is sent.
pub(super) async fn publishes(run: &Run<'_>, drafter: Drafter<'_>, publisher: Publisher<'_>, postings: &mut [Posting]) {
    let mut limit = None;
    for posting in postings.iter_mut().filter(|posting| posting.is_due()) {
        if run.is_stopped() {
            return;
        }
        if is_ready(run, posting, limit.as_deref()) && verify(run, drafter, posting).await {
            limit = publish(run, publisher, posting).await.or(limit);
        }
    }
}

/// Whether any publish is due.
pub(super) fn is_any_publish_due(postings: &[Posting]) -> bool {
    postings.iter().any(|posting| posting.is_due() && decide(posting).live == Some(LiveStep::Publish))
}

/// Whether the publish is due and nothing holds it. What keeps a planned one from being sent is recorded as its outcome.
fn is_ready(run: &Run<'_>, posting: &mut Posting, limit: Option<&str>) -> bool {
    let decision = decide(posting);
    let is_planned = posting.planned.live == Some(LiveStep::Publish);
    let is_draft = posting.job().is_some_and(|job| job.status == Status::Draft);
    let end = match &decision.live {
        _ if posting.job().is_none() || decision.draft.is_some() => {
            is_planned.then(|| (Outcome::Planned, "not begun: the draft is not up to date".to_owned()))
        }
        Some(LiveStep::Publish) => held(posting, limit).map(|reason| (Outcome::Held, reason)),
        _ if is_planned && is_draft => Some((Outcome::Refused, decision.blocked.unwrap_or(Blocked::Finding).reason())),
        _ => None,
    };
    let is_ready = end.is_none() && decision.draft.is_none() && decision.live == Some(LiveStep::Publish);
    if let Some((outcome, reason)) = end {
        run.record_step(posting, StepKind::Publish, outcome, Some(reason));
    }
    is_ready
}

/// Why a publish that is due waits, if so.
fn held(posting: &Posting, limit: Option<&str>) -> Option<String> {
    if let Some(limit) = limit {
        return Some(limit.to_owned());
    }
    let other = posting.possible_duplicate.as_ref()?;
    Some(format!("job {other} is live with this very title, and no definition claims it"))
}

/// Applies all pinned values once more, so that an edit in the web app since the review can't go live unseen, and looks at the
/// answer. Values applied earlier in this run count. Returns whether the publish may be sent.
async fn verify(run: &Run<'_>, drafter: Drafter<'_>, posting: &mut Posting) -> bool {
    let pinned = posting.definition().map(|definition| definition.pinned()).unwrap_or_default();
    if !pinned.is_empty()
        && !posting.is_verified
        && let Err(error) = patch(run, drafter, posting, &pinned).await
    {
        record_error(run, posting, &error, StepKind::Publish).await;
        return false;
    }
    let readiness = posting.job().map(|job| &job.readiness);
    let not_ready = readiness.filter(|r| r.forbids_publish()).map(|r| Blocked::NotReady(r.missing.len()));
    if let Some(blocked) = not_ready {
        run.record_step(posting, StepKind::Publish, Outcome::Refused, Some(blocked.reason()));
    }
    not_ready.is_none()
}

/// Takes the draft live. Returns the reason for which all others wait, where the daily limit is reached.
async fn publish(run: &Run<'_>, publisher: Publisher<'_>, posting: &mut Posting) -> Option<String> {
    let (definition, job) = target(posting)?;
    posting.intend_publish();
    if !run.save(posting).await {
        return None;
    }
    let undo = posting.begin(StepKind::Publish);
    let answer = publisher.publish(&job).await;
    posting.attempt = Default::default();
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
    let end = match status {
        Some(Status::Draft) => (Outcome::Unknown, Some("OpenTrain confirmed it, but its list shows DRAFT".to_owned())),
        Some(Status::Open) => (Outcome::Done, distribution(reply)),
        Some(other) => (Outcome::Done, Some(format!("the job is {other}"))),
        None => (Outcome::Unknown, None),
    };
    if end.0 == Outcome::Done {
        posting.publish_reported();
    }
    run.record_step(posting, StepKind::Publish, end.0, end.1);
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

/// Records a publish that was refused or failed. Returns the reason for which all others wait, where the daily limit is reached.
async fn not_published(
    run: &Run<'_>,
    posting: &mut Posting,
    definition: &Arc<Definition>,
    error: Error,
    undo: Undo,
) -> Option<String> {
    if is_certainly_not_done(&error) {
        posting.take_back(undo);
    }
    let limit = match &error {
        Error::Refused(refusal) => refused(run, posting, definition, refusal),
        Error::Failed(_) => Refused::Other,
    };
    run.save(posting).await;
    match limit {
        Refused::DailyLimit(reason) => return Some(reason),
        Refused::Content => {}
        Refused::Other => record_error(run, posting, &error, StepKind::Publish).await,
    }
    None
}

/// What a refusal of a publish was about.
enum Refused {
    /// All others wait for this reason.
    DailyLimit(String),
    /// The draft or its content; it is recorded.
    Content,
    /// Something else, still to be recorded.
    Other,
}

fn refused(run: &Run<'_>, posting: &mut Posting, definition: &Arc<Definition>, refusal: &ApiError) -> Refused {
    match &refusal.why {
        ApiErrorKind::DailyLimit { limit, hours } => {
            let reached = format!("the daily limit of {limit} publishes in {} hours is reached", hours.unwrap_or(24));
            run.record_step(posting, StepKind::Publish, Outcome::Held, Some(reached.clone()));
            Refused::DailyLimit(reached)
        }
        ApiErrorKind::Unready(readiness) => {
            posting.not_ready((**readiness).clone());
            let count = posting.job().map_or(0, |job| job.readiness.missing.len());
            let reason = format!("{} ({refusal})", Blocked::NotReady(count).reason());
            run.record_step(posting, StepKind::Publish, Outcome::Refused, Some(reason));
            Refused::Content
        }
        ApiErrorKind::Moderation(_) => {
            posting.blocked(messages::block(definition.content(), refusal), None);
            run.record_step(posting, StepKind::Publish, Outcome::Refused, Some(refusal.to_string()));
            Refused::Content
        }
        _ => Refused::Other,
    }
}
