//! What a call of git wrote, and how it is shown.

use super::failure::GitFailure;
use super::url::without_url_secrets;
use super::{Error, subcommand};

/// Lines of standard error that are shown.
const MAX_LINES: usize = 6;

/// The result of a call of git.
#[derive(Debug)]
pub(crate) struct GitOutput {
    /// Whether git exited with 0.
    pub(crate) is_success: bool,
    /// Standard output.
    pub(crate) stdout: Vec<u8>,
    /// May hold credentials: shown by [`GitOutput::stderr_summary`] alone.
    stderr: String,
}

impl From<std::process::Output> for GitOutput {
    fn from(output: std::process::Output) -> Self {
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        Self { is_success: output.status.success(), stdout: output.stdout, stderr }
    }
}

impl GitOutput {
    /// The error of a call that must not fail.
    pub(crate) fn to_error(&self, args: &[&str]) -> Error {
        Error::Failed { command: subcommand(args), failure: self.failure(), stderr: self.stderr_summary() }
    }

    /// The error of a question to the remote that failed.
    pub(super) fn to_remote_error(&self, args: &[&str]) -> Error {
        Error::Remote { command: subcommand(args), failure: self.failure(), stderr: self.stderr_summary() }
    }

    /// Standard error on one line, without credentials.
    pub(crate) fn stderr_summary(&self) -> String {
        stderr_summary(&self.stderr)
    }

    /// Like [`GitOutput::stderr_summary`], after the reason for which a push was rejected.
    pub(crate) fn failure_summary(&self) -> String {
        let stderr = self.stderr_summary();
        self.rejection().map_or_else(|| stderr.clone(), |reason| format!("{}: {stderr}", without_url_secrets(&reason)))
    }

    /// The kind of failure that the output describes. That of a push is expected in `--porcelain` form.
    pub(crate) fn failure(&self) -> GitFailure {
        match self.rejection() {
            Some(reason) => GitFailure::from_rejection(&reason, &self.stderr),
            None => GitFailure::from_stderr(&self.stderr),
        }
    }

    /// Why the remote, or git on its behalf, rejects a push: `!`, the refs, and the reason.
    fn rejection(&self) -> Option<String> {
        let stdout = String::from_utf8_lossy(&self.stdout);
        let rejected = stdout.lines().find_map(|line| line.strip_prefix("!\t")?.split_once('\t'));
        rejected.map(|(_, reason)| reason.to_owned())
    }
}

/// At most [`MAX_LINES`] lines with content, without header, and without user or query of a URL.
fn stderr_summary(stderr: &str) -> String {
    let is_secret = |line: &str| {
        let line = line.to_lowercase();
        line.contains("extraheader") || line.contains("authorization")
    };
    let is_noise = |line: &str| line.is_empty() || line.starts_with("hint:") || line.starts_with("To ");
    let lines = stderr.lines().map(|line| line.strip_prefix("remote:").unwrap_or(line).trim());
    let shown = lines.filter(|line| !is_noise(line) && !is_secret(line)).take(MAX_LINES);
    let shown: Vec<String> = shown.map(without_url_secrets).collect();
    if shown.is_empty() { "git gave no reason".into() } else { shown.join("; ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_holds_no_credential() {
        let stderr = "remote: Permission to a/b.git denied to bot.\nhint: x\n\
                      fatal: unable to access 'https://x:ghs_abc/d@github.com/a/b.git/': The requested URL returned error: 403\n\
                      http.extraheader AUTHORIZATION: basic c2VjcmV0\n";
        let shown = "Permission to a/b.git denied to bot.; \
                     fatal: unable to access 'https://github.com/a/b.git/': The requested URL returned error: 403";
        assert_eq!(stderr_summary(stderr), shown);
        assert_eq!(stderr_summary("hint: only\n\n"), "git gave no reason");
    }
}
