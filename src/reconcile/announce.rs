//! Where records are kept outside this machine, what is about to be sent is pushed there before the first of it is sent.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::StreamExt as _;
use futures_util::stream;

use super::run::{Checkpoint, Run};
use super::stop::StopReason;
use crate::domain::record::Record;
use crate::plan::{Origin, Posting};

/// So many times in a row another run's records may be merged in before this run gives way.
pub(super) const MAX_ROUNDS: usize = 4;

/// Puts on record what is about to be sent, as `intend` marks it, and pushes it. After a merge with another run's records all is decided and
/// marked again, until every value that may be sent is covered by what was pushed. Where that fails, the run stops.
pub(super) async fn announce(
    run: &Run<'_>,
    postings: &mut Vec<Posting>,
    intend: impl Fn(&Run<'_>, &mut Posting) -> bool,
) {
    let Some(checkpoint) = &run.checkpoint else { return };
    for round in 0..MAX_ROUNDS {
        let mut is_marked = false;
        for posting in postings.iter_mut().filter(|posting| posting.is_due()) {
            is_marked |= intend(run, posting);
        }
        // The first push is always made: it shows that this run may push at all.
        if round > 0 && !is_marked {
            return;
        }
        save_all(run, postings).await;
        if run.is_stopped() {
            return;
        }
        match push(checkpoint).await {
            Ok(None) => return,
            Ok(Some(records)) => replace_records(run, postings, checkpoint, records),
            Err(stop) => {
                run.stop(stop);
                // It may have merged another run's records into the store before it failed: ours must not overwrite them at the end.
                match run.store.load_unchecked() {
                    Ok(stored) => replace_records(run, postings, checkpoint, stored.records),
                    Err(error) => log::warn!("the records could not be read again: {error}"),
                }
                return;
            }
        }
    }
    run.stop(StopReason::Contended);
}

async fn push(checkpoint: &Checkpoint) -> Result<Option<Vec<Record>>, StopReason> {
    let checkpoint = Arc::clone(checkpoint);
    match tokio::task::spawn_blocking(move || checkpoint.push()).await {
        Ok(pushed) => pushed.map_err(StopReason::Record),
        Err(error) => Err(StopReason::Service(format!("the records could not be pushed: {error}"))),
    }
}

/// Writes every record that changed.
pub(super) async fn save_all(run: &Run<'_>, postings: &mut [Posting]) {
    let dirty = postings.iter_mut().filter(|posting| posting.is_dirty);
    stream::iter(dirty)
        .for_each_concurrent(run.concurrent_postings(), |posting| async move {
            run.save(posting).await;
        })
        .await;
}

/// Goes on from records that hold those of another run too.
fn replace_records(run: &Run<'_>, postings: &mut Vec<Posting>, shared: &Checkpoint, records: Vec<Record>) {
    let mut records: BTreeMap<_, _> = records.into_iter().map(|record| (record.id.clone(), record)).collect();
    let publishes_of_others = shared.publishes_of_others();
    for posting in postings.iter_mut() {
        posting.replace(records.remove(&posting.id));
        if publishes_of_others.contains(&posting.id) {
            posting.share_publish();
        }
    }
    // These are claims, but no definition of this run.
    postings.extend(records.into_values().map(|record| Posting::new(record.id.clone(), Origin::Foreign, Some(record))));
    postings.sort_by(|a, b| a.id.cmp(&b.id));
    run.claims.rebuild(postings);
}
