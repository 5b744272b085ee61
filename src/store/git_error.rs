//! Errors of git, as errors of records.

use super::error::{Error, RemoteOperation};
use crate::git::{self, GitFailure};

impl From<git::Error> for Error {
    fn from(error: git::Error) -> Self {
        let why = error.to_string();
        match error {
            git::Error::NotRun { cause } => Self::NoGit { cause },
            git::Error::TooOld { found } => Self::OldGit { found },
            git::Error::NoRepository { path, stderr } => Self::NoRepository { path, why: stderr },
            git::Error::Failed { command, failure: GitFailure::NotWritable, stderr } => {
                Self::NotWritable { command, why: stderr }
            }
            git::Error::Failed { command, stderr, .. } => Self::Git { command, why: stderr },
            git::Error::Remote { failure, .. } if failure.is_transient() => Self::Unavailable { why },
            git::Error::Remote { command, stderr, .. } => Self::Git { command, why: stderr },
            git::Error::TimedOut { .. } | git::Error::Interrupted => Self::Unavailable { why },
        }
    }
}

impl Error {
    /// The error of a question to the remote about a branch.
    pub(super) fn of_remote(error: git::Error, branch: &str, operation: RemoteOperation) -> Self {
        let timed_out = error.to_string();
        let branch = branch.to_owned();
        match error {
            git::Error::Remote { failure, stderr, .. } => Self::Remote { branch, operation, failure, why: stderr },
            git::Error::TimedOut { .. } => {
                Self::Remote { branch, operation, failure: GitFailure::TimedOut, why: timed_out }
            }
            error => error.into(),
        }
    }
}
