//! Names of files in git, which are bytes.

use std::path::{Path, PathBuf};

use super::Checkout;
use crate::redact::escape;

/// The path of a name in git. Only on Unix it may be other than UTF-8.
pub(super) fn path(name: &[u8]) -> PathBuf {
    #[cfg(unix)]
    let name = <std::ffi::OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(name);
    #[cfg(not(unix))]
    let name = String::from_utf8_lossy(name).into_owned();
    PathBuf::from(name)
}

/// The name as text, `/`-separated. Bytes that are not UTF-8 are replaced.
pub(super) fn text(path: &Path) -> String {
    super::below(Path::new(""), path)
}

impl Checkout {
    /// The path from the top folder, as git reads it.
    pub(super) fn path_from_root(&self, name: &Path) -> Vec<u8> {
        let own = name.as_os_str().as_encoded_bytes();
        if self.prefix.is_empty() { own.to_owned() } else { [self.prefix.as_bytes(), b"/", own].concat() }
    }

    /// The same for messages.
    pub(super) fn shown(&self, name: &Path) -> String {
        escape::file_name(&self.path_from_root(name))
    }
}
