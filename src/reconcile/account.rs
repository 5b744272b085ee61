//! What all postings share: the account's jobs, and which definition claims which job.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::domain::ids::{DefinitionId, JobId};
use crate::domain::job::AccountJobs;
use crate::plan::Posting;

/// The account's jobs, twice: the list at the start of the run decides what is new, and only the latest one is ever replaced.
#[derive(Debug)]
pub(crate) struct Account {
    /// Every job before this run wrote anything.
    pub(crate) at_start: Arc<AccountJobs>,
    latest: Mutex<Arc<AccountJobs>>,
}

impl Account {
    /// The account as it was listed at the start of the run.
    pub(crate) fn new(at_start: AccountJobs) -> Self {
        let at_start = Arc::new(at_start);
        Self { latest: Mutex::new(Arc::clone(&at_start)), at_start }
    }

    /// The list as it was last read.
    pub(crate) fn latest(&self) -> Arc<AccountJobs> {
        Arc::clone(&self.latest.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes over a list that was read again.
    pub(super) fn replace_latest(&self, jobs: Arc<AccountJobs>) {
        *self.latest.lock().unwrap_or_else(PoisonError::into_inner) = jobs;
    }
}

/// Which definition claims which job, by its record or by its file. Two definitions never share one.
#[derive(Debug, Default)]
pub(crate) struct Claims(Mutex<BTreeMap<JobId, DefinitionId>>);

impl Claims {
    /// The claims of these postings.
    pub(crate) fn new(postings: &[Posting]) -> Self {
        let claims = Self::default();
        claims.rebuild(postings);
        claims
    }

    /// Starts again from the postings as they are now.
    pub(super) fn rebuild(&self, postings: &[Posting]) {
        let named = postings.iter().filter_map(|posting| Some((posting.named_job.clone()?, posting.id.clone())));
        let recorded = postings.iter().filter_map(|posting| Some((posting.job()?.job.clone(), posting.id.clone())));
        // A record is the stronger claim.
        *self.lock() = named.chain(recorded).collect();
    }

    /// Claims a job for a definition.
    ///
    /// # Errors
    /// The other definition that has it.
    pub(super) fn claim(&self, job: &JobId, by: &DefinitionId) -> Result<(), DefinitionId> {
        let mut claims = self.lock();
        let owner = claims.entry(job.clone()).or_insert_with(|| by.clone());
        if owner == by { Ok(()) } else { Err(owner.clone()) }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<JobId, DefinitionId>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
