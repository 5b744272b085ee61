//! The report in Markdown, whole or within a limit: for a comment, a step summary, a file. Text of others stands in code only.

mod grade;
mod parts;
mod table;

use std::io::{self, Write};

use super::{Report, tally};
use crate::domain::finding::Severity;
use grade::{Detail, Grade};

/// Writes the whole report: the verdict first.
pub fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(render(report, Grade::WHOLE, "").as_bytes())
}

/// As much of the report as `fits`: first the notes go, then the changes, then the help texts; then the lists become shorter, with
/// what blocks always first. What is left out is said, and `whole` says where it is. A longer report must not fit better.
pub(super) fn fitted(report: &Report, whole: &str, fits: &dyn Fn(&str) -> bool) -> String {
    for detail in Detail::ALL {
        let text = render(report, Grade::of(detail), whole);
        if fits(&text) {
            return text;
        }
    }
    let (mut short, mut long) = (0, longest_list(report) + 1);
    while long - short > 1 {
        let middle = short + (long - short) / 2;
        let end = if fits(&render(report, Grade::listing(middle), whole)) { &mut short } else { &mut long };
        *end = middle;
    }
    render(report, Grade::listing(short), whole)
}

fn longest_list(report: &Report) -> usize {
    let findings = report.findings.len() + report.jobs.iter().map(|job| job.findings.len()).sum::<usize>();
    report.jobs.len().max(report.totals.missing).max(findings)
}

fn render(report: &Report, grade: Grade, whole: &str) -> String {
    let mark = if report.exit_code == 0 { "✅" } else { "❌" };
    let advice = tally::advice(report.exit_code, "below");
    let mut out = format!("{mark} **{}.**{advice}\n\n", tally::line(report));
    if let Some(left_out) = grade.left_out() {
        out.push_str(&format!("Shortened: {left_out}. {whole}\n\n"));
    }
    let is_unplaced = report.findings.iter().any(|found| found.finding.is_error());
    if is_unplaced {
        parts::unplaced(report, grade, &mut out);
    }
    table::table(report, grade, &mut out);
    parts::findings(report, Severity::Error, grade, &mut out);
    parts::missing(report, grade, &mut out);
    if !is_unplaced {
        parts::unplaced(report, grade, &mut out);
    }
    parts::findings(report, Severity::Warning, grade.lesser(), &mut out);
    if grade.detail >= Detail::Changes {
        parts::changes(report, &mut out);
    }
    if grade.detail >= Detail::Notes {
        parts::notes(report, &mut out);
    }
    out
}
