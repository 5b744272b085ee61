//! The one decision: the desired state against the status.

use rayon::prelude::*;

use super::posting::{Origin, Posting};
use super::requirements::{self, Unmet};
use super::{Blocked, Decision, DraftStep, LiveStep, adoption, compare, findings, title};
use crate::domain::config::Config;
use crate::domain::definition::{Definition, DesiredState, TEXT_FORMAT};
use crate::domain::finding::{Finding, Severity};
use crate::domain::job::Status;
use crate::domain::record::RemoteJob;

/// The outcome of the status table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Create a draft.
    Create,
    /// Create a draft and take it live.
    CreateAndPublish,
    /// Bring the draft up to date.
    Patch,
    /// Bring the draft up to date and take it live.
    PatchAndPublish,
    /// Bring the live job up to date.
    Update,
    /// Take the job off the marketplace.
    Close,
    /// Nothing to do.
    Nothing,
    /// An error: a draft is wanted, the job is live.
    AlreadyLive,
    /// An error: the job was closed.
    Closed,
    /// A warning: the work is done.
    Completed,
    /// No write: the job has a status in which we change nothing.
    Unmanaged,
}

/// The table. `None` is a definition without a job.
pub fn action(desired: DesiredState, status: Option<&Status>) -> Action {
    match (desired, status) {
        (DesiredState::Draft, None) => Action::Create,
        (DesiredState::Published, None) => Action::CreateAndPublish,
        (DesiredState::Draft, Some(Status::Draft)) => Action::Patch,
        (DesiredState::Published, Some(Status::Draft)) => Action::PatchAndPublish,
        (DesiredState::Draft, Some(Status::Open)) => Action::AlreadyLive,
        (DesiredState::Published, Some(Status::Open)) => Action::Update,
        (DesiredState::Closed, None | Some(Status::Draft | Status::Archived | Status::Completed)) => Action::Nothing,
        (DesiredState::Closed, Some(_)) => Action::Close,
        (DesiredState::Published, Some(Status::Completed)) => Action::Completed,
        (DesiredState::Draft | DesiredState::Published, Some(Status::Archived | Status::Completed)) => Action::Closed,
        (DesiredState::Draft | DesiredState::Published, Some(_)) => Action::Unmanaged,
    }
}

/// What is to be done for one posting. The shown plan, each phase of a run and the report ask this function.
pub fn decide(posting: &Posting) -> Decision {
    let mut decision = step(posting);
    // What was refused can't go live before the definition changes.
    if decision.live == Some(LiveStep::Publish) && posting.is_draft_refused() {
        decision.live = None;
        decision.blocked = Some(Blocked::Finding);
    }
    if let (Some(over), Some(definition)) = (&posting.over_total, posting.definition()) {
        decision.findings.push(requirements::over_total(definition, over));
    }
    if let (Some(edit), Some(definition), Some(job)) = (&posting.title_edit, posting.definition(), posting.job()) {
        decision.findings.extend(title::edited_elsewhere(definition, job, edit));
    }
    decision.findings.extend(adoption::claim(posting));
    decision
}

/// A posting, and what is left to do for it.
#[derive(Clone, Debug)]
pub struct Remaining<'a> {
    /// The posting.
    pub posting: &'a Posting,
    /// What is to be done for it as it is now.
    pub decision: Decision,
}

/// What is left to do for each posting, in their order. All that reports on a run asks once.
pub fn remaining(postings: &[Posting]) -> Vec<Remaining<'_>> {
    postings.par_iter().map(|posting| Remaining { posting, decision: decide(posting) }).collect()
}

fn step(posting: &Posting) -> Decision {
    match (&posting.origin, posting.definition(), posting.job()) {
        (Origin::Removed { is_to_close: true }, _, Some(job)) if job.status == Status::Open => {
            Decision { live: Some(LiveStep::Close), ..Decision::default() }
        }
        (Origin::Defined { definition: None, is_asked_for: true, .. }, _, Some(job))
            if posting.closes_despite_errors && !job.missing_remotely =>
        {
            let is_close = action(DesiredState::Closed, Some(&job.status)) == Action::Close;
            Decision { live: is_close.then_some(LiveStep::Close), ..Decision::default() }
        }
        (_, Some(definition), None) => match definition.adopted() {
            Some(adopted) => adoption::without_record(definition, adopted, posting),
            None => without_job(definition, &posting.config),
        },
        (_, Some(definition), Some(job)) => with_job(definition, job, posting),
        (Origin::Defined { .. } | Origin::Removed { .. } | Origin::Foreign, None, _) => Decision::default(),
    }
}

fn without_job(definition: &Definition, config: &Config) -> Decision {
    let action = action(definition.wanted, None);
    let mut decision = Decision::default();
    if action != Action::Nothing {
        decision.draft = Some(DraftStep::Create);
        decision.changes = compare::additions(definition.pinned());
    }
    if action == Action::CreateAndPublish {
        decision.live = Some(LiveStep::Publish);
        decision.require(requirements::unmet(definition, config, None));
    }
    decision
}

fn with_job(definition: &Definition, job: &RemoteJob, posting: &Posting) -> Decision {
    // A draft that is missing is as good as closed.
    if job.missing_remotely && (definition.wanted != DesiredState::Closed || job.status.is_public()) {
        return only(findings::job_missing(definition, job));
    }
    let action = action(definition.wanted, Some(&job.status));
    match action {
        Action::AlreadyLive => only(findings::already_live(definition, job)),
        Action::Closed => only(findings::job_closed(definition, job)),
        Action::Completed => only(findings::job_completed(definition, job)),
        Action::Unmanaged => only(findings::unmanaged(definition, job)),
        Action::Close => Decision { live: Some(LiveStep::Close), ..Decision::default() },
        Action::Nothing => Decision::default(),
        _ if is_source_changed(definition, job) => only(findings::source_changed(definition, job)),
        Action::Create | Action::Patch => draft(definition, job, posting),
        Action::CreateAndPublish | Action::PatchAndPublish => draft_to_publish(definition, job, posting),
        Action::Update => live(definition, job, posting),
    }
}

/// No write, and why.
pub(super) fn only(finding: Finding) -> Decision {
    Decision { findings: vec![finding], ..Decision::default() }
}

/// An import source can't be sent again; a text can, as `jobDescription`.
fn is_source_changed(definition: &Definition, job: &RemoteJob) -> bool {
    let Some(brief) = definition.brief() else { return false };
    let is_patched = job.brief.has_kind(TEXT_FORMAT) || job.brief.is_of_adopted_job();
    !(brief.text().is_some() && is_patched) && brief.digest() != job.brief
}

fn draft(definition: &Definition, job: &RemoteJob, posting: &Posting) -> Decision {
    let mut decision = patch(definition, job, posting);
    decision.findings = findings::stale_fields(definition, job, Severity::Warning);
    decision.findings.extend(findings::remarks(definition, job, posting));
    decision
}

fn draft_to_publish(definition: &Definition, job: &RemoteJob, posting: &Posting) -> Decision {
    let block = findings::block(definition, job);
    let stale = findings::stale_fields(definition, job, Severity::Error);
    // A content that was blocked or withdrawn is not sent again until it changes.
    let mut decision = if block.is_none() { patch(definition, job, posting) } else { Decision::default() };
    if block.is_some() || !stale.is_empty() {
        decision.blocked = Some(Blocked::Finding);
    } else if decision.draft.is_none() && job.readiness.forbids_publish() && !posting.may_be_ready() {
        decision.blocked = Some(Blocked::NotReady(job.readiness.missing_count()));
    } else {
        decision.live = Some(LiveStep::Publish);
    }
    decision.require(requirements::unmet(definition, &posting.config, Some(job)));
    decision.findings.extend(block.into_iter().chain(stale).chain(findings::remarks(definition, job, posting)));
    decision
}

impl Decision {
    /// Holds back what the public would see where something that it needs is unmet.
    fn require(&mut self, unmet: Unmet) {
        if unmet.is_blocking {
            self.live = None;
            self.blocked = self.blocked.or(Some(Blocked::Finding));
        }
        if unmet.is_blocking && self.draft.is_none() {
            self.changes.clear();
        }
        self.findings.extend(unmet.findings);
    }
}

/// The changed values of a draft; all of them where its readiness must be asked again.
fn patch(definition: &Definition, job: &RemoteJob, posting: &Posting) -> Decision {
    let changes = compare::changes(definition, &job.applied);
    let body = if posting.may_be_ready() { definition.pinned() } else { compare::patch_body(&changes, definition) };
    let draft = (!body.is_empty()).then_some(DraftStep::Patch(body));
    Decision { draft, changes, ..Decision::default() }
}

fn live(definition: &Definition, job: &RemoteJob, posting: &Posting) -> Decision {
    let changes = compare::changes(definition, &job.applied);
    let is_reapplied = posting.is_reapplied && posting.verified_at.is_none();
    // A content that was blocked is not sent again until it changes.
    let block = findings::moderation(definition, job).filter(|_| is_reapplied);
    let is_whole = is_reapplied && block.is_none();
    let body = if is_whole { definition.pinned() } else { compare::patch_body(&changes, definition) };
    let live = (!body.is_empty()).then_some(LiveStep::Update(body));
    let mut findings = findings::stale_parse(definition, job);
    findings.extend(findings::stale_fields(definition, job, Severity::Note).into_iter().chain(block));
    let mut decision = Decision { live, changes, findings, ..Decision::default() };
    let unmet = requirements::unmet(definition, &posting.config, Some(job));
    // What is live stays as it is where nothing is edited, so nothing is to be held back.
    decision.require(if decision.live.is_none() { unmet.of_unedited_job() } else { unmet });
    decision
}
