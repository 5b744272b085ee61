//! Why a call of git failed.

use std::path::PathBuf;
use std::time::Duration;

use super::GitFailure;

/// A call of git that failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The `git` command can't be started or read.
    #[error("git can't be run: {cause}")]
    NotRun {
        /// The system's error.
        cause: std::io::Error,
    },
    /// git is older than the oldest version that works.
    #[error("`git version` says `{found}`")]
    TooOld {
        /// As `git version` prints it.
        found: String,
    },
    /// The directory is in no usable repository.
    #[error("{path} is in no git repository: {stderr}", path = path.display())]
    NoRepository {
        /// The directory.
        path: PathBuf,
        /// git's standard error, summarized.
        stderr: String,
    },
    /// A command exited with an error.
    #[error("`git {command}` failed: {stderr}")]
    Failed {
        /// The subcommand.
        command: String,
        /// What kind of failure it is.
        failure: GitFailure,
        /// git's standard error, summarized.
        stderr: String,
    },
    /// A question to the remote failed, also when it was asked again.
    #[error("`git {command}` failed: {stderr}")]
    Remote {
        /// The subcommand.
        command: String,
        /// What kind of failure it is.
        failure: GitFailure,
        /// git's standard error, summarized.
        stderr: String,
    },
    /// A signal ended the run.
    #[error("interrupted while git was at work")]
    Interrupted,
    /// A command did not end in time, and was stopped.
    #[error("{}", timed_out(command, *limit))]
    TimedOut {
        /// The subcommand.
        command: String,
        /// The time that it had.
        limit: Duration,
    },
}

fn timed_out(command: &str, limit: Duration) -> String {
    if limit.is_zero() {
        return format!("`git {command}` was not started: the time for git in one run is used up");
    }
    format!(
        "`git {command}` did not end within {} seconds and was stopped; it may wait for credentials that nobody enters",
        limit.as_secs()
    )
}
