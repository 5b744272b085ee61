//! The command line: parses the arguments, runs one command, returns its exit code.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{CommandFactory as _, Parser, Subcommand};
use clap_complete::Shell;

use crate::commands::output::{self, Output};
use crate::commands::{adopt, check, ci, doctor, draft, init, plan, publish, sandbox, status};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::git;
use crate::settings::Environment;

/// Hire data labelers the way you ship code: job postings as YAML, reviewed on a pull request, published on merge.
#[derive(Parser, Debug)]
#[command(name = "opentrain-jobs", version, max_term_width = 100, arg_required_else_help = true)]
#[command(
    after_help = "Exit codes: 0 done, 1 a definition needs an edit, 2 configuration, 3 the service failed, 4 held back.\n\
    Token: OT_API_TOKEN, else OPENTRAIN_API_TOKEN, else the official CLI's file."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  opentrain-jobs completions bash > ~/.local/share/bash-completion/completions/opentrain-jobs
  opentrain-jobs completions fish > ~/.config/fish/completions/opentrain-jobs.fish";

const MAN_EXAMPLES: &str = "\
Examples:
  opentrain-jobs man man
  opentrain-jobs man ~/.local/share/man/man1";

#[derive(Subcommand, Debug)]
enum Command {
    /// Begin in a repository: write the files that are not there yet
    Init(init::InitArgs),
    /// Validate definitions; needs no token and no network
    Check(check::CheckArgs),
    /// Show the steps of a run without writing anything
    Plan(plan::PlanArgs),
    /// For a pull request: create and patch drafts; never publishes
    Draft(draft::DraftArgs),
    /// For a merge to main: draft, then publish, update and close
    Publish(publish::PublishArgs),
    /// Show the state of each definition and its job; writes nothing
    Status(status::StatusArgs),
    /// Check token, account, records, workflow and definitions; writes nothing
    Doctor(doctor::DoctorArgs),
    /// Bring jobs that exist under definitions; writes new files alone
    Adopt(adopt::AdoptArgs),
    /// For a GitHub workflow: run the event's command and report to GitHub
    Ci(ci::CiArgs),
    /// Serve a simulated OpenTrain API on 127.0.0.1
    Sandbox(sandbox::SandboxArgs),
    /// Print shell completions
    #[command(after_help = COMPLETIONS_EXAMPLES)]
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Write the manual pages, one for each command
    #[command(hide = true, after_help = MAN_EXAMPLES)]
    Man {
        /// The folder, which is created if it is not there
        dir: PathBuf,
    },
}

/// Runs the program.
pub fn main() -> ExitCode {
    let exit = match Cli::try_parse() {
        Ok(cli) => run(cli.command),
        Err(error) if error.use_stderr() => refuse_arguments(&error),
        Err(error) => {
            // Stdout is closed; nothing to do.
            let _ = error.print();
            Exit::Success
        }
    };
    ExitCode::from(exit.code())
}

fn refuse_arguments(error: &clap::Error) -> Exit {
    let environment = Environment::from_process();
    // The message echoes untrusted input; redact it.
    let output = Output::new(None, &environment);
    if std::env::args_os().nth(1).is_some_and(|command| command == "ci") {
        output.message(&ci::refuse_arguments(error, &environment, &output).text());
    } else {
        output.message(error.render().to_string().trim_end());
    }
    Exit::Configuration
}

fn run(command: Command) -> Exit {
    let environment = Environment::from_process();
    let common = match &command {
        Command::Check(args) => Some(&args.common),
        Command::Plan(args) => Some(&args.common),
        Command::Draft(args) => Some(&args.common),
        Command::Publish(args) => Some(&args.common),
        Command::Status(args) => Some(&args.common),
        Command::Doctor(args) => Some(&args.common),
        Command::Adopt(args) => Some(&args.common),
        Command::Ci(args) => Some(&args.common),
        Command::Init(_) | Command::Sandbox(_) | Command::Completions { .. } | Command::Man { .. } => None,
    };
    let output = Output::new(common, &environment);
    output::init_logger(&output, common.map_or(0, |common| common.verbose));
    dispatch(&command, &environment, &output).unwrap_or_else(|failure| {
        output.message(&failure.text());
        failure.kind
    })
}

fn dispatch(command: &Command, environment: &Environment, output: &Output) -> Result<Exit, Failure> {
    match command {
        Command::Init(args) => init::run(args, output),
        Command::Check(args) => check::run(args, output),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Cli::command(), "opentrain-jobs", &mut script);
            // Stdout is closed; nothing to do.
            let _ = std::io::stdout().write_all(&script);
            Ok(Exit::Success)
        }
        Command::Man { dir } => write_man_pages(dir),
        Command::Plan(args) => block_on(plan::run(args, environment, output)),
        Command::Draft(args) => block_on(draft::run(args, environment, output)),
        Command::Publish(args) => block_on(publish::run(args, environment, output)),
        Command::Status(args) => block_on(status::run(args, environment, output)),
        Command::Doctor(args) => block_on(doctor::run(args, environment, output)),
        Command::Adopt(args) => block_on(adopt::run(args, environment, output)),
        Command::Ci(args) => block_on(ci::run(args, environment, output)),
        Command::Sandbox(args) => block_on(sandbox::run(args, &output.for_sandbox())),
    }
}

/// The release workflow packs these pages.
fn write_man_pages(dir: &Path) -> Result<Exit, Failure> {
    std::fs::create_dir_all(dir)
        .and_then(|()| clap_mangen::generate_to(Cli::command(), dir))
        .with_context(|| format!("the manual pages can't be written to {}", dir.display()))
        .map_err(Failure::setup)?;
    Ok(Exit::Success)
}

fn block_on(command: impl Future<Output = Result<Exit, Failure>>) -> Result<Exit, Failure> {
    let runtime = tokio::runtime::Runtime::new().context("the async runtime can't start").map_err(Failure::setup)?;
    let result = runtime.block_on(command);
    // Don't wait for open sandbox connections.
    runtime.shutdown_background();
    // A push that a second signal cut off.
    git::stop_all();
    result
}
