//! The front door: parses the command line, runs one command, returns its exit code.

use std::io::Write as _;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{CommandFactory as _, Parser, Subcommand};
use clap_complete::Shell;

use crate::commands::output::{self, Output};
use crate::commands::{check, ci, draft, plan, publish, sandbox};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::settings::{Environment, SharedArgs};

/// Hire data labelers the way you ship code: job postings as YAML, reviewed on a pull request, published on merge.
#[derive(Parser, Debug)]
#[command(name = "opentrain-jobs", version, max_term_width = 100, arg_required_else_help = true)]
#[command(
    after_help = "Exit codes: 0 all done, 1 a definition needs an edit, 2 settings, 3 the service failed, 4 held back.\n\
    Token: OT_API_TOKEN, else OPENTRAIN_API_TOKEN, else the file of the official CLI."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Validate definitions: no token, no network, no write
    Check(SharedArgs),
    /// Show what would be done; writes nothing, anywhere
    Plan(plan::Plan),
    /// For a pull request: create and patch drafts; never publishes
    Draft(draft::Draft),
    /// For a merge to main: draft, then publish, edit and close
    Publish(publish::Publish),
    /// For a GitHub workflow: choose by the event, run, and tell GitHub
    Ci(ci::Ci),
    /// Serve a stand-in for OpenTrain on 127.0.0.1
    Sandbox(sandbox::Sandbox),
    /// Print shell completions
    Completions {
        /// The shell
        shell: Shell,
    },
}

/// Runs the program.
pub fn main() -> ExitCode {
    let exit = match Cli::try_parse() {
        Ok(cli) => run(cli.command),
        Err(error) if error.use_stderr() => {
            // It repeats what was typed, which a workflow may have put together from words of strangers.
            let output = Output::new(None, &Environment::of_process());
            output.say(error.render().to_string().trim_end());
            Exit::Configuration
        }
        Err(error) => {
            // Nobody listens any more where this fails.
            let _ = error.print();
            Exit::Success
        }
    };
    ExitCode::from(exit.code())
}

fn run(command: Command) -> Exit {
    let environment = Environment::of_process();
    let common = match &command {
        Command::Check(common) => Some(common),
        Command::Plan(args) => Some(&args.common),
        Command::Draft(args) => Some(&args.common),
        Command::Publish(args) => Some(&args.common),
        Command::Ci(args) => Some(&args.common),
        Command::Sandbox(_) | Command::Completions { .. } => None,
    };
    let output = Output::new(common, &environment);
    output::log_through(&output, common.map_or(0, |common| common.verbose));
    carry_out(&command, &environment, &output).unwrap_or_else(|failure| {
        output.say(&failure.text());
        failure.kind
    })
}

fn carry_out(command: &Command, environment: &Environment, output: &Output) -> Result<Exit, Failure> {
    match command {
        Command::Check(common) => check::run(common, output),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Cli::command(), "opentrain-jobs", &mut script);
            // Nobody listens any more where this fails.
            let _ = std::io::stdout().write_all(&script);
            Ok(Exit::Success)
        }
        Command::Plan(args) => wait(plan::run(args, environment, output)),
        Command::Draft(args) => wait(draft::run(args, environment, output)),
        Command::Publish(args) => wait(publish::run(args, environment, output)),
        Command::Ci(args) => wait(ci::run(args, environment, output)),
        Command::Sandbox(args) => wait(sandbox::run(args, &output.of_sandbox())),
    }
}

fn wait(command: impl Future<Output = Result<Exit, Failure>>) -> Result<Exit, Failure> {
    let runtime = tokio::runtime::Runtime::new().context("the runtime can't start").map_err(Failure::setup)?;
    let ended = runtime.block_on(command);
    // A hanging connection of the sandbox is nobody's to wait for.
    runtime.shutdown_background();
    ended
}
