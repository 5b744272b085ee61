//! The files of a run: all that the jobs directory holds, and which of them were asked for.

use std::path::PathBuf;

use anyhow::anyhow;

use super::output::ensure_writable;
use crate::domain::definition::RawDefinition;
use crate::domain::finding::{Code, Finding, Severity, Subject};
use crate::failure::Failure;
use crate::loader::{self, LoadedFile};
use crate::settings::SharedArgs;

/// All files of the jobs directory, and which of them were asked for.
pub(super) struct Files {
    /// The files, in the order of their paths.
    pub(super) loaded: Vec<LoadedFile>,
    /// What the loader found in any of them.
    pub(super) findings: Vec<Finding>,
    only: Vec<glob::Pattern>,
}

impl Files {
    /// Loads the jobs directory.
    pub(super) fn load(args: &SharedArgs) -> Result<Self, Failure> {
        args.report.iter().try_for_each(ensure_writable)?;
        let shown = args.jobs.to_string_lossy();
        let loader::Loaded { sources: loaded, findings } = loader::load(&args.jobs, &shown).map_err(Failure::setup)?;
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
        Ok(Self { loaded, findings, only: args.only.clone() })
    }

    /// Whether the command was asked to look after this file.
    pub(super) fn is_asked_for(&self, file: &LoadedFile) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only.matches(file.candidate.name()))
    }

    /// Whether absence means removal in this run.
    pub(super) fn are_all(&self) -> bool {
        self.only.is_empty()
    }

    /// The canonical paths of all files that definitions were read from.
    pub(super) fn paths(&self) -> Vec<PathBuf> {
        self.loaded.iter().flat_map(|file| &file.files_read).cloned().collect()
    }

    /// What every file holds.
    pub(super) fn definitions(&self) -> impl Iterator<Item = &RawDefinition> {
        self.loaded.iter().map(|file| &file.candidate)
    }
}

/// A finding about a folder, which is no definition's.
fn without_file(finding: Finding) -> Finding {
    let message = format!("{}: {}", finding.file().unwrap_or_default(), finding.message);
    Finding { subject: Subject::Run, message, ..finding }
}
