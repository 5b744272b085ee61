//! What rules judge from.

use crate::domain::capabilities::{Authority, Capabilities};
use crate::domain::definition::RawDefinition;
use crate::domain::finding::Severity;
use crate::domain::record::Record;

/// What rules judge from.
#[derive(Clone, Debug)]
pub struct RuleContext<'a> {
    /// Every definition as it was read.
    pub candidates: Vec<&'a RawDefinition>,
    /// What the service takes, as far as known.
    pub capabilities: &'a Capabilities,
    /// All records of the store.
    pub records: Vec<&'a Record>,
}

impl RuleContext<'_> {
    /// How much it matters that a word is not in `capabilities`: only a warning where our own list may simply be
    /// behind.
    pub(super) fn unknown_severity(&self) -> Severity {
        match self.capabilities.authority {
            Authority::Bundled => Severity::Warning,
            Authority::Account => Severity::Error,
        }
    }
}

#[cfg(test)]
pub(super) mod sample {
    use std::sync::LazyLock;

    use serde_json::Value;

    use super::{Capabilities, RawDefinition, Record, RuleContext};
    use crate::domain::definition::{Brief, DesiredState, IdOrigin};
    use crate::domain::digest::ContentHash;
    use crate::domain::ids::DefinitionId;
    use crate::domain::record::{PendingCreate, RecordState};

    static BUNDLED: LazyLock<Capabilities> = LazyLock::new(Capabilities::bundled);

    /// A good candidate in `jobs/ID.yml` with a derived id.
    pub(in crate::rules) fn candidate(id: &str) -> RawDefinition {
        RawDefinition {
            file: format!("jobs/{id}.yml"),
            id: Ok(DefinitionId::parse(id).expect("a sample's id is valid")),
            origin: IdOrigin::Derived,
            wanted: DesiredState::Published,
            brief: Some(Brief::Description("Label 100 pictures.".into())),
            fields: Default::default(),
        }
    }

    /// The same candidate with one pinned value.
    pub(in crate::rules) fn pinned(id: &str, key: &str, value: impl Into<Value>) -> RawDefinition {
        let mut candidate = candidate(id);
        candidate.fields.insert(key.into(), value.into());
        candidate
    }

    /// The record of a landed definition in `jobs/ID.yml`.
    pub(in crate::rules) fn landed(id: &str) -> Record {
        Record {
            id: DefinitionId::parse(id).expect("a sample's id is valid"),
            file: format!("jobs/{id}.yml"),
            key: format!("acme/jobs/{id}"),
            state: RecordState::PendingCreate(PendingCreate {
                body: Value::Null,
                brief: ContentHash::recorded(String::new()),
            }),
            on_default_branch: true,
            removal_reported: false,
        }
    }

    /// These candidates, judged offline by the bundled list, without records.
    pub(in crate::rules) fn context(candidates: &[RawDefinition]) -> RuleContext<'_> {
        RuleContext { candidates: candidates.iter().collect(), capabilities: &BUNDLED, records: Vec::new() }
    }
}
