//! Records on a branch of the repository's remote, with git's plumbing: no checkout, no index, no local branch.

use std::collections::BTreeSet;
use std::path::Path;

use super::error::Error;
use super::files::{self, Files};
use super::merge::{self, Merged};
use super::push::{Landing, PushPolicy};
use super::remote_branch::{Answer, MAX_ATTEMPTS, sleep_before_retry};
use super::snapshot::Snapshot;
use crate::domain::ids::DefinitionId;
use crate::git::{Git, REMOTE};

/// Retries within one push that failed though the branch had not moved.
const MAX_RETRIES: u32 = 4;

/// A branch of the repository's remote that holds records.
#[derive(Debug)]
pub struct GitStore {
    pub(super) git: Git,
    pub(super) name: String,
    pub(super) snapshot: Snapshot,
    pub(super) publishes_of_others: BTreeSet<DefinitionId>,
}

impl GitStore {
    /// Reads the branch `name` (or the ref, where it begins with `refs/`) into `folder`, which is empty. A branch that does not
    /// exist counts as empty. `repository` is a folder of the repository.
    ///
    /// # Errors
    /// Where git fails, the remote can't be read, or the branch holds something else than records.
    pub fn fetch(repository: &Path, name: &str, folder: &Path) -> Result<Self, Error> {
        let mut store = Self::new(repository, name)?;
        store.snapshot = store.latest()?;
        files::write(folder, &Files::new(), &store.snapshot.files)?;
        Ok(store)
    }

    /// Reads into `folder` what this repository last fetched of the branch, without network access.
    ///
    /// # Errors
    /// Where git fails, or the branch holds something else than records.
    pub fn load_cached(repository: &Path, name: &str, folder: &Path) -> Result<(), Error> {
        let store = Self::new(repository, name)?;
        let git = store.git.without_lazy_fetch();
        let short = store.name.strip_prefix("refs/heads/").unwrap_or(&store.name);
        let tracking = format!("refs/remotes/{REMOTE}/{short}");
        let output = git.try_run(&["rev-parse", "--verify", "--quiet", &tracking], b"")?;
        let commit = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        if !output.is_success {
            return files::write(folder, &Files::new(), &Files::new());
        }
        match Snapshot::read(&git, &store.name, &commit)? {
            Some(snapshot) => files::write(folder, &Files::new(), &snapshot.files),
            // A partial clone has the branch without its files: nothing recorded would look like nothing there.
            None => Err(Error::Incomplete { branch: store.name, object: commit }),
        }
    }

    /// Commits the folder's records on top of the branch and pushes. Where another run pushed first, merges by file into the
    /// folder and tries again.
    ///
    /// # Errors
    /// Where the remote refuses or can't be reached, and where the other run's records can't be merged with these. What could be
    /// merged is pushed even then.
    pub fn push(&mut self, folder: &Path, message: &str, when: PushPolicy) -> Result<Landing, Error> {
        let mut landing = Landing::Clean;
        let mut conflict = None;
        let mut failures = 0;
        for attempt in 1..=MAX_ATTEMPTS {
            let ours = files::read(folder)?;
            if ours == self.snapshot.files && when == PushPolicy::Changed {
                return conflict.map_or(Ok(landing), Err);
            }
            let commit = self.snapshot.commit_child(&self.git, folder, &ours, message)?;
            let failed = match self.try_push(&commit)? {
                Answer::Accepted => {
                    self.snapshot.advance(commit, ours);
                    return conflict.map_or(Ok(landing), Err);
                }
                Answer::Failed(error) => error,
            };
            sleep_before_retry(attempt + failures);
            let theirs = self.latest()?;
            if theirs.commit.as_ref() == Some(&commit) {
                // The push was accepted, and its answer lost.
                self.snapshot.advance(commit, ours);
                return conflict.map_or(Ok(landing), Err);
            }
            if theirs.commit != self.snapshot.commit {
                let new_conflict = self.merge_into(folder, &ours, theirs)?;
                conflict = conflict.or(new_conflict);
                landing = Landing::Merged;
            } else if failures == MAX_RETRIES {
                return Err(failed);
            } else {
                failures += 1;
            }
        }
        Err(self.contended())
    }

    /// Merges what another run pushed with `ours`, the folder's records, into the folder.
    fn merge_into(&mut self, folder: &Path, ours: &Files, theirs: Snapshot) -> Result<Option<Error>, Error> {
        // Where the branch was removed meanwhile, no record counts as removed.
        let base = if theirs.commit.is_some() { std::mem::take(&mut self.snapshot.files) } else { Files::new() };
        self.publishes_of_others.extend(merge::publishes(&base, &theirs.files));
        let Merged { files: merged, conflict } = merge::files(&base, ours, &theirs.files, &self.name)?;
        files::write(folder, ours, &merged)?;
        self.snapshot = theirs;
        Ok(conflict)
    }

    /// The definitions for which the records of other runs, as far as they were merged in, have a publish that may have been sent.
    pub fn publishes_of_others(&self) -> &BTreeSet<DefinitionId> {
        &self.publishes_of_others
    }

    /// The same error, with files on the branch named instead of files in `folder`, which is temporary.
    pub fn located(&self, error: Error, folder: &Path) -> Error {
        error.relocated(folder, &self.name)
    }
}
