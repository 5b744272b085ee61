//! What the local files are compared with to find which definitions a change touches.

use super::Changes;

/// A comparison, and what follows from it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Comparison {
    pub(crate) base: Base,
    /// Whether only touched definitions are asked for. Otherwise the report only marks what is touched.
    pub(crate) only_touched: bool,
}

/// What the local files are compared with.
#[derive(Clone, Debug, Default)]
pub(crate) enum Base {
    /// Nothing: no definition is touched or untouched.
    #[default]
    Nothing,
    /// The commit at which the checked out branch left this one: a branch, a tag, a commit.
    Since(String),
    /// A commit of the repository that the jobs directory is in.
    Commit(String),
    /// The changed files as GitHub lists them.
    Listed(Changes),
    /// Everything counts as touched, for this reason.
    Unknown(String),
}
