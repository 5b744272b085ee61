//! What the files at hand are compared with to tell which definitions a change touches.

use super::Changes;

/// A comparison, and what follows from it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Comparison {
    pub(crate) base: Base,
    /// Whether only touched definitions are asked for. Otherwise the report says what is touched, and no more.
    pub(crate) only_touched: bool,
}

/// What the files at hand are compared with.
#[derive(Clone, Debug, Default)]
pub(crate) enum Base {
    /// Nothing: no definition is touched or untouched.
    #[default]
    Nothing,
    /// The commit at which the checked out branch left this one: a branch, a tag, a commit.
    Since(String),
    /// A commit of the repository that the jobs directory is in.
    Commit(String),
    /// The files that somebody else says have changed.
    Listed(Changes),
    /// Everything counts as touched, for this reason.
    Unknown(String),
}
