//! Branches of the remote.

use super::{Checkout, Error};
use crate::git::REMOTE;

impl Checkout {
    /// When the branch of the remote, as far as it was fetched here, was last changed: `2026-11-25`. `None` where it was not fetched.
    ///
    /// # Errors
    /// Where git can't be run.
    pub(crate) fn fetched_branch_date(&self, branch: &str) -> Result<Option<String>, Error> {
        let commit = format!("refs/remotes/{REMOTE}/{branch}");
        let output = self.git.try_run(&["log", "-1", "--format=%cs", &commit, "--"], b"")?;
        Ok(output.is_success.then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned()))
    }

    /// Asks the remote whether it has the branch.
    ///
    /// # Errors
    /// Where the remote can't be asked.
    pub(crate) fn has_remote_branch(&self, branch: &str) -> Result<bool, Error> {
        let output = self.git.ask_remote(&["ls-remote", "--quiet", REMOTE, &format!("refs/heads/{branch}")], b"")?;
        Ok(!output.stdout.is_empty())
    }

    /// The name of the remote's default branch, as far as this clone knows it.
    pub(crate) fn default_branch_name(&self) -> Option<String> {
        let remote = format!("refs/remotes/{REMOTE}/");
        let output = self.git.try_run(&["symbolic-ref", "--quiet", &format!("{remote}HEAD")], b"").ok()?;
        let head = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        head.strip_prefix(&remote).map(str::to_owned)
    }
}
