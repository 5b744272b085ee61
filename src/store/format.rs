//! The files' JSON, version 2: a frozen mirror of the domain's types.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::StoreOwner;
use super::error::Error;
use super::parts::{BlockV2, ParsedV2, ReadinessV2};
use super::version::{Version2, body};
use crate::domain::Fields;
use crate::domain::applied::Applied;
use crate::domain::capabilities::{Authority, Capabilities};
use crate::domain::digest::ContentHash;
use crate::domain::ids::{DefinitionId, JobId, Namespace};
use crate::domain::job::Status;
use crate::domain::record::{PendingCreate, Record, RecordState, RemoteJob};

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

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct JobV2 {
    id: String,
    status: String,
    missing_remotely: bool,
    draft_url: Option<String>,
    job_url: Option<String>,
    brief: String,
    applied: Fields,
    in_flight: BTreeSet<String>,
    content: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last_write: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    service_title: Option<String>,
    readiness: ReadinessV2,
    parsed: ParsedV2,
    last_live_content: Option<String>,
    publish_unanswered: bool,
    moderation: Option<BlockV2>,
    possible_duplicate: Option<String>,
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
    let RecordV2 { version: _, id, file, idempotency_key, on_default_branch, removal_reported, pending_create, job } =
        body(path, text)?;
    let unreadable = |why: String| Error::Unreadable { path: path.to_owned(), why };
    let id = DefinitionId::parse(&id).map_err(|error| unreadable(error.to_string()))?;
    let state = match (pending_create, job) {
        (Some(PendingCreateV2 { brief, body }), None) => {
            RecordState::PendingCreate(PendingCreate { body, brief: ContentHash::recorded(brief) })
        }
        (None, Some(job)) => RecordState::Created(Box::new(remote_job(job).map_err(unreadable)?)),
        _ => return Err(unreadable("it needs either `pendingCreate` or `job`".into())),
    };
    Ok(Record { id, file, key: idempotency_key, state, on_default_branch, removal_reported })
}

/// The file's JSON of one record.
pub fn record_json(record: &Record) -> Value {
    let Record { id, file, key: idempotency_key, state, on_default_branch, removal_reported } = record.clone();
    let mut json = RecordV2 {
        version: Version2,
        id: id.to_string(),
        file,
        idempotency_key,
        on_default_branch,
        removal_reported,
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

fn remote_job(job: JobV2) -> Result<RemoteJob, String> {
    let JobV2 {
        id,
        status,
        missing_remotely,
        draft_url,
        job_url,
        brief,
        applied,
        in_flight,
        content,
        last_write,
        service_title,
        readiness,
        parsed,
        last_live_content,
        publish_unanswered,
        moderation,
        possible_duplicate,
    } = job;
    let job_id = |id: &str| JobId::parse(id).map_err(|error| error.to_string());
    let time = |text: &str| text.parse().map_err(|error: jiff::Error| error.to_string());
    Ok(RemoteJob {
        job: job_id(&id)?,
        status: Status::parse(&status),
        missing_remotely,
        brief: ContentHash::recorded(brief),
        applied: Applied::new(applied, in_flight),
        content: ContentHash::recorded(content),
        last_write: last_write.as_deref().map(time).transpose()?,
        service_title,
        parsed: parsed.into(),
        readiness: readiness.into(),
        last_live_content: last_live_content.map(ContentHash::recorded),
        publish_unanswered,
        moderation: moderation.map(Into::into),
        possible_duplicate: possible_duplicate.as_deref().map(job_id).transpose()?,
        draft_url,
        job_url,
    })
}

fn job_v2(job: RemoteJob) -> JobV2 {
    let RemoteJob {
        job: id,
        status,
        missing_remotely,
        brief,
        applied,
        content,
        last_write,
        service_title,
        parsed,
        readiness,
        last_live_content,
        publish_unanswered,
        moderation,
        possible_duplicate,
        draft_url,
        job_url,
    } = job;
    let text = |hash: ContentHash| hash.as_str().to_owned();
    JobV2 {
        id: id.to_string(),
        status: status.to_string(),
        missing_remotely,
        draft_url,
        job_url,
        brief: text(brief),
        applied: applied.confirmed().clone(),
        in_flight: applied.in_flight().clone(),
        content: text(content),
        last_write: last_write.map(|time| time.to_string()),
        service_title,
        readiness: readiness.into(),
        parsed: parsed.into(),
        last_live_content: last_live_content.map(text),
        publish_unanswered,
        moderation: moderation.map(Into::into),
        possible_duplicate: possible_duplicate.map(|id| id.to_string()),
    }
}
