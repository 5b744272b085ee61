//! Classifies a failed call of git by its messages, which are matched in English and without regard to case.

use std::path::PathBuf;

use super::phrases;

/// The kind of a failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GitFailure {
    /// git has no credentials for the remote.
    NoCredentials,
    /// The remote refuses the credentials, or has no such repository for them.
    Denied,
    /// The remote rejects a push: a rule, a hook, or its own set-up.
    Declined,
    /// The remote's certificate is not trusted.
    UntrustedCertificate,
    /// The remote's ssh host key is not known.
    UnknownHostKey,
    /// The server failed, or the network did.
    Unavailable,
    /// git did not end in time, and was stopped.
    TimedOut,
    /// The branch is at another commit than the one that was read.
    Stale,
    /// Another branch has a name that is part of this one's name, or the reverse.
    NameInUse,
    /// Another git works in this repository, or one that was killed left its lock.
    Busy {
        /// The lock file.
        lock: Option<PathBuf>,
    },
    /// The repository has no remote of that name.
    NoRemote,
    /// This machine does not let git write.
    NotWritable,
    /// Anything else.
    Other,
}

impl GitFailure {
    /// The kind of failure that standard error describes.
    pub(super) fn from_stderr(stderr: &str) -> Self {
        let lock = lock_file(stderr);
        let stderr = stderr.to_lowercase();
        // A file that git can do without is a warning, and what the remote writes is not of this machine.
        let local: String = stderr.lines().filter(|line| !is_remote(line) && !line.starts_with("warning:")).collect();
        if has_any(&local, phrases::BUSY) {
            Self::Busy { lock }
        } else if stderr.contains(phrases::BRANCH_REMOVED) {
            Self::Stale
        } else if stderr.contains(phrases::NO_REMOTE) {
            Self::NoRemote
        } else if has_any(&stderr, phrases::CERTIFICATE) {
            Self::UntrustedCertificate
        } else if has_any(&stderr, phrases::HOST_KEY) {
            Self::UnknownHostKey
        } else if has_any(&stderr, phrases::NO_CREDENTIALS) {
            Self::NoCredentials
        } else if has_any(&stderr, phrases::DENIED) {
            Self::Denied
        } else if has_any(&local, phrases::LOCAL) {
            Self::NotWritable
        } else if has_any(&stderr, phrases::UNAVAILABLE) {
            Self::Unavailable
        } else {
            Self::Other
        }
    }

    /// The kind of failure for which a push was rejected, with the reason of `git push --porcelain`.
    pub(super) fn from_rejection(reason: &str, stderr: &str) -> Self {
        let all = format!("{reason}\n{stderr}").to_lowercase();
        let reason = reason.to_lowercase();
        let is_moved = all.contains("cannot lock ref")
            && (all.contains("but expected") || all.contains("unable to resolve reference"));
        // On the remote: another push is at work there, or its disk is full.
        let is_locked = has_any(&all, phrases::REMOTE_BUSY) && !all.contains("permission denied");
        if has_any(&all, phrases::NAME_IN_USE) {
            Self::NameInUse
        } else if is_moved || has_any(&reason, phrases::STALE) || all.contains("reference already exists") {
            Self::Stale
        } else if has_any(&all, phrases::UNAVAILABLE) || is_locked {
            Self::Unavailable
        } else {
            Self::Declined
        }
    }

    /// Whether the same call may succeed a moment later.
    pub(crate) fn is_worth_a_retry(&self) -> bool {
        matches!(self, Self::Unavailable | Self::Busy { .. })
    }

    /// Whether a later run may succeed without a change.
    pub(crate) fn is_transient(&self) -> bool {
        matches!(self, Self::Unavailable | Self::TimedOut | Self::Stale | Self::Busy { lock: None })
    }
}

/// The lock file that git names in `Unable to create 'FILE': File exists.`
fn lock_file(stderr: &str) -> Option<PathBuf> {
    let line = stderr.lines().find(|line| !is_remote(line) && line.contains(".lock': File exists"))?;
    let end = line.find("': File exists")?;
    let start = line[..end].rfind('\'')? + 1;
    Some(PathBuf::from(&line[start..end]))
}

fn is_remote(line: &str) -> bool {
    line.starts_with("remote:")
}

fn has_any(text: &str, phrases: &[&str]) -> bool {
    phrases.iter().any(|phrase| text.contains(phrase))
}
