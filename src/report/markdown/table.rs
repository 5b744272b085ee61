//! The table of jobs: what was done, what is to come, where the job is, whether it is ready.

use super::grade::Grade;
use crate::domain::step::{Outcome, StepKind, StepResult};
use crate::redact::escape;
use crate::report::{Job, Report, tally};

/// Adds the table. Jobs with something to mend come first, else they stand by id.
pub(super) fn table(report: &Report, grade: Grade, out: &mut String) {
    if report.jobs.is_empty() {
        return;
    }
    let to_come = if report.command == "publish" { "to do" } else { "on merge" };
    out.push_str(&format!("| definition | done | {to_come} | job | state |\n|---|---|---|---|---|\n"));
    let mut jobs: Vec<&Job> = report.jobs.iter().collect();
    jobs.sort_by_key(|job| !is_blocked(job));
    for job in jobs.iter().take(grade.items) {
        out.push_str(&row(job, grade));
    }
    if let Some(more) = grade.more(jobs.len()) {
        out.push_str(&format!("| {more} | | | | |\n"));
    }
    out.push('\n');
}

fn is_blocked(job: &Job) -> bool {
    let is_undone = |step: &StepResult| !matches!(step.outcome, Outcome::Done | Outcome::Planned);
    errors(job) > 0 || !job.missing.is_empty() || job.publish_ready == Some(false) || job.steps.iter().any(is_undone)
}

fn errors(job: &Job) -> usize {
    job.findings.iter().filter(|found| found.finding.is_error()).count()
}

fn row(job: &Job, grade: Grade) -> String {
    let cells = |is_planned: bool| {
        let told = job.steps.iter().filter(|step| (step.outcome == Outcome::Planned) == is_planned);
        told.map(|step| self::step(step, grade)).collect::<Vec<_>>().join("<br>")
    };
    let (done, planned) = (cells(false), cells(true));
    format!("| {} | {done} | {planned} | {} | {} |\n", grade.cell(&job.id), place(job, grade), state(job, grade))
}

fn step(StepResult { kind, outcome, reason }: &StepResult, grade: Grade) -> String {
    let outcome = match outcome {
        Outcome::Planned | Outcome::Done => String::new(),
        other => format!(" **{}**", other.as_str()),
    };
    let is_wanted = grade.has_help() || !outcome.is_empty();
    let reason = reason.as_deref().filter(|_| is_wanted).map(|reason| format!(": {}", grade.cell(reason)));
    format!("{}{outcome}{}", kind.as_str(), reason.unwrap_or_default())
}

/// The job's id with the address where it can be looked at.
fn place(job: &Job, grade: Grade) -> String {
    let is_live = job.job_url.is_some() && job.status.as_deref() != Some("DRAFT");
    let is_closed = job.steps.iter().any(|step| (step.kind, step.outcome) == (StepKind::Close, Outcome::Done));
    let url = if is_live { &job.job_url } else { &job.draft_url };
    let url = url.as_deref().filter(|_| !is_closed);
    job.job_id.as_deref().map(|id| escape::link(&grade.cut(id), url)).unwrap_or_default()
}

fn state(job: &Job, grade: Grade) -> String {
    let status = job.status.as_deref().map(|status| grade.cell(status)).unwrap_or_default();
    let (errors, gaps) = (errors(job), job.missing.len());
    let word = match (errors, gaps, job.publish_ready) {
        (0, 0, Some(true)) => "ready".to_owned(),
        (0, 0, Some(false)) => "**not ready**".to_owned(),
        (0, 0, None) => String::new(),
        (0, gaps, _) => format!("**{gaps} missing**"),
        (errors, 0, _) => format!("**{}**", tally::several(errors, "error")),
        (errors, gaps, _) => format!("**{}, {gaps} missing**", tally::several(errors, "error")),
    };
    format!("{status} {word}").trim().to_owned()
}
