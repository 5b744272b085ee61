//! The table of jobs: steps done and planned, the job's link, its status and readiness.

use super::detail_level::DetailLevel;
use crate::domain::step::{Outcome, StepKind, StepResult};
use crate::redact::escape;
use crate::report::{Address, Job, Report, summary};

/// Adds the table: jobs with a problem first, otherwise by id.
pub(super) fn table(report: &Report, level: DetailLevel, out: &mut String) {
    if report.jobs.is_empty() {
        return;
    }
    let planned = if report.command == "publish" { "to do" } else { "on merge" };
    out.push_str(&format!("| definition | done | {planned} | job | state |\n|---|---|---|---|---|\n"));
    let mut jobs: Vec<&Job> = report.jobs.iter().collect();
    jobs.sort_by_key(|job| !has_problem(job));
    for job in jobs.iter().take(level.max_items) {
        out.push_str(&row(job, level));
    }
    if let Some(more) = level.more(jobs.len()) {
        out.push_str(&format!("| {more} | | | | |\n"));
    }
    out.push('\n');
}

fn has_problem(job: &Job) -> bool {
    let is_undone = |step: &StepResult| !matches!(step.outcome, Outcome::Done | Outcome::Found | Outcome::Planned);
    error_count(job) > 0
        || !job.missing.is_empty()
        || job.publish_ready == Some(false)
        || job.steps.iter().any(is_undone)
}

fn error_count(job: &Job) -> usize {
    job.findings.iter().filter(|found| found.finding.is_error()).count()
}

fn row(job: &Job, level: DetailLevel) -> String {
    let steps = |is_planned: bool| {
        let steps = job.steps.iter().filter(|step| (step.outcome == Outcome::Planned) == is_planned);
        steps.map(|step| self::step(step, level)).collect::<Vec<_>>().join("<br>")
    };
    let id = level.cell(&job.id);
    format!("| {id} | {} | {} | {} | {} |\n", steps(false), steps(true), link(job, level), state(job, level))
}

fn step(StepResult { kind, outcome, reason }: &StepResult, level: DetailLevel) -> String {
    let outcome = match outcome {
        Outcome::Planned | Outcome::Done => String::new(),
        other => format!(" **{}**", other.as_str()),
    };
    let needs_reason = level.has_help() || !outcome.is_empty();
    let reason = reason.as_deref().filter(|_| needs_reason).map(|reason| format!(": {}", level.cell(reason)));
    format!("{}{outcome}{}", kind.as_str(), reason.unwrap_or_default())
}

/// The job's id, linked to its public page or to the draft's editor.
fn link(job: &Job, level: DetailLevel) -> String {
    let is_live = job.job_url.is_some() && job.status.as_deref() != Some("DRAFT");
    let is_closed = job.steps.iter().any(|step| (step.kind, step.outcome) == (StepKind::Close, Outcome::Done));
    let url = if is_live { &job.job_url } else { &job.draft_url };
    let Some(id) = job.job_id.as_deref().map(|id| level.truncate(id)) else { return String::new() };
    match url.as_ref().filter(|_| !is_closed) {
        Some(Address::Own(url)) => escape::link(&id, Some(url)),
        Some(Address::Foreign(url)) => format!("{} not OpenTrain's: {}", level.cell(&id), level.cell(url)),
        None => level.cell(&id),
    }
}

fn state(job: &Job, level: DetailLevel) -> String {
    let status = job.status.as_deref().map(|status| level.cell(status)).unwrap_or_default();
    let readiness = match (error_count(job), job.missing.len(), job.publish_ready) {
        (0, 0, Some(true)) => "ready".to_owned(),
        (0, 0, Some(false)) => "**not ready**".to_owned(),
        (0, 0, None) => String::new(),
        (0, missing, _) => format!("**{missing} missing**"),
        (errors, 0, _) => format!("**{}**", summary::plural(errors, "error")),
        (errors, missing, _) => format!("**{}, {missing} missing**", summary::plural(errors, "error")),
    };
    format!("{status} {readiness}").trim().to_owned()
}
