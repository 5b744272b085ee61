//! The other stores of a repository. A new one must not claim the keys of another jobs directory: one key is one job.

use std::fs;
use std::path::Path;

use super::error::{Error, RemoteOperation};
use super::{StoreOwner, format, safe_read};
use crate::git::{Git, REMOTE};

/// Branches that may hold records, by name.
const PATTERNS: [&str; 2] = ["refs/heads/*opentrain*", "refs/heads/*records*"];

/// So many of them are looked at.
const MAX_BRANCHES: usize = 20;

/// Ensures that no store in a folder beside `folder`, which holds none yet, has the namespace of `owner` for another jobs directory.
///
/// # Errors
/// [`Error::Claimed`]
pub fn ensure_unclaimed_beside(folder: &Path, owner: &StoreOwner) -> Result<(), Error> {
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // A parent that can't be listed shows no other store.
    for neighbour in fs::read_dir(parent).into_iter().flatten().flatten().map(|entry| entry.path()) {
        let path = neighbour.join("store.json");
        let is_other = neighbour.file_name() != folder.file_name();
        let text = if is_other { safe_read::read_text(&path).ok().flatten() } else { None };
        if let Some(other) = text.and_then(|text| format::identity(&path, &text).ok()) {
            ensure_no_claim(&other, owner, || format!("dir:{}", neighbour.display()))?;
        }
    }
    Ok(())
}

/// Ensures that no other branch of the remote holds a store with the namespace of `owner` for another jobs directory. The branch `name` is
/// not there yet.
///
/// # Errors
/// [`Error::Claimed`], and where the remote can't be read.
pub fn ensure_unclaimed_on_remote(repository: &Path, name: &str, owner: &StoreOwner) -> Result<(), Error> {
    let git = Git::open(repository)?;
    let branches = branches(&git, name)?;
    fetch_missing(&git, name, &branches)?;
    for Branch { commit, branch } in branches {
        let path = format!("{commit}:store.json");
        let output = git.try_run(&["cat-file", "blob", &path], b"")?;
        let text = if output.is_success { String::from_utf8(output.stdout).ok() } else { None };
        if let Some(other) = text.and_then(|text| format::identity(Path::new(&path), &text).ok()) {
            ensure_no_claim(&other, owner, || format!("git:{}", branch.trim_start_matches("refs/heads/")))?;
        }
    }
    Ok(())
}

/// A branch of the remote and its commit.
struct Branch {
    commit: String,
    branch: String,
}

fn branches(git: &Git, name: &str) -> Result<Vec<Branch>, Error> {
    let args = ["ls-remote", REMOTE, PATTERNS[0], PATTERNS[1]];
    let output = git.ask_remote(&args, b"").map_err(|error| Error::of_remote(error, name, RemoteOperation::Find))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let lines = text.lines().filter_map(|line| line.split_once('\t'));
    let branch = |(commit, branch): (&str, &str)| Branch { commit: commit.to_owned(), branch: branch.to_owned() };
    Ok(lines.map(branch).take(MAX_BRANCHES).collect())
}

/// Fetches the branches that this repository does not have, all at once and without writing a ref.
fn fetch_missing(git: &Git, name: &str, branches: &[Branch]) -> Result<(), Error> {
    let mut missing = Vec::new();
    for Branch { commit, branch } in branches {
        if !git.try_run(&["cat-file", "-e", &format!("{commit}^{{tree}}")], b"")?.is_success {
            missing.push(branch.as_str());
        }
    }
    if missing.is_empty() {
        return Ok(());
    }
    git.fetch(&missing).map_err(|error| Error::of_remote(error, name, RemoteOperation::Fetch))
}

fn ensure_no_claim(other: &StoreOwner, owner: &StoreOwner, store: impl Fn() -> String) -> Result<(), Error> {
    let is_claim = other.namespace == owner.namespace && other.origin == owner.origin && other.jobs != owner.jobs;
    if !is_claim {
        return Ok(());
    }
    Err(Error::Claimed { namespace: owner.namespace.to_string(), jobs: other.jobs.clone(), store: store() })
}
