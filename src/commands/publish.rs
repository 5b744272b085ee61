//! `publish`: for a merge to main. Does what `draft` does, then publishes, updates and closes jobs.

use std::collections::BTreeSet;

use anyhow::anyhow;
use clap::{Args, ValueEnum};

use super::execute::{PublishRights, Rights, execute};
use super::files::Files;
use super::output::Output;
use super::pipeline::CompletedRun;
use crate::domain::ids::DefinitionId;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::plan::removed::RemovalPolicy;
use crate::reconcile::Gate;
use crate::settings::{Environment, SharedArgs};

/// The command's flags.
#[derive(Args, Clone, Debug)]
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
}

/// The policy for jobs whose definitions were removed.
#[derive(Args, Clone, Debug)]
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
    pub(super) fn policy(&self, common: &SharedArgs) -> Result<RemovalPolicy, Failure> {
        match self.close_removed {
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
    carry_out(args, environment, output, None).await?.write(&args.common)
}

/// Runs the command and returns its report, not yet written.
pub(super) async fn carry_out(
    args: &PublishArgs,
    environment: &Environment,
    output: &Output,
    gate: Option<Gate>,
) -> Result<CompletedRun, Failure> {
    refuse_pull_request(environment)?;
    let common = &args.common;
    let policy = args.removed.policy(common)?;
    let files = Files::load(common)?;
    let ids: BTreeSet<&DefinitionId> =
        files.definitions().filter_map(|definition| definition.id.as_ref().ok()).collect();
    if let Some(unknown) = args.allow_duplicate.iter().find(|id| !ids.contains(id)) {
        return Err(Failure::setup(anyhow!("--allow-duplicate {unknown}: no definition has this id")));
    }
    let rights = PublishRights { policy, released: args.allow_duplicate.iter().cloned().collect(), gate };
    execute(files, Rights::Publish(rights), common, args.sandbox, environment, output).await
}

/// A pull request must not publish, whatever its workflow runs.
fn refuse_pull_request(environment: &Environment) -> Result<(), Failure> {
    match environment.var("GITHUB_EVENT_NAME").filter(|event| event.starts_with("pull_request")) {
        None => Ok(()),
        Some(event) => Err(Failure::setup(anyhow!(
            "`publish` refuses to run for a `{event}` event: nothing is public before it is merged"
        ))
        .hint("Run `draft` on pull requests and `publish` on pushes to the default branch.")),
    }
}
