//! `ci`: for a GitHub workflow. Chooses by the event, runs that command, and tells GitHub what came of it.

mod choose;
mod outputs;
mod pull;

use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use clap::{Args, ValueEnum};

use super::door::Door;
use super::publish::CloseRemoved;
use super::walk::Told;
use super::{check, draft, plan, publish};
use crate::apply::{Gate, Stop};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::github::event::Event;
use crate::record::overtaken;
use crate::report::annotations;
use crate::settings::{self, Common, Environment};
use choose::{Choice, Occasion, choose};

/// The command's flags.
#[derive(Args, Clone, Debug)]
pub struct Ci {
    /// The shared flags.
    #[command(flatten)]
    pub common: Common,
    /// What to run; `auto` chooses by the event
    #[arg(long = "as", value_enum, default_value = "auto")]
    pub command: As,
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
pub enum As {
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
pub async fn run(args: &Ci, environment: &Environment, door: &Door) -> Result<Exit, Failure> {
    let event = event(environment)?;
    let ended = told(args, environment, door, &event).await;
    match &ended {
        Err(failure) => {
            door.command(&annotations::failure(&failure.message()));
            outputs::write_failure(environment, door, failure)?;
        }
        Ok((_, None)) => outputs::write_exit(environment, Exit::Holds)?,
        Ok((reason, Some(told))) => {
            let mut commands = Vec::new();
            let written = annotations::write(&told.report, &mut commands);
            let written = written.and_then(|()| annotations::write_diffs(&told.report, &mut commands));
            written.context("annotations").map_err(Failure::setup)?;
            told.door.command(&String::from_utf8_lossy(&commands));
            outputs::write(environment, told, reason)?;
            pull::tell(args, environment, told, &event).await;
        }
    }
    ended?.1.map_or(Ok(Exit::Holds), |told| told.tell(&args.common))
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
type Ended = (String, Option<Told>);

async fn told(args: &Ci, environment: &Environment, door: &Door, event: &Event) -> Result<Ended, Failure> {
    let (choice, reason) = match args.command {
        As::Auto => choose(occasion(environment, event)).map_err(|why| Failure::setup(anyhow!(why)))?,
        As::Check => (Choice::Check, "asked for".into()),
        As::Plan => (Choice::Plan, "asked for".into()),
        As::Draft => (Choice::Draft, "asked for".into()),
        As::Publish => (Choice::Publish, "asked for".into()),
    };
    let said = format!("{}: {reason}", choice.word());
    door.say(&said);
    let (common, removed) = (args.common.clone(), args.removed.clone());
    match choice {
        Choice::Nothing => Ok((said, None)),
        Choice::Check => {
            if args.command == As::Auto {
                door.command(&annotations::notice(&reason));
            }
            Ok((said, Some(check::carry_out(&common, door)?)))
        }
        Choice::Plan => Ok((said, Some(planned(args, environment, door).await?))),
        Choice::Draft => {
            let draft = draft::Draft { common, sandbox: false };
            Ok((said, Some(draft::carry_out(&draft, environment, door).await?)))
        }
        Choice::Publish => {
            let gate = gate(args, environment, event);
            if let Err(stop @ Stop::Superseded(_)) = gate() {
                door.say(&stop.to_string());
                door.command(&annotations::notice(&stop.to_string()));
                let told = planned(args, environment, door).await?;
                return Ok((format!("plan: {stop}"), Some(Told::new(told.report, Exit::Holds, &told.door))));
            }
            let publish = publish::Publish { common, sandbox: false, removed, allow_twin: Vec::new() };
            Ok((said, Some(publish::carry_out(&publish, environment, door, Some(gate)).await?)))
        }
    }
}

async fn planned(args: &Ci, environment: &Environment, door: &Door) -> Result<Told, Failure> {
    let (common, removed) = (args.common.clone(), args.removed.clone());
    plan::carry_out(&plan::Plan { common, refresh: false, sandbox: false, removed }, environment, door).await
}

/// Shut when the default branch's jobs are others than the checkout's: a workflow of an old commit that is run again must not
/// roll live jobs back.
fn gate(args: &Ci, environment: &Environment, event: &Event) -> Gate {
    let occasion = occasion(environment, event);
    let branch = occasion.default_branch.or(occasion.reference.strip_prefix("refs/heads/")).map(str::to_owned);
    let (jobs, path) = (args.common.jobs.clone(), settings::identity_of(&args.common.jobs));
    Arc::new(move || match &branch {
        None => Ok(()),
        Some(branch) => match overtaken(&jobs, branch, &path) {
            Ok(None) => Ok(()),
            Ok(Some(tip)) => Err(Stop::Superseded(tip)),
            Err(error) => Err(Stop::Record(error)),
        },
    })
}

fn occasion<'a>(environment: &'a Environment, event: &'a Event) -> Occasion<'a> {
    let name = environment.var("GITHUB_EVENT_NAME").unwrap_or_default();
    let reference = environment.var("GITHUB_REF").unwrap_or_default();
    let bare = Occasion { event: name, reference, ..Occasion::default() };
    match event {
        Event::PullRequest(pull) => Occasion {
            action: Some(&pull.action),
            default_branch: pull.default_branch.as_deref(),
            is_fork: pull.is_fork,
            is_dependabot: pull.is_by_dependabot(),
            ..bare
        },
        Event::Push(push) => Occasion { default_branch: push.place.default_branch.as_deref(), ..bare },
        Event::Schedule(place) | Event::Dispatch(place) => {
            Occasion { default_branch: place.default_branch.as_deref(), ..bare }
        }
        Event::MergeGroup | Event::Other(_) => bare,
    }
}
