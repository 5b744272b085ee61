//! The files with a step's outputs and its summary for GitHub, and the file with the JSON report.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow};
use tempfile::NamedTempFile;

use crate::commands::output::is_named_pipe;
use crate::failure::Failure;
use crate::settings::Environment;

/// The files of a step. One that the environment does not name, or that could not be opened, is `None`.
#[derive(Debug, Default)]
pub(super) struct StepFiles {
    pub(super) outputs: Option<StepFile>,
    pub(super) summary: Option<StepFile>,
    /// Removed at the end unless the report was written.
    pub(super) report: Option<NamedTempFile>,
}

/// A file that a variable of the environment names; text is appended to it.
#[derive(Debug)]
pub(super) struct StepFile {
    variable: &'static str,
    path: PathBuf,
    file: File,
}

impl StepFiles {
    /// Opens all of them, before anything is sent that they would have to report. Returns the first failure, but opens the others all
    /// the same: they report the failure.
    pub(super) fn open(&mut self, environment: &Environment) -> Result<(), Failure> {
        let outputs = StepFile::open(environment, "GITHUB_OUTPUT").map(|file| self.outputs = file);
        let summary = StepFile::open(environment, "GITHUB_STEP_SUMMARY").map(|file| self.summary = file);
        let report = create_report(environment).map(|file| self.report = Some(file));
        outputs.and(summary).and(report)
    }
}

impl StepFile {
    fn open(environment: &Environment, variable: &'static str) -> Result<Option<Self>, Failure> {
        let Some(path) = environment.var(variable).map(PathBuf::from) else { return Ok(None) };
        let unusable = || unusable(variable, &path);
        if is_named_pipe(&path) {
            let cause = anyhow!("it is a named pipe, and without a reader the run blocks");
            return Err(Failure::setup(cause.context(unusable())));
        }
        let opened = OpenOptions::new().create(true).append(true).open(&path);
        let file = opened.with_context(unusable).map_err(|error| Failure::setup(error).hint(hint(variable)))?;
        Ok(Some(Self { variable, path, file }))
    }

    /// Appends text.
    pub(super) fn append(&self, text: &str) -> anyhow::Result<()> {
        (&self.file).write_all(text.as_bytes()).with_context(|| unusable(self.variable, &self.path))
    }
}

/// An empty file for the report, of a name of its own: a job may use the action several times.
fn create_report(environment: &Environment) -> Result<NamedTempFile, Failure> {
    let folder = environment.var("RUNNER_TEMP").map_or_else(std::env::temp_dir, PathBuf::from);
    let mut builder = tempfile::Builder::new();
    builder.prefix("opentrain-jobs-report-").suffix(".json");
    // A later step may run as another user, for instance in a container.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
    let created = builder.tempfile_in(&folder).with_context(|| unusable("RUNNER_TEMP", &folder));
    created.map_err(|error| Failure::setup(error).hint(hint("RUNNER_TEMP")))
}

fn unusable(variable: &str, path: &Path) -> String {
    format!("{variable} ({}) can't be written", path.display())
}

fn hint(variable: &str) -> String {
    format!("The runner sets {variable}; an earlier step may have changed it or what it names.")
}
