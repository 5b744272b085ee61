//! The summary of a run: one line of counts, and what to do next.

use super::{Report, Totals};
use crate::domain::finding::Severity;
use crate::domain::step::Outcome;

/// The counts in one line, without a full stop.
pub(super) fn line(report: &Report) -> String {
    let Totals { created, found, patched, published, updated, closed, unchanged, missing, held, failed } =
        report.totals;
    let steps = |outcome| report.jobs.iter().flat_map(|job| &job.steps).filter(|step| step.outcome == outcome).count();
    let planned = steps(Outcome::Planned);
    let unknown = steps(Outcome::Unknown);
    let all = || report.jobs.iter().flat_map(|job| &job.findings).chain(&report.findings);
    let findings = || all().filter(|found| !found.is_repeated());
    let with_severity = |severity| findings().filter(|found| found.finding.severity == severity).count();
    let is_check = report.command == "check";
    let counts = [
        (created, "created"),
        (found, "found"),
        (patched, "patched"),
        (published, "published"),
        (updated, "updated"),
        (closed, "closed"),
        (planned, "planned"),
        // `check` compares nothing.
        (if is_check { 0 } else { unchanged }, "unchanged"),
        (held, "held back"),
        (failed - unknown, "not done"),
        (unknown, "unknown"),
        (missing, "missing"),
    ];
    let severities = [(with_severity(Severity::Error), "error"), (with_severity(Severity::Warning), "warning")];
    let counts = counts.iter().filter(|(count, _)| *count > 0).map(|(count, label)| format!("{count} {label}"));
    let severities = severities.iter().filter(|(count, _)| *count > 0).map(|(count, noun)| plural(*count, noun));
    let parts: Vec<String> = counts.chain(severities).collect();
    let definitions = plural(report.jobs.len(), "definition");
    let result = match parts.as_slice() {
        [] if is_check => "no problems".to_owned(),
        [] => "nothing to do".to_owned(),
        parts => parts.join(", "),
    };
    format!("{}: {definitions}: {result}", report.command)
}

/// What to do next, as a sentence after a space; `place` is where the details are.
pub(super) fn advice(exit_code: u8, place: &str) -> String {
    match exit_code {
        1 => format!(" Fix what is listed {place} and push."),
        2 => " Fix the configuration and run again.".to_owned(),
        3 => " Run again; nothing is lost.".to_owned(),
        4 => " Check what is held back, wait or release it, and run again.".to_owned(),
        _ => String::new(),
    }
}

/// `1 job`, `2 jobs`.
pub fn plural(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
