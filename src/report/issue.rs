//! The text of the issue that is open while a publish needs an edit: what to edit, and where. Untrusted text appears in code only.

use super::comment::{Context, MAX_COMMENT_LENGTH, length};
use super::review::is_only_held;
use super::{Job, Located, Missing, Report, missing_field, summary};
use crate::domain::finding::Severity;
use crate::domain::step::{Outcome, StepResult};
use crate::redact::escape;

/// Of one definition.
const MAX_ENTRIES: usize = 20;

/// Of one untrusted text.
const MAX_CHARS: usize = 400;

/// A longer snippet is left out: cut, it would parse to something else.
const MAX_SNIPPET_CHARS: usize = 4_000;

/// A failure has its cause first.
const MAX_FAILURE_CHARS: usize = 10_000;

/// Why an edit is needed.
pub enum Cause<'a> {
    /// What the publish found.
    Report(&'a Report),
    /// The message of a run that ended without a report.
    Failure(String),
}

/// The title, for a jobs directory.
pub fn title(jobs: &str) -> String {
    escape::truncate(&escape::line(&format!("Job postings in {jobs} need an edit")), 200)
}

/// The Markdown, within GitHub's limit.
pub fn body(cause: &Cause<'_>, context: &Context) -> String {
    let run = context.run_link();
    let run = run.map(|url| format!(" The last one is [this run]({url}).")).unwrap_or_default();
    let end = format!(
        "Each publish of the default branch updates this issue, and the first that needs no edit closes it.{run}\n"
    );
    let mut out = format!("{}\n", context.header);
    match cause {
        Cause::Failure(message) => {
            let message = escape::block("text", &escape::truncate(message, MAX_FAILURE_CHARS));
            out.push_str(&format!("The publish ended before it began.\n\n{message}\n"));
        }
        Cause::Report(report) => {
            let remaining = MAX_COMMENT_LENGTH.saturating_sub(length(&out) + length(&end));
            report_within(report, remaining, &mut out);
        }
    }
    out + &end
}

fn report_within(report: &Report, max_length: usize, out: &mut String) {
    let jobs: Vec<&Job> = report.jobs.iter().filter(|job| needs_edit(job)).collect();
    let held = jobs.iter().filter(|job| is_only_held(job)).count();
    let mut text = verdict(report, jobs.len() - held, held);
    // What is about the run as a whole comes first. A held close is reported by a warning.
    let findings = report.findings.iter().filter(|found| found.finding.severity != Severity::Note);
    let lines: Vec<String> = findings.map(|found| finding(found, None)).collect();
    text.push_str(&list(&lines));
    let reserved_for_count = 100;
    for (index, job) in jobs.iter().enumerate() {
        let section = section(job);
        if length(&text) + length(&section) + reserved_for_count > max_length {
            text.push_str(&format!("… and {} more. The run's summary has all.\n\n", jobs.len() - index));
            break;
        }
        text.push_str(&section);
    }
    out.push_str(&text);
}

/// `jobs` need an edit; `held` wait and need none.
fn verdict(report: &Report, jobs: usize, held: usize) -> String {
    let sentence = match (report.exit_code, jobs) {
        (2, _) => "The last publish ended early: **its set-up needs an edit**.".to_owned(),
        (4, _) if held == 0 => "The last publish **held something back** until somebody looks.".to_owned(),
        (4, _) => format!("**{} held back** until somebody looks.", counted(held)),
        (_, 0) => "The last publish **needs an edit**.".to_owned(),
        (_, 1) => "**1 posting needs an edit** before it is published as its definition says.".to_owned(),
        (_, jobs) => format!("**{jobs} postings need an edit** before they are published as their definitions say."),
    };
    let held = match (report.exit_code, held) {
        (1, 1..) => format!(" {} held back until somebody looks.", counted(held)),
        _ => String::new(),
    };
    format!("{sentence}{held}\n\n")
}

fn counted(jobs: usize) -> String {
    format!("{} {}", summary::plural(jobs, "posting"), if jobs == 1 { "is" } else { "are" })
}

fn needs_edit(job: &Job) -> bool {
    job.steps.iter().any(is_stopped)
        || !job.missing.is_empty()
        || job.findings.iter().any(|found| found.finding.is_error())
        || is_unready(job)
}

/// Whether only you can make the step succeed.
fn is_stopped(step: &StepResult) -> bool {
    matches!(step.outcome, Outcome::Held | Outcome::Refused)
}

/// Whether OpenTrain refuses the job without naming a field.
fn is_unready(job: &Job) -> bool {
    job.publish_ready == Some(false) && job.missing.is_empty()
}

/// One definition: what is missing or wrong in it, and the lines to paste.
fn section(job: &Job) -> String {
    let is_held = job.steps.iter().any(|step| step.outcome == Outcome::Held);
    let named =
        job.missing.iter().map(|missing| format!("line {}: **missing** {}", missing.line, code(&missing.field.label)));
    let missing = named.chain(job.unnamed_summary().map(|unnamed| format!("**missing** {unnamed}")));
    let findings = job.findings.iter().filter(|found| {
        // What holds a posting back is reported by a warning.
        found.finding.is_error() || is_held && found.finding.severity == Severity::Warning
    });
    let steps = job.steps.iter().filter(|step| is_stopped(step));
    let steps = steps.map(|step| {
        let reason = step.reason.as_deref().map(|reason| format!(": {}", code(reason))).unwrap_or_default();
        format!("{} {}{reason}", step.kind.as_str(), step.outcome.as_str())
    });
    let mut lines: Vec<String> = missing.chain(findings.map(|found| finding(found, Some(job)))).chain(steps).collect();
    if lines.is_empty() {
        lines.push("OpenTrain does not find it ready to publish, and names no field.".to_owned());
    }
    let snippet = missing_field::yaml_snippets(job.missing.iter().map(Missing::for_advice));
    let snippet = match snippet.len() {
        1..=MAX_SNIPPET_CHARS => escape::block("yaml", &snippet) + "\n",
        _ => String::new(),
    };
    format!("### {}\n\n{}{snippet}", code(&job.file), list(&lines))
}

/// A finding about the run, or of a definition.
fn finding(found: &Located, job: Option<&Job>) -> String {
    let finding = &found.finding;
    let place = job.zip(found.position).map(|(job, position)| match found.file(job) {
        file if file == job.file => format!("line {}: ", position.line),
        file => format!("{} line {}: ", code(file), position.line),
    });
    let place = place.unwrap_or_default();
    let kind = format!("{} `{}`", finding.severity.as_str(), finding.code.name());
    if found.is_repeated() {
        return format!("{place}{kind}, as above");
    }
    let paste = finding.paste.as_deref().filter(|paste| paste.len() <= MAX_SNIPPET_CHARS);
    let help = finding.help.iter().map(|help| code(help));
    let help = help.chain(paste.iter().flat_map(|paste| paste.lines()).map(escape::code));
    let help: String = help.map(|help| format!("<br>\n  {help}")).collect();
    format!("{place}{kind}: {}{help}", code(&found.message()))
}

fn list(lines: &[String]) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let shown = lines.iter().take(MAX_ENTRIES).map(|line| format!("- {line}\n"));
    let more = lines.len().saturating_sub(MAX_ENTRIES);
    let more = if more > 0 { format!("- … and {more} more\n") } else { String::new() };
    format!("{}{more}\n", shown.collect::<String>())
}

fn code(text: &str) -> String {
    escape::code(&escape::truncate(text, MAX_CHARS))
}
