//! What the lanes of a run share: records, results, the account's list, and whether to stop.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::domain::finding::Finding;
use crate::domain::ids::{DefinitionId, JobId, Namespace};
use crate::domain::job::{AccountJobs, JobSummary};
use crate::domain::record::{Record, RemoteJob};
use crate::domain::step::{Outcome, StepKind, StepResult};
use crate::opentrain::{DeliveryState, Reader, TransportError};
use crate::plan::twin;
use crate::store::DirStore;

use super::checkpoint::Checkpoint;
use super::stop::Stop;

/// Told of each step as it ends, for progress.
pub type Watch<'a> = &'a (dyn Fn(&DefinitionId, &StepResult) + Sync);

/// One run's shared state.
pub struct Run<'a> {
    namespace: &'a Namespace,
    store: &'a DirStore,
    reader: Reader<'a>,
    lanes: usize,
    watch: Watch<'a>,
    checkpoint: Option<Checkpoint>,
    /// The account's jobs before the run wrote anything: it alone tells what is new.
    at_start: AccountJobs,
    state: Mutex<State>,
}

struct State {
    records: BTreeMap<DefinitionId, Record>,
    results: BTreeMap<DefinitionId, JobResult>,
    owners: BTreeMap<JobId, DefinitionId>,
    verified: BTreeSet<DefinitionId>,
    /// Creates that this run put on record and that no other knows: they were never sent before.
    first: BTreeSet<DefinitionId>,
    /// Jobs as they were before values were put on record that are about to be sent.
    unsent: BTreeMap<DefinitionId, RemoteJob>,
    latest: AccountJobs,
    stop: Option<Stop>,
}

fn owned(record: &Record) -> Option<(JobId, DefinitionId)> {
    record.made().map(|made| (made.job.clone(), record.id.clone()))
}

/// What was done for one definition.
#[derive(Clone, Debug, Default)]
pub struct JobResult {
    /// The steps that were tried or passed over, in order.
    pub steps: Vec<StepResult>,
    /// What the service's answers gave to say.
    pub findings: Vec<Finding>,
}

impl<'a> Run<'a> {
    /// A run that begins with these records and this list of the account's jobs. A `checkpoint` has the records kept outside this
    /// machine before anything is sent.
    pub fn new(
        (namespace, store, reader): (&'a Namespace, &'a DirStore, Reader<'a>),
        (records, listing): (Vec<Record>, AccountJobs),
        (lanes, checkpoint): (usize, Option<Checkpoint>),
        watch: Watch<'a>,
    ) -> Self {
        let records: BTreeMap<_, _> = records.into_iter().map(|record| (record.id.clone(), record)).collect();
        let owners = records.values().filter_map(owned).collect();
        let (results, verified, first, unsent) = Default::default();
        let state = Mutex::new(State {
            records,
            results,
            owners,
            verified,
            first,
            unsent,
            latest: listing.clone(),
            stop: None,
        });
        Self { namespace, store, reader, lanes, watch, checkpoint, at_start: listing, state }
    }

    /// What the run came to: records by id, results by id, and why it stopped early, if it did.
    pub fn finish(self) -> (Vec<Record>, BTreeMap<DefinitionId, JobResult>, Option<Stop>) {
        let state = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        (state.records.into_values().collect(), state.results, state.stop)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many jobs are in hand at once: more than requests, so that no lane stands empty while a record is written. With one
    /// lane, one thing is done after the other.
    pub(super) fn hands(&self) -> usize {
        let lanes = self.lanes.max(1);
        lanes + lanes / 2
    }

    pub(super) fn key(&self, id: &DefinitionId) -> String {
        self.namespace.key(id)
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.reader.is_stopped()
    }

    pub(super) fn checkpoint(&self) -> Option<Checkpoint> {
        self.checkpoint.clone()
    }

    /// Goes on from these records, which hold those of another run too.
    pub(super) fn adopt(&self, records: Vec<Record>) {
        let mut state = self.state();
        state.owners = records.iter().filter_map(owned).collect();
        state.records = records.into_iter().map(|record| (record.id.clone(), record)).collect();
        // What we are about to send, another run may have sent.
        state.unsent.clear();
        state.first.clear();
    }

    /// Remembers a job as it was before values were put on record that are about to be sent.
    pub(super) fn remember(&self, id: &DefinitionId, before: RemoteJob) {
        self.state().unsent.insert(id.clone(), before);
    }

    /// The job as it was before, once its values are being sent.
    pub(super) fn recall(&self, id: &DefinitionId) -> Option<RemoteJob> {
        self.state().unsent.remove(id)
    }

    /// The jobs whose values were not sent after all, as they were before.
    pub(super) fn unsent(&self) -> BTreeMap<DefinitionId, RemoteJob> {
        std::mem::take(&mut self.state().unsent)
    }

    /// Starts no new request from now on, not even another try. The first reason counts.
    pub fn stop(&self, reason: Stop) {
        self.state().stop.get_or_insert(reason);
        self.reader.stop();
    }

    pub(super) fn record(&self, id: &DefinitionId) -> Option<Record> {
        self.state().records.get(id).cloned()
    }

    pub(super) fn made(&self, id: &DefinitionId) -> Option<RemoteJob> {
        self.record(id).and_then(|record| record.made().cloned())
    }

    /// The definition whose record claims a job.
    pub(super) fn owner(&self, job: &JobId) -> Option<DefinitionId> {
        self.state().owners.get(job).cloned()
    }

    /// The jobs of these definitions.
    pub(super) fn claimed_by(&self, claimants: &BTreeSet<DefinitionId>) -> BTreeSet<JobId> {
        let state = self.state();
        let made = claimants.iter().filter_map(|id| state.records.get(id)?.made());
        made.map(|made| made.job.clone()).collect()
    }

    /// What the account's list told of a job before the run wrote anything; `None` for a job that is new.
    pub(super) fn at_start(&self, job: &JobId) -> Option<&JobSummary> {
        self.at_start.get(job)
    }

    /// A live job with this very title that is in nobody's claim.
    pub(super) fn twin_of(&self, title: &str, claimed: &BTreeSet<JobId>) -> Option<JobId> {
        twin::twin_of(title, &self.state().latest, claimed).cloned()
    }

    /// Remembers that all pinned values of a definition were applied in this run.
    pub(super) fn verify(&self, id: &DefinitionId) {
        self.state().verified.insert(id.clone());
    }

    /// Whether all pinned values of a definition were applied in this run.
    pub(super) fn is_verified(&self, id: &DefinitionId) -> bool {
        self.state().verified.contains(id)
    }

    /// Keeps the record of a create that is about to be sent for the first time. Returns whether that worked.
    pub(super) async fn begin(&self, record: Record) -> bool {
        self.state().first.insert(record.id.clone());
        self.save(record).await
    }

    /// Whether this definition's create was never sent before this run.
    pub(super) fn is_first(&self, id: &DefinitionId) -> bool {
        self.state().first.contains(id)
    }

    /// Keeps a record, on disk first. Returns whether that worked; where it did not, the run stops.
    pub(super) async fn save(&self, record: Record) -> bool {
        let (store, copy) = (self.store.clone(), record.clone());
        let saved = tokio::task::spawn_blocking(move || store.save(&copy)).await;
        self.keep(record);
        match saved {
            Ok(Ok(())) => true,
            Ok(Err(error)) => {
                self.stop(Stop::Record(error));
                false
            }
            Err(_) => false,
        }
    }

    /// Keeps a record in memory alone, for the moment.
    pub(super) fn keep(&self, record: Record) {
        let mut state = self.state();
        state.owners.extend(owned(&record));
        state.records.insert(record.id.clone(), record);
    }

    /// Writes a record that was kept in memory.
    pub(super) async fn save_kept(&self, id: &DefinitionId) {
        if let Some(record) = self.record(id) {
            self.save(record).await;
        }
    }

    /// Forgets the record of a create that did not come to be.
    pub(super) async fn forget(&self, id: &DefinitionId) {
        let (store, name) = (self.store.clone(), id.clone());
        let removed = tokio::task::spawn_blocking(move || store.remove(&name)).await;
        self.state().records.remove(id);
        if let Ok(Err(error)) = removed {
            self.stop(Stop::Record(error));
        }
    }

    /// Reads the account's list anew after an answer that contradicts the record, and records what it tells of `id`.
    pub(super) async fn settle(&self, id: &DefinitionId) -> Option<RemoteJob> {
        match self.reader.jobs().await {
            Ok(listing) => {
                let record = self.record(id).map(|mut record| {
                    record.observe(&listing, false);
                    record
                });
                self.state().latest = listing;
                if let Some(record) = record {
                    self.save(record).await;
                }
                self.made(id)
            }
            Err(error) => {
                self.stop(Stop::Service(error.to_string()));
                None
            }
        }
    }

    /// Notes how a step ended.
    pub(super) fn note(&self, id: &DefinitionId, kind: StepKind, outcome: Outcome, reason: Option<String>) {
        let step = StepResult { kind, outcome, reason };
        (self.watch)(id, &step);
        self.state().results.entry(id.clone()).or_default().steps.push(step);
    }

    /// Notes a step that was passed over because the run had stopped.
    pub(super) fn note_skipped(&self, id: &DefinitionId, kind: StepKind) {
        self.note(id, kind, Outcome::Planned, Some("not begun: the run stopped before it".into()));
    }

    /// Notes a step that the service failed at, and stops.
    pub(super) fn note_trouble(&self, id: &DefinitionId, kind: StepKind, trouble: &TransportError) {
        let outcome = match trouble.reach {
            DeliveryState::NotBegun => return self.note_skipped(id, kind),
            DeliveryState::NotSent | DeliveryState::NotDone => Outcome::Failed,
            DeliveryState::Unknown => Outcome::Unknown,
        };
        self.note(id, kind, outcome, Some(trouble.message.clone()));
        self.stop(Stop::Service(trouble.message.clone()));
    }

    pub(super) fn find(&self, id: &DefinitionId, finding: Finding) {
        self.state().results.entry(id.clone()).or_default().findings.push(finding);
    }
}
