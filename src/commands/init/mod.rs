//! `init`: writes the files that a repository begins with. Sends nothing, and overwrites nothing.

mod next_steps;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow};
use clap::Args;

use super::create_file::create_file;
use super::output::Output;
use super::workflows;
use crate::checkout::Checkout;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::git;
use crate::loader::{self, LoadError};
use crate::settings;
use next_steps::{Folder, Repository, next_steps};

const CONFIG: &str = include_str!("../../../examples/start/_config.yml");
const EXAMPLE: &str = include_str!("../../../examples/start/_example.yml");
const WORKFLOW: &str = include_str!("../../../examples/workflows/opentrain-jobs.yml");

const EXAMPLES: &str = "\
Examples:
  opentrain-jobs init
  opentrain-jobs init --jobs postings";

/// The command's flags.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub struct InitArgs {
    /// The folder for the definitions
    #[arg(long, value_name = "DIR", default_value = "jobs")]
    pub jobs: PathBuf,
}

/// A file to write, and what became of it.
struct NewFile {
    /// As shown, from the working directory where it is below it.
    shown: String,
    outcome: FileOutcome,
}

enum FileOutcome {
    Written,
    /// It is there already.
    Kept,
    /// This workflow does the same.
    WorkflowThere(String),
}

/// Runs the command.
pub fn run(args: &InitArgs, output: &Output) -> Result<Exit, Failure> {
    ensure_usable(&args.jobs)?;
    let root = repository_root(&args.jobs)?;
    ensure_no_link(&root, Path::new(workflows::FOLDER))?;
    let files = [
        write_new(&args.jobs.join("_config.yml"), CONFIG)?,
        write_new(&args.jobs.join("_example.yml"), EXAMPLE)?,
        write_workflow(&root)?,
    ];
    let lines: String = files.iter().map(line).collect();
    let checkout = Checkout::open_local(&args.jobs).ok().flatten();
    let default_branch = checkout.as_ref().and_then(Checkout::default_branch_name);
    let has_commit = checkout.as_ref().is_none_or(|checkout| checkout.has_commit("HEAD").unwrap_or(true));
    let below_root = settings::identity_of(&args.jobs);
    let folder = Folder::new(&args.jobs, &root, below_root.clone());
    let repository = Repository { folder, below_root, default_branch, has_commit };
    output.print_text(&format!("{lines}\n{}", next_steps(&repository)))?;
    Ok(Exit::Success)
}

/// A folder that no command would load is no place to begin in.
fn ensure_usable(jobs: &Path) -> Result<(), Failure> {
    match loader::load(jobs, &jobs.to_string_lossy()) {
        Ok(_) | Err(LoadError::Missing(_)) => Ok(()),
        Err(error) => Err(Failure::setup(error)),
    }
}

/// The top folder of the repository that the jobs directory is or will be in.
fn repository_root(jobs: &Path) -> Result<PathBuf, Failure> {
    let here = std::env::current_dir().context("the working directory can't be read").map_err(Failure::setup)?;
    let full = here.join(jobs);
    let existing = full.ancestors().find_map(|folder| folder.canonicalize().ok()).unwrap_or(here);
    git::repository_root(&existing).map(Path::to_owned).ok_or_else(|| {
        Failure::setup(anyhow!("`{}` is in no git repository", existing.display()))
            .hint("Run this in a clone of the repository that is to hold the definitions, or run `git init` first.")
    })
}

/// GitHub reads no workflow through a link, and a link may lead out of the repository.
fn ensure_no_link(root: &Path, folder: &Path) -> Result<(), Failure> {
    let is_link = |folder: &&Path| root.join(folder).symlink_metadata().is_ok_and(|found| found.is_symlink());
    match folder.ancestors().find(is_link) {
        None => Ok(()),
        Some(link) => {
            Err(Failure::setup(anyhow!("`{}` is a link, and nothing is written through one", link.display()))
                .hint("Put a folder in its place: GitHub reads no workflow through a link."))
        }
    }
}

fn write_workflow(root: &Path) -> Result<NewFile, Failure> {
    let path = root.join(workflows::FOLDER).join("opentrain-jobs.yml");
    // A second workflow would do everything twice.
    match workflows::find(root).first() {
        Some(other) if !path.exists() => {
            Ok(NewFile { shown: shown(&path), outcome: FileOutcome::WorkflowThere(other.file.clone()) })
        }
        _ => write_new(&path, WORKFLOW),
    }
}

/// Writes a file that is not there yet.
fn write_new(path: &Path, text: &str) -> Result<NewFile, Failure> {
    let failed = |error: std::io::Error| {
        Failure::setup(anyhow!(error).context(format!("{} can't be written", path.display())))
            .hint("Look at the folder's rights and the disk's space. `init` can be run again.")
    };
    let shown = shown(path);
    fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).map_err(failed)?;
    let is_written = create_file(path, text).map_err(failed)?;
    Ok(NewFile { shown, outcome: if is_written { FileOutcome::Written } else { FileOutcome::Kept } })
}

fn shown(path: &Path) -> String {
    let here = std::env::current_dir().and_then(|here| here.canonicalize()).unwrap_or_default();
    path.strip_prefix(&here).unwrap_or(path).display().to_string()
}

fn line(NewFile { shown, outcome }: &NewFile) -> String {
    match outcome {
        FileOutcome::Written => format!("wrote  {shown}\n"),
        FileOutcome::Kept => format!("kept   {shown}, which is there already\n"),
        FileOutcome::WorkflowThere(other) => {
            format!("kept   {other}, which runs opentrain-jobs; {shown} is not written\n")
        }
    }
}
