//! `publish`: for a merge to main. Does all of `draft`, then what the public sees.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::anyhow;
use clap::{Args, ValueEnum};

use super::definitions::Definitions;
use super::interrupt::Interrupt;
use super::message;
use super::output::Output;
use super::pipeline::{CompletedRun, Stage, decide_offline};
use super::progress::Progress;
use super::record_store::RecordStore;
use super::writing;
use crate::domain::ids::DefinitionId;
use crate::domain::record::Record;
use crate::domain::step::{Outcome, StepKind, StepResult};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::plan::removed::{Completeness, RemovalPolicy};
use crate::reconcile::{self, Gate, Run};
use crate::settings::{Environment, SharedArgs};
use crate::store;

/// The command's flags.
#[derive(Args, Clone, Debug)]
pub struct Publish {
    /// The shared flags.
    #[command(flatten)]
    pub common: SharedArgs,
    /// Run against a sandbox in this process: no token, no network, nothing kept unless --records says so
    #[arg(long, conflicts_with = "base_url")]
    pub sandbox: bool,
    /// The removal policy.
    #[command(flatten)]
    pub removed: CloseRemoved,
    /// Publish this definition although a live job has its very title (repeatable)
    #[arg(long, value_name = "ID", value_parser = |text: &str| DefinitionId::parse(text))]
    pub allow_duplicate: Vec<DefinitionId>,
}

/// What to do about jobs whose definitions are gone.
#[derive(Args, Clone, Debug)]
pub struct CloseRemoved {
    /// Close open jobs whose definitions are gone, at most 30 % of them in a run; `=all` for more
    #[arg(long, value_name = "all", num_args = 0..=1, require_equals = true, default_missing_value = "some", hide_possible_values = true)]
    pub close_removed: Option<CloseLimit>,
}

/// How many jobs may be closed for want of a definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CloseLimit {
    /// At most 30 % of the open ones, or one
    Some,
    /// All
    All,
}

impl CloseRemoved {
    /// The policy. It can't be had with a selection: what was not asked for is not gone.
    pub(super) fn policy(&self, common: &SharedArgs) -> Result<RemovalPolicy, Failure> {
        match self.close_removed {
            None => Ok(RemovalPolicy::Report),
            Some(_) if !common.only.is_empty() => {
                Err(Failure::setup(anyhow!("--close-removed can't be used with --only"))
                    .hint("Jobs are closed by absence only when every definition is looked at."))
            }
            Some(CloseLimit::Some) => Ok(RemovalPolicy::Close),
            Some(CloseLimit::All) => Ok(RemovalPolicy::CloseAll),
        }
    }
}

/// Runs the command.
pub async fn run(args: &Publish, environment: &Environment, output: &Output) -> Result<Exit, Failure> {
    carry_out(args, environment, output, None).await?.tell(&args.common)
}

/// Does what the command does, and reports it.
pub(super) async fn carry_out(
    args: &Publish,
    environment: &Environment,
    output: &Output,
    gate: Option<Gate>,
) -> Result<CompletedRun, Failure> {
    refuse_pull_request(environment)?;
    let common = &args.common;
    let policy = args.removed.policy(common)?;
    let definitions = Definitions::load(common)?;
    let released: BTreeSet<DefinitionId> = args.allow_duplicate.iter().cloned().collect();
    if let Some(unknown) = released.difference(&definitions.ids()).next() {
        return Err(Failure::setup(anyhow!("--allow-duplicate {unknown}: no definition has this id")));
    }
    let (service, mut book) = writing::open(common, args.sandbox, environment, output).await?;
    let mut stage = decide_offline(definitions, &book, policy);
    let (mut results, interrupt) = (BTreeMap::new(), Interrupt::listen()?);
    let asked: BTreeSet<DefinitionId> = book.unanswered();
    stage.ask(&interrupt, &mut book, &service, |job| job.draft.is_some() || job.live.is_some()).await;
    if stage.stops.is_empty() {
        let progress = Progress::begin(output, &stage.plan, |_| true);
        let watch = |id: &_, step: &_| progress.step(id, step);
        let kept = (std::mem::take(&mut book.records), std::mem::take(&mut stage.listing));
        let way = (usize::from(common.concurrency), book.checkpoint("publish", &stage.plan));
        let run = Run::new((book.namespace(), &book.store, service.reader()), kept, way, &watch);
        let claimants = stage.definitions.ids();
        let work = async {
            reconcile::drafts(&run, service.drafter(), &stage.plan, &claimants).await;
            reconcile::publishes(
                &run,
                service.drafter(),
                service.publisher(),
                &stage.plan,
                (&claimants, &released),
                gate,
            )
            .await;
        };
        interrupt.heed(work, |stop| run.stop(stop)).await;
        progress.finish();
        let stop;
        (book.records, results, stop) = run.finish();
        stage.stops.extend(stop);
    }
    for id in book.opened(&asked) {
        let reason = Some("sent by an earlier run, whose answer was lost".to_owned());
        let step = StepResult { kind: StepKind::Publish, outcome: Outcome::Done, reason };
        let steps = &mut results.entry(id).or_default().steps;
        if !steps.iter().any(|step| step.kind == StepKind::Publish) {
            steps.insert(0, step);
        }
    }
    if let Err(error) = land(&stage, &mut book) {
        stage.fail(error, reconcile::Stop::Record);
    }
    interrupt.hurry(stage.keep(&book, message::results("publish", &results))).await?;
    Ok(stage.conclude("publish", output, &book, results))
}

/// A pull request's code must never publish, whoever wrote the workflow.
fn refuse_pull_request(environment: &Environment) -> Result<(), Failure> {
    match environment.var("GITHUB_EVENT_NAME").filter(|event| event.starts_with("pull_request")) {
        None => Ok(()),
        Some(event) => Err(Failure::setup(anyhow!(
            "`publish` refuses to run for a `{event}` event: nothing is public before it is merged"
        ))
        .hint("Run `draft` on pull requests and `publish` on pushes to the default branch.")),
    }
}

/// Records that these definitions are part of main, and that people were told of those that are gone.
fn land(stage: &Stage, book: &mut RecordStore) -> Result<(), store::Error> {
    let ids = stage.definitions.ids();
    // While a definition has an error, what looks removed may be the other half of a renamed file.
    let is_reliable = stage.definitions.are_all() && stage.judged.completeness != Completeness::HasErrors;
    let files: BTreeMap<&DefinitionId, &str> =
        stage.judged.definitions.iter().map(|definition| (&definition.id, definition.file.as_str())).collect();
    for record in &mut book.records {
        if let Some(file) = files.get(&record.id) {
            if (record.landed, record.removal_reported, record.file.as_str()) != (true, false, file) {
                (record.landed, record.removal_reported) = (true, false);
                (*file).clone_into(&mut record.file);
                book.store.save(record)?;
            }
        } else if is_reliable && !ids.contains(&record.id) && record.landed && !record.removal_reported {
            // On record for the next run; this one has yet to tell.
            book.store.save(&Record { removal_reported: true, ..record.clone() })?;
        }
    }
    Ok(())
}
