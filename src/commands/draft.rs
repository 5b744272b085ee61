//! `draft`: for a pull request. Creates and patches drafts; has no access to publishing.

use clap::Args;

use super::changed_since::ChangedSince;
use super::event_policy;
use super::execute::{DraftRights, Rights, execute};
use super::files::Files;
use super::output::Output;
use super::pipeline::CompletedRun;
use super::publish::CloseRemoved;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::settings::{Environment, SharedArgs};

const EXAMPLES: &str = "\
Examples:
  opentrain-jobs draft --sandbox
  opentrain-jobs draft --records git:opentrain-records --changed-since origin/main";

/// The command's flags.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub struct DraftArgs {
    /// The shared flags.
    #[command(flatten)]
    pub common: SharedArgs,
    /// Run against a sandbox in this process: no token, no network, nothing kept unless --records is given
    #[arg(long, conflicts_with = "base_url")]
    pub sandbox: bool,
    /// The pull request that a workflow run is for.
    #[arg(skip)]
    pub pull_request: Option<u64>,
    /// The flag `--changed-since`.
    #[command(flatten)]
    pub changed: ChangedSince,
}

/// Runs the command.
pub async fn run(args: &DraftArgs, environment: &Environment, output: &Output) -> Result<Exit, Failure> {
    let args = DraftArgs { common: args.changed.apply(&args.common), ..args.clone() };
    carry_out(&args, environment, output).await?.write(&args.common)
}

/// Runs the command and returns its report, not yet written.
pub(super) async fn carry_out(
    args: &DraftArgs,
    environment: &Environment,
    output: &Output,
) -> Result<CompletedRun, Failure> {
    if !args.sandbox {
        event_policy::ensure_may_write(environment.event_name()).map_err(Failure::setup)?;
    }
    let files = Files::load(&args.common)?;
    let policy = CloseRemoved::default().policy(&args.common, &files.config)?;
    let rights = Rights::Draft(DraftRights { pull_request: args.pull_request, policy });
    execute(files, rights, &args.common, args.sandbox, environment, output).await
}
