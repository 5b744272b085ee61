//! What a run does to jobs, and how it ended.

use serde_json::Value;

/// The kinds of step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StepKind {
    /// Make a draft.
    Create,
    /// Change a draft.
    Patch,
    /// Take a draft live.
    Publish,
    /// Change a live job.
    Update,
    /// Take a job off the marketplace.
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

/// How a step ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Not begun: it is for the merge, or the run stopped before it.
    Planned,
    /// The service confirmed it.
    Done,
    /// A create whose job was there already, under this definition's key.
    Found,
    /// The service did not accept the content.
    Refused,
    /// The service failed.
    Failed,
    /// Sent, and no answer came. The next run settles it.
    Unknown,
    /// Held back by a limit or another limit.
    Held,
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
            Self::Held => "held",
        }
    }
}

/// A step and how it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepResult {
    /// What was to be done.
    pub kind: StepKind,
    /// How it ended.
    pub outcome: Outcome,
    /// Why, where that needs saying.
    pub reason: Option<String>,
}

/// One value that differs from what was last applied.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The update key.
    pub field: String,
    /// What was last applied; `None` where nothing was.
    pub before: Option<Value>,
    /// What is pinned now.
    pub after: Value,
}
