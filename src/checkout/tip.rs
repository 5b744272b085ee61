//! Whether the local files are those of the default branch, as the remote has it now.

use std::fs;
use std::path::PathBuf;

use super::content::is_same;
use super::{Checkout, Error};
use crate::git::REMOTE;

/// Attempts to fetch a default branch that moves on meanwhile.
const MAX_ATTEMPTS: u32 = 3;

impl Checkout {
    /// The commit at the tip of the remote's default branch, fetched if it is not here yet. The branch is looked up on the remote:
    /// what an event or this clone knows of it may be outdated.
    ///
    /// # Errors
    /// Where the remote can't be asked or has no default branch.
    pub(crate) fn default_branch_tip(&self) -> Result<String, Error> {
        for _ in 0..MAX_ATTEMPTS {
            let commit = self.remote_head()?;
            if self.has_commit(&commit)? {
                return Ok(commit);
            }
            self.git.fetch(&["HEAD"])?;
            if self.has_commit(&commit)? {
                return Ok(commit);
            }
        }
        Err(Error::Moving)
    }

    /// The first file of the jobs directory, from the top folder, that is not as in `commit`: changed or absent here, or one of
    /// `read`, the files that a run has read, that `commit` does not have.
    ///
    /// # Errors
    /// Where git fails.
    pub(crate) fn first_difference(&self, commit: &str, read: &[PathBuf]) -> Result<Option<String>, Error> {
        let tree = self.tree(commit)?;
        Ok(self.differences(&tree, read)?.first().map(|name| self.path_from_root(name)))
    }

    pub(super) fn path_from_root(&self, name: &str) -> String {
        if self.prefix.is_empty() { name.to_owned() } else { format!("{}/{name}", self.prefix) }
    }

    /// The names of those files whose content here is not that of the object beside them.
    pub(super) fn changed<'a>(&self, files: &[(&'a str, &'a str)]) -> Result<Vec<&'a str>, Error> {
        let paths: String = files.iter().map(|(name, _)| format!("{}\n", self.path_from_root(name))).collect();
        let args = ["hash-object", "--no-filters", "--stdin-paths"];
        let hashes = self.git.run_line(&args, paths.as_bytes())?;
        let other: Vec<_> = files.iter().zip(hashes.lines()).filter(|((_, object), hash)| object != hash).collect();
        let objects: Vec<&str> = other.iter().map(|((_, object), _)| *object).collect();
        let contents = self.git.contents(&objects)?;
        let is_changed = |name: &str, object: Option<Vec<u8>>| {
            let file = fs::read(self.jobs.join(name)).ok();
            file.zip(object).is_none_or(|(file, object)| !is_same(&file, &object))
        };
        let compared = other.iter().zip(contents).map(|(((name, _), _), object)| (*name, object));
        Ok(compared.filter_map(|(name, object)| is_changed(name, object).then_some(name)).collect())
    }

    /// Asks the remote whether it has a default branch.
    ///
    /// # Errors
    /// Where the remote can't be asked.
    pub(crate) fn has_default_branch(&self) -> Result<bool, Error> {
        match self.remote_head() {
            Ok(_) => Ok(true),
            Err(Error::NoDefaultBranch) => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn remote_head(&self) -> Result<String, Error> {
        let output = self.git.ask_remote(&["ls-remote", "--quiet", REMOTE, "HEAD"], b"")?;
        let text = String::from_utf8_lossy(&output.stdout);
        let head = text.lines().filter_map(|line| line.split_once('\t')).find(|(_, name)| *name == "HEAD");
        head.map(|(commit, _)| commit.to_owned()).ok_or(Error::NoDefaultBranch)
    }

    /// Whether this repository has the commit.
    ///
    /// # Errors
    /// Where git can't be run.
    pub(crate) fn has_commit(&self, commit: &str) -> Result<bool, Error> {
        Ok(self.git.try_run(&["cat-file", "-e", &format!("{commit}^{{commit}}")], b"")?.is_success)
    }
}
