//! `ci`: for a GitHub workflow. Chooses by the event, runs that command, and tells GitHub what came of it.

mod choose;
mod outputs;
mod pull;

use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use clap::{Args, ValueEnum};

use super::output::Output;
use super::pipeline::CompletedRun;
use super::publish::CloseRemoved;
use super::{check, draft, plan, publish};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::github::event::Event;
use crate::reconcile::{Gate, StopReason};
use crate::report::annotations;
use crate::settings::{self, Environment, SharedArgs};
use crate::store::superseded_by;
use choose::{EventContext, SelectedCommand, choose};

/// The command's flags.
#[derive(Args, Clone, Debug)]
pub struct Ci {
    /// The shared flags.
    #[command(flatten)]
    pub common: SharedArgs,
    /// What to run; `auto` chooses by the event
    #[arg(long, value_enum, default_value = "auto")]
    pub command: CommandOverride,
    /// Keep no comment on the pull request
    #[arg(long)]
    pub no_comment: bool,
    /// Offer no suggestions on the pull request
    #[arg(long)]
    pub no_suggest: bool,
    /// The removal policy.
    #[command(flatten)]
    pub removed: CloseRemoved,
}

/// What to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CommandOverride {
    /// What the event asks for
    Auto,
    /// `check`
    Check,
    /// `plan`
    Plan,
    /// `draft`
    Draft,
    /// `publish`
    Publish,
}

/// Runs the command. Whatever happens, the workflow learns the exit code.
pub async fn run(args: &Ci, environment: &Environment, output: &Output) -> Result<Exit, Failure> {
    let event = event(environment)?;
    let ended = told(args, environment, output, &event).await;
    match &ended {
        Err(failure) => {
            output.command(&annotations::error(&failure.message()));
            outputs::write_failure(environment, output, failure)?;
        }
        Ok((_, None)) => outputs::write_exit(environment, Exit::Success)?,
        Ok((reason, Some(told))) => {
            let mut commands = Vec::new();
            let written = annotations::write(&told.report, &mut commands);
            let written = written.and_then(|()| annotations::write_diffs(&told.report, &mut commands));
            written.context("annotations").map_err(Failure::setup)?;
            told.output.command(&String::from_utf8_lossy(&commands));
            outputs::write(environment, told, reason)?;
            pull::tell(args, environment, told, &event).await;
        }
    }
    ended?.1.map_or(Ok(Exit::Success), |told| told.write(&args.common))
}

/// The event of this workflow run.
fn event(environment: &Environment) -> Result<Event, Failure> {
    let name = environment.var("GITHUB_EVENT_NAME").unwrap_or_default();
    let payload = match environment.var("GITHUB_EVENT_PATH") {
        Some(path) => std::fs::read(path).with_context(|| format!("the event file {path} can't be read")),
        None => Ok(b"{}".to_vec()),
    };
    let payload = payload.map_err(Failure::setup)?;
    Event::parse(name, &payload, environment.var("GITHUB_REF")).map_err(Failure::setup)
}

/// What was run and why, and its report. `None` where the event asks for nothing.
type Ended = (String, Option<CompletedRun>);

async fn told(args: &Ci, environment: &Environment, output: &Output, event: &Event) -> Result<Ended, Failure> {
    let (choice, reason) = match args.command {
        CommandOverride::Auto => choose(occasion(environment, event)).map_err(|why| Failure::setup(anyhow!(why)))?,
        CommandOverride::Check => (SelectedCommand::Check, "asked for".into()),
        CommandOverride::Plan => (SelectedCommand::Plan, "asked for".into()),
        CommandOverride::Draft => (SelectedCommand::Draft, "asked for".into()),
        CommandOverride::Publish => (SelectedCommand::Publish, "asked for".into()),
    };
    let said = format!("{}: {reason}", choice.as_str());
    output.say(&said);
    let (common, removed) = (args.common.clone(), args.removed.clone());
    match choice {
        SelectedCommand::Nothing => Ok((said, None)),
        SelectedCommand::Check => {
            if args.command == CommandOverride::Auto {
                output.command(&annotations::notice(&reason));
            }
            Ok((said, Some(check::carry_out(&common, output)?)))
        }
        SelectedCommand::Plan => Ok((said, Some(planned(args, environment, output).await?))),
        SelectedCommand::Draft => {
            let draft = draft::Draft { common, sandbox: false };
            Ok((said, Some(draft::carry_out(&draft, environment, output).await?)))
        }
        SelectedCommand::Publish => {
            let gate = gate(args, environment, event);
            if let Err(stop @ StopReason::Superseded(_)) = gate() {
                output.say(&stop.to_string());
                output.command(&annotations::notice(&stop.to_string()));
                let told = planned(args, environment, output).await?;
                return Ok((
                    format!("plan: {stop}"),
                    Some(CompletedRun::new(told.report, Exit::Success, &told.output)),
                ));
            }
            let publish = publish::Publish { common, sandbox: false, removed, allow_duplicate: Vec::new() };
            Ok((said, Some(publish::carry_out(&publish, environment, output, Some(gate)).await?)))
        }
    }
}

async fn planned(args: &Ci, environment: &Environment, output: &Output) -> Result<CompletedRun, Failure> {
    let (common, removed) = (args.common.clone(), args.removed.clone());
    plan::carry_out(&plan::Plan { common, refresh: false, sandbox: false, removed }, environment, output).await
}

/// Shut when the default branch's jobs are others than the checkout's: a workflow of an old commit that is run again must not
/// roll live jobs back.
fn gate(args: &Ci, environment: &Environment, event: &Event) -> Gate {
    let occasion = occasion(environment, event);
    let branch = occasion.default_branch.or(occasion.reference.strip_prefix("refs/heads/")).map(str::to_owned);
    let (jobs, path) = (args.common.jobs.clone(), settings::identity_of(&args.common.jobs));
    Arc::new(move || match &branch {
        None => Ok(()),
        Some(branch) => match superseded_by(&jobs, branch, &path) {
            Ok(None) => Ok(()),
            Ok(Some(tip)) => Err(StopReason::Superseded(tip)),
            Err(error) => Err(StopReason::Record(error)),
        },
    })
}

fn occasion<'a>(environment: &'a Environment, event: &'a Event) -> EventContext<'a> {
    let name = environment.var("GITHUB_EVENT_NAME").unwrap_or_default();
    let reference = environment.var("GITHUB_REF").unwrap_or_default();
    let bare = EventContext { event: name, reference, ..EventContext::default() };
    match event {
        Event::PullRequest(pull) => EventContext {
            action: Some(&pull.action),
            default_branch: pull.default_branch.as_deref(),
            is_fork: pull.is_fork,
            is_dependabot: pull.is_by_dependabot(),
            ..bare
        },
        Event::Push(push) => EventContext { default_branch: push.target.default_branch.as_deref(), ..bare },
        Event::Schedule(place) | Event::Dispatch(place) => {
            EventContext { default_branch: place.default_branch.as_deref(), ..bare }
        }
        Event::MergeGroup | Event::Other(_) => bare,
    }
}
