//! The step's outputs, the JSON report and the step summary.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::PathBuf;

use anyhow::Context as _;

use crate::commands::output::Output;
use crate::commands::pipeline::CompletedRun;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::redact::escape;
use crate::report::comment;
use crate::settings::{Environment, Format, ReportFile};

/// Writes the results of a completed run. `description` is the command with its reason.
pub(super) fn write(environment: &Environment, run: &CompletedRun, description: &str) -> Result<(), Failure> {
    let folder = environment.var("RUNNER_TEMP").map_or_else(std::env::temp_dir, PathBuf::from);
    let file = folder.join("opentrain-jobs-report.json");
    run.output.write(&run.report, &ReportFile { format: Format::Json, file: file.clone() })?;
    let totals = run.report.totals;
    let changed = totals.created + totals.patched + totals.published + totals.updated + totals.closed > 0;
    let lines = [
        ("exit-code", run.exit.code().to_string()),
        ("report", file.display().to_string()),
        ("created", totals.created.to_string()),
        ("found", totals.found.to_string()),
        ("patched", totals.patched.to_string()),
        ("published", totals.published.to_string()),
        ("updated", totals.updated.to_string()),
        ("closed", totals.closed.to_string()),
        ("missing", totals.missing.to_string()),
        ("held", totals.held.to_string()),
        ("changed", changed.to_string()),
    ];
    append(environment, "GITHUB_OUTPUT", &lines.map(|(name, value)| format!("{name}={value}\n")).concat())?;
    let summary = format!("{}\n\n{}", escape::code(description), comment::summary(&run.report));
    append(environment, "GITHUB_STEP_SUMMARY", &run.output.redacted(&summary))
}

/// Writes the results of a run that failed without a report.
pub(super) fn write_failure(environment: &Environment, output: &Output, failure: &Failure) -> Result<(), Failure> {
    let summary = format!("❌ **opentrain-jobs failed**\n\n{}", escape::block("text", &failure.message()));
    append(environment, "GITHUB_STEP_SUMMARY", &output.redacted(&summary))?;
    write_exit_code(environment, failure.kind)
}

/// Writes the outputs of a run without a report.
pub(super) fn write_exit_code(environment: &Environment, exit: Exit) -> Result<(), Failure> {
    let counts = ["created", "found", "patched", "published", "updated", "closed", "missing", "held"]
        .map(|name| format!("{name}=0\n"));
    let lines = format!("exit-code={}\n{}changed=false\n", exit.code(), counts.concat());
    append(environment, "GITHUB_OUTPUT", &lines)
}

/// Appends to the file that a variable names; does nothing outside a workflow.
fn append(environment: &Environment, variable: &str, text: &str) -> Result<(), Failure> {
    let Some(path) = environment.var(variable) else { return Ok(()) };
    let file = OpenOptions::new().create(true).append(true).open(path);
    let written = file.and_then(|mut file| file.write_all(text.as_bytes()));
    written.with_context(|| format!("{variable} ({path}) can't be written")).map_err(Failure::setup)
}
