//! What rules judge from.

use crate::domain::capabilities::{Authority, Capabilities};
use crate::domain::definition::Candidate;
use crate::domain::finding::Severity;
use crate::domain::record::Record;

/// What rules judge from.
#[derive(Clone, Debug)]
pub struct Evidence<'a> {
    /// Every definition as it was read.
    pub candidates: Vec<&'a Candidate>,
    /// What the service takes, as far as known.
    pub capabilities: &'a Capabilities,
    /// All records of the store.
    pub records: &'a [Record],
}

impl Evidence<'_> {
    /// How much it matters that a word is not in `capabilities`: only a warning where our own list may simply be
    /// behind.
    pub(super) fn ignorance(&self) -> Severity {
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

    use super::{Candidate, Capabilities, Evidence, Record};
    use crate::domain::definition::{Brief, IdOrigin, Wanted};
    use crate::domain::digest::Digest;
    use crate::domain::ids::DefinitionId;
    use crate::domain::record::{Intent, Life};

    static BUNDLED: LazyLock<Capabilities> = LazyLock::new(Capabilities::bundled);

    /// A good candidate in `jobs/ID.yml` with a derived id.
    pub(in crate::rules) fn candidate(id: &str) -> Candidate {
        Candidate {
            file: format!("jobs/{id}.yml"),
            id: Ok(DefinitionId::parse(id).expect("a sample's id is valid")),
            origin: IdOrigin::Derived,
            wanted: Wanted::Published,
            brief: Some(Brief::Description("Label 100 pictures.".into())),
            fields: Default::default(),
        }
    }

    /// The same candidate with one pinned value.
    pub(in crate::rules) fn pinned(id: &str, key: &str, value: impl Into<Value>) -> Candidate {
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
            life: Life::Intended(Intent { body: Value::Null, brief: Digest::recorded(String::new()) }),
            landed: true,
            removal_reported: false,
        }
    }

    /// These candidates, judged offline by the bundled list, without records.
    pub(in crate::rules) fn evidence(candidates: &[Candidate]) -> Evidence<'_> {
        Evidence { candidates: candidates.iter().collect(), capabilities: &BUNDLED, records: &[] }
    }
}
