//! The end of every run, also of one whose futures were dropped: whatever was sent is accounted for.

use super::announce::save_all;
use super::run::Run;
use crate::domain::step::{Outcome, StepKind};
use crate::plan::{Posting, decide};

/// Waits for the records that are being written; takes back what was only recorded, calls what was sent unknown, names what was not
/// begun, and saves the rest. `is_carried_out` selects the kinds of steps that this command carries out.
pub(crate) async fn account_for(run: &Run<'_>, postings: &mut [Posting], is_carried_out: fn(StepKind) -> bool) {
    run.finish_writes().await;
    for posting in postings.iter_mut() {
        if let Some(kind) = posting.end() {
            let reason = "the run ended before OpenTrain answered; the next run settles it".to_owned();
            run.record_step(posting, kind, Outcome::Unknown, Some(reason));
        }
        if run.is_stopped() && posting.is_due() {
            add_not_begun(run, posting, is_carried_out);
        }
    }
    save_all(run, postings).await;
}

fn add_not_begun(run: &Run<'_>, posting: &mut Posting, is_carried_out: fn(StepKind) -> bool) {
    let kinds: Vec<StepKind> = decide(posting).kinds().filter(|kind| is_carried_out(*kind)).collect();
    for kind in kinds {
        if !posting.has_step(kind) {
            let reason = "not begun: the run stopped before it".to_owned();
            run.record_step(posting, kind, Outcome::Planned, Some(reason));
        }
    }
}
