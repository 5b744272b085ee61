//! Every call of the `git` command: one environment, and output that is safe to show.

mod environment;
mod failure;
mod objects;
mod output;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

pub(crate) use failure::GitFailure;
pub(crate) use output::GitOutput;

/// Configuration of each call: no background maintenance, and a timeout for stalled connections.
const CONFIG: [&str; 5] = [
    "gc.auto=0",
    "maintenance.auto=false",
    "i18n.commitEncoding=UTF-8",
    "http.lowSpeedLimit=1",
    "http.lowSpeedTime=60",
];

/// A call of git that failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The `git` command can't be started or read.
    #[error("git can't be run: {cause}")]
    NotRun {
        /// The system's error.
        cause: std::io::Error,
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
        /// git's standard error, summarized.
        stderr: String,
    },
}

/// The `git` command in one directory. The user's configuration and credentials apply.
#[derive(Clone, Debug)]
pub(crate) struct Git {
    directory: PathBuf,
}

impl Git {
    /// git in the repository that `directory` belongs to.
    ///
    /// # Errors
    /// [`Error::NotRun`], or [`Error::NoRepository`] where git refuses to work in `directory`.
    pub(crate) fn open(directory: &Path) -> Result<Self, Error> {
        let git = Self { directory: directory.to_owned() };
        let output = git.try_run(&["rev-parse", "--git-dir"], b"")?;
        if output.is_success {
            return Ok(git);
        }
        Err(Error::NoRepository { path: directory.to_owned(), stderr: output.stderr_summary() })
    }

    /// Runs git with `input` on standard input, and returns its output whether it succeeded or not.
    ///
    /// # Errors
    /// [`Error::NotRun`]
    pub(crate) fn try_run(&self, args: &[&str], input: &[u8]) -> Result<GitOutput, Error> {
        log::debug!("git {}", args.join(" "));
        let mut command = command(&self.directory);
        command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let not_run = |cause| Error::NotRun { cause };
        let mut child = command.spawn().map_err(not_run)?;
        let stdin = child.stdin.take();
        // On a second thread: git may fill its output pipe before it has read all input.
        let output = std::thread::scope(|scope| {
            scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(input)));
            child.wait_with_output()
        });
        output.map(GitOutput::from).map_err(not_run)
    }

    /// Runs a command that must succeed, and returns its standard output.
    ///
    /// # Errors
    /// [`Error::NotRun`] or [`Error::Failed`]
    pub(crate) fn run(&self, args: &[&str], input: &[u8]) -> Result<Vec<u8>, Error> {
        let output = self.try_run(args, input)?;
        if output.is_success { Ok(output.stdout) } else { Err(output.to_error(args)) }
    }

    /// Like [`Git::run`], as text without surrounding white space.
    ///
    /// # Errors
    /// [`Error::NotRun`] or [`Error::Failed`]
    pub(crate) fn run_line(&self, args: &[&str], input: &[u8]) -> Result<String, Error> {
        Ok(String::from_utf8_lossy(&self.run(args, input)?).trim().to_owned())
    }
}

/// The URL of a remote as configured in `directory`; it may hold a password. `None` where git knows no such remote.
pub(crate) fn remote_url(directory: &Path, remote: &str) -> Option<String> {
    let git = Git { directory: directory.to_owned() };
    let output = git.try_run(&["config", "--get", &format!("remote.{remote}.url")], b"").ok()?;
    let url = output.is_success.then(|| String::from_utf8(output.stdout).ok()).flatten()?;
    Some(url.trim().to_owned())
}

fn command(directory: &Path) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(directory).args(CONFIG.iter().flat_map(|setting| ["-c", setting]));
    environment::scrub(&mut command, std::env::vars_os().map(|(name, _)| name));
    command
}
