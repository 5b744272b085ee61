//! What git knows of the jobs directory: whether its files are those of the default branch, and what was removed from it.

mod base;
mod branch;
mod changes;
mod comparison;
mod content;
mod history;
mod name;
mod tip;
mod tree;

use std::path::{Path, PathBuf};

use crate::git::{self, Git, REMOTE};

pub(crate) use changes::{Changes, OldContent};
pub(crate) use comparison::{Base, Comparison};
pub(crate) use history::OldFile;
pub(crate) use tip::Difference;

/// The jobs directory in a repository.
#[derive(Clone, Debug)]
pub(crate) struct Checkout {
    /// git in the repository's top folder.
    git: Git,
    /// The jobs directory, as a canonical path.
    jobs: PathBuf,
    /// The jobs directory from the top folder, `/`-separated; empty for the top folder itself.
    prefix: String,
}

/// Why git has no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The default branch moved on at each attempt to fetch it.
    #[error("the default branch of `origin` moved on at each attempt to fetch it")]
    Moving,
    /// `origin` has no default branch.
    #[error("`origin` has no default branch: its HEAD names a branch that doesn't exist")]
    NoDefaultBranch,
    /// git failed, here or at the remote.
    #[error("`origin` can't be asked: {0}")]
    Git(#[from] git::Error),
}

impl Checkout {
    /// The checkout that the jobs directory is in. `None` outside a git repository, and in one without a remote `origin`.
    ///
    /// # Errors
    /// Where git can't be run or refuses to work in the repository.
    pub(crate) fn open(jobs: &Path) -> Result<Option<Self>, Error> {
        match Self::open_local(jobs)? {
            Some(checkout) if checkout.has_remote()? => Ok(Some(checkout)),
            _ => Ok(None),
        }
    }

    /// The same, with or without a remote.
    ///
    /// # Errors
    /// As [`Self::open`]
    pub(crate) fn open_local(jobs: &Path) -> Result<Option<Self>, Error> {
        let jobs = jobs.canonicalize().unwrap_or_else(|_| jobs.to_owned());
        if git::repository_root(&jobs).is_none() {
            return Ok(None);
        }
        let git = Git::open(&jobs)?;
        let root = PathBuf::from(git.run_line(&["rev-parse", "--show-toplevel"], b"")?);
        let root = root.canonicalize().unwrap_or(root);
        let prefix = below(&root, &jobs);
        Ok(Some(Self { git: Git::open(&root)?, jobs, prefix }))
    }

    fn has_remote(&self) -> Result<bool, Error> {
        Ok(self.git.try_run(&["config", "--get", &format!("remote.{REMOTE}.url")], b"")?.is_success)
    }
}

/// The path from `folder`, `/`-separated. Bytes that are not UTF-8 are replaced.
pub(crate) fn below(folder: &Path, path: &Path) -> String {
    let parts = path.strip_prefix(folder).unwrap_or(path).components();
    parts.map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}
