//! Shared flags and environment variables.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::anyhow;
use clap::{Args, ValueEnum};

use crate::checkout::Comparison;
pub use crate::domain::config::RecordsAt;
use crate::domain::ids::Namespace;
use crate::failure::Failure;
use crate::git;

/// The flags that the commands share.
#[derive(Args, Clone, Debug)]
pub struct SharedArgs {
    /// The folder with the definitions
    #[arg(long, value_name = "DIR", default_value = "jobs")]
    pub jobs: PathBuf,
    /// Where records are kept: `dir:PATH`, or `git:BRANCH` on the remote `origin` [default: as in _config.yml, else dir:.opentrain/records]
    #[arg(long, value_name = "STORE")]
    pub records: Option<RecordsAt>,
    /// Only these definitions: ids, where `*` matches any characters, or paths of files that they use (repeatable)
    #[arg(long, value_name = "ID", value_parser = |text: &str| Selector::parse(text))]
    pub only: Vec<Selector>,
    /// The report's format on standard output
    #[arg(long, value_enum, default_value = "text")]
    pub format: Format,
    /// Also write the report to a file: `json=FILE` or `markdown=FILE` (repeatable)
    #[arg(long, value_name = "FORMAT=FILE", value_parser = parse_report_file)]
    pub report: Vec<ReportFile>,
    /// Requests in flight at once
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = parse_concurrency)]
    pub concurrency: u16,
    /// The owner of the definitions, as `owner/name` [default: as in _config.yml, the store's, GITHUB_REPOSITORY, or the git remote's]
    #[arg(long, value_name = "NAME", value_parser = |text: &str| Namespace::parse(text))]
    pub namespace: Option<Namespace>,
    /// The service's origin [default: `https://app.opentrain.ai`]
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
    /// No progress on standard error
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Log to standard error; twice for bodies
    #[arg(short, long, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// Colour
    #[arg(long, value_enum, default_value = "auto")]
    pub color: Color,
    /// Whether `ci` runs the command, so that a pull request's settings must not lead it to other records.
    #[arg(skip)]
    pub is_workflow: bool,
    /// What the local files are compared with, to find which definitions the current change touches.
    #[arg(skip)]
    pub(crate) comparison: Comparison,
}

/// A name for some definitions: an id, a pattern of ids, or a path from the working directory.
#[derive(Clone, Debug)]
pub struct Selector {
    /// As typed.
    pub text: String,
    /// As a pattern; `None` where it is no valid one.
    pub pattern: Option<glob::Pattern>,
    /// Whether it was given as an argument, without `--only` before it.
    pub is_argument: bool,
}

impl Selector {
    /// The value of `--only`.
    fn parse(text: &str) -> Result<Self, std::convert::Infallible> {
        Ok(Self { text: text.to_owned(), pattern: glob::Pattern::new(text).ok(), is_argument: false })
    }

    /// An argument without a flag.
    pub(crate) fn argument(text: &str) -> Result<Self, std::convert::Infallible> {
        Self::parse(text).map(|selector| Self { is_argument: true, ..selector })
    }
}

impl std::fmt::Display for Selector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let flag = if self.is_argument { "" } else { "--only " };
        write!(f, "{flag}{}", self.text)
    }
}

/// A report's format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For a terminal
    Text,
    /// For a program
    Json,
    /// For a pull request
    Markdown,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// A file to write the report to.
#[derive(Clone, Debug)]
pub struct ReportFile {
    /// The report's format.
    pub format: Format,
    /// The path.
    pub file: PathBuf,
}

fn parse_concurrency(text: &str) -> Result<u16, String> {
    let number = text.parse().ok().filter(|number| (1..=64).contains(number));
    number.ok_or_else(|| "expected a whole number from 1 to 64".into())
}

fn parse_report_file(text: &str) -> Result<ReportFile, String> {
    match text.split_once('=') {
        Some(("json", file)) if !file.is_empty() => Ok(ReportFile { format: Format::Json, file: file.into() }),
        Some(("markdown", file)) if !file.is_empty() => Ok(ReportFile { format: Format::Markdown, file: file.into() }),
        _ => Err("expected `json=FILE` or `markdown=FILE`".into()),
    }
}

/// The environment's variables, read once. An empty variable counts as unset.
#[derive(Clone, Debug)]
pub struct Environment(BTreeMap<String, String>);

impl Environment {
    /// Reads this process's variables and skips those that are not UTF-8.
    pub fn from_process() -> Self {
        let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        };
        Self(std::env::vars_os().filter_map(text).filter(|(_, value)| !value.is_empty()).collect())
    }

    /// The first of these variables that is set, with its name.
    pub fn first<'n>(&self, names: &[&'n str]) -> Option<(&'n str, &str)> {
        names.iter().find_map(|name| Some((*name, self.0.get(*name)?.as_str())))
    }

    /// The event that started this GitHub workflow run; `None` outside GitHub Actions.
    pub fn event_name(&self) -> Option<&str> {
        self.var("GITHUB_EVENT_NAME")
    }

    /// Whether this runs in GitHub Actions, where other people than the account's may read the log.
    pub fn is_github_actions(&self) -> bool {
        self.var("GITHUB_ACTIONS").is_some()
    }

    /// A variable.
    pub fn var(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }
}

/// The namespace: `explicit` from flag or settings, the store's, `GITHUB_REPOSITORY`, or owner and name of the git remote `origin`.
pub fn namespace(
    explicit: Option<&Namespace>,
    stored: Option<&Namespace>,
    environment: &Environment,
    jobs: &Path,
) -> Result<Namespace, Failure> {
    if let Some(known) = explicit.or(stored) {
        return Ok(known.clone());
    }
    let default = environment.var("GITHUB_REPOSITORY").map(str::to_owned).or_else(|| remote(jobs));
    let Some(text) = default else {
        return Err(Failure::setup(anyhow!(
            "no namespace: no --namespace, no GITHUB_REPOSITORY, and no git remote `origin`"
        ))
        .hint("Set `--namespace OWNER/NAME`. It is part of every job's key, so never change it."));
    };
    Namespace::parse(&text).map_err(|error| Failure::setup(anyhow!("namespace {text:?}: {error}")))
}

/// Owner and name of the remote `origin`.
fn remote(jobs: &Path) -> Option<String> {
    let address = git::remote_address(jobs, "origin")?;
    let path = address.trim_end_matches('/').trim_end_matches(".git").replace(':', "/");
    let mut parts = path.rsplit('/').filter(|part| !part.is_empty());
    let name = parts.next()?;
    let owner = parts.next()?;
    Some(format!("{owner}/{name}"))
}

/// The jobs directory as records store it: relative to the repository's root or else the working directory; otherwise absolute.
pub fn identity_of(jobs: &Path) -> String {
    let full = jobs.canonicalize().unwrap_or_else(|_| jobs.to_owned());
    let here = std::env::current_dir().and_then(|here| here.canonicalize()).unwrap_or_default();
    let base = git::repository_root(&full).unwrap_or(&here);
    let relative = full.strip_prefix(base).unwrap_or(&full);
    let names: Vec<String> =
        relative.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    if names.is_empty() { ".".into() } else { names.join("/") }
}
