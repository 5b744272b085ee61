//! When a push is made, and how it succeeded.

/// When a push makes a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PushPolicy {
    /// Where a record changed.
    Changed,
    /// Always: only a real push shows whether the branch may be pushed, since `git push --dry-run` asks neither rules nor hooks.
    Always,
}

/// How a push succeeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Landing {
    /// The branch had not changed since it was read.
    Clean,
    /// Records of another run were merged into the folder.
    Merged,
}
