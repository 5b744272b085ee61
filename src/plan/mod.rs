//! Decides what must change. A plan is a value: what is shown and what is done read the same one.

pub mod compare;
pub mod decide;
pub mod removed;
pub mod state;
pub mod twin;

use std::sync::Arc;

use crate::domain::Fields;
use crate::domain::definition::Definition;
use crate::domain::finding::Finding;
use crate::domain::ids::DefinitionId;
use crate::domain::record::Record;
use crate::domain::step::{Change, StepKind};

/// The steps that would make jobs agree with definitions, and what is to be said of them.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// One entry a valid definition, and one a removed definition whose job is to be closed; by id.
    pub jobs: Vec<JobPlan>,
    /// What belongs to no definition.
    pub findings: Vec<Finding>,
    /// Jobs that a brake keeps open although they were asked to be closed.
    pub braked: usize,
}

/// What is to be done for one definition.
#[derive(Clone, Debug)]
pub struct JobPlan {
    /// The definition's id.
    pub id: DefinitionId,
    /// The definition's file, or the one it was last seen in.
    pub file: String,
    /// The definition; `None` once it is removed.
    pub definition: Option<Arc<Definition>>,
    /// What makes or changes a draft. The only part that a `draft` run carries out.
    pub draft: Option<DraftStep>,
    /// What the public sees. Only a `publish` run carries it out.
    pub live: Option<LiveStep>,
    /// Values that differ from what was last applied.
    pub changes: Vec<Change>,
    /// What is to be said of this definition.
    pub findings: Vec<Finding>,
    /// Whether the record may be behind in a way that only a look at the account's list can tell, although nothing is to be sent.
    pub is_doubtful: bool,
}

/// A step that the public never sees.
#[derive(Clone, Debug, PartialEq)]
pub enum DraftStep {
    /// Make the draft and apply all pinned values.
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

impl DraftStep {
    /// The values that the step applies to a job that is there.
    pub fn fields(&self) -> Fields {
        match self {
            Self::Create => Fields::new(),
            Self::Patch(fields) => fields.clone(),
        }
    }

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

impl JobPlan {
    /// A plan that does nothing.
    fn idle(id: DefinitionId, file: String, definition: Option<Arc<Definition>>) -> Self {
        Self {
            id,
            file,
            definition,
            draft: None,
            live: None,
            changes: Vec::new(),
            findings: Vec::new(),
            is_doubtful: false,
        }
    }
}

/// The record of `id`, if there is one.
pub(crate) fn record_of<'a>(records: &'a [Record], id: &DefinitionId) -> Option<&'a Record> {
    records.binary_search_by(|record| record.id.cmp(id)).ok().map(|index| &records[index])
}
