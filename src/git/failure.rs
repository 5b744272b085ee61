//! Classifies a failed call of git by its standard error.

/// The kind of a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GitFailure {
    /// The remote refuses the credentials, or has no such repository for them.
    Denied,
    /// The remote did not answer, or failed.
    Unreachable,
    /// Another process holds a lock in this repository.
    Busy,
    /// Anything else.
    Other,
}

const DENIED: [&str; 11] = [
    "returned error: 401",
    "returned error: 403",
    "permission denied",
    "permission to ",
    "authentication failed",
    "could not read username",
    "could not read password",
    "write access to repository not granted",
    "repository not found",
    "' not found",
    "access denied",
];

const UNREACHABLE: [&str; 16] = [
    "could not resolve host",
    "failed to connect",
    "couldn't connect",
    "connection refused",
    "connection reset",
    "connection closed",
    "timed out",
    "network is unreachable",
    "no route to host",
    "early eof",
    "hung up unexpectedly",
    "unexpected disconnect",
    "empty reply from server",
    "operation too slow",
    "returned error: 429",
    "returned error: 5",
];

const BUSY: [&str; 2] = [".lock': file exists", "shallow file has changed"];

impl GitFailure {
    /// The kind of failure that git's messages describe. They are matched in English, without regard to case.
    pub(super) fn from_stderr(stderr: &str) -> Self {
        let stderr = stderr.to_lowercase();
        let has_any = |phrases: &[&str]| phrases.iter().any(|phrase| stderr.contains(phrase));
        if has_any(&BUSY) {
            Self::Busy
        } else if has_any(&DENIED) {
            Self::Denied
        } else if has_any(&UNREACHABLE) {
            Self::Unreachable
        } else {
            Self::Other
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_are_classified_by_their_messages() {
        let denied = [
            "fatal: unable to access 'https://github.com/a/b/': The requested URL returned error: 403",
            "fatal: could not read Username for 'https://github.com': terminal prompts disabled",
            "remote: Repository not found.\nfatal: repository 'https://github.com/a/b/' not found",
            "git@github.com: Permission denied (publickey).\nfatal: Could not read from remote repository.",
        ];
        let unreachable = [
            "fatal: unable to access 'https://github.com/a/b/': Could not resolve host: github.com",
            "fatal: unable to access 'https://github.com/a/b/': The requested URL returned error: 502",
            "fetch-pack: unexpected disconnect while reading sideband packet\nfatal: early EOF",
            "ssh: connect to host github.com port 22: Connection timed out",
        ];
        assert!(denied.iter().all(|stderr| GitFailure::from_stderr(stderr) == GitFailure::Denied));
        assert!(unreachable.iter().all(|stderr| GitFailure::from_stderr(stderr) == GitFailure::Unreachable));
        let locked = "fatal: Unable to create '/x/.git/shallow.lock': File exists.";
        assert_eq!(GitFailure::from_stderr(locked), GitFailure::Busy);
        let no_remote = "fatal: 'origin' does not appear to be a git repository";
        assert_eq!(GitFailure::from_stderr(no_remote), GitFailure::Other);
    }
}
