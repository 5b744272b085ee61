//! `--changed-since`: the definitions that were changed since a commit.

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
    pub(super) fn apply(&self, common: &SharedArgs) -> Result<SharedArgs, Failure> {
        let mut common = common.clone();
        if let Some(name) = &self.changed_since {
            let base = Base::Commit(base(&common, name)?);
            common.comparison = Comparison { base, only_touched: true };
        }
        Ok(common)
    }
}

/// The commit to compare with: the last that `name` and the checked out commit have in common, else `name` itself.
fn base(common: &SharedArgs, name: &str) -> Result<String, Failure> {
    let failed = |error: Error| Failure::setup(anyhow!("--changed-since {name}: {error}"));
    let Some(checkout) = Checkout::open_local(&common.jobs).map_err(failed)? else {
        return Err(Failure::setup(anyhow!(
            "--changed-since {name}: {} is in no git repository",
            common.jobs.display()
        )));
    };
    let Some(commit) = checkout.resolve(name).map_err(failed)? else {
        return Err(Failure::setup(anyhow!("--changed-since {name}: git knows no such commit here"))
            .hint("Name a branch, a tag or a commit. In a shallow clone, fetch it first: `git fetch origin BRANCH`, then `--changed-since FETCH_HEAD`."));
    };
    Ok(checkout.merge_base(&commit, "HEAD").map_err(failed)?.unwrap_or(commit))
}
