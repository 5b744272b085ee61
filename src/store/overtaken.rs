//! Whether the default branch has moved on since this checkout was made.

use std::path::Path;

use super::branch::Branch;
use super::error::Error;

/// The commit at the tip of the remote's branch `name`, if its tree at `path` (from the repository's top, `.` for the top itself) is
/// another than that of the checked out commit. A branch that is not there overtakes nobody.
///
/// # Errors
/// Where git or the remote won't.
pub fn overtaken(repository: &Path, name: &str, path: &str) -> Result<Option<String>, Error> {
    let branch = Branch::of(repository, name)?;
    let Some(tip) = branch.asked()? else { return Ok(None) };
    let place = if path == "." { String::new() } else { path.to_owned() };
    let tree = |commit: &str| branch.git.ask(&["rev-parse", "--verify", "--quiet", &format!("{commit}:{place}")], b"");
    if !branch.git.ask(&["cat-file", "-e", &format!("{tip}^{{commit}}")], b"")?.is_ok {
        branch.bring()?;
    }
    Ok((tree("HEAD")?.out != tree(&tip)?.out).then_some(tip))
}
