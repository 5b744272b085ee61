//! The files' JSON, version 2: a frozen mirror of the domain's types.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::StoreOwner;
use super::error::Error;
use super::job_format::{JobV2, job_v2, remote_job};
use super::version::{Version2, body};
use crate::domain::capabilities::{Authority, Capabilities};
use crate::domain::digest::ContentHash;
use crate::domain::ids::{DefinitionId, Namespace};
use crate::domain::record::{PendingCreate, Record, RecordState};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct OwnerV2 {
    version: Version2,
    namespace: String,
    jobs_directory: String,
    origin: String,
    repository_id: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CapabilitiesV2 {
    version: Version2,
    update_keys: Vec<String>,
    enums: BTreeMap<String, Vec<String>>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RecordV2 {
    version: Version2,
    id: String,
    file: String,
    idempotency_key: String,
    on_default_branch: bool,
    removal_reported: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pull_request: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pending_create: Option<PendingCreateV2>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    job: Option<JobV2>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PendingCreateV2 {
    brief: String,
    body: Value,
}

/// A file's text.
pub fn text(value: &Value) -> String {
    format!("{value:#}\n")
}

/// Reads whose store it is from a file's text; `path` is for errors alone.
///
/// # Errors
/// [`Error::Newer`] or [`Error::Unreadable`].
pub fn identity(path: &Path, text: &str) -> Result<StoreOwner, Error> {
    let OwnerV2 { version: _, namespace, jobs_directory, origin, repository_id } = body(path, text)?;
    let namespace = Namespace::parse(&namespace)
        .map_err(|error| Error::Unreadable { path: path.to_owned(), why: error.to_string() })?;
    Ok(StoreOwner { namespace, jobs: jobs_directory, origin, repository: repository_id })
}

/// The file's JSON of whose store it is.
pub fn identity_json(identity: &StoreOwner) -> Value {
    let StoreOwner { namespace, jobs, origin, repository } = identity.clone();
    let namespace = namespace.to_string();
    json!(OwnerV2 { version: Version2, namespace, jobs_directory: jobs, origin, repository_id: repository })
}

/// Reads what the account may send from a file's text; `path` is for errors alone.
///
/// # Errors
/// [`Error::Newer`] or [`Error::Unreadable`].
pub fn capabilities(path: &Path, text: &str) -> Result<Capabilities, Error> {
    let CapabilitiesV2 { version: _, update_keys, enums } = body(path, text)?;
    Ok(Capabilities { authority: Authority::Account, update_keys, enums })
}

/// The file's JSON of what the account may send.
pub fn capabilities_json(capabilities: &Capabilities) -> Value {
    let Capabilities { authority: _, update_keys, enums } = capabilities.clone();
    json!(CapabilitiesV2 { version: Version2, update_keys, enums })
}

/// Reads one record from a file's text; `path` is for errors alone.
///
/// # Errors
/// [`Error::Newer`] or [`Error::Unreadable`].
pub fn record(path: &Path, text: &str) -> Result<Record, Error> {
    let RecordV2 {
        version: _,
        id,
        file,
        idempotency_key,
        on_default_branch,
        removal_reported,
        pull_request,
        pending_create,
        job,
    } = body(path, text)?;
    let unreadable = |why: String| Error::Unreadable { path: path.to_owned(), why };
    let id = DefinitionId::parse(&id).map_err(|error| unreadable(error.to_string()))?;
    let state = match (pending_create, job) {
        (Some(PendingCreateV2 { brief, body }), None) => {
            RecordState::PendingCreate(PendingCreate { body, brief: ContentHash::recorded(brief) })
        }
        (None, Some(job)) => RecordState::Created(Box::new(remote_job(job).map_err(unreadable)?)),
        _ => return Err(unreadable("it needs either `pendingCreate` or `job`".into())),
    };
    Ok(Record { id, file, key: idempotency_key, state, pull_request, on_default_branch, removal_reported })
}

/// The file's JSON of one record.
pub fn record_json(record: &Record) -> Value {
    let Record { id, file, key: idempotency_key, state, pull_request, on_default_branch, removal_reported } =
        record.clone();
    let mut json = RecordV2 {
        version: Version2,
        id: id.to_string(),
        file,
        idempotency_key,
        on_default_branch,
        removal_reported,
        pull_request,
        pending_create: None,
        job: None,
    };
    match state {
        RecordState::PendingCreate(PendingCreate { body, brief }) => {
            json.pending_create = Some(PendingCreateV2 { brief: brief.as_str().to_owned(), body });
        }
        RecordState::Created(job) => json.job = Some(job_v2(*job)),
    }
    json!(json)
}
