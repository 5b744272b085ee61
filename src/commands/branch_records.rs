//! Records that live on a branch: a scratch folder, filled from the branch and pushed back to it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::domain::ids::DefinitionId;
use crate::domain::record::Record;
use crate::git;
use crate::reconcile::{Checkpoint, SharedRecords};
use crate::store::{self, DirStore, GitStore, Landing, PushPolicy, StoreOwner};

/// A branch and the temporary folder that holds its files in this run.
#[derive(Clone)]
pub(super) struct BranchRecords {
    branch: Arc<Mutex<GitStore>>,
    folder: PathBuf,
    /// Whether a push has shown that the branch may be pushed.
    is_proven: Arc<AtomicBool>,
}

impl BranchRecords {
    /// Fills `folder` from the branch.
    pub(super) fn open(name: &str, jobs: &Path, folder: &Path) -> Result<Self, store::Error> {
        let branch = GitStore::fetch(&repository(jobs), name, folder)?;
        let branch = Arc::new(Mutex::new(branch));
        let is_proven = Arc::new(AtomicBool::new(false));
        Ok(Self { branch, folder: folder.to_owned(), is_proven })
    }

    /// The same error with places on the branch.
    pub(super) fn located(&self, error: store::Error) -> store::Error {
        self.branch.lock().unwrap_or_else(PoisonError::into_inner).located(error, &self.folder)
    }

    /// Ensures that no other branch holds the namespace of `owner` for another jobs directory.
    pub(super) fn ensure_unclaimed(name: &str, jobs: &Path, owner: &StoreOwner) -> Result<(), store::Error> {
        store::ensure_unclaimed_on_remote(&repository(jobs), name, owner)
    }

    /// Pushes the folder's records.
    pub(super) fn push(&self, message: &str, when: PushPolicy) -> Result<Landing, store::Error> {
        let mut branch = self.branch.lock().unwrap_or_else(PoisonError::into_inner);
        let landing = branch.push(&self.folder, message, when)?;
        self.is_proven.fetch_or(when == PushPolicy::Always, Ordering::Relaxed);
        Ok(landing)
    }

    /// These records, with the message of what a run is about to do.
    pub(super) fn checkpoint(&self, message: String) -> Checkpoint {
        Arc::new(Intents { records: self.clone(), message })
    }
}

/// The records of a run that is about to send something.
struct Intents {
    records: BranchRecords,
    message: String,
}

impl SharedRecords for Intents {
    /// The first push is made even where nothing changed: it shows that the branch may be pushed.
    fn push(&self) -> Result<Option<Vec<Record>>, store::Error> {
        let is_proven = self.records.is_proven.load(Ordering::Relaxed);
        let when = if is_proven { PushPolicy::Changed } else { PushPolicy::Always };
        match self.records.push(&self.message, when)? {
            Landing::Clean => Ok(None),
            Landing::Merged => {
                let stored = DirStore::new(&self.records.folder).load();
                stored.map(|stored| Some(stored.records)).map_err(|error| self.records.located(error))
            }
        }
    }

    fn publishes_of_others(&self) -> BTreeSet<DefinitionId> {
        self.records.branch.lock().unwrap_or_else(PoisonError::into_inner).publishes_of_others().clone()
    }
}

/// Fills `folder` with what this repository knows of the branch, without a network.
pub(super) fn load_cached(name: &str, jobs: &Path, folder: &Path) -> Result<(), store::Error> {
    GitStore::load_cached(&repository(jobs), name, folder)
}

/// The repository that the jobs directory is in; where it is in none, git reports that of the directory.
fn repository(jobs: &Path) -> PathBuf {
    let full = jobs.canonicalize().unwrap_or_else(|_| jobs.to_owned());
    git::repository_root(&full).map_or_else(|| full.clone(), Path::to_owned)
}
