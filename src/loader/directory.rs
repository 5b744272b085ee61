//! The jobs directory itself: where it may be.

use std::fs;
use std::path::{Component, Path, PathBuf};

use super::git_internal;

/// The link by which the directory is reached: itself, or a folder above it in its repository or in that of the working directory. Anyone who
/// may open a pull request can make one, and what it leads to need not be part of the review. A link above the repository is the machine's
/// own.
pub(super) fn link_to(dir: &Path) -> Option<PathBuf> {
    let here = std::env::current_dir().unwrap_or_default();
    let full = fs::canonicalize(dir).unwrap_or_default();
    let repositories: Vec<&Path> = [repository(&here), repository(&full)].into_iter().flatten().collect();
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

/// Whether the directory, as a canonical path, is in git's own folder.
pub(super) fn is_git_internal(jobs: &Path) -> bool {
    repository(jobs).is_some_and(|top| git_internal::is_in_git_folder(&jobs.join("definition"), top))
}

/// The top of the innermost repository that a canonical path is in.
fn repository(path: &Path) -> Option<&Path> {
    path.ancestors().find(|folder| folder.join(".git").exists())
}
