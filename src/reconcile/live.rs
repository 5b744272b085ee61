//! What the public sees: edits and closes first, then publishes.

use super::announce::{MAX_ROUNDS, announce};
use super::drafts::{is_outdated, outdated_drafts};
use super::edits::{edits, intend_edit, is_any_edit_due};
use super::publishes::{intend_publish, is_any_publish_due, publishes};
use super::run::Run;
use super::stop::StopReason;
use crate::opentrain::{Drafter, Publisher};
use crate::plan::Posting;
use crate::plan::holds::assign_holds;
use crate::plan::total::assign_total;

/// Edits and closes live jobs, then publishes drafts. The gate is asked before anything public is done, before another run's change of a
/// draft is undone, and again before the first publish.
pub(crate) async fn live(run: &Run<'_>, drafter: Drafter<'_>, publisher: Publisher<'_>, postings: &mut Vec<Posting>) {
    if is_any_edit_due(postings) || is_any_publish_due(postings) {
        announce_live(run, drafter, postings).await;
    }
    if is_any_edit_due(postings) {
        edits(run, publisher, postings).await;
        if is_any_publish_due(postings) {
            run.check_gate().await;
        }
    }
    // What was to be closed or edited may still be as it was.
    assign_total(postings);
    publishes(run, drafter, publisher, postings).await;
}

/// Puts all edits and publishes on record. A draft that another run changed meanwhile is brought up to date before it is published.
async fn announce_live(run: &Run<'_>, drafter: Drafter<'_>, postings: &mut Vec<Posting>) {
    for _ in 0..MAX_ROUNDS {
        run.check_gate().await;
        // One push for all edits and publishes: a mark of a publish that is not sent in the end is taken back.
        announce(run, postings, |run, posting| intend_edit(run, posting) | intend_publish(posting)).await;
        // Another run's records may have come with the push.
        assign_holds(postings, &run.account.at_start, &run.account.latest(), &run.released);
        assign_total(postings);
        if run.is_stopped() || !postings.iter().any(is_outdated) {
            return;
        }
        // The other run may be that of a newer commit: its draft is not set back.
        run.check_gate().await;
        outdated_drafts(run, drafter, postings).await;
    }
    run.stop(StopReason::Contended);
}
