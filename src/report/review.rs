//! What a reviewer decides on: can it merge, and what does the merge do. Texts are not escaped yet.

mod action;
mod others;
mod verdict;

use serde_json::Value;

pub(super) use action::Action;
pub(super) use others::Others;
pub(super) use verdict::{Tone, Verdict};

use super::{Job, Report};
use crate::domain::finding::Code;
use crate::domain::job::Status;
use crate::domain::money;
use crate::domain::pay::{Cost, PayTerms};
use crate::domain::step::StepKind;
use crate::plan::on_merge::Blocker;

/// All that a reader decides on. It is the same however much of a report is shown.
pub(super) struct Review<'a> {
    pub(super) report: &'a Report,
    pub(super) verdict: Verdict,
    /// What a merge does in spite of what blocks some postings; `None` where there is no such question.
    pub(super) if_merged_now: Option<&'static str>,
    /// Those with a problem first.
    pub(super) rows: Vec<Row<'a>>,
    pub(super) others: Others<'a>,
}

impl<'a> Review<'a> {
    pub(super) fn new(report: &'a Report) -> Self {
        let rows = rows(report);
        let verdict = Verdict::new(report, &rows);
        let others = Others::new(report, !rows.is_empty());
        Self { report, verdict, if_merged_now: if_merged_now(report, &rows), rows, others }
    }
}

/// One posting, in plain words.
pub(super) struct Row<'a> {
    pub(super) job: &'a Job,
    /// Its title, or its id where nothing says one.
    pub(super) title: &'a str,
    pub(super) action: Action,
    pub(super) pay: Shift,
    pub(super) people: Shift,
    pub(super) cost: Shift,
    pub(super) has_problem: bool,
    pub(super) has_unusual_pay: bool,
}

/// A text and what it was before, if that is another one.
#[derive(Default)]
pub(super) struct Shift {
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
}

/// What a merge does in spite of what blocks some postings; `None` where there is no such question.
fn if_merged_now(report: &Report, rows: &[Row<'_>]) -> Option<&'static str> {
    let is_blocked = report.exit_code == 1 || rows.iter().any(|row| needs_edit(row.job));
    let is_review = matches!(report.command, "plan" | "draft") && is_blocked;
    if !is_review || rows.iter().all(|row| !row.has_problem) {
        return None;
    }
    let is_any_done = rows.iter().any(|row| unblocked_step(row.job).is_some());
    let is_any_held = rows.iter().any(|row| is_only_held(row.job));
    Some(match is_any_done {
        true if is_any_held => {
            "If it is merged as it is, what is blocked (⛔) or held (⏳) is left out, and the rest is done."
        }
        true => "If it is merged as it is, what is blocked (⛔) is left out, and the rest is done.",
        false => "If it is merged as it is, nothing changes for the public.",
    })
}

/// The rows, those with a problem first.
fn rows(report: &Report) -> Vec<Row<'_>> {
    if report.command == "check" {
        return Vec::new();
    }
    let mut rows: Vec<Row<'_>> =
        report.jobs.iter().filter(|job| is_shown(report, job)).map(|job| row(report, job)).collect();
    rows.sort_by_key(|row| !row.has_problem);
    rows
}

/// Whether a posting has a row of its own: the change touches it, or else there is something to do or to mend.
fn is_shown(report: &Report, job: &Job) -> bool {
    let merge = job.on_merge.as_ref().map(|merge| &merge.decision);
    let has_something = !job.steps.is_empty() || has_problem(job) || merge.is_some_and(|merge| merge.step.is_some());
    report.is_in_view(job) && (job.touched == Some(true) || has_something)
}

fn has_problem(job: &Job) -> bool {
    is_held(job) || needs_edit(job)
}

/// Whether it waits for a limit or for somebody to look.
fn is_held(job: &Job) -> bool {
    blocked_by(job).iter().copied().any(is_hold) || job.steps.iter().any(|step| step.outcome.is_held())
}

/// Whether it needs an edit of its definition, or an answer there.
fn needs_edit(job: &Job) -> bool {
    blocked_by(job).iter().any(|blocker| !is_hold(*blocker))
        || error_count(job) > 0
        || !job.missing.is_empty()
        || job.publish_ready == Some(false) && job.on_merge.is_none()
        || job.steps.iter().any(|step| step.outcome.is_undone() && !step.outcome.is_held())
}

/// Whether it is held and needs no edit.
pub(super) fn is_only_held(job: &Job) -> bool {
    is_held(job) && !needs_edit(job)
}

fn blocked_by(job: &Job) -> &[Blocker] {
    job.on_merge.as_ref().map_or(&[], |merge| &merge.decision.blocked_by)
}

/// A limit that an edit of the definition meets comes with an error.
fn is_hold(blocker: Blocker) -> bool {
    matches!(blocker, Blocker::Limit | Blocker::Held)
}

fn error_count(job: &Job) -> usize {
    job.findings.iter().filter(|found| found.finding.is_error()).count()
}

/// The step that the merge carries out.
fn unblocked_step(job: &Job) -> Option<StepKind> {
    let merge = &job.on_merge.as_ref()?.decision;
    merge.step.filter(|_| !has_problem(job))
}

fn row<'a>(report: &Report, job: &'a Job) -> Row<'a> {
    let merge = job.on_merge.as_ref().map(|merge| &merge.decision);
    let step = merge.and_then(|merge| merge.step);
    let now = merge.and_then(|merge| merge.pay_now.as_ref());
    let pay = merge.and_then(|merge| if step == Some(StepKind::Close) { now } else { Some(&merge.pay) });
    let cost = |terms: &PayTerms| match terms.cost() {
        Cost::Amount { amount, .. } => Some(money::dollars(amount)),
        Cost::Unknown => None,
    };
    Row {
        job,
        title: job.title(),
        action: action::action(report, job),
        pay: Shift::new(now.and_then(PayTerms::describe), pay.and_then(PayTerms::describe)),
        people: people(job),
        cost: if step == Some(StepKind::Close) || job.status.as_ref().is_some_and(Status::is_ended) {
            Shift::default()
        } else {
            Shift::new(now.and_then(cost), pay.and_then(cost))
        },
        has_problem: has_problem(job),
        has_unusual_pay: job.findings.iter().any(|found| found.finding.code == Code::UnusualPay),
    }
}

fn people(job: &Job) -> Shift {
    let Some(merge) = job.on_merge.as_ref().map(|merge| &merge.decision) else { return Shift::default() };
    let change = merge.changes.iter().find(|change| change.field == "headcount");
    let before = change.and_then(|change| change.before.as_ref()).map(Value::to_string);
    Shift::new(before, merge.headcount.as_ref().map(Value::to_string))
}

impl Shift {
    fn new(before: Option<String>, after: Option<String>) -> Self {
        let before = before.filter(|before| Some(before) != after.as_ref());
        Self { before, after }
    }
}

fn is_live(job: &Job) -> bool {
    job.status == Some(Status::Open)
}
