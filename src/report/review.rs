//! What a reviewer decides on: can it merge, and what does the merge do. Texts are not escaped yet.

mod action;

use serde_json::Value;

pub(super) use action::Action;

use super::summary::plural;
use super::{Job, Report};
use crate::domain::finding::{Code, Finding, Severity};
use crate::domain::job::Status;
use crate::domain::money;
use crate::domain::pay::{Cost, PayTerms};
use crate::domain::step::StepKind;

/// The first line of a report.
pub(super) struct Verdict {
    /// For a page; a terminal shows colours.
    pub(super) icon: &'static str,
    /// One sentence without a full stop.
    pub(super) text: String,
}

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
        let verdict = verdict(report, &rows);
        let others = others(report, !rows.is_empty());
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

/// The postings without a row.
pub(super) struct Others<'a> {
    count: usize,
    /// How many of them the next publish makes public or changes, whatever merges: they waited.
    due: usize,
    /// Those of them that need an edit.
    pub(super) with_problem: Vec<&'a Job>,
    /// Whether they are known to be out of the change's reach, rather than only unchanged.
    are_untouched: bool,
    /// Whether other postings have a row.
    are_beside_rows: bool,
}

impl Others<'_> {
    /// One sentence about them, `None` where there are none. `named` follows `need an edit`.
    pub(super) fn sentence(&self, named: &str) -> Option<String> {
        let Self { count, due, with_problem, are_untouched, are_beside_rows } = self;
        let other = if *are_beside_rows { "other " } else { "" };
        let noun = if *count == 1 { "posting is" } else { "postings are" };
        let state = if *are_untouched { "not touched" } else { "unchanged" };
        let need = match with_problem.len() {
            0 => String::new(),
            1 => format!("; 1 of them needs an edit{named}"),
            several => format!("; {several} of them need an edit{named}"),
        };
        let due = match due {
            0 => String::new(),
            1 => "; 1 of them waited and is published next".to_owned(),
            several => format!("; {several} of them waited and are published next"),
        };
        (*count > 0).then(|| format!("{count} {other}{noun} {state}{need}{due}."))
    }
}

/// What is the case, in one sentence.
fn verdict(report: &Report, rows: &[Row<'_>]) -> Verdict {
    let text = |icon, text: String| Verdict { icon, text };
    let is_publish = report.command == "publish";
    match report.exit_code {
        0 if report.command == "check" => text("✅", format!("{} valid", are(report.jobs.len(), "definition"))),
        0 if is_publish => text("✅", done(report)),
        0 if has_finding(rows, |finding| finding.code == Code::UnusualPay) => {
            text("⚠️", format!("Ready to merge: {}. Look at the pay: it is unusual", on_merge(rows)))
        }
        0 if has_finding(rows, |finding| finding.severity == Severity::Warning) => {
            text("⚠️", format!("Ready to merge: {}. Read the warnings first", on_merge(rows)))
        }
        // A removed file looks like a closed job, and is none.
        0 if rows.iter().any(stays_live_without_file) => text("⚠️", format!("Ready to merge: {}", on_merge(rows))),
        0 => text("✅", format!("Ready to merge: {}", on_merge(rows))),
        1 => text("❌", needs_edit(report, rows)),
        2 => text("❌", "The set-up is wrong, so nothing more was done".to_owned()),
        3 => text("❌", "OpenTrain or the network failed. Run it again: nothing is lost".to_owned()),
        _ => text("⏳", format!("On hold: {}", on_hold(report))),
    }
}

/// What a merge does in spite of what blocks some postings; `None` where there is no such question.
fn if_merged_now(report: &Report, rows: &[Row<'_>]) -> Option<&'static str> {
    let is_review = matches!(report.command, "plan" | "draft") && report.exit_code == 1;
    if !is_review || rows.iter().all(|row| !row.has_problem) {
        return None;
    }
    Some(match rows.iter().any(|row| unblocked_step(row.job).is_some()) {
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

/// The postings without a row.
fn others(report: &Report, are_beside_rows: bool) -> Others<'_> {
    let others: Vec<&Job> = report.jobs.iter().filter(|job| !is_shown(report, job)).collect();
    let count = others.len();
    let due = others.iter().filter(|job| unblocked_step(job).is_some()).count();
    let with_problem = others.into_iter().filter(|job| has_problem(job)).collect();
    Others { count, due, with_problem, are_untouched: report.only_touched, are_beside_rows }
}

/// Whether a posting has a row of its own: the change touches it, or else there is something to do or to mend.
fn is_shown(report: &Report, job: &Job) -> bool {
    let merge = job.on_merge.as_ref().map(|merge| &merge.decision);
    let has_something = !job.steps.is_empty() || has_problem(job) || merge.is_some_and(|merge| merge.step.is_some());
    report.is_in_view(job) && (job.touched == Some(true) || has_something)
}

fn has_problem(job: &Job) -> bool {
    let is_blocked = job.on_merge.as_ref().is_some_and(|merge| !merge.decision.blocked_by.is_empty());
    is_blocked
        || error_count(job) > 0
        || !job.missing.is_empty()
        || job.publish_ready == Some(false) && job.on_merge.is_none()
        || job.steps.iter().any(|step| step.outcome.is_undone())
}

fn error_count(job: &Job) -> usize {
    job.findings.iter().filter(|found| found.finding.is_error()).count()
}

fn has_finding(rows: &[Row<'_>], is_it: impl Fn(&Finding) -> bool) -> bool {
    rows.iter().flat_map(|row| &row.job.findings).any(|found| is_it(&found.finding))
}

/// `3 definitions are`, `1 definition is`.
fn are(count: usize, noun: &str) -> String {
    format!("{} {}", plural(count, noun), if count == 1 { "is" } else { "are" })
}

fn stays_live_without_file(row: &Row<'_>) -> bool {
    row.job.is_removed && is_live(row.job) && unblocked_step(row.job).is_none()
}

/// What the merge does, counted.
fn on_merge(rows: &[Row<'_>]) -> String {
    let count = |kind| rows.iter().filter(|row| unblocked_step(row.job) == Some(kind)).count();
    let stay_live = rows.iter().filter(|row| stays_live_without_file(row)).count();
    let parts = [
        (count(StepKind::Publish), "posting goes live", "postings go live"),
        (count(StepKind::Update), "live job is edited", "live jobs are edited"),
        (count(StepKind::Close), "job is closed for good", "jobs are closed for good"),
        (stay_live, "job stays live without its file", "jobs stay live without their files"),
    ];
    counted(&parts).unwrap_or_else(|| "nothing changes for the public".to_owned())
}

/// What was done, counted.
fn done(report: &Report) -> String {
    let totals = report.totals;
    let public = [
        (totals.published, "posting went live", "postings went live"),
        (totals.updated, "live job was edited", "live jobs were edited"),
        (totals.closed, "job was closed", "jobs were closed"),
    ];
    let drafts = totals.created + totals.found + totals.patched;
    counted(&public)
        .map(|text| format!("Published: {text}"))
        .or_else(|| {
            counted(&[(drafts, "draft is up to date", "drafts are up to date")]).map(|text| format!("Done: {text}"))
        })
        .unwrap_or_else(|| "Nothing to do: all postings are as their definitions say".to_owned())
}

fn counted(parts: &[(usize, &str, &str)]) -> Option<String> {
    let parts = parts.iter().filter(|(count, ..)| *count > 0);
    let parts = parts.map(|(count, one, many)| format!("{count} {}", if *count == 1 { one } else { many }));
    let parts: Vec<String> = parts.collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn needs_edit(report: &Report, rows: &[Row<'_>]) -> String {
    let is_check = report.command == "check";
    let jobs: Vec<&Job> =
        if is_check { report.jobs.iter().collect() } else { rows.iter().map(|row| row.job).collect() };
    let with_error = jobs.iter().filter(|job| error_count(job) > 0).count();
    let count = jobs.iter().filter(|job| has_problem(job)).count();
    let noun = if is_check { "definition" } else { "posting" };
    let needed = if with_error == 0 { "an answer" } else { "an edit" };
    let verb = if count == 1 { "needs" } else { "need" };
    let counts = match count {
        0 => "see the errors".to_owned(),
        _ if count == jobs.len() => format!("{} {verb} {needed}", plural(count, noun)),
        _ => format!("{count} of {} {verb} {needed}", plural(jobs.len(), noun)),
    };
    match report.command {
        "check" => format!("Not valid: {counts}"),
        "publish" => format!("Not all is published: {counts}"),
        _ => format!("Not ready to merge: {counts}"),
    }
}

fn on_hold(report: &Report) -> String {
    match report.totals.held {
        0 => "see below".to_owned(),
        1 => "1 step waits".to_owned(),
        held => format!("{held} steps wait"),
    }
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
