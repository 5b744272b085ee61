//! What the merge makes public, against what is public now.

use std::collections::BTreeSet;

use serde_json::Value;

use super::holds::{Hold, hold};
use super::posting::Posting;
use super::{Blocked, Decision, LiveStep, Remaining, compare};
use crate::domain::capabilities::AMOUNT_KEYS;
use crate::domain::definition::{Definition, DesiredState};
use crate::domain::finding::Code;
use crate::domain::pay::{Cost, PayTerms, ValueOrigin, effective_value};
use crate::domain::record::RemoteJob;
use crate::domain::step::{Change, StepKind};
use crate::domain::{DESCRIPTION_KEY, PAYMENT_TYPE_KEY, TITLE_KEY};
use crate::plan::decide::{Action, action};

/// What the merge does for one posting. It is the same in every run until the merge, whatever earlier runs sent.
#[derive(Clone, Debug, Default)]
pub struct OnMerge {
    /// Publish, update or close; `None` where the public sees no change.
    pub step: Option<StepKind>,
    /// What keeps the step from happening.
    pub blocked_by: Vec<Blocker>,
    /// What holds the step back until somebody looks.
    pub hold: Option<Hold>,
    /// All values that go live, by key; empty for a job that is live or to be closed.
    pub values: Vec<MergedValue>,
    /// The values of a live job that change. `before` is what was last applied while it was live.
    pub changes: Vec<Change>,
    /// The posting's title, if it has one.
    pub title: Option<String>,
    /// How many people it looks for.
    pub headcount: Option<Value>,
    /// What it pays after the merge.
    pub pay: PayTerms,
    /// What it comes to after the merge.
    pub cost: Cost,
    /// What it pays now, if it is live.
    pub pay_now: Option<PayTerms>,
}

/// What keeps the merge from making a change public.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Blocker {
    /// Fields are missing, or OpenTrain finds the draft not ready.
    Missing,
    /// An error in the definition, or about its job.
    Error,
    /// A limit of the settings.
    Limit,
    /// OpenTrain's moderation.
    Moderation,
    /// A limit of OpenTrain's, or a question that somebody must answer first.
    Held,
}

/// A value that goes live.
#[derive(Clone, Debug, PartialEq)]
pub struct MergedValue {
    /// The update key.
    pub field: String,
    /// The value.
    pub value: Value,
    /// Where it is from.
    pub origin: ValueOrigin,
}

impl Blocker {
    /// The name in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Error => "error",
            Self::Limit => "limit",
            Self::Moderation => "moderation",
            Self::Held => "held",
        }
    }
}

/// What the merge does for this posting, by what is left to do for it. `desired` is its file's `state`, valid or not; `None` for a removed
/// definition.
pub fn on_merge(Remaining { posting, decision }: &Remaining<'_>, desired: Option<DesiredState>) -> OnMerge {
    let desired = desired.filter(|_| posting.is_asked_for());
    let job = posting.job().filter(|job| !job.missing_remotely);
    let definition = posting.definition().map(AsRef::as_ref).filter(|_| desired != Some(DesiredState::Closed));
    let live = posting.live_job();
    let changes = definition.zip(live).map(|(definition, live)| compare::changes(definition, &live.applied));
    let mut merge = OnMerge { changes: changes.unwrap_or_default(), ..OnMerge::default() };
    merge.step = step(posting, decision, desired, &merge.changes);
    merge.hold = merge.step.and_then(|step| hold(posting, step));
    merge.blocked_by = blockers(posting, decision, desired, merge.hold.as_ref());
    merge.pay_now = live.map(PayTerms::of_job);
    if let Some(definition) = definition {
        let value = |key| effective_value(definition, job, key).map(|term| term.value);
        merge.title = value(TITLE_KEY).or_else(|| definition.canonical()?.get("title")).and_then(text);
        merge.headcount = value("headcount").cloned();
        merge.pay = PayTerms::effective(definition, job);
        if live.is_none() && !posting.names_unknown_job() {
            merge.values = values(definition, job);
        }
    } else if let Some(job) = job {
        merge.title = job.value(TITLE_KEY).and_then(text);
        merge.headcount = job.value("headcount").cloned();
        merge.pay = PayTerms::of_job(job);
    }
    merge.cost = merge.pay.cost();
    merge
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn step(posting: &Posting, decision: &Decision, desired: Option<DesiredState>, changes: &[Change]) -> Option<StepKind> {
    // Nothing happens to a job that is gone, and one that is taken over is live already.
    if posting.job().is_some_and(|job| job.missing_remotely) || posting.names_unknown_job() {
        return None;
    }
    let Some(desired) = desired else { return decision.live.as_ref().map(LiveStep::kind) };
    match action(desired, posting.job().map(|job| &job.status)) {
        Action::CreateAndPublish | Action::PatchAndPublish => Some(StepKind::Publish),
        Action::Update => (!changes.is_empty()).then_some(StepKind::Update),
        Action::Close => Some(StepKind::Close),
        Action::Create
        | Action::Patch
        | Action::Nothing
        | Action::AlreadyLive
        | Action::Closed
        | Action::Completed
        | Action::Unmanaged => None,
    }
}

/// In the order of [`Blocker`], each once.
fn blockers(
    posting: &Posting,
    decision: &Decision,
    desired: Option<DesiredState>,
    hold: Option<&Hold>,
) -> Vec<Blocker> {
    let mut blockers = BTreeSet::new();
    if matches!(decision.blocked, Some(Blocked::NotReady(_))) {
        blockers.insert(Blocker::Missing);
    }
    let has_no_definition = desired.is_some() && posting.definition().is_none() && !posting.closes_despite_errors;
    let errors = decision.findings.iter().chain(&posting.findings).filter(|finding| finding.is_error());
    let of_error = |code| match code {
        Code::OverLimit => Blocker::Limit,
        Code::Moderation => Blocker::Moderation,
        _ => Blocker::Error,
    };
    blockers.extend(errors.map(|finding| of_error(finding.code)));
    blockers.extend(has_no_definition.then_some(Blocker::Error));
    blockers.extend(hold.map(|hold| match hold {
        Hold::PossibleDuplicate(_) => Blocker::Held,
        Hold::OverTotal(_) => Blocker::Limit,
    }));
    blockers.extend((hold.is_none() && posting.has_held_step()).then_some(Blocker::Held));
    blockers.into_iter().collect()
}

/// All values that go live: those of the definition, and those that the job has beside them.
fn values(definition: &Definition, job: Option<&RemoteJob>) -> Vec<MergedValue> {
    let of_job = job.into_iter().flat_map(|job| job.applied.keys().into_iter().chain(job.parsed.fields.keys()));
    let own = definition.fields.keys().map(String::as_str);
    let mut keys: BTreeSet<&str> = own.chain(of_job.map(String::as_str)).collect();
    keys.extend(AMOUNT_KEYS.iter().chain(&[PAYMENT_TYPE_KEY]));
    let description = definition.text();
    let mut values: Vec<MergedValue> = Vec::new();
    for key in keys.into_iter().filter(|key| description.is_none() || *key != DESCRIPTION_KEY) {
        let term = effective_value(definition, job, key);
        values.extend(term.map(|term| MergedValue {
            field: key.to_owned(),
            value: term.value.clone(),
            origin: term.origin,
        }));
    }
    values.extend(description.map(|text| MergedValue {
        field: DESCRIPTION_KEY.to_owned(),
        value: text.into(),
        origin: ValueOrigin::Pinned,
    }));
    values.sort_by(|a, b| a.field.cmp(&b.field));
    values
}
