//! The files of a run: all that the jobs directory holds, and which of them were asked for.

use std::path::PathBuf;

use anyhow::anyhow;

use super::output::ensure_writable;
use super::records_location::DEFAULT_BRANCH;
use super::selector::select;
use super::touched::{Compared, LocalFiles, compare};
use crate::domain::capabilities::Capabilities;
use crate::domain::config::{Config, RecordsAt};
use crate::domain::definition::RawDefinition;
use crate::domain::finding::{Code, FileLocation, Finding, LineColumn, Location, Severity, Subject};
use crate::failure::Failure;
use crate::loader::{self, FolderDefaults, LoadedConfig, LoadedFile};
use crate::plan::{Origin, Posting};
use crate::rules;
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
    /// What the current change touches.
    pub(super) compared: Compared,
    /// Whether each file was asked for by name.
    selected: Vec<bool>,
    are_all: bool,
}

impl Files {
    /// Loads the jobs directory.
    pub(super) fn load(args: &SharedArgs) -> Result<Self, Failure> {
        args.report.iter().try_for_each(ensure_writable)?;
        let shown = args.jobs.to_string_lossy();
        let loader::Loaded { files: loaded, findings, config, defaults } =
            loader::load(&args.jobs, &shown).map_err(Failure::setup)?;
        let mut settings_read = config.files_read.clone();
        settings_read.extend(defaults.iter().flat_map(|defaults| defaults.files_read.iter().cloned()));
        let config_read = config.files_read.clone();
        let config = valid(config)?;
        ensure_workflow_decides(args, &config)?;
        let mut findings: Vec<Finding> = findings.into_iter().map(without_file).collect();
        if loaded.is_empty() {
            let message = format!("there is no definition in {shown}");
            let help = "A definition is a file that ends in `.yml` or `.yaml`; names that begin with `_` or `.` are passed over.";
            findings.push(Finding::run(Code::NoDefinitions, Severity::Warning, message).help(help));
        }
        findings.extend(loaded.iter().flat_map(|file| file.findings.iter().cloned()));
        let selected = select(&args.only, &loaded, &defaults, &config_read)?;
        let jobs = args.jobs.canonicalize().unwrap_or_else(|_| args.jobs.clone());
        let local = LocalFiles {
            shown: &shown,
            jobs,
            loaded: &loaded,
            defaults: &defaults,
            config_read: &config_read,
            config: &config,
        };
        let compared = compare(&args.comparison, &local)?;
        findings.extend(compared.finding.clone());
        let are_all = args.only.is_empty();
        Ok(Self { loaded, findings, config, defaults, settings_read, compared, selected, are_all })
    }

    /// Warnings of names in `require` that the built-in list doesn't have.
    pub(super) fn required_name_warnings(&self, capabilities: &Capabilities) -> Vec<Finding> {
        let warnings = self.unknown_required(capabilities).into_iter().filter(|finding| !finding.is_error());
        warnings
            .map(|finding| Finding { subject: Subject::Run, message: settings_line(&finding), help: None, ..finding })
            .collect()
    }

    /// Whether a name in `require` is a reason to ask the service for its current list.
    pub(super) fn asks_service(&self, capabilities: &Capabilities) -> bool {
        !self.unknown_required(capabilities).is_empty()
    }

    fn unknown_required(&self, capabilities: &Capabilities) -> Vec<Finding> {
        rules::unknown_required(&self.config.required_names, capabilities)
    }

    /// Refuses settings that require what no field is called.
    pub(super) fn ensure_required_names(&self, capabilities: &Capabilities) -> Result<(), Failure> {
        let unknown = self.unknown_required(capabilities);
        let errors: Vec<String> = unknown.iter().filter(|finding| finding.is_error()).map(settings_line).collect();
        if errors.is_empty() { Ok(()) } else { Err(invalid_settings(&errors)) }
    }

    /// Whether the command was asked to look after the file with this index.
    pub(super) fn is_asked_for(&self, index: usize) -> bool {
        self.selected.get(index) == Some(&true)
    }

    /// Whether the current change doesn't touch the file with this index, in a run that looks after that change alone.
    pub(super) fn is_untouched(&self, index: usize) -> bool {
        let touched = self.compared.touched.as_ref().filter(|touched| touched.only_touched);
        touched.is_some_and(|touched| touched.files.get(index) == Some(&false))
    }

    /// Whether the current change is known and doesn't touch this definition.
    pub(super) fn is_known_untouched(&self, posting: &Posting) -> bool {
        match (&self.compared.touched, &posting.origin) {
            (Some(touched), Origin::Defined { file, .. }) => touched.files.get(*file) == Some(&false),
            _ => false,
        }
    }

    /// Adds the recorded definitions whose files the current change removes: the record knows the id where the old text is not available.
    pub(super) fn add_removed(&mut self, postings: &[Posting]) {
        let Compared { touched: Some(touched), removed_files, .. } = &mut self.compared else { return };
        if !self.are_all {
            // They are none of those that were asked for.
            touched.removed.clear();
            return;
        }
        for posting in postings.iter().filter(|posting| matches!(posting.origin, Origin::Removed { .. })) {
            let file = posting.record.as_ref().map(|record| &record.file);
            if let Some(file) = file.filter(|file| removed_files.contains(*file)) {
                touched.removed.insert(posting.id.clone(), file.clone());
            }
        }
    }

    /// Whether absence means removal in this run.
    pub(super) fn are_all(&self) -> bool {
        self.are_all
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
    let lines: Vec<String> = errors.iter().map(|error| placed(&error.finding, error.position)).collect();
    Err(invalid_settings(&lines))
}

fn invalid_settings(lines: &[String]) -> Failure {
    Failure::setup(anyhow!("the settings are invalid, so nothing is done:\n  {}", lines.join("\n  ")))
}

/// A finding about the settings, on one line.
fn settings_line(finding: &Finding) -> String {
    match &finding.subject {
        Subject::Definition(FileLocation { location: Location::Position(position), .. }) => placed(finding, *position),
        Subject::Definition(_) | Subject::Run => placed(finding, LineColumn::START),
    }
}

fn placed(finding: &Finding, position: LineColumn) -> String {
    let help = finding.help.as_deref().map(|help| format!(" {help}")).unwrap_or_default();
    format!("{}:{position}: {}.{help}", finding.file().unwrap_or_default(), finding.message)
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
