//! `status`: shows the state of each definition. Reads, and writes nothing.

use clap::Args;

use super::credentials;
use super::exit_code;
use super::files::Files;
use super::output::Output;
use super::pipeline::Pipeline;
use super::publish::CloseRemoved;
use super::record_store::{RecordStore, StoreRequest};
use super::records_location::Access;
use super::service::Service;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::report::status::{StatusFacts, StatusReport, UnclaimedDetail};
use crate::settings::{Environment, SharedArgs};

const EXAMPLES: &str = "\
Examples:
  opentrain-jobs status
  opentrain-jobs status --report markdown=$GITHUB_STEP_SUMMARY";

/// The command's flags.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub struct StatusArgs {
    /// The shared flags.
    #[command(flatten)]
    pub common: SharedArgs,
    /// Look at the sandbox's jobs beside the records: no token, no network
    #[arg(long, conflicts_with = "base_url")]
    pub sandbox: bool,
}

/// Runs the command. It succeeds whatever it finds, unless it could not look.
pub async fn run(args: &StatusArgs, environment: &Environment, output: &Output) -> Result<Exit, Failure> {
    let common = &args.common;
    let files = Files::load(common)?;
    let service = Service::open(args.sandbox, common, environment).await?;
    let origin = credentials::records_origin(args.sandbox, common, environment)?;
    let request = StoreRequest { common, config: &files.config, environment, origin, access: Access::Read };
    let mut store = RecordStore::open(&request, output)?;
    let records = store.take_records();
    let policy = CloseRemoved::default().policy(common, &files.config)?;
    let mut pipeline = Pipeline::validated(files, records, &store.capabilities(), policy);
    pipeline.expect_removals(&common.jobs);
    pipeline.refresh(&mut store, &service).await;
    // Half a list would show jobs as gone.
    if let Some(stop) = pipeline.stops.first() {
        return Err(exit_code::failure(stop));
    }
    pipeline.decide();
    let detail = if environment.is_github_actions() { UnclaimedDetail::Count } else { UnclaimedDetail::Jobs };
    let facts = StatusFacts::new(&pipeline.postings, &pipeline.account, store.origin().as_ref(), detail);
    let report = pipeline.report("status", output, &store).report;
    output.deliver(&StatusReport::new(report, facts), common)?;
    Ok(Exit::Success)
}
