//! Whether the local files are those of the default branch, as the remote has it now.

use std::fs;
use std::path::{Path, PathBuf};

use super::content::is_same;
use super::tree::submodule_of;
use super::{Checkout, Error};
use crate::git::REMOTE;

/// Attempts to fetch a default branch that moves on meanwhile.
const MAX_ATTEMPTS: u32 = 3;

/// How the jobs directory differs from a commit. Names are those from the top folder, as messages show them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Difference {
    /// These files are changed or absent here, or not in the commit.
    Files(Vec<String>),
    /// Only definitions in this submodule are not in the commit.
    Submodule(String),
}

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

    /// How the jobs directory differs from `commit`: by files that are changed or absent here, and by those of `read`, the files that a
    /// run has read, that `commit` does not have.
    ///
    /// # Errors
    /// Where git fails.
    pub(crate) fn difference(&self, commit: &str, read: &[PathBuf]) -> Result<Option<Difference>, Error> {
        let tree = self.tree(commit)?;
        let names = self.differences(&tree, read)?;
        let submodule = names.iter().find_map(|name| submodule_of(&tree, name));
        let own = names.iter().filter(|name| submodule_of(&tree, name).is_none());
        let files: Vec<String> = own.map(|name| self.shown(name)).collect();
        if files.is_empty() {
            return Ok(submodule.map(|name| Difference::Submodule(self.shown(name))));
        }
        Ok(Some(Difference::Files(files)))
    }

    /// Whether this commit is checked out.
    ///
    /// # Errors
    /// Where git can't be run.
    pub(crate) fn is_checked_out(&self, commit: &str) -> Result<bool, Error> {
        Ok(self.git.run_line(&["rev-parse", "--verify", "HEAD"], b"")? == commit)
    }

    /// The names of those files whose content here is not that of the object beside them.
    pub(super) fn changed<'a>(&self, files: &[(&'a Path, &'a str)]) -> Result<Vec<&'a Path>, Error> {
        let (listed, unlisted): (Vec<_>, Vec<_>) =
            files.iter().partition(|(name, _)| is_line(&self.path_from_root(name)));
        let lines = listed.iter().map(|(name, _)| [self.path_from_root(name).as_slice(), b"\n"].concat());
        let args = ["hash-object", "--no-filters", "--stdin-paths"];
        let hashes = self.git.run_line(&args, &lines.collect::<Vec<_>>().concat())?;
        let other = listed.into_iter().zip(hashes.lines()).filter(|((_, object), hash)| object != hash);
        let other: Vec<_> = other.map(|(file, _)| file).chain(unlisted).collect();
        let objects: Vec<&str> = other.iter().map(|(_, object)| *object).collect();
        let contents = self.git.contents(&objects)?;
        let is_changed = |name: &Path, object: Option<Vec<u8>>| {
            let file = fs::read(self.jobs.join(name)).ok();
            file.zip(object).is_none_or(|(file, object)| !is_same(&file, &object))
        };
        let compared = other.iter().zip(contents).map(|((name, _), object)| (*name, object));
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

/// Whether git reads this name from a line as it is.
fn is_line(name: &[u8]) -> bool {
    !name.contains(&b'\n') && !name.ends_with(b"\r") && !name.starts_with(b"\"")
}
