//! Steps of a run and their outcomes.

use serde_json::Value;

/// The kind of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StepKind {
    /// Create a draft.
    Create,
    /// Change a draft.
    Patch,
    /// Publish a draft.
    Publish,
    /// Change a live job.
    Update,
    /// Remove a job from the marketplace.
    Close,
}

impl StepKind {
    /// The name in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Patch => "patch",
            Self::Publish => "publish",
            Self::Update => "update",
            Self::Close => "close",
        }
    }
}

/// The outcome of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Not started: the merge does it, or the run stopped before it.
    Planned,
    /// The service confirmed it.
    Done,
    /// A create whose job was there already, under this definition's key.
    Found,
    /// The service did not accept the content.
    Refused,
    /// The service failed.
    Failed,
    /// Sent without an answer. The next run checks it.
    Unknown,
    /// Held back until you release it, or by a limit of the settings.
    Held,
    /// Held back by the service's daily limit: a later run goes on by itself.
    HeldByDailyLimit,
}

impl Outcome {
    /// The name in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Done => "done",
            Self::Found => "found",
            Self::Refused => "refused",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
            Self::Held | Self::HeldByDailyLimit => "held",
        }
    }

    /// Whether it waits, for you or for a later run.
    pub fn is_held(self) -> bool {
        matches!(self, Self::Held | Self::HeldByDailyLimit)
    }

    /// Whether the service has what the step was to bring.
    pub fn is_success(self) -> bool {
        matches!(self, Self::Done | Self::Found)
    }

    /// Whether the step did not succeed, or waits. A planned one is not begun.
    pub fn is_undone(self) -> bool {
        self != Self::Planned && !self.is_success()
    }
}

/// A step and its outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepResult {
    /// Decides how the step is named and counted.
    pub kind: StepKind,
    /// Decides whether the run succeeds.
    pub outcome: Outcome,
    /// The reason for the outcome, if there is one.
    pub reason: Option<String>,
}

/// A value that differs from the last applied one.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The update key.
    pub field: String,
    /// The last applied value, if any.
    pub before: Option<Value>,
    /// The pinned value.
    pub after: Value,
}
