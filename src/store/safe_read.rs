//! Reads regular files only: a store may come from a checkout, where anyone can put a link or a pipe.

use std::fs::{self, File};
use std::io::{ErrorKind, Read as _};
use std::path::Path;

use super::error::Error;

/// In bytes: eight times the largest response, parts of which a record holds.
const MAX_FILE_BYTES: u64 = 64 * 1024 * 1024;

/// The text of a regular file; `None` where it does not exist.
pub(super) fn read_text(path: &Path) -> Result<Option<String>, Error> {
    let io = |cause| Error::Io { path: path.to_owned(), cause };
    let Some(found) = metadata(path, fs::FileType::is_file)? else { return Ok(None) };
    let mut bytes = Vec::with_capacity(usize::try_from(found.len().min(MAX_FILE_BYTES)).unwrap_or_default() + 1);
    let length = File::open(path).and_then(|file| file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes)).map_err(io)?;
    if length as u64 > MAX_FILE_BYTES {
        return Err(unreadable(path, "it is longer than 64 MiB"));
    }
    String::from_utf8(bytes).map(Some).map_err(|_| unreadable(path, "it is not UTF-8"))
}

/// The metadata of `path`, which must be of this kind and not a link: a write through one would land elsewhere. `None` where
/// nothing is there.
pub(super) fn metadata(path: &Path, is_kind: fn(&fs::FileType) -> bool) -> Result<Option<fs::Metadata>, Error> {
    match fs::symlink_metadata(path) {
        Ok(found) if is_kind(&found.file_type()) => Ok(Some(found)),
        Ok(found) if found.is_symlink() => {
            Err(unreadable(path, "it is a link, and records are not read through links"))
        }
        Ok(_) => Err(unreadable(path, "it is not what a store of records has there")),
        Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(Error::Io { path: path.to_owned(), cause }),
    }
}

fn unreadable(path: &Path, why: &str) -> Error {
    Error::Unreadable { path: path.to_owned(), why: why.to_owned() }
}
