//! What was applied, kept between runs.

mod branch;
mod dir;
mod error;
mod files;
pub mod format;
mod git;
mod lock;
mod merge;
mod overtaken;
mod parts;
mod regular;
mod tip;
mod version;

pub use branch::{Branch, Landing, PushPolicy};
pub use dir::{DirStore, StoreContents};
pub use error::Error;
pub use lock::Lock;
pub use overtaken::overtaken;

use crate::domain::ids::Namespace;

/// Whose records a store holds. A store of another one is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreOwner {
    /// The first part of every idempotency key.
    pub namespace: Namespace,
    /// The jobs directory, relative to the repository's top where there is one.
    pub jobs: String,
    /// The service's origin; `sandbox` for the embedded one, whose port changes.
    pub origin: String,
    /// `GITHUB_REPOSITORY_ID`, where known: it survives a renaming.
    pub repository: Option<String>,
}

impl StoreOwner {
    /// Whether `self`, as asked for now, may use a store of `stored`.
    ///
    /// # Errors
    /// [`Error::Foreign`] names the first thing that differs.
    pub fn may_use(&self, stored: &Self) -> Result<(), Error> {
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
