//! `draft`: for a pull request. Creates and patches drafts; holds nothing that could publish.

use clap::Args;

use super::execute::{Rights, execute};
use super::files::Files;
use super::output::Output;
use super::pipeline::CompletedRun;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::settings::{Environment, SharedArgs};

/// The command's flags.
#[derive(Args, Clone, Debug)]
pub struct Draft {
    /// The shared flags.
    #[command(flatten)]
    pub common: SharedArgs,
    /// Run against a sandbox in this process: no token, no network, nothing kept unless --records says so
    #[arg(long, conflicts_with = "base_url")]
    pub sandbox: bool,
}

/// Runs the command.
pub async fn run(args: &Draft, environment: &Environment, output: &Output) -> Result<Exit, Failure> {
    carry_out(args, environment, output).await?.write(&args.common)
}

/// Does what the command does, and reports it.
pub(super) async fn carry_out(
    args: &Draft,
    environment: &Environment,
    output: &Output,
) -> Result<CompletedRun, Failure> {
    let files = Files::load(&args.common)?;
    execute(files, Rights::Draft, &args.common, args.sandbox, environment, output).await
}
