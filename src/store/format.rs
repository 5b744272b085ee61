//! The files' JSON, version 1: a frozen mirror of the domain's types.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::StoreOwner;
use super::error::Error;
use super::parts::{BlockV1, ParsedV1, ReadinessV1};
use super::version::{Version1, body};
use crate::domain::Fields;
use crate::domain::capabilities::{Authority, Capabilities};
use crate::domain::digest::ContentHash;
use crate::domain::ids::{DefinitionId, JobId, Namespace};
use crate::domain::job::Status;
use crate::domain::record::{PendingCreate, Record, RecordState, RemoteJob};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct IdentityV1 {
    version: Version1,
    namespace: String,
    jobs_directory: String,
    origin: String,
    repository_id: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CapabilitiesV1 {
    version: Version1,
    update_keys: Vec<String>,
    enums: BTreeMap<String, Vec<String>>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RecordV1 {
    version: Version1,
    id: String,
    file: String,
    idempotency_key: String,
    landed: bool,
    removal_reported: bool,
    intent: Option<IntentV1>,
    job: Option<JobV1>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct IntentV1 {
    brief: String,
    body: Value,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct JobV1 {
    id: String,
    status: String,
    gone: bool,
    draft_url: Option<String>,
    job_url: Option<String>,
    brief: String,
    applied: Fields,
    content: String,
    readiness: ReadinessV1,
    parsed: ParsedV1,
    opened: Option<String>,
    at_rest: bool,
    #[serde(default)]
    publish_unanswered: bool,
    moderation: Option<BlockV1>,
    twin: Option<String>,
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
    let IdentityV1 { version: _, namespace, jobs_directory, origin, repository_id } = body(path, text)?;
    let namespace = Namespace::parse(&namespace)
        .map_err(|error| Error::Unreadable { path: path.to_owned(), why: error.to_string() })?;
    Ok(StoreOwner { namespace, jobs: jobs_directory, origin, repository: repository_id })
}

/// The file's JSON of whose store it is.
pub fn identity_json(identity: &StoreOwner) -> Value {
    let StoreOwner { namespace, jobs, origin, repository } = identity.clone();
    let namespace = namespace.to_string();
    json!(IdentityV1 { version: Version1, namespace, jobs_directory: jobs, origin, repository_id: repository })
}

/// Reads what the account may send from a file's text; `path` is for errors alone.
///
/// # Errors
/// [`Error::Newer`] or [`Error::Unreadable`].
pub fn capabilities(path: &Path, text: &str) -> Result<Capabilities, Error> {
    let CapabilitiesV1 { version: _, update_keys, enums } = body(path, text)?;
    Ok(Capabilities { authority: Authority::Account, update_keys, enums })
}

/// The file's JSON of what the account may send.
pub fn capabilities_json(capabilities: &Capabilities) -> Value {
    let Capabilities { authority: _, update_keys, enums } = capabilities.clone();
    json!(CapabilitiesV1 { version: Version1, update_keys, enums })
}

/// Reads one record from a file's text; `path` is for errors alone.
///
/// # Errors
/// [`Error::Newer`] or [`Error::Unreadable`].
pub fn record(path: &Path, text: &str) -> Result<Record, Error> {
    let RecordV1 { version: _, id, file, idempotency_key, landed, removal_reported, intent, job } = body(path, text)?;
    let unreadable = |why: String| Error::Unreadable { path: path.to_owned(), why };
    let id = DefinitionId::parse(&id).map_err(|error| unreadable(error.to_string()))?;
    let life = match (intent, job) {
        (Some(IntentV1 { brief, body }), None) => {
            RecordState::PendingCreate(PendingCreate { body, brief: ContentHash::recorded(brief) })
        }
        (None, Some(job)) => RecordState::Created(Box::new(made(job).map_err(unreadable)?)),
        _ => return Err(unreadable("it needs either `intent` or `job`".into())),
    };
    Ok(Record { id, file, key: idempotency_key, life, landed, removal_reported })
}

/// The file's JSON of one record.
pub fn record_json(record: &Record) -> Value {
    let Record { id, file, key, life, landed, removal_reported } = record.clone();
    let (intent, job) = match life {
        RecordState::PendingCreate(PendingCreate { body, brief }) => {
            (Some(IntentV1 { brief: brief.as_str().to_owned(), body }), None)
        }
        RecordState::Created(made) => (None, Some(job_v1(*made))),
    };
    let id = id.to_string();
    json!(RecordV1 { version: Version1, id, file, idempotency_key: key, landed, removal_reported, intent, job })
}

fn made(job: JobV1) -> Result<RemoteJob, String> {
    let JobV1 {
        id,
        status,
        gone,
        draft_url,
        job_url,
        brief,
        applied,
        content,
        readiness,
        parsed,
        opened,
        at_rest,
        publish_unanswered,
        moderation,
        twin,
    } = job;
    Ok(RemoteJob {
        job: JobId::parse(&id).map_err(|error| error.to_string())?,
        status: Status::from_word(&status),
        gone,
        brief: ContentHash::recorded(brief),
        applied,
        content: ContentHash::recorded(content),
        parsed: parsed.into(),
        readiness: readiness.into(),
        opened: opened.map(ContentHash::recorded),
        at_rest,
        asked: publish_unanswered,
        moderation: moderation.map(Into::into),
        twin: twin.map(|id| JobId::parse(&id)).transpose().map_err(|error| error.to_string())?,
        draft_url,
        job_url,
    })
}

fn job_v1(made: RemoteJob) -> JobV1 {
    let RemoteJob {
        job,
        status,
        gone,
        brief,
        applied,
        content,
        parsed,
        readiness,
        opened,
        at_rest,
        asked,
        moderation,
        twin,
        draft_url,
        job_url,
    } = made;
    let text = |digest: ContentHash| digest.as_str().to_owned();
    JobV1 {
        id: job.to_string(),
        status: status.to_string(),
        gone,
        draft_url,
        job_url,
        brief: text(brief),
        applied,
        content: text(content),
        readiness: readiness.into(),
        parsed: parsed.into(),
        opened: opened.map(text),
        at_rest,
        publish_unanswered: asked,
        moderation: moderation.map(Into::into),
        twin: twin.map(|id| id.to_string()),
    }
}
