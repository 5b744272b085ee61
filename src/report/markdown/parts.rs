//! What stands below the table: findings, gaps, changes, notes.

use serde_json::Value;
use similar::TextDiff;

use super::grade::Grade;
use crate::domain::finding::Severity;
use crate::domain::step::Change;
use crate::report::{Job, Located, Missing, Report, gap};

/// Findings that stand in no definition.
pub(super) fn unplaced(report: &Report, grade: Grade, out: &mut String) {
    list(report.findings.iter().map(|found| (None, found)).collect(), grade, out);
}

/// Findings of one severity, under a heading.
pub(super) fn findings(report: &Report, severity: Severity, grade: Grade, out: &mut String) {
    let found = of(report, severity);
    if !found.is_empty() {
        out.push_str(if severity == Severity::Error { "### Errors\n\n" } else { "### Warnings\n\n" });
        list(found, grade, out);
    }
}

/// The gap list: a line for each gap, and one block to paste a file.
pub(super) fn missing(report: &Report, grade: Grade, out: &mut String) {
    let mut left = grade.items;
    for job in report.jobs.iter().filter(|job| !job.missing.is_empty()) {
        let told = &job.missing[..job.missing.len().min(left)];
        left -= told.len();
        if !told.is_empty() {
            gaps(job, told, grade, out);
        }
    }
    if let Some(more) = grade.more(report.jobs.iter().map(|job| job.missing.len()).sum()) {
        out.push_str(&format!("{more} missing\n\n"));
    }
}

fn gaps(job: &Job, missing: &[Missing], grade: Grade, out: &mut String) {
    out.push_str(&format!("### Missing in {}\n\n", grade.code(&job.file)));
    for Missing { gap, line } in missing {
        out.push_str(&format!("- line {line}: {}", grade.code(&gap.label)));
        let told = gap.prompt.iter().cloned().chain(gap::advice(gap)).filter(|_| grade.has_help());
        told.for_each(|told| out.push_str(&format!("<br>\n  {}", grade.code(&told))));
        out.push('\n');
    }
    let paste = gap::paste_all(missing.iter().map(|missing| &missing.gap));
    out.push_str(&format!("\n{}\n", grade.block("yaml", &paste)));
}

/// What differs from what was last applied, folded.
pub(super) fn changes(report: &Report, out: &mut String) {
    let jobs = || report.jobs.iter().filter(|job| !job.changes.is_empty());
    let count: usize = jobs().map(|job| job.changes.len()).sum();
    if count == 0 {
        return;
    }
    out.push_str(&format!("<details><summary>Field changes ({count})</summary>\n\n"));
    for job in jobs() {
        let lines: Vec<String> = job.changes.iter().map(change).collect();
        out.push_str(&format!("{}\n\n", Grade::WHOLE.code(&job.file)));
        out.push_str(&format!("{}\n", Grade::WHOLE.block("diff", &lines.join("\n"))));
    }
    out.push_str("</details>\n\n");
}

/// What is worth knowing, folded.
pub(super) fn notes(report: &Report, out: &mut String) {
    let notes = of(report, Severity::Note);
    if !notes.is_empty() {
        let count = notes.len();
        out.push_str(&format!("<details><summary>Worth knowing, and what nobody pinned ({count})</summary>\n\n"));
        list(notes, Grade::WHOLE, out);
        out.push_str("</details>\n\n");
    }
}

fn of(report: &Report, severity: Severity) -> Vec<(Option<&Job>, &Located)> {
    let all = report.jobs.iter().flat_map(|job| job.findings.iter().map(move |found| (Some(job), found)));
    all.filter(|(_, found)| found.finding.severity == severity).collect()
}

fn list(found: Vec<(Option<&Job>, &Located)>, grade: Grade, out: &mut String) {
    if found.is_empty() {
        return;
    }
    for (job, found) in found.iter().take(grade.items) {
        finding(*job, found, grade, out);
    }
    if let Some(more) = grade.more(found.len()) {
        out.push_str(&format!("- {more}\n"));
    }
    out.push('\n');
}

fn finding(job: Option<&Job>, Located { finding, position }: &Located, grade: Grade, out: &mut String) {
    let place = job.zip(*position).map(|(job, position)| format!("{}:{position}", job.file));
    let place = place.map(|place| format!(" {}", grade.code(&place))).unwrap_or_default();
    let (severity, code) = (finding.severity.as_str(), finding.code.name());
    out.push_str(&format!("- {severity} `{code}`{place}: {}", grade.code(&finding.message)));
    if let Some(help) = finding.help.as_deref().filter(|_| grade.has_help()) {
        out.push_str(&format!("<br>\n  {}", grade.code(help)));
    }
    out.push('\n');
}

/// One change as diff lines.
fn change(Change { field, before, after }: &Change) -> String {
    let yaml = |value: &Value| gap::yaml(field, value);
    let before = before.as_ref().map(yaml).unwrap_or_default();
    let after = yaml(after);
    let diff = TextDiff::from_lines(before.as_str(), after.as_str());
    let lines =
        diff.iter_all_changes().map(|change| format!("{}{}", change.tag(), change.value().trim_end_matches('\n')));
    lines.collect::<Vec<_>>().join("\n")
}
