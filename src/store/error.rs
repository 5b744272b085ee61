//! Why records can't be used. None of these is mended by guessing.

use std::path::{Path, PathBuf};

use crate::domain::ids::{DefinitionId, JobId};

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
    /// `git` can't be run.
    #[error("git can't be run: {cause}")]
    NoGit {
        /// What the system said.
        cause: std::io::Error,
    },
    /// git does not work in this folder.
    #[error("records on a branch need a git repository, and {path} is none that git works in: {why}", path = path.display())]
    NoRepository {
        /// The folder.
        path: PathBuf,
        /// git's words.
        why: String,
    },
    /// git knows no branch of such a name.
    #[error("`{branch}` is no name that a branch can have")]
    BadName {
        /// The full name.
        branch: String,
    },
    /// The branch is something else.
    #[error("the branch `{branch}` holds other files and no records")]
    NoRecords {
        /// The full name.
        branch: String,
    },
    /// The remote says no.
    #[error("the records' branch `{branch}` can't be {act}: {why}")]
    Refused {
        /// The full name.
        branch: String,
        /// `read` or `pushed`.
        act: &'static str,
        /// git's words.
        why: String,
    },
    /// The remote does not answer.
    #[error("the remote of the records' branch `{branch}` can't be reached: {why}")]
    Unreachable {
        /// The full name.
        branch: String,
        /// git's words.
        why: String,
    },
    /// Others pushed all the time.
    #[error("the records' branch `{branch}` moved each of the {tries} times that it was to be read or pushed")]
    Contended {
        /// The full name.
        branch: String,
        /// How often it was tried.
        tries: u32,
    },
    /// git failed at something that should not fail.
    #[error("`git {command}` failed: {why}")]
    Git {
        /// The subcommand.
        command: String,
        /// git's words.
        why: String,
    },
    /// Two runs have each a job for one definition, and both jobs are public.
    #[error(
        "two public jobs are recorded for `{definition}`: {theirs} by another run, which stays on record, and {ours} by this one"
    )]
    Clash {
        /// The definition.
        definition: DefinitionId,
        /// This run's job.
        ours: JobId,
        /// The other run's.
        theirs: JobId,
    },
}

impl Error {
    /// Whether it may be gone when the same is tried later.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Unreachable { .. } | Self::Contended { .. })
    }

    /// The same error with files in `folder` named as files on `branch`.
    pub(super) fn moved(self, folder: &Path, branch: &str) -> Self {
        let moved = |path: PathBuf| match path.strip_prefix(folder) {
            Ok(name) => PathBuf::from(format!("{branch}:{}", name.display())),
            Err(_) => path,
        };
        match self {
            Self::Unreadable { path, why } => Self::Unreadable { path: moved(path), why },
            Self::Newer { path, found, known } => Self::Newer { path: moved(path), found, known },
            other => other,
        }
    }
}
