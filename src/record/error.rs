//! Why records can't be used. None of these is mended by guessing.

use std::path::PathBuf;

/// Why records can't be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file system said no.
    #[error("{path}: {cause}", path = path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// A file is no record of ours: damaged, edited, or something else.
    #[error("{path}: {why}", path = path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// A file was written by a later version of this program. It was not touched.
    #[error("{path}: it is of record version {found}, this program knows versions up to {known}", path = path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: u64,
        /// The latest version that this program reads.
        known: u64,
    },
    /// The store belongs to another namespace, service, jobs directory or repository.
    #[error("the records belong to another {what}: `{theirs}`, not `{ours}`")]
    Foreign {
        /// What differs.
        what: &'static str,
        /// As recorded.
        theirs: String,
        /// As asked for.
        ours: String,
    },
}
