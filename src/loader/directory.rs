//! The jobs directory itself: where it may be.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::git_internal;
use crate::git::repository_root;

/// The jobs directory can't be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The path doesn't exist.
    #[error("the jobs directory `{0}` doesn't exist; create it, or name another one with `--jobs DIR`")]
    Missing(String),
    /// The path is not a directory.
    #[error("`{0}` is not a directory; name the directory that holds the definitions with `--jobs DIR`")]
    NotADirectory(String),
    /// It, or a folder above it in the repository, is a link.
    #[error(
        "the jobs directory `{shown}` is reached through the link `{link}`, so that a pull request could lead it anywhere; name the directory \
         itself with `--jobs DIR`"
    )]
    Link {
        /// The directory as typed.
        shown: String,
        /// The link.
        link: String,
    },
    /// It is in git's own folder.
    #[error("the jobs directory `{0}` is in a folder of git's own; name another one with `--jobs DIR`")]
    Internal(String),
    /// The operating system reported an error.
    #[error("the jobs directory `{shown}` can't be read ({cause}); check its permissions")]
    Unreadable {
        /// The directory as typed.
        shown: String,
        /// The system's error.
        #[source]
        cause: io::Error,
    },
}

/// The directory's canonical path.
pub(super) fn open(dir: &Path, shown: &str) -> Result<PathBuf, LoadError> {
    let unreadable = |cause: io::Error| match cause.kind() {
        io::ErrorKind::NotFound => LoadError::Missing(shown.to_owned()),
        io::ErrorKind::NotADirectory => LoadError::NotADirectory(shown.to_owned()),
        _ => LoadError::Unreadable { shown: shown.to_owned(), cause },
    };
    if let Some(link) = link_to(dir) {
        return Err(LoadError::Link { shown: shown.to_owned(), link: link.display().to_string() });
    }
    if is_git_internal(&resolve(dir)) {
        return Err(LoadError::Internal(shown.to_owned()));
    }
    let jobs = fs::canonicalize(dir).map_err(unreadable)?;
    fs::read_dir(&jobs).map_err(unreadable)?;
    Ok(jobs)
}

/// The link by which the directory is reached: itself, or a folder above it in its repository or in that of the working directory. Anyone who
/// may open a pull request can make one, and what it leads to need not be part of the review. A link above the repository is the machine's
/// own.
fn link_to(dir: &Path) -> Option<PathBuf> {
    let here = std::env::current_dir().unwrap_or_default();
    let full = fs::canonicalize(dir).unwrap_or_default();
    let repositories: Vec<&Path> = [repository_root(&here), repository_root(&full)].into_iter().flatten().collect();
    let is_in_repository = |link: &Path| {
        let parent = link.parent().and_then(|parent| fs::canonicalize(parent).ok()).unwrap_or_default();
        repositories.iter().any(|top| parent.starts_with(top))
    };
    let mut path = here.clone();
    for part in dir.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(path.pop()),
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => path.push(part),
        }
        if path.is_symlink() && is_in_repository(&path) {
            return Some(path);
        }
    }
    path.is_symlink().then_some(path)
}

/// The canonical path, also of a directory that doesn't exist yet.
fn resolve(dir: &Path) -> PathBuf {
    let full = std::env::current_dir().unwrap_or_default().join(dir);
    let canonical = |folder: &Path| Some(fs::canonicalize(folder).ok()?.join(full.strip_prefix(folder).ok()?));
    full.ancestors().find_map(canonical).unwrap_or_else(|| full.clone())
}

/// Whether the directory, as a canonical path, is in git's own folder.
fn is_git_internal(jobs: &Path) -> bool {
    repository_root(jobs).is_some_and(|top| git_internal::is_in_git_folder(&jobs.join("definition"), top))
}
