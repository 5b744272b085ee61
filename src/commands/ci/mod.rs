//! `ci`: selects the command for a workflow's event, runs it and reports the result to GitHub.

mod outputs;
mod pull_request;
mod select;

use anyhow::{Context as _, anyhow};
use clap::{Args, ValueEnum};

use super::output::Output;
use super::pipeline::CompletedRun;
use super::publish::{Caller, CloseRemoved};
use super::{check, draft, event_policy, plan, publish};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::github::event::Event;
use crate::report::annotations;
use crate::settings::{Environment, SharedArgs};
use select::{EventContext, SelectedCommand, Selection, select};

/// The command's flags.
#[derive(Args, Clone, Debug)]
pub struct CiArgs {
    /// The shared flags.
    #[command(flatten)]
    pub common: SharedArgs,
    /// The command to run; `auto` selects it by the event
    #[arg(long, value_enum, default_value = "auto")]
    pub command: CommandOverride,
    /// Write no comment on the pull request
    #[arg(long)]
    pub no_comment: bool,
    /// Post no suggestions on the pull request
    #[arg(long)]
    pub no_suggest: bool,
    /// The removal policy.
    #[command(flatten)]
    pub removed: CloseRemoved,
}

/// The command to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CommandOverride {
    /// Select by the event
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

/// A command that was run, and its result.
struct Execution {
    /// The command's name and why it was selected.
    description: String,
    /// `None` where the event needs no command.
    run: Option<CompletedRun>,
}

/// Runs the command. The exit code becomes an output of the step in every case.
pub async fn run(args: &CiArgs, environment: &Environment, output: &Output) -> Result<Exit, Failure> {
    let event = event(environment)?;
    let execution = execute(args, environment, output, &event).await;
    let execution = execution.inspect_err(|failure| output.command(&annotations::error(&failure.message())));
    match execution {
        Err(failure) => {
            outputs::write_failure(environment, output, &failure)?;
            Err(failure)
        }
        Ok(Execution { run: None, .. }) => {
            outputs::write_exit_code(environment, Exit::Success)?;
            Ok(Exit::Success)
        }
        Ok(Execution { description, run: Some(run) }) => {
            annotate(&run)?;
            outputs::write(environment, &run, &description)?;
            pull_request::update(args, environment, &run, &event).await;
            run.write(&args.common)
        }
    }
}

fn annotate(run: &CompletedRun) -> Result<(), Failure> {
    let mut commands = Vec::new();
    let written = annotations::write(&run.report, &mut commands);
    let written = written.and_then(|()| annotations::write_diffs(&run.report, &mut commands));
    written.context("annotations").map_err(Failure::setup)?;
    run.output.command(&String::from_utf8_lossy(&commands));
    Ok(())
}

/// Reads the event of this workflow run.
fn event(environment: &Environment) -> Result<Event, Failure> {
    let name = environment.var("GITHUB_EVENT_NAME").unwrap_or_default();
    let payload = match environment.var("GITHUB_EVENT_PATH") {
        Some(path) => std::fs::read(path).with_context(|| format!("the event file {path} can't be read")),
        None => Ok(b"{}".to_vec()),
    };
    let payload = payload.map_err(Failure::setup)?;
    Event::parse(name, &payload, environment.var("GITHUB_REF")).map_err(Failure::setup)
}

async fn execute(
    args: &CiArgs,
    environment: &Environment,
    output: &Output,
    event: &Event,
) -> Result<Execution, Failure> {
    event_policy::ensure_may_write(environment.event_name()).map_err(Failure::setup)?;
    let requested = |command| Selection::new(command, "requested by `--command`");
    let Selection { command, reason } = match args.command {
        CommandOverride::Auto => {
            select(event_context(environment, event)).map_err(|message| Failure::setup(anyhow!(message)))?
        }
        CommandOverride::Check => requested(SelectedCommand::Check),
        CommandOverride::Plan => requested(SelectedCommand::Plan),
        CommandOverride::Draft => requested(SelectedCommand::Draft),
        CommandOverride::Publish => requested(SelectedCommand::Publish),
    };
    let description = format!("{}: {reason}", command.as_str());
    output.message(&description);
    let common = shared(args);
    let run = match command {
        SelectedCommand::Nothing => return Ok(Execution { description, run: None }),
        SelectedCommand::Check => {
            if args.command == CommandOverride::Auto {
                output.command(&annotations::notice(&reason));
            }
            check::carry_out(&common, output)?
        }
        SelectedCommand::Plan => plan(args, environment, output).await?,
        SelectedCommand::Draft => {
            let args = draft::DraftArgs { common, sandbox: false };
            draft::carry_out(&args, environment, output).await?
        }
        SelectedCommand::Publish => {
            let removed = args.removed.clone();
            let caller = Caller::Workflow { before: event.default_branch_before() };
            let args = publish::PublishArgs {
                common,
                sandbox: false,
                removed,
                allow_duplicate: Vec::new(),
                allow_behind: false,
            };
            publish::carry_out(&args, caller, environment, output).await?
        }
    };
    Ok(Execution { description, run: Some(run) })
}

/// The flags of the command that is run.
fn shared(args: &CiArgs) -> SharedArgs {
    SharedArgs { is_workflow: true, ..args.common.clone() }
}

async fn plan(args: &CiArgs, environment: &Environment, output: &Output) -> Result<CompletedRun, Failure> {
    let common = shared(args);
    let removed = args.removed.clone();
    let args = plan::PlanArgs { common, refresh: false, sandbox: false, removed };
    plan::carry_out(&args, environment, output, None).await
}

fn event_context<'a>(environment: &'a Environment, event: &'a Event) -> EventContext<'a> {
    let name = environment.var("GITHUB_EVENT_NAME").unwrap_or_default();
    let git_ref = environment.var("GITHUB_REF").unwrap_or_default();
    let base = EventContext { event: name, git_ref, ..EventContext::default() };
    match event {
        Event::PullRequest(pull_request) => EventContext {
            action: Some(&pull_request.action),
            default_branch: pull_request.default_branch.as_deref(),
            is_fork: pull_request.is_fork,
            is_dependabot: pull_request.is_by_dependabot(),
            ..base
        },
        Event::Push(push) => EventContext { default_branch: push.target.default_branch.as_deref(), ..base },
        Event::Schedule(target) | Event::Dispatch(target) => {
            EventContext { default_branch: target.default_branch.as_deref(), ..base }
        }
        Event::MergeGroup | Event::Other(_) => base,
    }
}
