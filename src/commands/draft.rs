//! `draft`: for a pull request. Creates and patches drafts; holds nothing that could publish.

use clap::Args;

use super::definitions::Definitions;
use super::interrupt::Interrupt;
use super::message;
use super::output::Output;
use super::pipeline::{CompletedRun, decide_offline};
use super::progress::Progress;
use super::writing;
use crate::domain::step::StepKind;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::plan::removed::RemovalPolicy;
use crate::reconcile::{self, Run};
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
    carry_out(args, environment, output).await?.tell(&args.common)
}

/// Does what the command does, and reports it.
pub(super) async fn carry_out(
    args: &Draft,
    environment: &Environment,
    output: &Output,
) -> Result<CompletedRun, Failure> {
    let common = &args.common;
    let definitions = Definitions::load(common)?;
    let (service, mut book) = writing::open(common, args.sandbox, environment, output).await?;
    let mut stage = decide_offline(definitions, &book, RemovalPolicy::Report);
    let (mut results, interrupt) = (Default::default(), Interrupt::listen()?);
    stage.ask(&interrupt, &mut book, &service, |job| job.draft.is_some()).await;
    if stage.stops.is_empty() {
        let progress = Progress::begin(output, &stage.plan, |kind| matches!(kind, StepKind::Create | StepKind::Patch));
        let watch = |id: &_, step: &_| progress.step(id, step);
        let kept = (std::mem::take(&mut book.records), std::mem::take(&mut stage.listing));
        let way = (usize::from(common.concurrency), book.checkpoint("draft", &stage.plan));
        let claimants = stage.definitions.ids();
        let run = Run::new((book.namespace(), &book.store, service.reader()), kept, way, &watch);
        let work = reconcile::drafts(&run, service.drafter(), &stage.plan, &claimants);
        interrupt.heed(work, |stop| run.stop(stop)).await;
        progress.finish();
        let stop;
        (book.records, results, stop) = run.finish();
        stage.stops.extend(stop);
    }
    interrupt.hurry(stage.keep(&book, message::results("draft", &results))).await?;
    Ok(stage.conclude("draft", output, &book, results))
}
