//! What was applied, kept between runs.

mod completion;
mod consistency;
mod dir;
mod error;
mod files;
pub mod format;
mod git_error;
mod git_store;
mod job_format;
mod lock;
mod merge;
mod neighbours;
mod parts;
mod push;
mod remote_branch;
mod safe_read;
mod snapshot;
mod version;

pub use crate::git::GitFailure;
pub use dir::{DirStore, StoreContents};
pub use error::{Error, RemoteOperation};
pub use git_store::GitStore;
pub use lock::Lock;
pub use neighbours::{ensure_unclaimed_beside, ensure_unclaimed_on_remote};
pub use push::{Landing, PushPolicy};

use crate::domain::ids::Namespace;

/// Who a store belongs to. A run of another owner is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreOwner {
    /// The first part of every idempotency key.
    pub namespace: Namespace,
    /// The jobs directory, relative to the repository's top where there is one.
    pub jobs: String,
    /// The service's origin; `sandbox` for the embedded one, whose port changes.
    pub origin: String,
    /// `GITHUB_REPOSITORY_ID`, where known. Unlike the name, it never changes.
    pub repository: Option<String>,
}

impl StoreOwner {
    /// Ensures that a run of `self` may use a store that belongs to `stored`.
    ///
    /// # Errors
    /// [`Error::Foreign`] with the first setting that differs.
    pub fn ensure_owned_by(&self, stored: &Self) -> Result<(), Error> {
        let same_repository = match (&self.repository, &stored.repository) {
            (Some(ours), Some(theirs)) => ours == theirs,
            _ => true,
        };
        let foreign = |what, theirs: &str, ours: &str| {
            Err(Error::Foreign { what, theirs: theirs.to_owned(), ours: ours.to_owned() })
        };
        if !same_repository {
            let shown = |id: &Option<String>| id.clone().unwrap_or_default();
            return foreign("repository (GITHUB_REPOSITORY_ID)", &shown(&stored.repository), &shown(&self.repository));
        }
        if self.namespace != stored.namespace {
            return foreign("namespace", stored.namespace.as_str(), self.namespace.as_str());
        }
        if self.origin != stored.origin {
            return foreign("service", &stored.origin, &self.origin);
        }
        if self.jobs != stored.jobs {
            return foreign("jobs directory", &stored.jobs, &self.jobs);
        }
        Ok(())
    }
}
