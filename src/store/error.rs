//! Why records can't be used.

use std::path::{Path, PathBuf};

use crate::domain::ids::{DefinitionId, JobId};
use crate::git::GitFailure;

/// An operation on the remote's branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemoteOperation {
    /// `git ls-remote`
    Find,
    /// `git fetch`
    Fetch,
    /// `git push`
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
    /// A question to the remote failed.
    #[error("{} failed: {why}", operation.of_branch(branch))]
    Remote {
        /// The full name.
        branch: String,
        /// The question.
        operation: RemoteOperation,
        /// The kind of failure.
        failure: GitFailure,
        /// git's standard error, summarized.
        why: String,
    },
    /// git stores branches as files in folders: beside `ops` there is no `ops/records`.
    #[error("the branch `{branch}` can't exist beside `{other}`, which the remote has")]
    NameInUse {
        /// The full name.
        branch: String,
        /// The full name of the other branch.
        other: String,
    },
    /// The branch has something else where records belong.
    #[error("the branch `{branch}` has {found} at `{path}`, where {expected} belongs")]
    WrongEntry {
        /// The full name.
        branch: String,
        /// From the branch's top.
        path: String,
        /// What is there.
        found: &'static str,
        /// What belongs there.
        expected: &'static str,
    },
    /// git is too old.
    #[error("git 2.29 or later is needed, and `git version` says `{found}`")]
    OldGit {
        /// As `git version` prints it.
        found: String,
    },
    /// This machine does not let git write.
    #[error("`git {command}` can't write here: {why}")]
    NotWritable {
        /// The subcommand.
        command: String,
        /// git's standard error, summarized.
        why: String,
    },
    /// git or the remote failed for now.
    #[error("{why}")]
    Unavailable {
        /// What failed.
        why: String,
    },
    /// The branch has records, and not the file with their owner.
    #[error("the branch `{branch}` has records and no `store.json`, which says whose they are")]
    NoOwner {
        /// The full name.
        branch: String,
    },
    /// Objects of the branch are missing in this repository, and were not to be fetched or could not be.
    #[error("this repository lacks objects of the branch `{branch}`, for instance {object}")]
    Incomplete {
        /// The full name.
        branch: String,
        /// The id of one of them.
        object: String,
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
    fn of_branch(self, branch: &str) -> String {
        match self {
            Self::Find => format!("asking `origin` for the branch `{branch}`"),
            Self::Fetch => format!("fetching the branch `{branch}` from `origin`"),
            Self::Push => format!("pushing the branch `{branch}` to `origin`"),
        }
    }
}

impl Error {
    /// Whether a later run may succeed without a change.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Remote { failure, .. } => failure.is_transient(),
            Self::Contended { .. } | Self::Unavailable { .. } => true,
            _ => false,
        }
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
