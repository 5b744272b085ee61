//! The status table: what is wanted, against what is.

use std::sync::Arc;

use rayon::prelude::*;

use super::{DraftStep, JobPlan, LiveStep, Plan, compare, record_of, state};
use crate::domain::definition::{Definition, DesiredState, TEXT_FORMAT};
use crate::domain::finding::{Finding, Severity};
use crate::domain::job::Status;
use crate::domain::record::{Record, RemoteJob};

/// What the status table says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Make a draft.
    Create,
    /// Make a draft and take it live.
    CreateAndPublish,
    /// Bring the draft up to date.
    Patch,
    /// Bring the draft up to date and take it live.
    PatchAndPublish,
    /// Bring the live job up to date.
    Update,
    /// Take the job off the marketplace.
    Close,
    /// All is as it should be.
    Nothing,
    /// An error: a draft is wanted, the job is live.
    AlreadyLive,
    /// An error: the job was closed.
    Ended,
    /// No write: the job has a status that we leave alone.
    LeftAlone,
}

/// The table. `None` is a definition without a job.
pub fn action(wanted: DesiredState, status: Option<&Status>) -> Action {
    match (wanted, status) {
        (DesiredState::Draft, None) => Action::Create,
        (DesiredState::Published, None) => Action::CreateAndPublish,
        (DesiredState::Draft, Some(Status::Draft)) => Action::Patch,
        (DesiredState::Published, Some(Status::Draft)) => Action::PatchAndPublish,
        (DesiredState::Draft, Some(Status::Open)) => Action::AlreadyLive,
        (DesiredState::Published, Some(Status::Open)) => Action::Update,
        (DesiredState::Closed, None | Some(Status::Draft | Status::Archived | Status::Completed)) => Action::Nothing,
        (DesiredState::Closed, Some(_)) => Action::Close,
        (DesiredState::Draft | DesiredState::Published, Some(Status::Archived | Status::Completed)) => Action::Ended,
        (DesiredState::Draft | DesiredState::Published, Some(_)) => Action::LeftAlone,
    }
}

/// The plan for these definitions, given what is recorded. Statuses that were read are in the records by now. Both are sorted by id.
pub fn decide(definitions: &[Arc<Definition>], records: &[Record]) -> Plan {
    let jobs = definitions.par_iter().map(|definition| job(definition, record_of(records, &definition.id))).collect();
    Plan { jobs, ..Plan::default() }
}

/// What is to be done for one definition.
pub fn job(definition: &Arc<Definition>, record: Option<&Record>) -> JobPlan {
    let mut plan = JobPlan::idle(definition.id.clone(), definition.file.clone(), Some(Arc::clone(definition)));
    let Some(made) = record.and_then(Record::made) else {
        return without_job(plan, definition);
    };
    // What is gone and was never public is as closed as can be.
    if made.gone && (definition.wanted != DesiredState::Closed || made.status.is_public()) {
        plan.findings.push(state::gone(definition, made));
        plan.is_doubtful = true;
        return plan;
    }
    plan.is_doubtful = made.asked;
    let action = action(definition.wanted, Some(&made.status));
    if let Some(finding) = obstacle(action, definition, made) {
        plan.findings.push(finding);
        return plan;
    }
    match action {
        Action::Close => plan.live = Some(LiveStep::Close),
        Action::Patch | Action::PatchAndPublish => draft(&mut plan, definition, made, action),
        Action::Update => live(&mut plan, definition, made),
        Action::Nothing => plan.is_doubtful |= made.status == Status::Draft && !made.at_rest,
        Action::Create | Action::CreateAndPublish => {}
        Action::AlreadyLive | Action::Ended | Action::LeftAlone => {}
    }
    plan
}

fn without_job(mut plan: JobPlan, definition: &Definition) -> JobPlan {
    let action = action(definition.wanted, None);
    if action != Action::Nothing {
        plan.draft = Some(DraftStep::Create);
        plan.changes = compare::changes(&definition.pinned(), &Default::default());
    }
    if action == Action::CreateAndPublish {
        plan.live = Some(LiveStep::Publish);
    }
    plan
}

/// Why nothing can be written at all, if so.
fn obstacle(action: Action, definition: &Definition, made: &RemoteJob) -> Option<Finding> {
    match action {
        Action::AlreadyLive => Some(state::already_live(definition, made)),
        Action::Ended => Some(state::ended(definition, made)),
        Action::LeftAlone => Some(state::left_alone(definition, made)),
        Action::Close | Action::Nothing => None,
        _ if source_changed(definition, made) => Some(state::source_changed(definition, made)),
        _ => None,
    }
}

/// An import source can't be sent again; a text can, as `jobDescription`.
fn source_changed(definition: &Definition, made: &RemoteJob) -> bool {
    let both_text = definition.brief.text().is_some() && made.brief.is_of(TEXT_FORMAT);
    !both_text && definition.brief.digest() != made.brief
}

fn draft(plan: &mut JobPlan, definition: &Definition, made: &RemoteJob, action: Action) {
    let pinned = definition.pinned();
    let publishes = action == Action::PatchAndPublish;
    let block = if publishes { state::block(definition, made) } else { None };
    let residue =
        state::residue(definition, &pinned, made, if publishes { Severity::Error } else { Severity::Warning });
    // A blocked or withdrawn content is not worth a request until it changes.
    if block.is_none() {
        plan.changes = compare::changes(&pinned, &made.applied);
    }
    if !plan.changes.is_empty() {
        plan.draft = Some(DraftStep::Patch(compare::sends(&plan.changes, &pinned)));
    }
    let may_be_ready = plan.draft.is_some() || !made.readiness.forbids_publish();
    if publishes && block.is_none() && residue.is_empty() && may_be_ready {
        plan.live = Some(LiveStep::Publish);
    }
    plan.findings.extend(block.into_iter().chain(residue).chain(state::remarks(definition, made)));
}

fn live(plan: &mut JobPlan, definition: &Definition, made: &RemoteJob) {
    let pinned = definition.pinned();
    plan.changes = compare::changes(&pinned, &made.applied);
    if !plan.changes.is_empty() {
        plan.live = Some(LiveStep::Update(compare::sends(&plan.changes, &pinned)));
    }
    plan.findings.extend(state::stale_parse(definition, made));
    plan.findings.extend(state::residue(definition, &pinned, made, Severity::Note));
}
