//! The input of all rules.

use crate::domain::capabilities::{Authority, Capabilities};
use crate::domain::definition::RawDefinition;
use crate::domain::finding::Severity;
use crate::domain::record::Record;

/// The input of all rules.
#[derive(Clone, Debug)]
pub struct RuleContext<'a> {
    /// Every definition, valid or not.
    pub candidates: Vec<&'a RawDefinition>,
    /// The keys and values that the service accepts, as far as known.
    pub capabilities: &'a Capabilities,
    /// All records in the store.
    pub records: Vec<&'a Record>,
}

impl RuleContext<'_> {
    /// The severity of a key or value that is not in `capabilities`. The bundled list may be outdated, so it only warns.
    pub(super) fn unknown_severity(&self) -> Severity {
        match self.capabilities.authority {
            Authority::Bundled => Severity::Warning,
            Authority::Account => Severity::Error,
        }
    }
}

#[cfg(test)]
pub(super) mod sample {
    use std::sync::{Arc, LazyLock};

    use serde_json::Value;

    use super::{Capabilities, RawDefinition, Record, RuleContext};
    use crate::domain::definition::{Brief, DesiredState, IdOrigin};
    use crate::domain::digest::ContentHash;
    use crate::domain::ids::{DefinitionId, JobId};
    use crate::domain::job::Status;
    use crate::domain::record::{PendingCreate, RecordState, RemoteJob};

    static BUNDLED: LazyLock<Capabilities> = LazyLock::new(Capabilities::bundled);

    /// A valid definition in `jobs/ID.yml` with a derived id.
    pub(in crate::rules) fn candidate(id: &str) -> RawDefinition {
        RawDefinition {
            file: format!("jobs/{id}.yml"),
            id: Ok(DefinitionId::parse(id).expect("a sample's id is valid")),
            origin: IdOrigin::Derived,
            wanted: DesiredState::Published,
            job: None,
            brief: Some(Brief::Description(format!("Label 100 pictures of {id}.")).into()),
            fields: Default::default(),
            defaults: Default::default(),
        }
    }

    /// The same definition with one pinned value.
    pub(in crate::rules) fn pinned(id: &str, key: &str, value: impl Into<Value>) -> RawDefinition {
        let mut candidate = candidate(id);
        Arc::make_mut(&mut candidate.fields).insert(key.into(), value.into());
        candidate
    }

    /// The record of a definition on the default branch, in `jobs/ID.yml`.
    pub(in crate::rules) fn record(id: &str) -> Record {
        Record {
            id: DefinitionId::parse(id).expect("a sample's id is valid"),
            file: format!("jobs/{id}.yml"),
            key: format!("acme/jobs/{id}"),
            state: RecordState::PendingCreate(PendingCreate {
                body: Value::Null,
                brief: ContentHash::recorded(String::new()),
            }),
            on_default_branch: true,
            pull_request: None,
            removal_reported: false,
        }
    }

    /// The record of a definition on the default branch whose job exists.
    pub(in crate::rules) fn created(id: &str, job: &str) -> Record {
        let job = JobId::parse(job).expect("a sample's job is valid");
        let none = || ContentHash::recorded(String::new());
        let job = RemoteJob::new(job, Status::Open, none(), none());
        Record { state: RecordState::Created(Box::new(job)), ..record(id) }
    }

    /// These definitions with the bundled capabilities and without records.
    pub(in crate::rules) fn context(candidates: &[RawDefinition]) -> RuleContext<'_> {
        RuleContext { candidates: candidates.iter().collect(), capabilities: &BUNDLED, records: Vec::new() }
    }
}
