//! Decides what must change. One value travels through a run, the [`Posting`]; [`decide()`] decides what is to be done for it. The
//! shown plan, each phase of a run and the report all call that one function.

pub mod adoption;
pub mod compare;
pub mod decide;
pub mod findings;
pub mod holds;
mod observations;
pub mod on_merge;
pub mod posting;
pub mod readiness;
pub mod removed;
pub mod requirements;
mod settled;
pub mod title;
pub mod total;
pub mod transitions;
mod unenforced_limits;
pub mod unusual_pay;

pub use decide::{Remaining, decide, remaining};
pub use posting::{Attempt, Origin, Posting, Undo, claimed_jobs};

use crate::domain::Fields;
use crate::domain::finding::Finding;
use crate::domain::step::{Change, StepKind};

/// What is to be done for one posting.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decision {
    /// What creates or changes a draft. The only part that a `draft` run carries out.
    pub draft: Option<DraftStep>,
    /// What the public sees. Only a `publish` run carries it out.
    pub live: Option<LiveStep>,
    /// Why a draft that is to be published can't be.
    pub blocked: Option<Blocked>,
    /// Values that differ from what was last applied.
    pub changes: Vec<Change>,
    /// What is worth knowing about the job as it is.
    pub findings: Vec<Finding>,
}

/// A step that the public never sees.
#[derive(Clone, Debug, PartialEq)]
pub enum DraftStep {
    /// Create the draft and apply all pinned values.
    Create,
    /// Apply these values.
    Patch(Fields),
}

/// A step that the public sees.
#[derive(Clone, Debug, PartialEq)]
pub enum LiveStep {
    /// Take the draft live.
    Publish,
    /// Apply these values to the live job.
    Update(Fields),
    /// Take the job off the marketplace.
    Close,
}

/// Why a draft that is to be published can't be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blocked {
    /// This many fields are missing; 0 where the service does not list them.
    NotReady(usize),
    /// For the reason in a finding of the decision.
    Finding,
}

impl DraftStep {
    /// The step's kind.
    pub fn kind(&self) -> StepKind {
        match self {
            Self::Create => StepKind::Create,
            Self::Patch(_) => StepKind::Patch,
        }
    }
}

impl LiveStep {
    /// The step's kind.
    pub fn kind(&self) -> StepKind {
        match self {
            Self::Publish => StepKind::Publish,
            Self::Update(_) => StepKind::Update,
            Self::Close => StepKind::Close,
        }
    }
}

impl Decision {
    /// The kinds of the steps, in the order in which they are carried out.
    pub fn kinds(&self) -> impl Iterator<Item = StepKind> {
        self.draft.iter().map(DraftStep::kind).chain(self.live.iter().map(LiveStep::kind))
    }

    /// The values that a patch is about to apply.
    pub fn patch(&self) -> Option<&Fields> {
        match &self.draft {
            Some(DraftStep::Patch(fields)) => Some(fields),
            Some(DraftStep::Create) | None => None,
        }
    }

    /// Whether nothing is to be done.
    pub fn is_idle(&self) -> bool {
        self.draft.is_none() && self.live.is_none()
    }
}

impl Blocked {
    /// Why a publish was not sent, for its step.
    pub fn reason(self) -> String {
        match self {
            Self::NotReady(0) => "not sent: OpenTrain says that the draft is not publish-ready".into(),
            Self::NotReady(1) => "not sent: 1 field is missing".into(),
            Self::NotReady(count) => format!("not sent: {count} fields are missing"),
            Self::Finding => "not sent: see the findings".into(),
        }
    }
}
