//! The report for a pull request or a step summary. Text of others stands in code only.

use std::io::{self, Write};

use serde_json::Value;
use similar::TextDiff;

use super::{Job, Located, Missing, Report, gap, inert, text};
use crate::domain::step::{Change, StepResult};

/// Writes the report as Markdown: the verdict first.
pub fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mark = if report.exit_code == 0 { "✅" } else { "❌" };
    writeln!(out, "{mark} **{}**\n", text::summary_line(report).trim_end_matches('.'))?;
    table(report, out)?;
    for found in &report.findings {
        finding(found, None, out)?;
    }
    for job in report.jobs.iter().filter(|job| !job.missing.is_empty()) {
        missing(job, out)?;
    }
    for job in report.jobs.iter().filter(|job| !(job.findings.is_empty() && job.changes.is_empty())) {
        details(job, out)?;
    }
    Ok(())
}

fn table(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    if report.jobs.is_empty() {
        return Ok(());
    }
    writeln!(out, "| definition | steps | job | state |\n|---|---|---|---|")?;
    for job in &report.jobs {
        let steps: Vec<String> = job.steps.iter().map(step).collect();
        let id = job.job_id.as_deref().map(inert::code).unwrap_or_default();
        writeln!(out, "| {} | {} | {id} | {} |", inert::code(&job.id), steps.join("<br>"), state(job))?;
    }
    writeln!(out)
}

fn step(StepResult { kind, outcome, reason }: &StepResult) -> String {
    let reason = reason.as_deref().map(|reason| format!(": {}", inert::code(reason))).unwrap_or_default();
    format!("{} {}{reason}", kind.word(), outcome.word())
}

fn state(job: &Job) -> String {
    let status = job.status.as_deref().map(inert::code).unwrap_or_default();
    let errors = job.findings.iter().filter(|found| found.finding.is_error()).count();
    let word = match (errors, job.missing.len(), job.publish_ready) {
        (0, 0, Some(true)) => "ready".to_owned(),
        (0, 0, Some(false)) => "not ready".to_owned(),
        (0, 0, None) => String::new(),
        (0, gaps, _) => format!("**{gaps} missing**"),
        (errors, ..) => format!("**{errors} errors**"),
    };
    format!("{status} {word}").trim().to_owned()
}

fn missing(job: &Job, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "### Missing in {}\n", inert::code(&job.file))?;
    for Missing { gap, line } in &job.missing {
        writeln!(out, "- line {line}: {}", inert::code(&gap.label))?;
        for said in gap.prompt.iter().chain(&gap::advice(gap)) {
            writeln!(out, "  {}", inert::code(said))?;
        }
        let block = inert::block("yaml", &gap::paste(gap));
        block.lines().try_for_each(|line| writeln!(out, "  {line}"))?;
    }
    writeln!(out)
}

fn details(job: &Job, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "### {}\n", inert::code(&job.file))?;
    for found in &job.findings {
        finding(found, Some(job), out)?;
    }
    if !job.changes.is_empty() {
        let lines: Vec<String> = job.changes.iter().map(change).collect();
        writeln!(out, "{}", inert::block("diff", &lines.join("\n")))?;
    }
    Ok(())
}

fn finding(Located { finding, spot }: &Located, job: Option<&Job>, out: &mut dyn Write) -> io::Result<()> {
    let place = match (spot, job) {
        (Some((line, column)), Some(_)) => format!(" {line}:{column}"),
        _ => String::new(),
    };
    let (severity, code) = (finding.severity.word(), finding.code.name());
    writeln!(out, "- {severity} `{code}`{place}: {}", inert::code(&finding.message))?;
    finding.help.iter().try_for_each(|help| writeln!(out, "  {}", inert::code(help)))?;
    writeln!(out)
}

/// One change as diff lines.
fn change(Change { field, before, after }: &Change) -> String {
    let yaml = |value: &Value| serde_yaml::to_string(&serde_json::json!({field: value})).unwrap_or_default();
    let before = before.as_ref().map(yaml).unwrap_or_default();
    let after = yaml(after);
    let diff = TextDiff::from_lines(before.as_str(), after.as_str());
    let lines =
        diff.iter_all_changes().map(|change| format!("{}{}", change.tag(), change.value().trim_end_matches('\n')));
    lines.collect::<Vec<_>>().join("\n")
}
