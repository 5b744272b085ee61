//! Every call of the `git` command: one environment, a deadline, and output that is safe to show.

mod budget;
mod environment;
mod error;
mod failure;
mod group;
#[cfg(test)]
mod messages;
mod objects;
mod output;
mod phrases;
mod process;
mod remote;
mod url;
mod version;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use budget::Budget;
use environment::Chosen;
pub(crate) use error::Error;
pub use failure::GitFailure;
pub(crate) use group::stop_all;
pub(crate) use output::GitOutput;

/// Configuration of each call: no background maintenance, no hooks of the checkout, and a timeout for stalled connections.
const CONFIG: [&str; 6] = [
    "gc.auto=0",
    "maintenance.auto=false",
    "core.hooksPath=/dev/null",
    "i18n.commitEncoding=UTF-8",
    "http.lowSpeedLimit=1",
    "http.lowSpeedTime=30",
];

/// The user's settings that decide how git is called.
const SETTINGS: &str = r"^(core\.(sshcommand|askpass)|remote\.origin\.promisor|extensions\.partialclone)$";

/// The remote that all questions go to.
pub(crate) const REMOTE: &str = "origin";

/// The top of the innermost repository that contains `path`; `None` outside of one.
pub(crate) fn repository_root(path: &Path) -> Option<&Path> {
    path.ancestors().find(|folder| folder.join(".git").exists())
}

/// The `git` command in one directory. The user's configuration and credentials apply.
#[derive(Clone, Debug)]
pub(crate) struct Git {
    directory: PathBuf,
    chosen: Chosen,
    missing: MissingObjects,
    is_partial: bool,
    budget: Arc<Budget>,
}

/// What a command does about objects that a partial clone has left at the remote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum MissingObjects {
    /// It fetches them, one by one.
    Fetch,
    /// It fails.
    Fail,
}

impl Git {
    /// git in the repository that `directory` belongs to.
    ///
    /// # Errors
    /// [`Error::NotRun`], [`Error::TooOld`], or [`Error::NoRepository`] where git refuses to work in `directory`.
    pub(crate) fn open(directory: &Path) -> Result<Self, Error> {
        let git = Self::unchecked(directory);
        let version = git.run_line(&["version"], b"")?;
        if version::is_too_old(&version) {
            return Err(Error::TooOld { found: version });
        }
        let output = git.try_run(&["rev-parse", "--git-dir"], b"")?;
        if !output.is_success {
            return Err(Error::NoRepository { path: directory.to_owned(), stderr: output.stderr_summary() });
        }
        let settings = git.try_run(&["config", "--get-regexp", SETTINGS], b"")?.stdout;
        let settings = String::from_utf8_lossy(&settings);
        let chosen = Chosen::new(&settings, variables());
        let is_partial = settings.contains(".promisor true") || settings.contains("extensions.partialclone");
        Ok(Self { chosen, is_partial, ..git })
    }

    fn unchecked(directory: &Path) -> Self {
        let directory = directory.to_owned();
        let chosen = Chosen::new("", variables());
        Self { directory, chosen, missing: MissingObjects::Fetch, is_partial: false, budget: Budget::of_run() }
    }

    /// Whether this is a partial clone, which has left objects at the remote.
    pub(crate) fn is_partial(&self) -> bool {
        self.is_partial
    }

    /// The same, with commands that fail where an object is missing. Others ask the remote of a partial clone for it, and for each
    /// one alone.
    pub(crate) fn without_lazy_fetch(&self) -> Self {
        Self { missing: MissingObjects::Fail, ..self.clone() }
    }

    /// Runs git with `input` on standard input, and returns its output whether it succeeded or not.
    ///
    /// # Errors
    /// [`Error::NotRun`], [`Error::TimedOut`] or [`Error::Interrupted`]
    pub(crate) fn try_run(&self, args: &[&str], input: &[u8]) -> Result<GitOutput, Error> {
        let limit = self.budget.limit();
        let start = Instant::now();
        let output = process::run(self.command(args), input, limit);
        let took = start.elapsed();
        self.budget.spend(took);
        log::debug!("git {} ({} ms)", args.join(" "), took.as_millis());
        if group::are_stopped() {
            return Err(Error::Interrupted);
        }
        let output = output.map_err(|cause| Error::NotRun { cause })?;
        output.map(GitOutput::from).ok_or_else(|| Error::TimedOut { command: subcommand(args), limit })
    }

    /// Runs a command that must succeed, and returns its standard output.
    ///
    /// # Errors
    /// As [`Git::try_run`], and [`Error::Failed`]
    pub(crate) fn run(&self, args: &[&str], input: &[u8]) -> Result<Vec<u8>, Error> {
        let output = self.try_run(args, input)?;
        if output.is_success { Ok(output.stdout) } else { Err(output.to_error(args)) }
    }

    /// Like [`Git::run`], as text without surrounding white space.
    ///
    /// # Errors
    /// As [`Git::run`]
    pub(crate) fn run_line(&self, args: &[&str], input: &[u8]) -> Result<String, Error> {
        Ok(String::from_utf8_lossy(&self.run(args, input)?).trim().to_owned())
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new("git");
        command.arg("-C").arg(&self.directory).args(CONFIG.iter().flat_map(|setting| ["-c", setting]));
        if !self.chosen.askpass {
            // git would not ask the chosen program either.
            command.args(["-c", "credential.interactive=false"]);
        }
        command.args(args);
        environment::scrub(&mut command, self.chosen, variables());
        if self.missing == MissingObjects::Fail {
            // The second for git older than 2.44, which does not know the first: no transport is allowed.
            command.env("GIT_NO_LAZY_FETCH", "1").env("GIT_ALLOW_PROTOCOL", "none");
        }
        command
    }
}

/// Host and path of a remote as configured in `directory`, without user and password, and without the query that the URL of a web server
/// may have. `None` where git knows no such remote.
pub(crate) fn remote_address(directory: &Path, remote: &str) -> Option<String> {
    let output = Git::unchecked(directory).try_run(&["config", "--get", &format!("remote.{remote}.url")], b"").ok()?;
    let url = output.is_success.then(|| String::from_utf8(output.stdout).ok()).flatten()?;
    Some(url::address(url.trim()).to_owned())
}

/// The names of this process's variables.
fn variables() -> impl Iterator<Item = OsString> {
    std::env::vars_os().map(|(name, _)| name)
}

/// The subcommand of a command's arguments.
fn subcommand(args: &[&str]) -> String {
    let settings = args.chunks(2).take_while(|pair| pair[0] == "-c").count();
    args.get(2 * settings).copied().unwrap_or_default().to_owned()
}

#[cfg(all(test, unix))]
mod tests {
    use std::time::Duration;

    use super::*;

    /// A repository whose remote is asked by ssh, and git that has two seconds for a call.
    fn impatient(folder: &Path, ssh: &str) -> Result<Git, Error> {
        let budget = Arc::new(Budget::new(Duration::from_secs(2), Duration::from_secs(60)));
        let git = Git { budget, ..Git::unchecked(folder) };
        for args in
            [&["init", "--quiet"][..], &["config", "core.sshCommand", ssh], &["config", "ssh.variant", "simple"]]
        {
            git.run(args, b"")?;
        }
        git.run(&["remote", "add", REMOTE, "ssh://git@example.invalid/a.git"], b"")?;
        Ok(Git { chosen: Chosen { ssh: true, askpass: false }, ..git })
    }

    #[test]
    fn an_ssh_that_waits_forever_is_stopped_and_not_asked_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let git = impatient(folder.path(), "sleep 600 #").expect("a repository");
        let start = Instant::now();
        let failed = git.ask_remote(&["ls-remote", REMOTE], b"").expect_err("no answer");
        assert!(matches!(failed, Error::TimedOut { .. }), "{failed}");
        assert!(failed.to_string().starts_with("`git ls-remote` did not end within"), "{failed}");
        assert!(start.elapsed() < Duration::from_secs(8), "{:?}", start.elapsed());
    }

    #[test]
    fn a_server_that_fails_is_asked_again_and_an_untrusted_one_is_not() {
        for (message, calls) in [
            ("Connection reset by peer", 5),
            ("Host key verification failed.", 1),
            ("SSL certificate problem: self-signed certificate", 1),
        ] {
            let folder = tempfile::tempdir().expect("a folder");
            let ssh = format!("echo x >>calls; echo '{message}' >&2; false #");
            let git = impatient(folder.path(), &ssh).expect("a repository");
            let failed = git.ask_remote(&["ls-remote", REMOTE], b"").expect_err("no answer");
            assert!(matches!(failed, Error::Remote { .. }), "{failed}");
            let count = std::fs::read_to_string(folder.path().join("calls")).expect("called").lines().count();
            assert_eq!(count, calls, "{message}");
        }
    }
}
