//! `ci`: selects the command for a workflow's event, runs it and reports the result to GitHub.

mod arguments;
mod base;
mod issue;
mod merged;
mod outputs;
mod pull_request;
mod select;
mod step_files;

use anyhow::{Context as _, anyhow};
use clap::{ArgAction, Args, ValueEnum};

use super::changed_since::ChangedSince;
use super::output::Output;
use super::pipeline::CompletedRun;
use super::publish::{Caller, CloseRemoved};
use super::{check, draft, event_policy, plan, publish};
use crate::domain::ids::DefinitionId;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::github::event::Event;
use crate::report::annotations;
use crate::settings::{Environment, SharedArgs};
use select::{EventContext, SelectedCommand, Selection, select};
use step_files::StepFiles;

const EXAMPLES: &str = "\
Examples:
  opentrain-jobs ci --records git:opentrain-records
  opentrain-jobs ci --command plan --comment=false";

/// The command's flags.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub struct CiArgs {
    /// The shared flags.
    #[command(flatten)]
    pub common: SharedArgs,
    /// The command to run; `auto` selects it by the event
    #[arg(long, value_enum, default_value = "auto")]
    pub command: CommandOverride,
    /// Keep one comment on the pull request up to date
    #[arg(long, value_name = "BOOL", default_value_t = true, action = ArgAction::Set)]
    pub comment: bool,
    /// Suggest missing fields on the pull request
    #[arg(long, value_name = "BOOL", default_value_t = true, action = ArgAction::Set)]
    pub suggest: bool,
    /// Keep one issue open while a publish of the default branch needs an edit
    #[arg(long, value_name = "BOOL", default_value_t = false, action = ArgAction::Set)]
    pub issue: bool,
    /// The removal policy.
    #[command(flatten)]
    pub removed: CloseRemoved,
    /// Publish this definition although a live job has the same title (repeatable)
    #[arg(long, value_name = "ID", value_parser = |text: &str| DefinitionId::parse(text))]
    pub allow_duplicate: Vec<DefinitionId>,
    /// In a run by hand, send all pinned values of these live jobs again; `*` matches any characters (repeatable)
    #[arg(long, value_name = "ID")]
    pub reapply: Vec<glob::Pattern>,
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

/// Runs the command. The exit code becomes an output of the step in every case.
pub async fn run(args: &CiArgs, environment: &Environment, output: &Output) -> Result<Exit, Failure> {
    let mut files = StepFiles::default();
    let result = try_run(args, environment, output, &mut files).await;
    result.inspect_err(|failure| report_failure(failure, &files, output))
}

/// Reports arguments that the parser refused, as [`run`] reports other failures.
pub fn refuse_arguments(error: &clap::Error, environment: &Environment, output: &Output) -> Failure {
    let failure = arguments::failure(error, environment);
    let mut files = StepFiles::default();
    // One failure is enough; the files that can be opened report it.
    let _ = files.open(environment);
    report_failure(&failure, &files, output);
    failure
}

fn report_failure(failure: &Failure, files: &StepFiles, output: &Output) {
    output.command(&annotations::error(&failure.message()));
    outputs::write_failure(files, output, failure);
}

async fn try_run(
    args: &CiArgs,
    environment: &Environment,
    output: &Output,
    files: &mut StepFiles,
) -> Result<Exit, Failure> {
    files.open(environment)?;
    let event = event(environment)?;
    let selection = select_command(args, environment, &event)?;
    let description = format!("{}: {}", selection.command.as_str(), selection.reason);
    let result = execute(args, &selection, environment, output, &event).await;
    if selection.command == SelectedCommand::Publish && event_context(environment, &event).is_on_default_branch() {
        issue::update(args, environment, output, &result).await;
    }
    let Some(run) = result? else {
        outputs::write_exit_code(files, output, Exit::Success);
        return Ok(Exit::Success);
    };
    annotate(&run)?;
    pull_request::update(args, environment, &run, &event).await;
    merged::update(args, environment, &run, &event).await;
    let written = run.write(&args.common);
    let exit = written.unwrap_or_else(|failure| {
        output.command(&annotations::error(&failure.message()));
        failure.kind
    });
    outputs::write(files, &run, exit, &description);
    Ok(exit)
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
        Some(path) => std::fs::read(path).with_context(|| format!("GITHUB_EVENT_PATH ({path}) can't be read")),
        None => Ok(b"{}".to_vec()),
    };
    let payload = payload.map_err(Failure::setup)?;
    let event = Event::parse(name, &payload, environment.var("GITHUB_REF"));
    event.context("the event in GITHUB_EVENT_PATH can't be used").map_err(Failure::setup)
}

/// The command that is asked for, or that the event selects.
fn select_command(args: &CiArgs, environment: &Environment, event: &Event) -> Result<Selection, Failure> {
    event_policy::ensure_may_write(environment.event_name()).map_err(Failure::setup)?;
    let command = match args.command {
        CommandOverride::Auto => {
            let selected = select(event_context(environment, event));
            return selected.map_err(|message| Failure::setup(anyhow!(message)));
        }
        CommandOverride::Check => SelectedCommand::Check,
        CommandOverride::Plan => SelectedCommand::Plan,
        CommandOverride::Draft => SelectedCommand::Draft,
        CommandOverride::Publish => SelectedCommand::Publish,
    };
    Ok(Selection::new(command, "requested by `command`"))
}

/// Runs the command. `None` where the event needs none.
async fn execute(
    args: &CiArgs,
    Selection { command, reason }: &Selection,
    environment: &Environment,
    output: &Output,
    event: &Event,
) -> Result<Option<CompletedRun>, Failure> {
    arguments::ensure_valid(args, environment)?;
    output.message(&format!("{}: {reason}", command.as_str()));
    let common = match command {
        SelectedCommand::Nothing => shared(args),
        _ => SharedArgs { comparison: base::comparison(&args.common, environment, event).await, ..shared(args) },
    };
    let run = match command {
        SelectedCommand::Nothing => return Ok(None),
        SelectedCommand::Check => {
            if args.command == CommandOverride::Auto {
                output.command(&annotations::notice(reason));
            }
            check::carry_out(&common, output)?
        }
        SelectedCommand::Plan => {
            let args = plan::PlanArgs::new(common, args.removed.clone());
            plan::carry_out(&args, environment, output, None).await?
        }
        SelectedCommand::Draft => {
            let pull_request = event.pull_request();
            let args = draft::DraftArgs { common, sandbox: false, pull_request, changed: ChangedSince::default() };
            draft::carry_out(&args, environment, output).await?
        }
        SelectedCommand::Publish => {
            let removed = args.removed.clone();
            let caller = Caller::Workflow { before: event.default_branch_before() };
            let args = publish::PublishArgs {
                common,
                sandbox: false,
                removed,
                allow_duplicate: args.allow_duplicate.clone(),
                reapply: reapply(args, event, output),
                allow_behind: false,
            };
            publish::carry_out(&args, caller, environment, output).await?
        }
    };
    Ok(Some(run))
}

/// The definitions whose values are sent again. Only a run by hand does so: it overwrites edits made on OpenTrain.
fn reapply(args: &CiArgs, event: &Event, output: &Output) -> Vec<glob::Pattern> {
    if matches!(event, Event::Dispatch(_)) || args.reapply.is_empty() {
        return args.reapply.clone();
    }
    output.message("`reapply` is ignored: it applies only to a run that you start by hand (`workflow_dispatch`)");
    Vec::new()
}

/// The flags of the command that is run.
fn shared(args: &CiArgs) -> SharedArgs {
    SharedArgs { is_workflow: true, ..args.common.clone() }
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
