//! `publish`: for a merge to main. Does what `draft` does, then publishes, updates and closes jobs.

use std::collections::BTreeSet;

use anyhow::anyhow;
use clap::{Args, ValueEnum};

use super::event_policy;
use super::execute::{PublishRights, Rights, execute};
use super::exit_code;
use super::files::Files;
use super::history::History;
use super::output::Output;
use super::pipeline::CompletedRun;
use super::plan::{self, PlanArgs};
use super::publish_gate;
use crate::domain::config::Config;
use crate::domain::ids::DefinitionId;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::plan::removed::RemovalPolicy;
use crate::reconcile::StopReason;
use crate::settings::{Environment, SharedArgs};

const EXAMPLES: &str = "\
Examples:
  opentrain-jobs publish --sandbox
  opentrain-jobs publish --records git:opentrain-records --only sentiment-es";

/// The command's flags.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub struct PublishArgs {
    /// The shared flags.
    #[command(flatten)]
    pub common: SharedArgs,
    /// Run against a sandbox in this process: no token, no network, nothing kept unless --records is given
    #[arg(long, conflicts_with = "base_url")]
    pub sandbox: bool,
    /// The removal policy.
    #[command(flatten)]
    pub removed: CloseRemoved,
    /// Publish this definition although a live job has the same title (repeatable)
    #[arg(long, value_name = "ID", value_parser = |text: &str| DefinitionId::parse(text))]
    pub allow_duplicate: Vec<DefinitionId>,
    /// Send all pinned values of these live jobs again; `*` matches any characters (repeatable)
    #[arg(long, value_name = "ID")]
    pub reapply: Vec<glob::Pattern>,
    /// Publish the definitions here although they are not those of origin's default branch
    #[arg(long)]
    pub allow_behind: bool,
}

/// Who runs a publish.
pub(super) enum Caller {
    /// A person or a script, on the command line.
    CommandLine,
    /// `ci`, with the default branch's tip before the push that started the run.
    Workflow {
        /// `None` for other events.
        before: Option<String>,
    },
}

/// The policy for jobs whose definitions were removed.
#[derive(Args, Clone, Debug, Default)]
pub struct CloseRemoved {
    /// Close open jobs whose definitions were removed, at most 30 % per run; `=all` for more
    #[arg(long, value_name = "all", num_args = 0..=1, require_equals = true, default_missing_value = "true", hide_possible_values = true)]
    pub close_removed: Option<CloseLimit>,
}

/// How many jobs one run may close.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CloseLimit {
    /// None
    #[value(name = "false")]
    None,
    /// At most 30 % of the open ones, or one
    #[value(name = "true")]
    Some,
    /// All
    All,
}

impl CloseRemoved {
    /// The policy. `--only` rules out closing: a definition that was not selected is not removed.
    pub(super) fn policy(&self, common: &SharedArgs, config: &Config) -> Result<RemovalPolicy, Failure> {
        match self.close_removed {
            None if config.close_removed && common.only.is_empty() => Ok(RemovalPolicy::Close),
            None | Some(CloseLimit::None) => Ok(RemovalPolicy::Report),
            Some(_) if !common.only.is_empty() => {
                Err(Failure::setup(anyhow!("--close-removed can't be used with --only"))
                    .hint("Without `--only`, a run knows which definitions were removed."))
            }
            Some(CloseLimit::Some) => Ok(RemovalPolicy::Close),
            Some(CloseLimit::All) => Ok(RemovalPolicy::CloseAll),
        }
    }
}

/// Runs the command.
pub async fn run(args: &PublishArgs, environment: &Environment, output: &Output) -> Result<Exit, Failure> {
    carry_out(args, Caller::CommandLine, environment, output).await?.write(&args.common)
}

/// Runs the command and returns its report, not yet written. Where the local files are not those of the default branch, it only
/// plans.
pub(super) async fn carry_out(
    args: &PublishArgs,
    caller: Caller,
    environment: &Environment,
    output: &Output,
) -> Result<CompletedRun, Failure> {
    event_policy::ensure_may_publish(environment.event_name()).map_err(Failure::setup)?;
    let common = &args.common;
    let files = Files::load(common)?;
    let policy = args.removed.policy(common, &files.config)?;
    ensure_known(args, &files)?;
    let is_exempt = args.sandbox || args.allow_behind;
    let gate = (!is_exempt).then(|| publish_gate::gate(&common.jobs, files.paths(), &caller));
    match gate.as_ref().map(|gate| gate()) {
        None | Some(Ok(())) => {}
        Some(Err(stop @ (StopReason::Superseded { .. } | StopReason::Behind { .. } | StopReason::Edited { .. }))) => {
            return plan_instead(args, stop, environment, output).await;
        }
        Some(Err(stop)) => return Err(exit_code::failure(&stop)),
    }
    let before = if let Caller::Workflow { before } = caller { before } else { None };
    let history = History { jobs: common.jobs.clone(), before, may_fetch: true };
    let released = args.allow_duplicate.iter().cloned().collect();
    let rights = PublishRights { policy, released, reapplied: args.reapply.clone(), gate, history };
    execute(files, Rights::Publish(rights), common, args.sandbox, environment, output).await
}

/// Ensures that each flag about single definitions names one that is here.
fn ensure_known(args: &PublishArgs, files: &Files) -> Result<(), Failure> {
    let ids: BTreeSet<&DefinitionId> =
        files.definitions().filter_map(|definition| definition.id.as_ref().ok()).collect();
    if let Some(unknown) = args.allow_duplicate.iter().find(|id| !ids.contains(id)) {
        return Err(Failure::setup(anyhow!("--allow-duplicate {unknown}: no definition has this id")));
    }
    match args.reapply.iter().find(|pattern| !ids.iter().any(|id| pattern.matches(id.as_str()))) {
        Some(unknown) => Err(Failure::setup(anyhow!("--reapply {unknown}: no definition has such an id"))),
        None => Ok(()),
    }
}

/// The plan of a publish that is not made, with the reason.
async fn plan_instead(
    args: &PublishArgs,
    stop: StopReason,
    environment: &Environment,
    output: &Output,
) -> Result<CompletedRun, Failure> {
    output.message(&stop.to_string());
    let common = args.common.clone();
    let removed = args.removed.clone();
    let plan = PlanArgs::new(common, removed);
    let is_superseded = matches!(stop, StopReason::Superseded { .. });
    let planned = plan::carry_out(&plan, environment, output, Some(stop)).await?;
    // What an old commit holds is no failure: the run of the newer one reports its own definitions.
    let exit = if is_superseded { Exit::Success } else { planned.exit };
    Ok(CompletedRun::new(planned.report, exit, &planned.output))
}
