//! The commit that a change began at.

use super::{Checkout, Error};
use crate::git;

impl Checkout {
    /// The commit that `name` means here: a branch, a tag, a commit. One that is a full id and not here is fetched.
    ///
    /// # Errors
    /// Where git can't be run.
    pub(crate) fn resolve(&self, name: &str) -> Result<Option<String>, Error> {
        // git would take it for an option.
        if name.starts_with('-') {
            return Ok(None);
        }
        if is_full_id(name) && self.has_remote()? {
            self.try_fetch_commit(name)?;
        }
        let commit = format!("{name}^{{commit}}");
        let output = self.git.try_run(&["rev-parse", "--verify", "--quiet", &commit], b"")?;
        Ok(output.is_success.then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned()))
    }

    /// The last commit that both have in their history, as far as that history is here.
    ///
    /// # Errors
    /// Where git can't be run.
    pub(crate) fn merge_base(&self, one: &str, other: &str) -> Result<Option<String>, Error> {
        let output = self.git.try_run(&["merge-base", one, other], b"")?;
        Ok(output.is_success.then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned()))
    }

    /// The commit that a pull request with these commits is compared with. Where the merge of `head` is checked out, it is the commit that
    /// `head` is merged into, else the last common one. What is missing is fetched, the whole history of a shallow clone if need be. `None`
    /// where `origin` doesn't have it.
    ///
    /// # Errors
    /// Where git can't be run.
    pub(crate) fn pull_request_base(&self, base: Option<&str>, head: &str) -> Result<Option<String>, Error> {
        if let Some(target) = self.merged_into(head)?
            && self.try_fetch_commit(&target)?
        {
            return Ok(Some(target));
        }
        let Some(base) = base else { return Ok(None) };
        if !(self.try_fetch_commit(base)? && self.try_fetch_commit(head)?) {
            return Ok(None);
        }
        if self.git.is_shallow()? && !self.try_fetch_history_of(&[base, head])? {
            return Ok(None);
        }
        self.merge_base(base, head)
    }

    /// The first parent of the checked out commit, if that merges `head`.
    fn merged_into(&self, head: &str) -> Result<Option<String>, Error> {
        // Not by `HEAD^1`: a shallow clone hides parents.
        let commit = self.git.try_run(&["cat-file", "commit", "HEAD"], b"")?.stdout;
        let text = String::from_utf8_lossy(&commit);
        let lines = text.lines().take_while(|line| !line.is_empty());
        let parents: Vec<&str> = lines.filter_map(|line| line.strip_prefix("parent ")).collect();
        match parents[..] {
            [target, merged] if merged == head => Ok(Some(target.to_owned())),
            _ => Ok(None),
        }
    }

    fn try_fetch_history_of(&self, commits: &[&str]) -> Result<bool, Error> {
        match self.git.fetch_with(&["--unshallow"], commits) {
            Ok(()) => Ok(true),
            Err(git::Error::Remote { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}

/// Whether a name is a commit's whole id, which a remote can be asked for.
fn is_full_id(name: &str) -> bool {
    matches!(name.len(), 40 | 64) && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}
