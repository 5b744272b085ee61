//! Writes files that are not there yet.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Result, Write as _};
use std::path::Path;

/// Writes a file, unless something is at its path. Returns whether it was written.
///
/// # Errors
/// Where the file can't be created or written; then none is left.
pub(super) fn create_file(path: &Path, text: &str) -> Result<bool> {
    let mut file = match OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Ok(false),
        Err(error) => return Err(error),
    };
    if let Err(error) = file.write_all(text.as_bytes()) {
        // Half a file would count as one that is there.
        let _ = fs::remove_file(path);
        return Err(error);
    }
    Ok(true)
}
