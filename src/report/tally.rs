//! The numbers of a run, in words.

use super::{Report, Totals};
use crate::domain::finding::Severity;
use crate::domain::step::Outcome;

/// What the run came to, in one line without a full stop.
pub(super) fn line(report: &Report) -> String {
    let Totals { created, found, patched, published, updated, closed, unchanged, missing, held, failed } =
        report.totals;
    let steps = |outcome| report.jobs.iter().flat_map(|job| &job.steps).filter(|step| step.outcome == outcome).count();
    let (planned, unknown) = (steps(Outcome::Planned), steps(Outcome::Unknown));
    let findings = || report.jobs.iter().flat_map(|job| &job.findings).chain(&report.findings);
    let of = |severity| findings().filter(|found| found.finding.severity == severity).count();
    let counts = [
        (created, "created"),
        (found, "found"),
        (patched, "patched"),
        (published, "published"),
        (updated, "updated"),
        (closed, "closed"),
        (planned, "planned"),
        // Nothing was compared by `check`.
        (if report.command == "check" { 0 } else { unchanged }, "unchanged"),
        (held, "held back"),
        (failed - unknown, "not done"),
        (unknown, "unknown"),
        (missing, "missing"),
    ];
    let plurals = [(of(Severity::Error), "error"), (of(Severity::Warning), "warning")];
    let counts = counts.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}"));
    let told: Vec<String> =
        counts.chain(plurals.iter().filter(|(n, _)| *n > 0).map(|(n, word)| several(*n, word))).collect();
    let idle = if report.command == "check" { "nothing wrong" } else { "nothing to do" };
    let told = if told.is_empty() { idle.to_owned() } else { told.join(", ") };
    let definitions = several(report.jobs.len(), "definition");
    format!("{}: {definitions}: {told}", report.command)
}

/// What to do now, as a sentence with a blank before it; `place` says where the reader finds the details.
pub(super) fn advice(exit_code: u8, place: &str) -> String {
    match exit_code {
        1 => format!(" Edit what is named {place} and push."),
        2 => " Mend the set-up and run again.".to_owned(),
        3 => " Run again; nothing is lost.".to_owned(),
        4 => " Look at what is held back, wait or release it, and run again.".to_owned(),
        _ => String::new(),
    }
}

/// A number of things.
pub(super) fn several(n: usize, word: &str) -> String {
    format!("{n} {word}{}", if n == 1 { "" } else { "s" })
}
