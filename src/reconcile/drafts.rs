//! The first phase: drafts, which the public never sees.

use std::sync::Arc;

use futures_util::StreamExt as _;
use futures_util::stream;
use jiff::Timestamp;

use super::announce::{announce, save_all};
use super::create::{create, intend_create};
use super::refusals::record_error;
use super::run::Run;
use crate::domain::Fields;
use crate::domain::definition::Definition;
use crate::domain::ids::JobId;
use crate::domain::job::Status;
use crate::domain::step::{Outcome, StepKind};
use crate::opentrain::{DeliveryState, Drafter, Error, TransportError};
use crate::plan::holds::assign_holds;
use crate::plan::total::assign_total;
use crate::plan::{Attempt, DraftStep, LiveStep, Posting, decide};

/// Why a draft is patched with values that it has.
const FRESH_ANSWER: &str = "the draft was edited on OpenTrain since: sent again to learn whether it is ready now";

/// Creates and patches drafts. What is about to be created or changed is on record before it is sent.
pub(crate) async fn drafts(run: &Run<'_>, drafter: Drafter<'_>, postings: &mut Vec<Posting>) {
    if postings.iter().any(|posting| posting.is_due() && posting.planned.draft.is_some()) {
        announce(run, postings, intend).await;
        let due = postings.iter_mut().filter(|posting| posting.is_due());
        stream::iter(due)
            .for_each_concurrent(
                run.concurrent_postings(),
                |posting| async move { carry_out(run, drafter, posting).await },
            )
            .await;
    }
    assign_holds(postings, &run.account.at_start, &run.account.latest(), &run.released);
    // What a draft comes to may have become known with its creation.
    assign_total(postings);
    save_all(run, postings).await;
}

/// Patches again what another run changed after [`drafts`].
pub(super) async fn outdated_drafts(run: &Run<'_>, drafter: Drafter<'_>, postings: &mut Vec<Posting>) {
    announce(run, postings, |run, posting| is_outdated(posting) && intend(run, posting)).await;
    let outdated = postings.iter_mut().filter(|posting| is_outdated(posting));
    stream::iter(outdated)
        .for_each_concurrent(run.concurrent_postings(), |posting| async move { update(run, drafter, posting).await })
        .await;
    save_all(run, postings).await;
}

/// Whether the draft is to be published, and another run changed it since this one brought it up to date.
pub(super) fn is_outdated(posting: &Posting) -> bool {
    let decision = decide(posting);
    let is_changed = posting.is_due() && posting.is_replaced && posting.job().is_some();
    is_changed && matches!(decision.draft, Some(DraftStep::Patch(_))) && decision.live == Some(LiveStep::Publish)
}

/// Puts the draft step on record.
fn intend(run: &Run<'_>, posting: &mut Posting) -> bool {
    match decide(posting).draft {
        Some(DraftStep::Create) => intend_create(run, posting),
        Some(DraftStep::Patch(fields)) => posting.intend_values(&fields),
        None => false,
    }
}

async fn carry_out(run: &Run<'_>, drafter: Drafter<'_>, posting: &mut Posting) {
    if run.is_stopped() {
        return;
    }
    if posting.planned.draft == Some(DraftStep::Create) && !ensure_created(run, drafter, posting).await {
        return;
    }
    update(run, drafter, posting).await;
}

/// Patches the draft where it is not up to date.
async fn update(run: &Run<'_>, drafter: Drafter<'_>, posting: &mut Posting) {
    // A job that was created may be one that was found, in any status.
    if let Some(DraftStep::Patch(fields)) = decide(posting).draft.filter(|_| !run.is_stopped()) {
        let is_part_of_create = posting.was_created();
        let reason = posting.may_be_ready().then(|| FRESH_ANSWER.to_owned());
        match patch(run, drafter, posting, &fields).await {
            Ok(()) if is_part_of_create => {}
            Ok(()) => run.record_step(posting, StepKind::Patch, Outcome::Done, reason),
            Err(error) => record_error(run, posting, &error, StepKind::Patch).await,
        }
    }
    run.save(posting).await;
}

/// Creates the draft, or finds it. Returns whether the job is there now.
async fn ensure_created(run: &Run<'_>, drafter: Drafter<'_>, posting: &mut Posting) -> bool {
    // Another run may have created it meanwhile, and the merge of the records brought it.
    let Some(job) = posting.job() else { return create(run, drafter, posting).await };
    let reason = format!("{} was created by another run", job.job);
    run.record_step(posting, StepKind::Create, Outcome::Found, Some(reason));
    true
}

/// Applies values to a draft. An error is for the caller to report.
pub(super) async fn patch(
    run: &Run<'_>,
    drafter: Drafter<'_>,
    posting: &mut Posting,
    fields: &Fields,
) -> Result<(), Error> {
    let Some((definition, job)) = target(posting) else { return Ok(()) };
    if !run.save_intent(posting, fields).await {
        return Err(not_recorded());
    }
    let undo = posting.begin(StepKind::Patch);
    let answer = drafter.patch(&job, fields).await;
    posting.attempt = Attempt::Idle;
    match answer {
        Ok(reply) => {
            let is_odd = reply.status.as_ref().is_some_and(|status| *status != Status::Draft);
            posting.patched(&definition, fields, reply, Timestamp::now());
            run.save(posting).await;
            if is_odd {
                run.refresh_job(posting).await;
            }
            Ok(())
        }
        Err(error) => {
            if error.is_certainly_not_done() {
                posting.take_back(undo);
            }
            run.save(posting).await;
            Err(error)
        }
    }
}

/// The definition and the job's id; `None` where either is missing.
pub(super) fn target(posting: &Posting) -> Option<(Arc<Definition>, JobId)> {
    Some((posting.definition()?.clone(), posting.job()?.job.clone()))
}

/// A request that was not sent because it could not be recorded first; the run has stopped by then.
fn not_recorded() -> Error {
    Error::Failed(TransportError {
        message: "not sent: the record could not be written".into(),
        reach: DeliveryState::NotSent,
    })
}
