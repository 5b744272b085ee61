//! `--changed-since`: the definitions that were changed since a commit.

use std::path::Path;

use anyhow::anyhow;
use clap::Args;

use crate::checkout::{Base, Checkout, Comparison, Error};
use crate::failure::Failure;
use crate::settings::SharedArgs;

/// The flag.
#[derive(Args, Clone, Debug, Default)]
pub struct ChangedSince {
    /// Look after those definitions alone that were changed since this branch, tag or commit; the others are loaded and validated too
    #[arg(long, value_name = "REF")]
    pub changed_since: Option<String>,
}

impl ChangedSince {
    /// The shared flags with the comparison that this one asks for.
    pub(super) fn apply(&self, common: &SharedArgs) -> SharedArgs {
        let mut common = common.clone();
        if let Some(name) = &self.changed_since {
            common.comparison = Comparison { base: Base::Since(name.clone()), only_touched: true };
        }
        common
    }
}

/// The commit to compare with: the last that `name` and the checked out commit have in common, else `name` itself.
pub(super) fn base(jobs: &Path, name: &str) -> Result<String, Failure> {
    let failed = |error: Error| match error {
        Error::Git(error) => Failure::setup(anyhow!("--changed-since {name}: {error}")),
        error => Failure::setup(anyhow!("--changed-since {name}: {error}")),
    };
    let Some(checkout) = Checkout::open_local(jobs).map_err(failed)? else {
        return Err(Failure::setup(anyhow!("--changed-since {name}: {} is in no git repository", jobs.display())));
    };
    let Some(commit) = checkout.resolve(name).map_err(failed)? else {
        return Err(Failure::setup(anyhow!("--changed-since {name}: git knows no such commit here"))
            .hint("Name a branch, a tag or a commit. In a shallow clone, fetch it first: `git fetch origin BRANCH`, then `--changed-since FETCH_HEAD`."));
    };
    Ok(checkout.merge_base(&commit, "HEAD").map_err(failed)?.unwrap_or(commit))
}
