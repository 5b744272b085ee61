//! What `draft` and `publish` share: open, plan, carry out within their rights, push the records, report.

use std::collections::BTreeSet;

use super::credentials;
use super::files::Files;
use super::history::History;
use super::interrupt::Interrupt;
use super::message;
use super::output::Output;
use super::pipeline::{CompletedRun, Pipeline};
use super::progress::Progress;
use super::record_store::{RecordStore, StoreRequest};
use super::records_location::Access;
use super::service::Service;
use crate::domain::config::Config;
use crate::domain::ids::DefinitionId;
use crate::domain::record::Record;
use crate::domain::step::{Outcome, StepKind};
use crate::failure::Failure;
use crate::plan::removed::{Completeness, RemovalPolicy, left_over};
use crate::plan::{Origin, Posting};
use crate::reconcile::{self, Account, Gate, Run, StopReason};
use crate::settings::{Environment, SharedArgs};
use crate::store;

/// What a command may do.
pub(super) enum Rights {
    /// Create and patch drafts.
    Draft(DraftRights),
    /// All that, and what the public sees.
    Publish(PublishRights),
}

/// What a `draft` may do, and what it shows of the `publish` to come.
pub(super) struct DraftRights {
    /// The pull request that it drafts for.
    pub(super) pull_request: Option<u64>,
    /// What the `publish` does with jobs whose definitions were removed.
    pub(super) policy: RemovalPolicy,
}

/// What a `publish` may do.
pub(super) struct PublishRights {
    /// What happens to jobs whose definitions were removed.
    pub(super) policy: RemovalPolicy,
    /// The definitions of `--allow-duplicate`, whose possible duplicate is none.
    pub(super) released: BTreeSet<DefinitionId>,
    /// Which live jobs get all their values again.
    pub(super) reapplied: Vec<glob::Pattern>,
    /// Whether the local files still decide what is public.
    pub(super) gate: Option<Gate>,
    /// Where to look for removed definitions.
    pub(super) history: History,
}

impl Rights {
    fn command(&self) -> &'static str {
        match self {
            Self::Draft(_) => "draft",
            Self::Publish(_) => "publish",
        }
    }

    fn policy(&self) -> RemovalPolicy {
        match self {
            Self::Draft(rights) => rights.policy,
            Self::Publish(rights) => rights.policy,
        }
    }

    /// Which kinds of steps are carried out.
    fn steps(&self) -> fn(StepKind) -> bool {
        match self {
            Self::Draft(_) => |kind| matches!(kind, StepKind::Create | StepKind::Patch),
            Self::Publish(_) => |_| true,
        }
    }
}

/// Does what the command does, and reports it.
pub(super) async fn execute(
    files: Files,
    rights: Rights,
    args: &SharedArgs,
    is_sandbox: bool,
    environment: &Environment,
    output: &Output,
) -> Result<CompletedRun, Failure> {
    let command = rights.command();
    let interrupt = Interrupt::listen()?;
    let opening = open(args, &files.config, is_sandbox, environment, output);
    let (service, mut store) = interrupt.stop_git_at_signal(opening).await?;
    files.ensure_required_names(&store.capabilities())?;
    let mut pipeline = Pipeline::validated(files, store.take_records(), &store.capabilities(), rights.policy());
    prepare(&mut pipeline, &rights, args);
    pipeline.ask(&interrupt, &mut store, &service).await;
    let is_publish = matches!(rights, Rights::Publish(_));
    if is_publish {
        pipeline.postings.iter_mut().for_each(add_answered_publish);
    }
    if pipeline.stops.is_empty() {
        carry_out(&mut pipeline, rights, &service, &store, usize::from(args.concurrency), &interrupt, output).await;
    }
    // Other files than those of the default branch don't show what is part of it.
    let is_unproven = pipeline.stops.iter().any(StopReason::is_unproven_checkout);
    if is_publish
        && !is_unproven
        && let Err(error) = land(&mut pipeline, &mut store)
    {
        pipeline.fail(StopReason::Record(error));
    }
    pipeline.findings.extend(pipeline.postings.iter().filter_map(left_over));
    let message = message::results(command, &pipeline.postings);
    if let Err(error) = interrupt.finish_unless_killed(store.push(message)).await? {
        pipeline.fail(StopReason::NotPushed(error));
    }
    Ok(pipeline.report(command, output, &store))
}

/// Gives the postings what the command was asked for.
fn prepare(pipeline: &mut Pipeline, rights: &Rights, args: &SharedArgs) {
    match rights {
        Rights::Draft(rights) => {
            pipeline.expect_removals(&args.jobs);
            pipeline.postings.iter_mut().for_each(|posting| posting.pull_request = rights.pull_request);
        }
        Rights::Publish(rights) => {
            pipeline.may_claim = true;
            pipeline.find_removal_evidence(&rights.history);
            for posting in &mut pipeline.postings {
                posting.is_reapplied = rights.reapplied.iter().any(|pattern| pattern.matches(posting.id.as_str()));
            }
        }
    }
}

/// The service and the records.
async fn open(
    args: &SharedArgs,
    config: &Config,
    is_sandbox: bool,
    environment: &Environment,
    output: &Output,
) -> Result<(Service, RecordStore), Failure> {
    let request = StoreRequest { common: args, config, environment, origin: None, access: Access::Write };
    if is_sandbox {
        output.notice("sandbox: no token, no network, nothing public");
        let store = RecordStore::open(&request, output)?;
        return Ok((Service::sandbox(args).await?, store));
    }
    let origin = credentials::origin(args.base_url.as_deref(), environment)?;
    let service = Service::real(args, environment)?;
    let store = RecordStore::open(&StoreRequest { origin: Some(origin.as_text()), ..request }, output)?;
    Ok((service, store))
}

/// Carries out the plan within the command's rights.
async fn carry_out(
    pipeline: &mut Pipeline,
    rights: Rights,
    service: &Service,
    store: &RecordStore,
    concurrency: usize,
    interrupt: &Interrupt,
    output: &Output,
) {
    let command = rights.command();
    let steps = rights.steps();
    let postings = &mut pipeline.postings;
    let progress = Progress::begin(output, postings, steps);
    let watch = |id: &_, step: &_| progress.step(id, step);
    let account = Account::new(std::mem::take(&mut pipeline.account));
    let mut run = Run::new(store.namespace(), &store.store, service.reader(), account, postings, concurrency, &watch);
    run.checkpoint = store.checkpoint(command, postings);
    run.capabilities = store.capabilities();
    match rights {
        Rights::Draft(_) => {
            let work = reconcile::drafts(&run, service.drafter(), postings);
            interrupt.run_until_signal(work, |stop| run.stop(stop)).await;
        }
        Rights::Publish(rights) => {
            run.released = rights.released;
            run.gate = rights.gate;
            let work = async {
                reconcile::drafts(&run, service.drafter(), postings).await;
                reconcile::live(&run, service.drafter(), service.publisher(), postings).await;
            };
            interrupt.run_until_signal(work, |stop| run.stop(stop)).await;
        }
    }
    reconcile::account_for(&run, postings, steps).await;
    progress.finish();
    pipeline.stops.extend(run.into_stop());
}

/// A publish of an earlier run, whose answer was lost and whose job was published: this run reports it, if it reports the definition at all.
fn add_answered_publish(posting: &mut Posting) {
    if posting.is_asked_for() && posting.job().is_some_and(|job| job.publish_unanswered && job.status.was_published()) {
        let reason = "sent by an earlier run, whose answer was lost".to_owned();
        posting.add_step(StepKind::Publish, Outcome::Done, Some(reason));
    }
}

/// Records that these definitions are part of the default branch, that lost answers were reported, and which removals were.
fn land(pipeline: &mut Pipeline, store: &mut RecordStore) -> Result<(), store::Error> {
    // While a definition has an error, what looks removed may be the other half of a renamed file.
    let is_reliable = pipeline.files.are_all() && pipeline.completeness != Completeness::HasErrors;
    for posting in &mut pipeline.postings {
        if posting.has_step(StepKind::Publish) && posting.job().is_some_and(|job| job.status.was_published()) {
            posting.publish_reported();
        }
        if let Some(definition) = posting.definition().cloned() {
            posting.seen_on_default_branch(&definition);
            posting.seen_live();
        } else if let (Origin::Removed { .. }, Some(record)) = (&posting.origin, &posting.record)
            && is_reliable
            && record.on_default_branch
            && !record.removal_reported
        {
            // On record for the next run; this one has yet to report it.
            store.store.save(&Record { removal_reported: true, ..record.clone() })?;
        }
    }
    store.save_changed(&mut pipeline.postings)
}
