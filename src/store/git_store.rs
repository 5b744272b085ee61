//! Records on a branch of the repository's remote, with git's plumbing: no checkout, no index, no local branch.

use std::path::Path;
use std::time::{Duration, SystemTime};

use super::error::{Error, RemoteOperation};
use super::files::{self, Files};
use super::merge::{self, Merged};
use super::push::{Landing, PushPolicy};
use super::snapshot::Snapshot;
use crate::git::{Git, GitFailure, GitOutput};

const REMOTE: &str = "origin";

/// Attempts to read or push a branch that other runs push to.
const MAX_ATTEMPTS: u32 = 8;

/// Retries within one push after the remote could not be reached.
const MAX_UNREACHABLE_RETRIES: u32 = 2;

/// A branch of the repository's remote that holds records.
#[derive(Debug)]
pub struct GitStore {
    git: Git,
    name: String,
    snapshot: Snapshot,
}

/// The remote's answer to a push.
enum Answer {
    Accepted,
    /// The branch is at another commit than the one that was read.
    Stale,
    Unreachable(Error),
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
        let short = store.name.strip_prefix("refs/heads/").unwrap_or(&store.name);
        let tracking = format!("refs/remotes/{REMOTE}/{short}");
        let output = store.git.try_run(&["rev-parse", "--verify", "--quiet", &tracking], b"")?;
        let commit = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        let snapshot = if output.is_success { Snapshot::read(&store.git, &store.name, &commit)? } else { None };
        files::write(folder, &Files::new(), &snapshot.unwrap_or_default().files)
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
        let mut unreachable = 0;
        for attempt in 1..=MAX_ATTEMPTS {
            let ours = files::read(folder)?;
            if ours == self.snapshot.files && when == PushPolicy::Changed {
                return conflict.map_or(Ok(landing), Err);
            }
            let commit = self.snapshot.commit_child(&self.git, folder, &ours, message)?;
            match self.try_push(&commit)? {
                Answer::Accepted => {
                    self.snapshot.advance(commit, ours);
                    return conflict.map_or(Ok(landing), Err);
                }
                Answer::Unreachable(error) if unreachable == MAX_UNREACHABLE_RETRIES => return Err(error),
                Answer::Unreachable(_) => unreachable += 1,
                Answer::Stale => {}
            }
            sleep_before_retry(attempt);
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
            }
        }
        Err(self.contended())
    }

    /// Merges what another run pushed with `ours`, the folder's records, into the folder.
    fn merge_into(&mut self, folder: &Path, ours: &Files, theirs: Snapshot) -> Result<Option<Error>, Error> {
        // Where the branch was removed meanwhile, no record counts as removed.
        let base = if theirs.commit.is_some() { std::mem::take(&mut self.snapshot.files) } else { Files::new() };
        let Merged { files: merged, conflict } = merge::files(&base, ours, &theirs.files, &self.name)?;
        files::write(folder, ours, &merged)?;
        self.snapshot = theirs;
        Ok(conflict)
    }

    /// The same error, with files on the branch named instead of files in `folder`, which is temporary.
    pub fn located(&self, error: Error, folder: &Path) -> Error {
        error.relocated(folder, &self.name)
    }

    /// The branch `name` of a repository's remote, not yet read.
    fn new(repository: &Path, name: &str) -> Result<Self, Error> {
        let git = Git::open(repository)?;
        let name = if name.starts_with("refs/") { name.to_owned() } else { format!("refs/heads/{name}") };
        let is_valid = git.try_run(&["check-ref-format", &name], b"")?.is_success;
        if is_valid {
            Ok(Self { git, name, snapshot: Snapshot::default() })
        } else {
            Err(Error::BadName { branch: name })
        }
    }

    /// The branch as the remote has it now.
    fn latest(&self) -> Result<Snapshot, Error> {
        for attempt in 1..=MAX_ATTEMPTS {
            let Some(commit) = self.remote_head()? else { return Ok(Snapshot::default()) };
            if let Some(snapshot) = Snapshot::read(&self.git, &self.name, &commit)? {
                return Ok(snapshot);
            }
            self.fetch_objects()?;
            if let Some(snapshot) = Snapshot::read(&self.git, &self.name, &commit)? {
                return Ok(snapshot);
            }
            // The branch moved between the two calls, or another git process held a lock.
            sleep_before_retry(attempt);
        }
        Err(self.contended())
    }

    /// The commit that the remote has at the branch.
    fn remote_head(&self) -> Result<Option<String>, Error> {
        let args = ["ls-remote", REMOTE, &self.name];
        let output = self.git.try_run(&args, b"")?;
        if !output.is_success {
            return Err(self.failure(&output, &args, RemoteOperation::Read));
        }
        let text = String::from_utf8_lossy(&output.stdout);
        let mut refs = text.lines().filter_map(|line| line.split_once('\t'));
        Ok(refs.find(|(_, name)| *name == self.name).map(|(commit, _)| commit.to_owned()))
    }

    /// Fetches the branch's objects without writing a ref. A shallow repository gets one commit and stays shallow.
    fn fetch_objects(&self) -> Result<(), Error> {
        let is_shallow = self.git.run_line(&["rev-parse", "--is-shallow-repository"], b"")? == "true";
        let mut args = vec!["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules"];
        args.extend(is_shallow.then_some("--depth=1"));
        args.extend(["--refmap=", REMOTE, &self.name]);
        let output = self.git.try_run(&args, b"")?;
        if output.is_success || output.failure() == GitFailure::Busy {
            Ok(())
        } else {
            Err(self.failure(&output, &args, RemoteOperation::Read))
        }
    }

    /// Pushes a commit onto the branch if the branch is still where it was read.
    fn try_push(&self, commit: &str) -> Result<Answer, Error> {
        let expected = self.snapshot.commit.as_deref().unwrap_or_default();
        let lease = format!("--force-with-lease={}:{expected}", self.name);
        let refspec = format!("{commit}:{}", self.name);
        let args = ["push", "--porcelain", "--no-verify", "--no-follow-tags", "--no-signed", "--recurse-submodules=no"];
        let args = [&args[..], &[lease.as_str(), REMOTE, refspec.as_str()]].concat();
        let output = self.git.try_run(&args, b"")?;
        if output.is_success {
            return Ok(Answer::Accepted);
        }
        let stdout = String::from_utf8_lossy(&output.stdout);
        let rejection = stdout.lines().find_map(|line| line.strip_prefix("!\t")?.split_once('\t'));
        match rejection {
            Some((_, reason)) if is_stale(reason) => Ok(Answer::Stale),
            Some((_, reason)) => {
                let why = format!("{reason}: {}", output.stderr_summary());
                Err(Error::Refused { branch: self.name.clone(), operation: RemoteOperation::Push, why })
            }
            None => match self.failure(&output, &args, RemoteOperation::Push) {
                error @ Error::Unreachable { .. } => Ok(Answer::Unreachable(error)),
                error => Err(error),
            },
        }
    }

    fn failure(&self, output: &GitOutput, args: &[&str], operation: RemoteOperation) -> Error {
        let branch = self.name.clone();
        let why = output.stderr_summary();
        match output.failure() {
            GitFailure::Denied => Error::Refused { branch, operation, why },
            GitFailure::Unreachable => Error::Unreachable { branch, why },
            GitFailure::Busy | GitFailure::Other => output.to_error(args).into(),
        }
    }

    fn contended(&self) -> Error {
        Error::Contended { branch: self.name.clone(), tries: MAX_ATTEMPTS }
    }
}

/// Whether a push was rejected because the branch has moved, in the terms of git or of the server.
fn is_stale(reason: &str) -> bool {
    const REASONS: [&str; 7] = [
        "stale info",
        "fetch first",
        "non-fast-forward",
        "lock",
        "incorrect old value",
        "already exists",
        "failed to update ref",
    ];
    REASONS.iter().any(|phrase| reason.contains(phrase))
}

/// Sleeps longer after each attempt, with jitter so that two runs don't retry at the same moment.
fn sleep_before_retry(attempt: u32) {
    let span = 50 << attempt.min(5);
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    std::thread::sleep(Duration::from_millis(span / 2 + u64::from(now.subsec_nanos()) % span));
}
