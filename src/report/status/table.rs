//! The rows of the one table, as both text and Markdown show them. Nothing is escaped yet.

use super::{DefinitionStatus, StatusReport, UnclaimedJob, UnlandedDraft};
use crate::domain::job::{ProposalCounts, Status};
use crate::domain::step::{Outcome, StepResult};
use crate::redact::escape;
use crate::report::Address;

/// More jobs that no definition claims, or drafts left over, are only counted.
const MAX_OTHERS: usize = 20;

const MAX_TITLE_CHARS: usize = 40;
const MAX_ATTENTION_CHARS: usize = 200;

/// The heads of the columns.
pub(super) const HEADS: [&str; 8] = ["definition", "job", "status", "next", "pay", "proposals", "title", "attention"];

/// One row.
pub(super) struct Row<'a> {
    /// The definition's id; `None` for a job without one.
    pub(super) id: Option<&'a str>,
    pub(super) job_id: Option<&'a str>,
    pub(super) url: Option<&'a Address>,
    pub(super) status: Option<&'a str>,
    /// What the next `publish` does.
    pub(super) next: String,
    pub(super) pay: Option<&'a str>,
    pub(super) proposals: Option<String>,
    pub(super) title: Option<String>,
    pub(super) attention: String,
}

/// The rows: definitions, those that need attention first; drafts left over; jobs that no definition claims.
pub(super) fn rows(report: &StatusReport) -> Vec<Row<'_>> {
    let definitions = report.by_urgency().into_iter().map(definition);
    let unlanded = report.unlanded.iter().take(MAX_OTHERS).map(unlanded);
    let unclaimed = report.unclaimed.jobs().iter().take(MAX_OTHERS).map(unclaimed);
    definitions.chain(unlanded).chain(unclaimed).collect()
}

/// What the table leaves out, as sentences.
pub(super) fn omitted(report: &StatusReport) -> Vec<String> {
    let omitted = |count: usize, what: &str| {
        (count > MAX_OTHERS).then(|| format!("… and {} more {what}; `--format json` lists all.", count - MAX_OTHERS))
    };
    let unlanded = omitted(report.unlanded.len(), "drafts whose definition is not here");
    let unclaimed = omitted(report.unclaimed.jobs().len(), "jobs that no definition here claims");
    unlanded.into_iter().chain(unclaimed).collect()
}

fn definition(status: &DefinitionStatus) -> Row<'_> {
    let DefinitionStatus { job, title, pay, proposals, attention } = status;
    Row {
        id: Some(&job.id),
        job_id: job.job_id.as_deref(),
        url: job.page(),
        status: job.status.as_ref().map(Status::as_str),
        next: next(&job.steps),
        pay: pay.as_deref(),
        proposals: proposals.map(counts),
        title: title.as_deref().map(short_title),
        attention: escape::truncate(attention, MAX_ATTENTION_CHARS),
    }
}

fn unlanded(UnlandedDraft { id, job_id, draft_url, pull_request }: &UnlandedDraft) -> Row<'_> {
    let drafted = pull_request.map(|number| format!(" (drafted by pull request {number})")).unwrap_or_default();
    let attention = format!("its definition is not here{drafted}");
    let status = Some(Status::Draft.as_str());
    Row { id: Some(id), job_id: Some(job_id), url: draft_url.as_ref(), status, attention, ..Row::empty() }
}

fn unclaimed(UnclaimedJob { job_id, title, status, job_url }: &UnclaimedJob) -> Row<'_> {
    Row {
        job_id: Some(job_id),
        url: job_url.as_ref(),
        status: Some(status.as_str()),
        title: Some(short_title(title)),
        attention: "no definition here claims it".to_owned(),
        ..Row::empty()
    }
}

impl Row<'_> {
    fn empty() -> Self {
        Self {
            id: None,
            job_id: None,
            url: None,
            status: None,
            next: String::new(),
            pay: None,
            proposals: None,
            title: None,
            attention: String::new(),
        }
    }
}

fn next(steps: &[StepResult]) -> String {
    let planned = steps.iter().filter(|step| step.outcome == Outcome::Planned).map(|step| step.kind.as_str());
    planned.collect::<Vec<_>>().join(", ")
}

fn counts(ProposalCounts { total, unreviewed }: ProposalCounts) -> String {
    if unreviewed == 0 { total.to_string() } else { format!("{total}, {unreviewed} new") }
}

fn short_title(title: &str) -> String {
    escape::truncate(title, MAX_TITLE_CHARS)
}
