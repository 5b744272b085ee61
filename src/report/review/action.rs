//! What happens to one posting.

use super::{error_count, is_only_held};
use crate::domain::capabilities::AMOUNT_KEYS;
use crate::domain::finding::Code;
use crate::domain::job::Status;
use crate::domain::step::{Change, Outcome, StepKind, StepResult};
use crate::domain::{DESCRIPTION_KEY, PAYMENT_TYPE_KEY, TITLE_KEY};
use crate::plan::holds::Hold;
use crate::plan::on_merge::Blocker;
use crate::report::short_value::short;
use crate::report::summary::plural;
use crate::report::{Job, Report};

/// How many changed fields a row names.
const MAX_CHANGED_FIELDS: usize = 3;

/// What happens to a posting, or happened.
pub(in crate::report) struct Action {
    pub(in crate::report) icon: &'static str,
    /// Our own text.
    pub(in crate::report) text: String,
    /// More, as the service or a definition words it.
    pub(in crate::report) detail: Option<String>,
}

impl Action {
    fn new(icon: &'static str, text: impl Into<String>) -> Self {
        Self { icon, text: text.into(), detail: None }
    }
}

/// What happens to a posting with the merge, or happened in the run.
pub(super) fn action(report: &Report, job: &Job) -> Action {
    if let Some(step) = job.steps.iter().find(|step| step.outcome.is_undone()) {
        return undone_step(step);
    }
    if report.command == "publish"
        && let Some(done) = done_step(job)
    {
        return done;
    }
    let merge = job.on_merge.as_ref().map(|merge| &merge.decision);
    match (merge.and_then(|merge| merge.step), blocked(job)) {
        (_, Some(blocked)) => blocked,
        (Some(StepKind::Publish), None) => Action::new("🚀", "goes live"),
        (Some(StepKind::Update), None) => {
            Action { detail: other_changes(job), ..Action::new("✏️", "edits the live job") }
        }
        (Some(StepKind::Close), None) => Action::new("🛑", "closes it for good"),
        (Some(StepKind::Create | StepKind::Patch) | None, None) => Action::new("", stays(job)),
    }
}

/// What changes besides the values with a column: of one short value, both what it is and what it was.
fn other_changes(job: &Job) -> Option<String> {
    let changes = &job.on_merge.as_ref()?.decision.changes;
    let has_column = |field: &str| field == "headcount" || field == PAYMENT_TYPE_KEY || AMOUNT_KEYS.contains(&field);
    let changes: Vec<&Change> = changes.iter().filter(|change| !has_column(&change.field)).collect();
    if let [Change { field, before: Some(before), after }] = changes.as_slice()
        && let Some((before, after)) = short(before).zip(short(after))
    {
        return Some(format!("{} {before} → {after}", shown_field(field)));
    }
    let shown = changes.iter().take(MAX_CHANGED_FIELDS).map(|change| shown_field(&change.field));
    let shown = shown.collect::<Vec<_>>().join(", ");
    let more = if changes.len() > MAX_CHANGED_FIELDS { ", …" } else { "" };
    (!shown.is_empty()).then(|| format!("{shown}{more}"))
}

fn shown_field(field: &str) -> &str {
    match field {
        DESCRIPTION_KEY => "text",
        TITLE_KEY => "title",
        field => field,
    }
}

fn stays(job: &Job) -> &'static str {
    match &job.status {
        Some(Status::Open) if job.is_removed => "stays live, though its file is removed",
        Some(Status::Draft) if job.is_removed => "stays a draft; its file is removed",
        None if job.is_removed => "is removed; it has no job",
        Some(Status::Open) => "stays live",
        Some(Status::Draft) => "stays a draft",
        Some(Status::Archived | Status::Completed) => "stays closed",
        Some(Status::Ongoing | Status::PendingApproval | Status::Other(_)) => "stays as it is",
        None => "becomes a draft",
    }
}

fn done_step(job: &Job) -> Option<Action> {
    let is_done = |kind| job.steps.iter().any(|step| step.kind == kind && step.outcome == Outcome::Done);
    match () {
        () if is_done(StepKind::Publish) => Some(Action::new("🚀", "went live")),
        () if is_done(StepKind::Update) => Some(Action::new("✏️", "edited")),
        () if is_done(StepKind::Close) => Some(Action::new("🛑", "closed")),
        () => None,
    }
}

fn undone_step(StepResult { kind, outcome, reason }: &StepResult) -> Action {
    let step = match kind {
        StepKind::Create => "making the draft",
        StepKind::Patch => "updating the draft",
        StepKind::Publish => "going live",
        StepKind::Update => "editing the live job",
        StepKind::Close => "closing it",
    };
    let action = match outcome {
        Outcome::Held | Outcome::HeldByDailyLimit => Action::new("⏳", format!("{step} waits")),
        Outcome::Unknown => Action::new("⛔", format!("{step} was sent and not answered")),
        Outcome::Refused => Action::new("⛔", format!("{step} was refused")),
        Outcome::Failed | Outcome::Planned | Outcome::Done | Outcome::Found => {
            Action::new("⛔", format!("{step} failed"))
        }
    };
    Action { detail: reason.clone(), ..action }
}

/// The only error in brief, where its code allows that.
fn known_error(job: &Job) -> Option<&'static str> {
    let mut errors = job.findings.iter().filter(|found| found.finding.is_error());
    let first = &errors.next()?.finding;
    match (first.code, errors.next()) {
        (Code::JobClosed, None) => Some("its job is closed on OpenTrain"),
        (Code::JobMissing, None) => Some("OpenTrain no longer lists its job"),
        // Only for the text of one removed definition there is one id to paste.
        (Code::RenamedFile, None) if first.paste.is_some() => Some("the file looks renamed"),
        (Code::RenamedFile, None) => Some("without `id:`, it may be a renamed file"),
        _ => None,
    }
}

fn error(job: &Job) -> String {
    let count = || match error_count(job) {
        0 => "needs an edit".to_owned(),
        count => plural(count, "error"),
    };
    known_error(job).map_or_else(count, str::to_owned)
}

/// Why it is held, in brief.
fn held(hold: Option<&Hold>) -> &'static str {
    match hold {
        Some(Hold::PossibleDuplicate(_)) => "a live job that no definition claims has this title",
        Some(Hold::OverTotal(_)) => "it would take all live postings over the limit",
        None => "it waits",
    }
}

/// Why it does not go live, or is not edited.
fn blocked(job: &Job) -> Option<Action> {
    let merge = &job.on_merge.as_ref()?.decision;
    let reason = |blocker: &Blocker| match blocker {
        Blocker::Missing if job.missing_count() == 0 => "OpenTrain says that it is not ready".to_owned(),
        Blocker::Missing => job.missing_summary(),
        Blocker::Error => error(job),
        Blocker::Limit if merge.hold.is_none() => "over a limit".to_owned(),
        Blocker::Limit | Blocker::Held => held(merge.hold.as_ref()).to_owned(),
        Blocker::Moderation => "blocked by OpenTrain's moderation".to_owned(),
    };
    let reasons: Vec<String> = merge.blocked_by.iter().map(reason).collect();
    if reasons.is_empty() {
        return None;
    }
    if is_only_held(job) {
        return Some(Action::new("⏳", format!("held: {}", reasons.join(", "))));
    }
    let is_public = job.status.as_ref().is_some_and(Status::is_public);
    let state = if is_public { "stays as it is" } else { "not yet" };
    let mut errors = job.findings.iter().map(|found| &found.finding).filter(|finding| finding.is_error());
    let detail = match (&merge.blocked_by[..], &job.missing[..]) {
        ([Blocker::Missing], [one]) if job.unnamed.is_nothing() => Some(one.field.label.clone()),
        ([Blocker::Error], _) if known_error(job).is_some() => None,
        ([Blocker::Error | Blocker::Limit | Blocker::Moderation], _) => {
            errors.next().map(|error| error.message.clone())
        }
        _ => None,
    };
    let action = Action::new("⛔", format!("{state}: {}", reasons.join(", ")));
    Some(Action { detail, ..action })
}
