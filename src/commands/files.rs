//! The files of a run: all that the jobs directory holds, and which of them were asked for.

use std::path::PathBuf;

use anyhow::anyhow;

use super::output::ensure_writable;
use super::records_location::DEFAULT_BRANCH;
use crate::domain::config::{Config, RecordsAt};
use crate::domain::definition::RawDefinition;
use crate::domain::finding::{Code, Finding, Severity, Subject};
use crate::failure::Failure;
use crate::loader::{self, ConfigError, FolderDefaults, LoadedConfig, LoadedFile};
use crate::settings::SharedArgs;

/// All files of the jobs directory, and which of them were asked for.
pub(super) struct Files {
    /// The files, in the order of their paths.
    pub(super) loaded: Vec<LoadedFile>,
    /// What the loader found in any of them.
    pub(super) findings: Vec<Finding>,
    /// The settings.
    pub(super) config: Config,
    /// The values that folders set for their definitions.
    pub(super) defaults: Vec<FolderDefaults>,
    /// The canonical paths of settings and defaults.
    settings_read: Vec<PathBuf>,
    only: Vec<glob::Pattern>,
}

impl Files {
    /// Loads the jobs directory.
    pub(super) fn load(args: &SharedArgs) -> Result<Self, Failure> {
        args.report.iter().try_for_each(ensure_writable)?;
        let shown = args.jobs.to_string_lossy();
        let loader::Loaded { sources: loaded, findings, config, defaults } =
            loader::load(&args.jobs, &shown).map_err(Failure::setup)?;
        let mut settings_read = config.files_read.clone();
        settings_read.extend(defaults.iter().flat_map(|defaults| defaults.files_read.iter().cloned()));
        let config = valid(config)?;
        ensure_workflow_decides(args, &config)?;
        let mut findings: Vec<Finding> = findings.into_iter().map(without_file).collect();
        if loaded.is_empty() {
            let message = format!("there is no definition in {shown}");
            let help = "A definition is a file that ends in `.yml` or `.yaml`; names that begin with `_` or `.` are passed over.";
            findings.push(Finding::run(Code::NoDefinitions, Severity::Warning, message).help(help));
        }
        findings.extend(loaded.iter().flat_map(|file| file.findings.iter().cloned()));
        let is_known = |only: &glob::Pattern| loaded.iter().any(|file| only.matches(file.candidate.name()));
        if let Some(unknown) = args.only.iter().find(|only| !is_known(only)) {
            return Err(Failure::setup(anyhow!("--only {unknown}: no definition has such an id"))
                .hint("Ids are paths below the jobs directory without the ending, or what `id:` says."));
        }
        Ok(Self { loaded, findings, config, defaults, settings_read, only: args.only.clone() })
    }

    /// Whether the command was asked to look after this file.
    pub(super) fn is_asked_for(&self, file: &LoadedFile) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only.matches(file.candidate.name()))
    }

    /// Whether absence means removal in this run.
    pub(super) fn are_all(&self) -> bool {
        self.only.is_empty()
    }

    /// The canonical paths of all files that definitions, settings and defaults were read from.
    pub(super) fn paths(&self) -> Vec<PathBuf> {
        let of_definitions = self.loaded.iter().flat_map(|file| &file.files_read);
        of_definitions.chain(&self.settings_read).cloned().collect()
    }

    /// What every file holds.
    pub(super) fn definitions(&self) -> impl Iterator<Item = &RawDefinition> {
        self.loaded.iter().map(|file| &file.candidate)
    }
}

/// The settings, unless anything is wrong with them: they hold limits, so they count as a whole or not at all.
pub(super) fn valid(LoadedConfig { config, errors, files_read: _ }: LoadedConfig) -> Result<Config, Failure> {
    if errors.is_empty() {
        return Ok(config);
    }
    let line = |ConfigError { finding, position }: &ConfigError| {
        let help = finding.help.as_deref().map(|help| format!(" {help}")).unwrap_or_default();
        let file = finding.file().unwrap_or_default();
        format!("\n  {file}:{}:{}: {}.{help}", position.line, position.column, finding.message)
    };
    let lines: String = errors.iter().map(line).collect();
    Err(Failure::setup(anyhow!("the settings are invalid, so nothing is done:{lines}")))
}

/// In a workflow the flags decide where records are and whose: a pull request can change the settings, and must not lead the run to
/// other records.
fn ensure_workflow_decides(args: &SharedArgs, config: &Config) -> Result<(), Failure> {
    if !args.is_workflow {
        return Ok(());
    }
    let usual = RecordsAt::Git(DEFAULT_BRANCH.into());
    let flag = args.records.as_ref().unwrap_or(&usual);
    if let Some(records) = config.records.as_ref().filter(|records| *records != flag) {
        return Err(contradiction("records", &flag.to_string(), &records.to_string()));
    }
    match (&args.namespace, &config.namespace) {
        (Some(flag), Some(namespace)) if flag != namespace => {
            Err(contradiction("namespace", &flag.to_string(), &namespace.to_string()))
        }
        _ => Ok(()),
    }
}

fn contradiction(name: &str, of_workflow: &str, of_config: &str) -> Failure {
    let message = format!("the workflow says `{name}: {of_workflow}`, and `_config.yml` says `{name}: {of_config}`");
    Failure::setup(anyhow!(message))
        .hint(format!("Make both the same: change the action's input `{name}`, or `_config.yml`."))
}

/// A finding about a folder, which is no definition's.
fn without_file(finding: Finding) -> Finding {
    let message = format!("{}: {}", finding.file().unwrap_or_default(), finding.message);
    Finding { subject: Subject::Run, message, ..finding }
}
