//! After live jobs got all their values again: which titles the service changes itself.

use std::sync::Arc;

use super::run::Run;
use super::stop::StopReason;
use crate::plan::{Posting, title};

/// Reads the list once more where any job got all its values again, and remembers titles that differ from what was just sent.
pub(super) async fn compare_titles(run: &Run<'_>, postings: &mut [Posting]) {
    let is_sent = |posting: &Posting| posting.is_reapplied && posting.was_updated();
    if run.is_stopped() || !postings.iter().any(is_sent) {
        return;
    }
    match run.reader.jobs().await {
        Ok(jobs) => {
            for posting in postings.iter_mut().filter(|posting| is_sent(posting)) {
                posting.observe(&jobs);
                if let (Some(edit), Some(definition)) = (posting.accept_listed_title(), posting.definition().cloned()) {
                    posting.findings.push(title::changed_by_service(&definition, &edit));
                }
            }
            run.account.replace_latest(Arc::new(jobs));
        }
        Err(error) => run.stop(StopReason::Service(error.to_string())),
    }
}
