//! `plan`: shows what would be done. Writes nothing, anywhere.

use clap::Args;

use super::credentials;
use super::definitions::Definitions;
use super::output::Output;
use super::pipeline::{CompletedRun, decide_offline};
use super::publish::CloseRemoved;
use super::record_store::{Access, RecordStore};
use super::service::Service;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::settings::{Environment, SharedArgs};

/// The command's flags.
#[derive(Args, Clone, Debug)]
pub struct Plan {
    /// The shared flags.
    #[command(flatten)]
    pub common: SharedArgs,
    /// Read statuses and capabilities from OpenTrain first
    #[arg(long)]
    pub refresh: bool,
    /// Plan against an empty sandbox in this process: no token, no network
    #[arg(long, conflicts_with = "base_url")]
    pub sandbox: bool,
    /// The removal policy.
    #[command(flatten)]
    pub removed: CloseRemoved,
}

/// Runs the command.
pub async fn run(args: &Plan, environment: &Environment, output: &Output) -> Result<Exit, Failure> {
    carry_out(args, environment, output).await?.tell(&args.common)
}

/// Does what the command does, and reports it.
pub(super) async fn carry_out(
    args: &Plan,
    environment: &Environment,
    output: &Output,
) -> Result<CompletedRun, Failure> {
    let common = &args.common;
    let policy = args.removed.policy(common)?;
    let origin =
        if args.sandbox { None } else { Some(credentials::origin(common.base_url.as_deref(), environment)?.as_text()) };
    let definitions = Definitions::load(common)?;
    let mut book = RecordStore::open(common, environment, origin, Access::Read, output)?;
    let mut stage = decide_offline(definitions, &book, policy);
    if args.refresh {
        let service = match args.sandbox {
            true => Service::sandbox(common).await?,
            false => Service::real(common, environment)?,
        };
        stage.refresh(&mut book, &service, |_| true).await;
    }
    Ok(stage.conclude("plan", output, &book, Default::default()))
}
