//! The JSON of a record's job, version 2.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::parts::{BlockV2, ParsedV2, ReadinessV2};
use crate::domain::Fields;
use crate::domain::applied::Applied;
use crate::domain::digest::ContentHash;
use crate::domain::ids::JobId;
use crate::domain::job::Status;
use crate::domain::record::RemoteJob;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct JobV2 {
    id: String,
    status: String,
    missing_remotely: bool,
    draft_url: Option<String>,
    job_url: Option<String>,
    brief: String,
    applied: Fields,
    in_flight: BTreeSet<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    unmerged: BTreeMap<String, u64>,
    content: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last_write: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    service_title: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    source_edited: bool,
    readiness: ReadinessV2,
    parsed: ParsedV2,
    last_live_content: Option<String>,
    publish_unanswered: bool,
    moderation: Option<BlockV2>,
    possible_duplicate: Option<String>,
}

/// Reads a job. The error is why it is none.
pub(super) fn remote_job(job: JobV2) -> Result<RemoteJob, String> {
    let JobV2 {
        id,
        status,
        missing_remotely,
        draft_url,
        job_url,
        brief,
        applied,
        in_flight,
        unmerged,
        content,
        last_write,
        service_title,
        source_edited,
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
        unmerged,
        content: ContentHash::recorded(content),
        last_write: last_write.as_deref().map(time).transpose()?,
        service_title,
        source_edited,
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

/// The JSON of a job.
pub(super) fn job_v2(job: RemoteJob) -> JobV2 {
    let RemoteJob {
        job: id,
        status,
        missing_remotely,
        brief,
        applied,
        unmerged,
        content,
        last_write,
        service_title,
        source_edited,
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
        unmerged,
        content: text(content),
        last_write: last_write.map(|time| time.to_string()),
        service_title,
        source_edited,
        readiness: readiness.into(),
        parsed: parsed.into(),
        last_live_content: last_live_content.map(text),
        publish_unanswered,
        moderation: moderation.map(Into::into),
        possible_duplicate: possible_duplicate.map(|id| id.to_string()),
    }
}
