//! The `git` command in a repository. Its configuration and credentials hold as they are; its words are made fit to be shown.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::error::Error;

/// Settings of each call: nothing tidies up behind our back, and a silent connection ends.
const SETTINGS: [&str; 5] = [
    "gc.auto=0",
    "maintenance.auto=false",
    "i18n.commitEncoding=UTF-8",
    "http.lowSpeedLimit=1",
    "http.lowSpeedTime=60",
];

/// Variables that would point git elsewhere (a hook sets them), fill its words with traces, or tell it what is none of its business.
const UNSET: [&str; 13] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_COMMON_DIR",
    "GIT_OBJECT_DIRECTORY",
    "GIT_NAMESPACE",
    "GIT_TRACE",
    "GIT_TRACE_CURL",
    "GIT_TRACE_PACKET",
    "GIT_CURL_VERBOSE",
    "LANGUAGE",
    "OT_API_TOKEN",
    "OPENTRAIN_API_TOKEN",
];

/// Who commits, so that no user's configuration is needed.
const WHO: (&str, &str) = ("opentrain-jobs", "opentrain-jobs@users.noreply.github.com");

/// The `git` command in one repository.
#[derive(Clone, Debug)]
pub(super) struct Git {
    repository: PathBuf,
}

/// How a call of git ended.
pub(super) struct Said {
    pub(super) is_ok: bool,
    pub(super) out: Vec<u8>,
    err: String,
}

/// What kind of failure git's words tell of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The remote knows us and says no, or doesn't know us.
    Denied,
    /// The remote did not answer, or failed.
    Unreachable,
    /// Another git holds a lock in this repository.
    Busy,
    /// Anything else.
    Other,
}

impl Git {
    /// git in the repository that `path` is in.
    ///
    /// # Errors
    /// [`Error::NoGit`], or [`Error::NoRepository`] where git won't work there.
    pub(super) fn new(path: &Path) -> Result<Self, Error> {
        let git = Self { repository: path.to_owned() };
        let said = git.ask(&["rev-parse", "--git-dir"], b"")?;
        if said.is_ok { Ok(git) } else { Err(Error::NoRepository { path: path.to_owned(), why: said.words() }) }
    }

    /// What git says to these arguments and this input.
    pub(super) fn ask(&self, args: &[&str], input: &[u8]) -> Result<Said, Error> {
        log::debug!("git {}", args.join(" "));
        let mut command = Command::new("git");
        command.arg("-C").arg(&self.repository).args(SETTINGS.iter().flat_map(|setting| ["-c", setting])).args(args);
        for name in UNSET {
            command.env_remove(name);
        }
        command.env("GIT_TERMINAL_PROMPT", "0").env("LC_ALL", "C");
        command.env("GIT_AUTHOR_NAME", WHO.0).env("GIT_AUTHOR_EMAIL", WHO.1);
        command.env("GIT_COMMITTER_NAME", WHO.0).env("GIT_COMMITTER_EMAIL", WHO.1);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let no_git = |cause| Error::NoGit { cause };
        let mut child = command.spawn().map_err(no_git)?;
        let pipe = child.stdin.take();
        // Written beside the reading: git may answer before it has heard all.
        let output = std::thread::scope(|scope| {
            scope.spawn(move || pipe.map(|mut pipe| pipe.write_all(input)));
            child.wait_with_output()
        })
        .map_err(no_git)?;
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        Ok(Said { is_ok: output.status.success(), out: output.stdout, err })
    }

    /// What git writes to these arguments and this input, which must not fail.
    pub(super) fn run(&self, args: &[&str], input: &[u8]) -> Result<Vec<u8>, Error> {
        let said = self.ask(args, input)?;
        if said.is_ok { Ok(said.out) } else { Err(said.failed(args)) }
    }

    /// The same as one line.
    pub(super) fn line(&self, args: &[&str], input: &[u8]) -> Result<String, Error> {
        Ok(String::from_utf8_lossy(&self.run(args, input)?).trim().to_owned())
    }
}

impl Said {
    /// The failure of a call that nothing better is known of.
    pub(super) fn failed(&self, args: &[&str]) -> Error {
        Error::Git { command: args.first().copied().unwrap_or_default().to_owned(), why: self.words() }
    }

    /// git's words on one line, without credentials.
    pub(super) fn words(&self) -> String {
        words(&self.err)
    }

    /// What kind of failure it is.
    pub(super) fn fault(&self) -> Fault {
        fault(&self.err)
    }
}

fn fault(err: &str) -> Fault {
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
    let err = err.to_lowercase();
    match () {
        () if err.contains(".lock': file exists") || err.contains("shallow file has changed") => Fault::Busy,
        () if DENIED.iter().any(|word| err.contains(word)) => Fault::Denied,
        () if UNREACHABLE.iter().any(|word| err.contains(word)) => Fault::Unreachable,
        () => Fault::Other,
    }
}

/// The lines that say something, at most six, without user, password or header.
fn words(err: &str) -> String {
    let is_secret = |line: &str| ["extraheader", "authorization"].iter().any(|w| line.to_lowercase().contains(w));
    let is_idle = |line: &str| line.is_empty() || line.starts_with("hint:") || line.starts_with("To ");
    let lines = err.lines().map(|line| line.strip_prefix("remote:").unwrap_or(line).trim());
    let said: Vec<String> =
        lines.filter(|line| !is_idle(line) && !is_secret(line)).take(6).map(without_credentials).collect();
    if said.is_empty() { "git gave no reason".into() } else { said.join("; ") }
}

/// The line without what stands before an `@` in its addresses.
fn without_credentials(line: &str) -> String {
    let mut parts = line.split("://");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (address, rest) = part.split_at(part.find([' ', '\'', '"', '\t']).unwrap_or(part.len()));
        text = text + "://" + address.rsplit('@').next().unwrap_or_default() + rest;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_credential_is_in_the_words() {
        let err = "remote: Permission to a/b.git denied to bot.\nhint: x\n\
                   fatal: unable to access 'https://x:ghs_abc/d@github.com/a/b.git/': The requested URL returned error: 403\n\
                   http.extraheader AUTHORIZATION: basic c2VjcmV0\n";
        let told = "Permission to a/b.git denied to bot.; \
                    fatal: unable to access 'https://github.com/a/b.git/': The requested URL returned error: 403";
        assert_eq!(words(err), told);
        assert_eq!(words("ssh://git@host/x and http://h"), "ssh://host/x and http://h");
        assert_eq!(words("hint: only\n\n"), "git gave no reason");
    }

    #[test]
    fn rights_network_and_the_rest_are_told_apart() {
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
        assert!(denied.iter().all(|err| fault(err) == Fault::Denied));
        assert!(unreachable.iter().all(|err| fault(err) == Fault::Unreachable));
        assert_eq!(fault("fatal: Unable to create '/x/.git/shallow.lock': File exists."), Fault::Busy);
        assert_eq!(fault("fatal: 'origin' does not appear to be a git repository"), Fault::Other);
    }
}
