//! The sections around the table: findings, missing fields, changes, notes.

use serde_json::Value;
use similar::TextDiff;

use super::detail_level::DetailLevel;
use crate::domain::finding::{Code, Severity};
use crate::domain::step::Change;
use crate::report::{Job, Located, Missing, Report, missing_field};

/// A finding with its job, if it belongs to one.
struct Entry<'a> {
    job: Option<&'a Job>,
    found: &'a Located,
}

/// Findings about the run as a whole.
pub(super) fn run_findings(report: &Report, level: DetailLevel, out: &mut String) {
    let entries: Vec<Entry<'_>> = report.findings.iter().map(|found| Entry { job: None, found }).collect();
    list(&entries, level, out);
}

/// The jobs' findings of one severity, under a heading.
pub(super) fn findings(report: &Report, severity: Severity, level: DetailLevel, out: &mut String) {
    let mut entries = with_severity(report, severity);
    entries.retain(|entry| entry.found.finding.code != Code::UnusualPay);
    if !entries.is_empty() {
        out.push_str(if severity == Severity::Error { "### Errors\n\n" } else { "### Warnings\n\n" });
        list(&entries, level, out);
    }
}

/// The pay to look at before anything else.
pub(super) fn unusual_pay(report: &Report, level: DetailLevel, out: &mut String) {
    let mut entries = with_severity(report, Severity::Warning);
    entries.retain(|entry| entry.found.finding.code == Code::UnusualPay);
    list(&entries, level, out);
}

/// The missing fields: one line each, and one YAML block per file.
pub(super) fn missing(report: &Report, level: DetailLevel, out: &mut String) {
    let mut remaining = level.max_items;
    for job in in_view(report).filter(|job| !job.missing.is_empty()) {
        let shown = &job.missing[..job.missing.len().min(remaining)];
        remaining -= shown.len();
        if !shown.is_empty() {
            missing_in_file(job, shown, level, out);
        }
    }
    if let Some(more) = level.more(in_view(report).map(|job| job.missing.len()).sum()) {
        out.push_str(&format!("{more} missing\n\n"));
    }
}

fn missing_in_file(job: &Job, missing: &[Missing], level: DetailLevel, out: &mut String) {
    out.push_str(&format!("### Missing in {}\n\n", level.code(&job.file)));
    for missing in missing {
        let field = missing.for_advice();
        out.push_str(&format!("- line {}: {}", missing.line, level.code(&field.label)));
        if level.has_help() {
            for help in field.prompt.iter().cloned().chain(missing_field::advice(field)) {
                out.push_str(&format!("<br>\n  {}", level.code(&help)));
            }
        }
        out.push('\n');
    }
    let snippet = missing_field::yaml_snippets(missing.iter().map(Missing::for_advice));
    out.push_str(&format!("\n{}\n", level.block("yaml", &snippet)));
}

/// The notes, folded.
pub(super) fn notes(report: &Report, out: &mut String) {
    let notes = with_severity(report, Severity::Note);
    // What is read and not pinned is listed among the values that go live.
    let notes: Vec<Entry<'_>> = notes.into_iter().filter(|note| note.found.finding.code != Code::Unpinned).collect();
    if !notes.is_empty() {
        let count = notes.len();
        out.push_str(&format!("<details><summary>Notes ({count})</summary>\n\n"));
        list(&notes, DetailLevel::FULL, out);
        out.push_str("</details>\n\n");
    }
}

/// The postings that the change may touch; one line counts the others.
fn in_view(report: &Report) -> impl Iterator<Item = &Job> {
    report.jobs.iter().filter(|job| report.is_in_view(job))
}

fn with_severity(report: &Report, severity: Severity) -> Vec<Entry<'_>> {
    let shown = |job| move |found: &&Located| report.shows(job, found) && found.finding.severity == severity;
    let entries = report
        .jobs
        .iter()
        .flat_map(|job| job.findings.iter().filter(shown(job)).map(move |found| Entry { job: Some(job), found }));
    entries.collect()
}

fn list(entries: &[Entry<'_>], level: DetailLevel, out: &mut String) {
    if entries.is_empty() {
        return;
    }
    for entry in entries.iter().take(level.max_items) {
        finding(entry, level, out);
    }
    if let Some(more) = level.more(entries.len()) {
        out.push_str(&format!("- {more}\n"));
    }
    out.push('\n');
}

fn finding(Entry { job, found }: &Entry<'_>, level: DetailLevel, out: &mut String) {
    let finding = &found.finding;
    let location = job.zip(found.position).map(|(job, position)| format!("{}:{position}", found.file(job)));
    let location = location.map(|location| format!(" {}", level.code(&location))).unwrap_or_default();
    let severity = finding.severity.as_str();
    let code = finding.code.name();
    out.push_str(&format!("- {severity} `{code}`{location}: {}", level.code(&found.message())));
    if let Some(help) = finding.help.as_deref().filter(|_| level.has_help()) {
        out.push_str(&format!("<br>\n  {}", level.code(help)));
        for line in finding.paste.iter().flat_map(|yaml| yaml.lines()) {
            out.push_str(&format!("<br>\n  {}", level.code(line)));
        }
    }
    out.push('\n');
}

/// One change as diff lines.
pub(super) fn change(Change { field, before, after }: &Change) -> String {
    let yaml = |value: &Value| missing_field::diff_lines(field, value);
    let before = before.as_ref().map(yaml).unwrap_or_default();
    let after = yaml(after);
    let diff = TextDiff::from_lines(before.as_str(), after.as_str());
    let lines =
        diff.iter_all_changes().map(|change| format!("{}{}", change.tag(), change.value().trim_end_matches('\n')));
    lines.collect::<Vec<_>>().join("\n")
}
