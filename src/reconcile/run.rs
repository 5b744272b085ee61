//! One run: what its postings share, and the few things that are done for any of them.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use tokio::sync::Semaphore;

use super::account::{Account, Claims};
use super::stop::StopReason;
use crate::domain::Fields;
use crate::domain::capabilities::Capabilities;
use crate::domain::ids::{DefinitionId, Namespace};
use crate::domain::record::Record;
use crate::domain::step::{Outcome, StepKind, StepResult};
use crate::opentrain::{DeliveryState, Reader, TransportError};
use crate::plan::Posting;
use crate::store::{self, DirStore};

/// Called with each step as it ends, for progress.
pub(crate) type Watch<'a> = &'a (dyn Fn(&DefinitionId, &StepResult) + Sync);

/// Asked before anything public is done, and again before the first publish: why it must not be, if so.
pub(crate) type Gate = Arc<dyn Fn() -> Result<(), StopReason> + Send + Sync>;

/// Records that are kept outside this machine, where other runs keep theirs too.
pub(crate) trait SharedRecords: Send + Sync {
    /// Pushes all records of the store. Returns the records as they are now where another run's were merged in.
    fn push(&self) -> Result<Option<Vec<Record>>, store::Error>;

    /// The definitions for which another run put a publish on record while this run went on: it may have sent it.
    fn publishes_of_others(&self) -> BTreeSet<DefinitionId>;
}

/// The records that a run pushes before it sends anything.
pub(crate) type Checkpoint = Arc<dyn SharedRecords>;

/// More records are never written at once.
const MAX_WRITES: u32 = 256;

/// What all postings of a run share.
pub(crate) struct Run<'a> {
    /// The first part of every key.
    pub(crate) namespace: &'a Namespace,
    /// Where records are kept.
    pub(crate) store: &'a DirStore,
    /// Reads the account again where an answer contradicts a record.
    pub(crate) reader: Reader<'a>,
    /// The account's jobs.
    pub(crate) account: Account,
    /// Which definition claims which job.
    pub(crate) claims: Claims,
    /// Publishes what is about to be sent, where records are kept outside this machine.
    pub(crate) checkpoint: Option<Checkpoint>,
    /// Whether this commit may still decide what is public.
    pub(crate) gate: Option<Gate>,
    /// The definitions of `--allow-duplicate`, whose possible duplicate is none.
    pub(crate) released: BTreeSet<DefinitionId>,
    /// What the account may send, as far as known.
    pub(crate) capabilities: Capabilities,
    /// Called with each step.
    pub(crate) watch: Watch<'a>,
    concurrent_postings: usize,
    taken_off: OnceLock<DefinitionId>,
    stop: OnceLock<StopReason>,
    writes: Arc<Semaphore>,
}

impl<'a> Run<'a> {
    /// A run over these postings, with this many requests at once.
    pub(crate) fn new(
        namespace: &'a Namespace,
        store: &'a DirStore,
        reader: Reader<'a>,
        account: Account,
        postings: &[Posting],
        concurrency: usize,
        watch: Watch<'a>,
    ) -> Self {
        let concurrency = concurrency.max(1);
        Self {
            namespace,
            store,
            reader,
            account,
            claims: Claims::new(postings),
            checkpoint: None,
            gate: None,
            released: BTreeSet::new(),
            capabilities: Capabilities::bundled(),
            watch,
            // More postings than requests, so that no request waits while a record is written.
            concurrent_postings: concurrency + concurrency / 2,
            taken_off: OnceLock::new(),
            stop: OnceLock::new(),
            writes: Arc::new(Semaphore::new(MAX_WRITES as usize)),
        }
    }

    /// How many postings are carried out at once.
    pub(super) fn concurrent_postings(&self) -> usize {
        self.concurrent_postings
    }

    /// An edit of this posting took its job off the marketplace: no other live job is edited in this run.
    pub(super) fn hold_edits(&self, posting: &Posting) {
        // Where several were under way, the first one is named.
        let _ = self.taken_off.set(posting.id.clone());
    }

    /// The posting for which edits of live jobs are held, if so.
    pub(super) fn holds_edits(&self) -> Option<&DefinitionId> {
        self.taken_off.get()
    }

    /// Starts no new request from now on, not even another try. The first reason counts.
    pub(crate) fn stop(&self, reason: StopReason) {
        // A later reason follows from the first.
        let _ = self.stop.set(reason);
        self.reader.stop();
    }

    /// Why the run stopped early, if it did.
    pub(crate) fn into_stop(self) -> Option<StopReason> {
        self.stop.into_inner()
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.reader.is_stopped()
    }

    /// Stops the run where the gate is shut.
    pub(super) async fn check_gate(&self) {
        let Some(gate) = self.gate.clone().filter(|_| !self.is_stopped()) else { return };
        match tokio::task::spawn_blocking(move || gate()).await {
            Ok(Ok(())) => {}
            Ok(Err(stop)) => self.stop(stop),
            Err(error) => self.stop(StopReason::Service(format!("the default branch could not be looked at: {error}"))),
        }
    }

    /// Writes a posting's record if it changed, or removes it where it is gone. Returns whether the store has it; where it has not,
    /// the run stops.
    pub(super) async fn save(&self, posting: &mut Posting) -> bool {
        if !posting.is_dirty {
            return true;
        }
        // The permit stays with the write, which outlives a dropped future.
        let permit = Arc::clone(&self.writes).acquire_owned().await;
        let store = self.store.clone();
        let id = posting.id.clone();
        let record = posting.record.clone();
        let written = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            match &record {
                Some(record) => store.save(record),
                None => store.remove(&id),
            }
        });
        match written.await {
            Ok(Ok(())) => posting.is_dirty = false,
            Ok(Err(error)) => self.stop(StopReason::Record(error)),
            Err(error) => self.stop(StopReason::Service(format!("a record could not be written: {error}"))),
        }
        !posting.is_dirty
    }

    /// Records that these values are about to be sent, so that a crash can't hide that they may have arrived. Returns whether the
    /// store has it; where it has not, the run stops.
    pub(super) async fn save_intent(&self, posting: &mut Posting, fields: &Fields) -> bool {
        posting.intend_values(fields);
        self.save(posting).await
    }

    /// Waits until no record is being written any more.
    pub(super) async fn finish_writes(&self) {
        // It fails only where the semaphore is closed, which nothing does.
        drop(self.writes.acquire_many(MAX_WRITES).await);
    }

    /// Reads the account's list again after an answer that contradicts the record. Returns whether that worked; where it did not,
    /// the run stops.
    pub(super) async fn refresh_job(&self, posting: &mut Posting) -> bool {
        match self.reader.jobs().await {
            Ok(jobs) => {
                posting.observe(&jobs);
                self.account.replace_latest(Arc::new(jobs));
                self.save(posting).await
            }
            Err(error) => {
                self.stop(StopReason::Service(error.to_string()));
                false
            }
        }
    }

    /// Records how a step ended.
    pub(super) fn record_step(&self, posting: &mut Posting, kind: StepKind, outcome: Outcome, reason: Option<String>) {
        posting.add_step(kind, outcome, reason);
        if let Some(step) = posting.steps.last() {
            (self.watch)(&posting.id, step);
        }
    }

    /// Records a step at which the service failed, and stops. A step that was not begun is accounted for at the end.
    pub(super) fn record_failure(&self, posting: &mut Posting, kind: StepKind, error: &TransportError) {
        let outcome = match error.reach {
            DeliveryState::NotBegun => return,
            DeliveryState::NotTrusted | DeliveryState::NotSent | DeliveryState::NotDone => Outcome::Failed,
            DeliveryState::Unknown => Outcome::Unknown,
        };
        self.record_step(posting, kind, outcome, Some(error.message.clone()));
        self.stop(StopReason::Service(error.message.clone()));
    }
}
