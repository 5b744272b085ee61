//! Fetches the objects of a commit that a partial clone lacks, all in one question; git itself asks for each file alone.

use super::error::{Error, RemoteOperation};
use super::git_store::GitStore;
use super::remote_branch::sleep_before_retry;
use crate::git::REMOTE;

/// The branch's commit, the trees of the root and of `jobs` (which a treeless clone lacks), the files.
const MAX_ROUNDS: u32 = 4;

/// What this repository lacks of a commit.
enum Lacking {
    Commit,
    /// Trees and files, by id.
    Objects(Vec<String>),
}

impl GitStore {
    /// Fetches what this repository lacks of the branch's commit.
    pub(super) fn complete(&self, commit: &str) -> Result<(), Error> {
        let mut is_fetched = false;
        for round in 1..=MAX_ROUNDS {
            match self.lacking(commit)? {
                Lacking::Commit if is_fetched => return Ok(()),
                Lacking::Commit => self.fetch_objects()?,
                Lacking::Objects(objects) if objects.is_empty() => return Ok(()),
                // Another git in this repository may be about to write them.
                Lacking::Objects(_) if !self.git.is_partial() && round < MAX_ROUNDS => sleep_before_retry(round + 2),
                Lacking::Objects(objects) => self.fetch_by_id(&objects)?,
            }
            is_fetched = true;
        }
        Ok(())
    }

    fn lacking(&self, commit: &str) -> Result<Lacking, Error> {
        let git = self.git.without_lazy_fetch();
        let output = git.try_run(&["rev-list", "--objects", "--no-walk", "--missing=print", commit], b"")?;
        let text = String::from_utf8_lossy(&output.stdout);
        let missing: Vec<String> = text.lines().filter_map(|line| line.strip_prefix('?')).map(str::to_owned).collect();
        // git 2.44 and older fail where the commit itself is missing; later ones list it.
        let is_commit_missing = !output.is_success || missing.iter().any(|object| object == commit);
        Ok(if is_commit_missing { Lacking::Commit } else { Lacking::Objects(missing) })
    }

    /// Fetches objects as git does for a single one, but all at once.
    fn fetch_by_id(&self, objects: &[String]) -> Result<(), Error> {
        if !self.git.is_partial() {
            // A filter would turn this repository into a partial clone.
            let object = objects.first().cloned().unwrap_or_default();
            return Err(Error::Incomplete { branch: self.name.clone(), object });
        }
        // What is here of the branch's history must not count as known: the remote would leave its files out.
        let args = ["-c", "fetch.negotiationAlgorithm=noop", "fetch", "--quiet", "--no-tags", "--no-write-fetch-head"];
        let args = [&args[..], &["--no-recurse-submodules", "--filter=blob:none", "--refmap=", "--stdin", REMOTE]];
        let fetched = self.git.ask_remote(&args.concat(), (objects.join("\n") + "\n").as_bytes());
        fetched.map(drop).map_err(|error| Error::of_remote(error, &self.name, RemoteOperation::Fetch))
    }
}
