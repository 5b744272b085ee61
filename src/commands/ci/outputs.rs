//! What a step leaves: its outputs, the JSON report and the step summary. By then all is done, so a failure is only a warning.

use super::step_files::{StepFile, StepFiles};
use crate::commands::output::Output;
use crate::commands::pipeline::CompletedRun;
use crate::exit::Exit;
use crate::failure::{Failure, causes};
use crate::redact::escape;
use crate::report::{Totals, annotations, comment};
use crate::settings::{Format, ReportFile};

/// Writes the results of a completed run that ends with `exit`. `description` is the command with its reason.
pub(super) fn write(files: &mut StepFiles, run: &CompletedRun, exit: Exit, description: &str) {
    let report = write_report(files, run);
    append(files.outputs.as_ref(), &run.output, &lines(exit, report.as_deref(), &run.report.totals));
    let summary = format!("{}\n\n{}", escape::code(description), comment::summary(&run.report));
    append(files.summary.as_ref(), &run.output, &run.output.redacted(&summary));
}

/// Writes the results of a run that failed without a report.
pub(super) fn write_failure(files: &StepFiles, output: &Output, failure: &Failure) {
    let summary = format!("❌ **opentrain-jobs failed**\n\n{}", escape::block("text", &failure.message()));
    append(files.summary.as_ref(), output, &output.redacted(&summary));
    write_exit_code(files, output, failure.kind);
}

/// Writes the outputs of a run without a report.
pub(super) fn write_exit_code(files: &StepFiles, output: &Output, exit: Exit) {
    append(files.outputs.as_ref(), output, &lines(exit, None, &Totals::default()));
}

/// Writes the JSON report; returns its path.
fn write_report(files: &mut StepFiles, run: &CompletedRun) -> Option<String> {
    let report = files.report.take()?;
    let target = ReportFile { format: Format::Json, file: report.path().to_owned() };
    if let Err(failure) = run.output.write(&run.report, &target) {
        warn(&run.output, &failure.message());
        return None;
    }
    match report.keep() {
        Ok((_, path)) => Some(path.display().to_string()),
        Err(error) => {
            warn(&run.output, &format!("the report can't be kept: {}", error.error));
            None
        }
    }
}

/// The outputs, a line each. Without a report there is no line for it.
fn lines(exit: Exit, report: Option<&str>, totals: &Totals) -> String {
    let changed = totals.created + totals.patched + totals.published + totals.updated + totals.closed > 0;
    let lines = [
        ("exit-code", Some(exit.code().to_string())),
        ("report", report.map(str::to_owned)),
        ("created", Some(totals.created.to_string())),
        ("found", Some(totals.found.to_string())),
        ("patched", Some(totals.patched.to_string())),
        ("published", Some(totals.published.to_string())),
        ("updated", Some(totals.updated.to_string())),
        ("closed", Some(totals.closed.to_string())),
        ("missing", Some(totals.missing.to_string())),
        ("held", Some(totals.held.to_string())),
        ("changed", Some(changed.to_string())),
    ];
    lines.into_iter().filter_map(|(name, value)| Some(format!("{name}={}\n", value?))).collect()
}

fn append(file: Option<&StepFile>, output: &Output, text: &str) {
    if let Some(Err(error)) = file.map(|file| file.append(text)) {
        warn(output, &causes(&error));
    }
}

fn warn(output: &Output, message: &str) {
    output.command(&annotations::warning(message));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_that_was_found_is_no_change() {
        let changed = |totals| lines(Exit::Success, None, &totals).contains("changed=true\n");
        assert!(!changed(Totals { found: 1, unchanged: 1, missing: 1, held: 1, failed: 1, ..Totals::default() }));
        let one = Totals::default();
        for totals in [
            Totals { created: 1, ..one },
            Totals { patched: 1, ..one },
            Totals { published: 1, ..one },
            Totals { updated: 1, ..one },
            Totals { closed: 1, ..one },
        ] {
            assert!(changed(totals), "{totals:?}");
        }
    }
}
