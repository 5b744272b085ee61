//! What came of one posting.

use crate::domain::job::Status;
use crate::domain::step::{Change, Outcome, StepKind, StepResult};
use crate::redact::escape;
use crate::report::short_value::short;
use crate::report::{Job, Located, summary};

/// Of one untrusted text.
const MAX_CHARS: usize = 300;

/// Of a list in a cell.
const MAX_ITEMS: usize = 4;

/// What came of a posting. The order is that of the table: what needs an action of yours comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum PostingResult {
    NeedsEdit,
    Held,
    NotDone,
    WaitsForDailyLimit,
    Live,
    Closed,
    StaysDraft,
}

/// A posting and its result, as text for a table's cell.
pub(super) struct Row<'a> {
    pub(super) job: &'a Job,
    pub(super) result: PostingResult,
    pub(super) text: String,
}

impl<'a> Row<'a> {
    pub(super) fn new(job: &'a Job) -> Self {
        let is_live = |step: &&StepResult| !matches!(step.kind, StepKind::Create | StepKind::Patch);
        let edit = needed_edit(job);
        // Of several steps the last is the most public one.
        let steps = || job.steps.iter().rev();
        if let Some(step) = steps().find(|step| step.outcome.is_undone()) {
            Self::unsuccessful(job, step, edit)
        } else if let Some(step) = steps().filter(is_live).find(|step| step.outcome.is_success()) {
            Self::successful(job, step)
        } else if let Some(edit) = edit {
            Self::with_result(job, PostingResult::NeedsEdit, edit)
        } else if steps().any(|step| step.outcome == Outcome::Planned) {
            Self::with_result(job, PostingResult::NotDone, "⚠️ not yet: the run ended before it; the next run goes on")
        } else {
            Self::idle(job)
        }
    }

    fn with_result(job: &'a Job, result: PostingResult, text: impl Into<String>) -> Self {
        Self { job, result, text: text.into() }
    }

    fn successful(job: &'a Job, step: &StepResult) -> Self {
        match step.kind {
            StepKind::Close => Self::with_result(job, PostingResult::Closed, "🛑 closed"),
            StepKind::Update => Self::with_result(job, PostingResult::Live, format!("✏️ edited{}", edited(job))),
            StepKind::Create | StepKind::Patch | StepKind::Publish => {
                Self::with_result(job, PostingResult::Live, format!("🚀 live{}", pay(job)))
            }
        }
    }

    /// `edit` is what the definition lacks, which explains more than the step's reason.
    fn unsuccessful(job: &'a Job, step: &StepResult, edit: Option<String>) -> Self {
        let reason = step.reason.as_deref().map(|reason| format!(": {}", cell(reason))).unwrap_or_default();
        match step.outcome {
            Outcome::HeldByDailyLimit => {
                let text = format!("⏳ held{reason}; the scheduled run goes on");
                Self::with_result(job, PostingResult::WaitsForDailyLimit, text)
            }
            Outcome::Held => Self::with_result(job, PostingResult::Held, format!("⏳ held back{reason}")),
            Outcome::Refused => {
                let text = edit.unwrap_or_else(|| format!("❌ {} refused{reason}", step.kind.as_str()));
                Self::with_result(job, PostingResult::NeedsEdit, text)
            }
            Outcome::Unknown => {
                Self::with_result(job, PostingResult::NotDone, "⚠️ sent, and no answer came; the next run looks")
            }
            Outcome::Failed | Outcome::Planned | Outcome::Done | Outcome::Found => {
                Self::with_result(job, PostingResult::NotDone, format!("⚠️ not yet{reason}; the next run tries again"))
            }
        }
    }

    /// A posting for which nothing was left to do.
    fn idle(job: &'a Job) -> Self {
        match &job.status {
            Some(Status::Draft) => Self::with_result(job, PostingResult::StaysDraft, "📝 stays a draft"),
            Some(Status::Archived | Status::Completed) => {
                Self::with_result(job, PostingResult::Closed, "closed before")
            }
            Some(Status::Open | Status::Ongoing) => Self::with_result(job, PostingResult::Live, "live, unchanged"),
            Some(status) => {
                let text = format!("⚠️ left as it is: {}", cell(status.as_str()));
                Self::with_result(job, PostingResult::NotDone, text)
            }
            None => Self::with_result(job, PostingResult::NotDone, "⚠️ nothing was done"),
        }
    }
}

/// What keeps the definition from going live.
fn needed_edit(job: &Job) -> Option<String> {
    let missing = job.missing.iter().map(|missing| cell(&missing.field.label));
    let missing: Vec<String> = missing.chain(job.unnamed_summary()).collect();
    let errors: Vec<&Located> = job.findings.iter().filter(|found| found.finding.is_error()).collect();
    let missing = (!missing.is_empty()).then(|| format!("{} missing", join(&missing)));
    let error = errors.first().map(|first| cell(&first.finding.message));
    let error = error.map(|first| match errors.len() {
        1 => first,
        count => format!("{first}, the first of {}", summary::plural(count, "error")),
    });
    let parts: Vec<String> = missing.into_iter().chain(error).collect();
    match (parts.is_empty(), job.publish_ready) {
        (false, _) => Some(format!("❌ not live: {}", parts.join("; "))),
        (true, Some(false)) => Some("❌ not live: OpenTrain does not find it ready".to_owned()),
        (true, _) => None,
    }
}

/// What it pays. A payment type that we don't know is shown as code.
fn pay(job: &Job) -> String {
    let pay = job.on_merge.as_ref().and_then(|merge| merge.decision.pay.describe());
    pay.map(|pay| format!(": {}", escape::plain(&pay).unwrap_or_else(|| cell(&pay)))).unwrap_or_default()
}

/// The changed values, as far as they are short.
fn edited(job: &Job) -> String {
    let changes: Vec<String> = job.changes.iter().map(change).collect();
    if changes.is_empty() { String::new() } else { format!(": {}", join(&changes)) }
}

fn change(Change { field, before, after }: &Change) -> String {
    let values = before.as_ref().and_then(short).zip(short(after));
    let values = values.map(|(before, after)| format!(" {} → {}", cell(&before), cell(&after)));
    format!("{}{}", cell(field), values.unwrap_or_default())
}

fn join(all: &[String]) -> String {
    let shown = &all[..all.len().min(MAX_ITEMS)];
    match all.len() - shown.len() {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

fn cell(text: &str) -> String {
    escape::table_cell(&escape::truncate(text, MAX_CHARS))
}
