//! Whether the default branch has moved on since this checkout was made.

use std::path::Path;

use super::error::Error;
use super::git_store::GitStore;

/// The commit at the head of the remote's branch `name`, if its tree at `path` (from the repository's root, `.` for the root
/// itself) differs from that of the checked out commit. `None` also where the remote has no such branch.
///
/// # Errors
/// Where git fails or the remote can't be read.
pub fn superseded_by(repository: &Path, name: &str, path: &str) -> Result<Option<String>, Error> {
    let branch = GitStore::new(repository, name)?;
    let Some(head) = branch.remote_head()? else { return Ok(None) };
    if !branch.git.try_run(&["cat-file", "-e", &format!("{head}^{{commit}}")], b"")?.is_success {
        branch.fetch_objects()?;
    }
    let path = if path == "." { "" } else { path };
    let tree =
        |commit: &str| branch.git.try_run(&["rev-parse", "--verify", "--quiet", &format!("{commit}:{path}")], b"");
    Ok((tree("HEAD")?.stdout != tree(&head)?.stdout).then_some(head))
}
