//! Why records can't be used.

use std::path::{Path, PathBuf};

use crate::domain::ids::{DefinitionId, JobId};
use crate::git;

/// An operation on the remote's branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemoteOperation {
    /// Listing or fetching.
    Read,
    /// Pushing.
    Push,
}

/// Why records can't be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file system operation failed.
    #[error("{path}: {cause}", path = path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The system's error.
        cause: std::io::Error,
    },
    /// A file is not a record: damaged, edited, or something else.
    #[error("{path}: {why}", path = path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// Two records are of one job.
    #[error("{first} and {second} are both of job {job}", first = first.display(), second = second.display())]
    SameJob {
        /// The job.
        job: JobId,
        /// One file.
        first: PathBuf,
        /// The other file.
        second: PathBuf,
    },
    /// A file was written by a later version of this program. It was not touched.
    #[error("{path}: it is of record version {found}, this program knows versions up to {known}", path = path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: u64,
        /// The latest version that this program reads.
        known: u64,
    },
    /// The store belongs to another namespace, service, jobs directory or repository.
    #[error("the records belong to another {what}: `{theirs}`, not `{ours}`")]
    Foreign {
        /// What differs.
        what: &'static str,
        /// As recorded.
        theirs: String,
        /// As asked for.
        ours: String,
    },
    /// Another store of the repository has the same namespace for another jobs directory.
    #[error(
        "the namespace `{namespace}` belongs to the jobs directory `{jobs}` already, whose records are in `{store}`"
    )]
    Claimed {
        /// The namespace.
        namespace: String,
        /// The other jobs directory.
        jobs: String,
        /// The other store, as `--records` names it.
        store: String,
    },
    /// The `git` command can't be run.
    #[error("git can't be run: {cause}")]
    NoGit {
        /// The system's error.
        cause: std::io::Error,
    },
    /// git does not work in this folder.
    #[error("records on a branch need a git repository, and {path} is none that git works in: {why}", path = path.display())]
    NoRepository {
        /// The folder.
        path: PathBuf,
        /// git's standard error, summarized.
        why: String,
    },
    /// A branch can't have this name.
    #[error("`{branch}` is no name that a branch can have")]
    BadName {
        /// The full name.
        branch: String,
    },
    /// The branch holds other files.
    #[error("the branch `{branch}` holds other files and no records")]
    NoRecords {
        /// The full name.
        branch: String,
    },
    /// The remote refused.
    #[error("the records' branch `{branch}` can't be {}: {why}", operation.participle())]
    Refused {
        /// The full name.
        branch: String,
        /// What was refused.
        operation: RemoteOperation,
        /// git's standard error, summarized.
        why: String,
    },
    /// The remote does not answer.
    #[error("the remote of the records' branch `{branch}` can't be reached: {why}")]
    Unreachable {
        /// The full name.
        branch: String,
        /// git's standard error, summarized.
        why: String,
    },
    /// Other runs pushed at each attempt.
    #[error("the records' branch `{branch}` moved each of the {tries} times that it was to be read or pushed")]
    Contended {
        /// The full name.
        branch: String,
        /// The number of attempts.
        tries: u32,
    },
    /// A git command failed for an unknown reason.
    #[error("`git {command}` failed: {why}")]
    Git {
        /// The subcommand.
        command: String,
        /// git's standard error, summarized.
        why: String,
    },
    /// Two runs each created a job for one definition, and both jobs are public.
    #[error(
        "two public jobs are recorded for `{definition}`: {theirs} by another run, which stays on record, and {ours} by this one"
    )]
    JobConflict {
        /// The definition.
        definition: DefinitionId,
        /// This run's job.
        ours: JobId,
        /// The other run's.
        theirs: JobId,
    },
}

impl RemoteOperation {
    fn participle(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Push => "pushed",
        }
    }
}

impl From<git::Error> for Error {
    fn from(error: git::Error) -> Self {
        match error {
            git::Error::NotRun { cause } => Self::NoGit { cause },
            git::Error::NoRepository { path, stderr } => Self::NoRepository { path, why: stderr },
            git::Error::Failed { command, stderr } => Self::Git { command, why: stderr },
        }
    }
}

impl Error {
    /// Whether a later run may succeed without a change.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Unreachable { .. } | Self::Contended { .. })
    }

    /// The same error with files in `folder` named as files on `branch`.
    pub(super) fn relocated(self, folder: &Path, branch: &str) -> Self {
        let relocate = |path: PathBuf| match path.strip_prefix(folder) {
            Ok(name) => PathBuf::from(format!("{branch}:{}", name.display())),
            Err(_) => path,
        };
        match self {
            Self::Unreadable { path, why } => Self::Unreadable { path: relocate(path), why },
            Self::SameJob { job, first, second } => {
                Self::SameJob { job, first: relocate(first), second: relocate(second) }
            }
            Self::Newer { path, found, known } => Self::Newer { path: relocate(path), found, known },
            other => other,
        }
    }
}
