//! The second phase: edits of live jobs, and closes.

use std::sync::Arc;

use futures_util::StreamExt as _;
use futures_util::stream;
use jiff::Timestamp;

use super::announce::save_all;
use super::drafts::target;
use super::messages;
use super::reapply::compare_titles;
use super::refusals::record_error;
use super::run::Run;
use crate::domain::Fields;
use crate::domain::definition::Definition;
use crate::domain::job::Status;
use crate::domain::reply::UpdateReply;
use crate::domain::step::{Outcome, StepKind};
use crate::opentrain::{ApiError, ApiErrorKind, Error, Publisher};
use crate::plan::holds::hold;
use crate::plan::{Attempt, LiveStep, Posting, decide};

/// Edits live jobs and closes jobs. The first edit goes alone: what moderation blocks in one default, it blocks in every job.
pub(super) async fn edits(run: &Run<'_>, publisher: Publisher<'_>, postings: &mut [Posting]) {
    postings.iter_mut().for_each(|posting| hold_over_total(run, posting));
    let is_update = |posting: &&mut Posting| matches!(due_edit(posting), Some(LiveStep::Update(_)));
    if let Some(first) = postings.iter_mut().find(is_update) {
        carry_out(run, publisher, first).await;
    }
    let due = postings.iter_mut().filter(|posting| posting.is_due());
    stream::iter(due)
        .for_each_concurrent(
            run.concurrent_postings(),
            |posting| async move { carry_out(run, publisher, posting).await },
        )
        .await;
    compare_titles(run, postings).await;
    save_all(run, postings).await;
}

/// Whether any edit or close is due.
pub(super) fn is_any_edit_due(postings: &[Posting]) -> bool {
    postings.iter().any(|posting| due_edit(posting).is_some())
}

/// The edit or close that is due now that drafts are up to date.
fn due_edit(posting: &Posting) -> Option<LiveStep> {
    if !posting.is_due() {
        return None;
    }
    decide(posting).live.filter(|step| *step != LiveStep::Publish && !posting.has_step(step.kind()))
}

/// Records an edit that does not fit below the limit of all live postings as held.
fn hold_over_total(run: &Run<'_>, posting: &mut Posting) {
    if let (Some(hold), Some(LiveStep::Update(_))) = (hold(posting, StepKind::Update), due_edit(posting)) {
        run.record_step(posting, StepKind::Update, Outcome::Held, Some(hold.reason()));
    }
}

/// Puts the values of an edit on record.
pub(super) fn intend_edit(_: &Run<'_>, posting: &mut Posting) -> bool {
    match due_edit(posting) {
        Some(LiveStep::Update(fields)) if hold(posting, StepKind::Update).is_none() => {
            posting.seen_live();
            posting.intend_values(&fields)
        }
        Some(LiveStep::Update(_)) => false,
        Some(LiveStep::Publish | LiveStep::Close) | None => false,
    }
}

async fn carry_out(run: &Run<'_>, publisher: Publisher<'_>, posting: &mut Posting) {
    match due_edit(posting).filter(|_| !run.is_stopped()) {
        Some(LiveStep::Update(fields)) => match run.holds_edits() {
            Some(taken_off) => {
                let reason = format!("not sent: an edit took the job of `{taken_off}` off the marketplace in this run");
                run.record_step(posting, StepKind::Update, Outcome::Held, Some(reason));
            }
            None => update(run, publisher, posting, &fields).await,
        },
        Some(LiveStep::Close) => close(run, publisher, posting).await,
        Some(LiveStep::Publish) | None => {}
    }
}

async fn update(run: &Run<'_>, publisher: Publisher<'_>, posting: &mut Posting, fields: &Fields) {
    let Some((definition, job)) = target(posting) else { return };
    if !run.save_intent(posting, fields).await {
        return;
    }
    let undo = posting.begin(StepKind::Update);
    let answer = publisher.update(&job, fields).await;
    posting.attempt = Attempt::Idle;
    match answer {
        Ok(reply) => {
            posting.updated(&definition, fields, reply.date, Timestamp::now());
            run.save(posting).await;
            confirmed(run, posting, &definition, reply).await;
        }
        Err(Error::Refused(refusal)) if matches!(refusal.why, ApiErrorKind::Moderation(_)) => {
            unpublished(run, posting, &definition, fields, &refusal);
            run.save(posting).await;
        }
        Err(error) => {
            if error.is_certainly_not_done() {
                posting.take_back(undo);
            }
            run.save(posting).await;
            record_error(run, posting, &error, StepKind::Update).await;
        }
    }
}

/// An edit was answered. Unless the answer shows the job as open, the list settles it.
async fn confirmed(run: &Run<'_>, posting: &mut Posting, definition: &Definition, reply: UpdateReply) {
    let is_allowed = reply.decision.as_ref().is_none_or(|decision| decision == "ALLOW");
    let is_open = reply.status == Some(Status::Open) && is_allowed;
    let is_settled = is_open || run.refresh_job(posting).await;
    let again = posting.is_reapplied.then(|| "all values sent again".to_owned());
    let moderation = reply.decision.map(|decision| format!("moderation: {decision}"));
    let reasons: Vec<String> = again.into_iter().chain(moderation).collect();
    let reason = (!reasons.is_empty()).then(|| reasons.join(", "));
    let job = posting.job().filter(|job| is_settled && !job.missing_remotely);
    match job.map(|job| job.status.clone()) {
        Some(status) if status.is_public() => run.record_step(posting, StepKind::Update, Outcome::Done, reason),
        Some(status) => {
            let message = format!("OpenTrain confirmed the edit, but its list shows {status}");
            let help = "The job is no longer live. Look at it in the web app before you run again.";
            posting.findings.push(messages::conflict(definition, &message, help));
            run.hold_edits(posting);
            run.record_step(posting, StepKind::Update, Outcome::Refused, Some(message));
        }
        None => run.record_step(posting, StepKind::Update, Outcome::Unknown, reason),
    }
}

/// Moderation refused an edit: the edit stays applied and the job is a draft again (page jobs/update).
fn unpublished(
    run: &Run<'_>,
    posting: &mut Posting,
    definition: &Arc<Definition>,
    fields: &Fields,
    refusal: &ApiError,
) {
    posting.updated(definition, fields, refusal.date, Timestamp::now());
    run.hold_edits(posting);
    posting.blocked(messages::block(definition.content(), refusal), Some(Status::Draft));
    let reason = format!("the edit was applied, and moderation took the job off the marketplace: {refusal}");
    run.record_step(posting, StepKind::Update, Outcome::Refused, Some(reason));
}

async fn close(run: &Run<'_>, publisher: Publisher<'_>, posting: &mut Posting) {
    let Some(job) = posting.job().map(|job| job.job.clone()) else { return };
    posting.begin(StepKind::Close);
    let answer = publisher.close(&job).await;
    posting.attempt = Attempt::Idle;
    match answer {
        Ok(status) => {
            let is_ended = posting.closed(status);
            run.save(posting).await;
            let is_settled = is_ended || run.refresh_job(posting).await;
            let status = posting.job().filter(|job| is_settled && !job.missing_remotely).map(|job| job.status.clone());
            match status {
                Some(status) if status.is_ended() => run.record_step(posting, StepKind::Close, Outcome::Done, None),
                status => {
                    let reason = status.map(|status| format!("OpenTrain confirmed it, but its list shows {status}"));
                    run.record_step(posting, StepKind::Close, Outcome::Unknown, reason);
                }
            }
        }
        Err(Error::Refused(refusal)) => close_refused(run, posting, &refusal).await,
        Err(Error::Failed(failure)) => run.record_failure(posting, StepKind::Close, &failure),
    }
}

async fn close_refused(run: &Run<'_>, posting: &mut Posting, refusal: &ApiError) {
    if let Some(stop) = messages::configuration_stop(refusal) {
        run.record_step(posting, StepKind::Close, Outcome::Refused, Some(refusal.to_string()));
        return run.stop(stop);
    }
    let is_closed = run.refresh_job(posting).await
        && posting.job().is_some_and(|job| !job.missing_remotely && !job.status.is_public());
    if is_closed {
        return run.record_step(posting, StepKind::Close, Outcome::Done, Some("it was closed already".into()));
    }
    let finding = posting.definition().map(|definition| messages::refused_close(definition, refusal));
    // A definition that is gone or invalid has no place for a finding.
    let advice = if finding.is_none() { format!(". {}", messages::RESOLVE_MILESTONES) } else { String::new() };
    run.record_step(posting, StepKind::Close, Outcome::Refused, Some(format!("{refusal}{advice}")));
    posting.findings.extend(finding);
}
