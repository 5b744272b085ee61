//! `plan`: shows the steps of a run without writing anything.

use clap::Args;

use super::changed_since::ChangedSince;
use super::credentials;
use super::files::Files;
use super::output::Output;
use super::pipeline::{CompletedRun, Pipeline};
use super::publish::CloseRemoved;
use super::record_store::{RecordStore, StoreRequest};
use super::records_location::Access;
use super::service::Service;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::reconcile::StopReason;
use crate::settings::{Environment, Selector, SharedArgs};

const EXAMPLES: &str = "\
Examples:
  opentrain-jobs plan
  opentrain-jobs plan --sandbox jobs/sentiment-es.yml";

/// The command's flags.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub struct PlanArgs {
    /// Only the definitions that use these files, as `--only`
    #[arg(value_name = "PATH", value_parser = |text: &str| Selector::argument(text))]
    pub paths: Vec<Selector>,
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
    /// The flag `--changed-since`.
    #[command(flatten)]
    pub changed: ChangedSince,
}

impl PlanArgs {
    /// What `ci` and `publish` plan: all that was asked for, by what is recorded.
    pub(super) fn new(common: SharedArgs, removed: CloseRemoved) -> Self {
        Self { paths: Vec::new(), common, refresh: false, sandbox: false, removed, changed: ChangedSince::default() }
    }
}

/// Runs the command.
pub async fn run(args: &PlanArgs, environment: &Environment, output: &Output) -> Result<Exit, Failure> {
    let mut common = args.changed.apply(&args.common);
    common.only.extend_from_slice(&args.paths);
    let args = PlanArgs { common, ..args.clone() };
    carry_out(&args, environment, output, None).await?.write(&args.common)
}

/// Runs the command and returns its report, not yet written. `stop` is why a `publish` only plans.
pub(super) async fn carry_out(
    args: &PlanArgs,
    environment: &Environment,
    output: &Output,
    stop: Option<StopReason>,
) -> Result<CompletedRun, Failure> {
    let common = &args.common;
    let origin = credentials::records_origin(args.sandbox, common, environment)?;
    let files = Files::load(common)?;
    let policy = args.removed.policy(common, &files.config)?;
    let access = if args.refresh { Access::Read } else { Access::Offline };
    let request = StoreRequest { common, config: &files.config, environment, origin, access };
    let mut store = RecordStore::open(&request, output)?;
    files.ensure_required_names(&store.capabilities())?;
    let mut pipeline = Pipeline::validated(files, store.take_records(), &store.capabilities(), policy);
    pipeline.expect_removals(&common.jobs);
    if args.refresh {
        let service = Service::open(args.sandbox, common, environment).await?;
        pipeline.refresh(&mut store, &service).await;
    }
    pipeline.decide();
    pipeline.stops.extend(stop);
    Ok(pipeline.report("plan", output, &store))
}
