//! Reads regular files only: a store may come from a checkout, where anyone can put a link or a pipe.

use std::fs::{self, File, FileType};
use std::io::{ErrorKind, Read as _};
use std::path::Path;

use super::error::Error;

/// In bytes: eight times the largest response, parts of which a record holds.
const MAX_FILE_BYTES: u64 = 64 * 1024 * 1024;

/// The text of a regular file; `None` where it does not exist.
pub(super) fn read_text(path: &Path) -> Result<Option<String>, Error> {
    match metadata(path, FileType::is_file)? {
        Some(_) => read_regular(path),
        None => Ok(None),
    }
}

/// The text of a file that is known to be regular; `None` where it no longer exists.
pub(super) fn read_regular(path: &Path) -> Result<Option<String>, Error> {
    let read = |file: File| {
        let length = file.metadata()?.len().min(MAX_FILE_BYTES);
        let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default() + 1);
        file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    match File::open(path).and_then(read) {
        Ok(bytes) if bytes.len() as u64 > MAX_FILE_BYTES => Err(unreadable(path, "it is longer than 64 MiB")),
        Ok(bytes) => String::from_utf8(bytes).map(Some).map_err(|_| unreadable(path, "it is not UTF-8")),
        Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(Error::Io { path: path.to_owned(), cause }),
    }
}

/// The metadata of `path`, which must be of this kind and not a link: a write through one would land elsewhere. `None` where
/// nothing is there.
pub(super) fn metadata(path: &Path, is_kind: fn(&FileType) -> bool) -> Result<Option<fs::Metadata>, Error> {
    match fs::symlink_metadata(path) {
        Ok(found) => ensure_kind(path, found.file_type(), is_kind).map(|()| Some(found)),
        Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(Error::Io { path: path.to_owned(), cause }),
    }
}

/// Ensures that what is at `path`, and is of the kind `found`, is of the expected kind.
pub(super) fn ensure_kind(path: &Path, found: FileType, is_kind: fn(&FileType) -> bool) -> Result<(), Error> {
    if is_kind(&found) {
        Ok(())
    } else if found.is_symlink() {
        Err(unreadable(path, "it is a link, and records are not read through links"))
    } else {
        Err(unreadable(path, "it is not what a store of records has there"))
    }
}

fn unreadable(path: &Path, why: &str) -> Error {
    Error::Unreadable { path: path.to_owned(), why: why.to_owned() }
}
