//! The branch at the remote: asked for, fetched, pushed.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::error::{Error, RemoteOperation};
use super::git_store::GitStore;
use super::snapshot::Snapshot;
use crate::git::{Git, GitFailure, REMOTE};

/// Attempts to read or push a branch that other runs push to.
pub(super) const MAX_ATTEMPTS: u32 = 8;

/// The remote's answer to a push.
pub(super) enum Answer {
    Accepted,
    /// Another attempt may succeed.
    Failed(Error),
}

impl GitStore {
    /// The branch `name` of a repository's remote, not yet read.
    pub(super) fn new(repository: &Path, name: &str) -> Result<Self, Error> {
        let git = Git::open(repository)?;
        let name = if name.starts_with("refs/") { name.to_owned() } else { format!("refs/heads/{name}") };
        let is_valid = git.try_run(&["check-ref-format", &name], b"")?.is_success;
        if is_valid {
            Ok(Self { git, name, snapshot: Snapshot::default(), publishes_of_others: BTreeSet::new() })
        } else {
            Err(Error::BadName { branch: name })
        }
    }

    /// The branch as the remote has it now.
    pub(super) fn latest(&self) -> Result<Snapshot, Error> {
        for attempt in 1..=MAX_ATTEMPTS {
            let Some(commit) = self.remote_head()? else { return Ok(Snapshot::default()) };
            if let Some(snapshot) = self.read(&commit)? {
                return Ok(snapshot);
            }
            self.complete(&commit)?;
            if let Some(snapshot) = self.read(&commit)? {
                return Ok(snapshot);
            }
            // The branch moved between the two calls.
            sleep_before_retry(attempt);
        }
        Err(self.contended())
    }

    fn read(&self, commit: &str) -> Result<Option<Snapshot>, Error> {
        Snapshot::read(&self.git.without_lazy_fetch(), &self.name, commit)
    }

    /// The commit that the remote has at the branch.
    pub(super) fn remote_head(&self) -> Result<Option<String>, Error> {
        let below = format!("{}/*", self.name);
        let above: Vec<&str> = self.name.match_indices('/').skip(1).map(|(end, _)| &self.name[..end]).collect();
        let args = [&["ls-remote", REMOTE, &self.name, &below], above.as_slice()].concat();
        let output = self.git.ask_remote(&args, b"");
        let output = output.map_err(|error| Error::of_remote(error, &self.name, RemoteOperation::Find))?;
        let text = String::from_utf8_lossy(&output.stdout);
        let refs: Vec<(&str, &str)> = text.lines().filter_map(|line| line.split_once('\t')).collect();
        if let Some((commit, _)) = refs.iter().find(|(_, name)| *name == self.name) {
            return Ok(Some((*commit).to_owned()));
        }
        // A pattern of ls-remote matches at the end of a name.
        let is_in_the_way = |name: &str| above.contains(&name) || name.starts_with(below.trim_end_matches('*'));
        match refs.iter().find(|(_, name)| is_in_the_way(name)) {
            Some((_, other)) => Err(Error::NameInUse { branch: self.name.clone(), other: (*other).to_owned() }),
            None => Ok(None),
        }
    }

    /// Fetches the branch's objects without writing a ref. A shallow repository gets one commit and stays shallow.
    pub(super) fn fetch_objects(&self) -> Result<(), Error> {
        match self.git.fetch(&[&self.name]) {
            // The branch was removed meanwhile: it is asked for again.
            Err(crate::git::Error::Remote { failure: GitFailure::Stale, .. }) => Ok(()),
            result => result.map_err(|error| Error::of_remote(error, &self.name, RemoteOperation::Fetch)),
        }
    }

    /// Pushes a commit onto the branch if the branch is still where it was read.
    pub(super) fn try_push(&self, commit: &str) -> Result<Answer, Error> {
        let expected = self.snapshot.commit.as_deref().unwrap_or_default();
        let lease = format!("--force-with-lease={}:{expected}", self.name);
        let refspec = format!("{commit}:{}", self.name);
        let args = ["push", "--porcelain", "--no-verify", "--no-follow-tags", "--no-signed", "--recurse-submodules=no"];
        let args = [&args[..], &[lease.as_str(), REMOTE, refspec.as_str()]].concat();
        let operation = RemoteOperation::Push;
        let output = self.git.try_run(&args, b"").map_err(|error| Error::of_remote(error, &self.name, operation))?;
        if output.is_success {
            return Ok(Answer::Accepted);
        }
        let failure = output.failure();
        let may_pass = failure == GitFailure::Stale || failure.is_worth_a_retry();
        let why = output.failure_summary();
        let error = Error::Remote { branch: self.name.clone(), operation, failure, why };
        if may_pass { Ok(Answer::Failed(error)) } else { Err(error) }
    }

    pub(super) fn contended(&self) -> Error {
        Error::Contended { branch: self.name.clone(), tries: MAX_ATTEMPTS }
    }
}

/// Sleeps longer after each attempt, with jitter so that two runs don't retry at the same moment.
pub(super) fn sleep_before_retry(attempt: u32) {
    let span = 50 << attempt.min(6);
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    std::thread::sleep(Duration::from_millis(span / 2 + u64::from(now.subsec_nanos()) % span));
}
