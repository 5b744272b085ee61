//! Where the records of a run are: as the flag names it, else as in `_config.yml`, else a folder that is there, else the usual branch.

use std::path::{Path, PathBuf};

use anyhow::anyhow;

use super::output::Output;
use crate::checkout::{Checkout, Error};
use crate::domain::config::{Config, RecordsAt};
use crate::failure::Failure;
use crate::settings::SharedArgs;

/// The folder without `--records` and `records:`.
const DEFAULT_FOLDER: &str = ".opentrain/records";

/// The branch that the Action keeps records on by default.
pub(super) const DEFAULT_BRANCH: &str = "opentrain-records";

/// What a run does with records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    /// It reads them, without a question to the remote for the usual branch.
    Offline,
    /// It reads them.
    Read,
    /// It writes, so that no other may at the same time.
    Write,
}

/// Where the records of a run are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum RecordsLocation {
    /// In a folder.
    Folder(PathBuf),
    /// On a branch of `origin`.
    Branch(String),
    /// On a branch of `origin`, as far as this repository has fetched it.
    FetchedBranch(String),
    /// In a folder that is removed after the run.
    Temporary,
}

impl std::fmt::Display for RecordsLocation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Folder(folder) => write!(f, "dir:{}", folder.display()),
            Self::Branch(name) | Self::FetchedBranch(name) => write!(f, "git:{name}"),
            Self::Temporary => f.write_str("nothing is kept"),
        }
    }
}

impl RecordsLocation {
    /// The location for these flags and settings.
    pub(super) fn resolve(
        common: &SharedArgs,
        config: &Config,
        access: Access,
        output: &Output,
    ) -> Result<Self, Failure> {
        match common.records.as_ref().or(config.records.as_ref()) {
            Some(RecordsAt::Dir(folder)) => Ok(Self::Folder(folder.clone())),
            Some(RecordsAt::Git(branch)) => Ok(Self::Branch(branch.clone())),
            None if Path::new(DEFAULT_FOLDER).is_dir() => Ok(Self::Folder(DEFAULT_FOLDER.into())),
            None => Self::look_for_branch(common, access, output),
        }
    }

    /// Whether nothing is known of records here, and `origin` may have a branch of them.
    pub(super) fn is_unknown(&self, jobs: &Path) -> bool {
        let is_missing =
            matches!(self, Self::Folder(folder) if folder == Path::new(DEFAULT_FOLDER) && !folder.is_dir());
        is_missing && matches!(Checkout::open(jobs), Ok(Some(_)))
    }

    /// The location of the records of an embedded sandbox, which takes neither settings nor the usual branch.
    pub(super) fn of_sandbox(common: &SharedArgs) -> Result<Self, Failure> {
        match &common.records {
            None => Ok(Self::Temporary),
            Some(RecordsAt::Dir(folder)) => Ok(Self::Folder(folder.clone())),
            Some(RecordsAt::Git(_)) => Err(Failure::setup(anyhow!("--sandbox can't be used with records on a branch"))
                .hint("Keep a sandbox's records in a folder: `--records dir:PATH`.")),
        }
    }

    /// A fresh clone has no folder of records, but its remote may have a branch of them: without it, a run would take what is live
    /// for new.
    fn look_for_branch(common: &SharedArgs, access: Access, output: &Output) -> Result<Self, Failure> {
        let folder = Self::Folder(DEFAULT_FOLDER.into());
        if access == Access::Offline {
            return Ok(Self::fetched_branch(&common.jobs, output).unwrap_or(folder));
        }
        let Some(checkout) = Checkout::open(&common.jobs).map_err(unknown)? else { return Ok(folder) };
        match (checkout.has_remote_branch(DEFAULT_BRANCH).map_err(unknown)?, access) {
            (false, _) => Ok(folder),
            (true, Access::Write) => Err(unspecified(&common.jobs)),
            (true, _) => {
                output.notice(&format!("records: the branch {DEFAULT_BRANCH} of `origin`"));
                Ok(Self::Branch(DEFAULT_BRANCH.into()))
            }
        }
    }

    /// The usual branch as fetched here. Without git, or where it fails, there is none.
    fn fetched_branch(jobs: &Path, output: &Output) -> Option<Self> {
        let date = Checkout::open(jobs).ok()??.fetched_branch_date(DEFAULT_BRANCH).ok()??;
        output
            .notice(&format!("records: the branch {DEFAULT_BRANCH} of `origin`, as fetched here; last changed {date}"));
        Some(Self::FetchedBranch(DEFAULT_BRANCH.into()))
    }
}

fn unspecified(jobs: &Path) -> Failure {
    let message =
        format!("`origin` has the branch {DEFAULT_BRANCH}, and nothing says whether the records of this run are there");
    Failure::setup(anyhow!(message)).hint(format!(
        "Write `records: git:{DEFAULT_BRANCH}` into {}/_config.yml, or use `--records git:{DEFAULT_BRANCH}`. \
         For records of their own: `--records dir:{DEFAULT_FOLDER}`.",
        jobs.display()
    ))
}

/// The failure where git does not show whether there are records.
fn unknown(error: Error) -> Failure {
    let hint = format!("Name the place of the records, for instance `--records dir:{DEFAULT_FOLDER}`.");
    let message = anyhow!(error).context(format!("nothing shows whether records are on the branch {DEFAULT_BRANCH}"));
    Failure::service(message).hint(hint)
}
