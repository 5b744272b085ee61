//! POST /job-drafts (job-drafts/create).

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use super::account::{DRAFTING, Token};
use super::draft_reply::created;
use super::import::{Import, not_too_long};
use crate::api_error::ApiError;
use crate::database::{Change, KeyUsage};
use crate::job::Job;
use crate::parse::{self, ParserOutput};
use crate::request::object;
use crate::shared::SharedState;
use crate::state::SandboxState;
use crate::variants::{KeyAfterPublish, KeyChanged};

/// Creates a draft from a brief, or returns the job that its idempotency key created before.
pub(crate) async fn create(
    State(shared): State<Arc<SharedState>>,
    token: Token,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let state = &mut *shared.lock();
    token.authorize_write(DRAFTING, &state.variants)?;
    let body = object(&body)?;
    let import = Import::from_body(&body, &state.variants)?;
    if let Some(job) = replayed_job(state, import.idempotency_key.as_deref(), &body)? {
        return Ok(created(state, &job, true));
    }
    let parsed = parse::parse(&import.format, &import.brief).map_err(ApiError::bad_request)?;
    if let Some(description) = parsed.fields.get("jobDescription").and_then(Value::as_str) {
        not_too_long(description, &state.variants)?;
    }
    let job = draft(state, import, parsed);
    record_key(state, &job, body);
    state.database.apply(Change::Job(job.clone()));
    Ok(created(state, &job, false))
}

fn draft(state: &SandboxState, import: Import, parsed: ParserOutput) -> Job {
    let parse = json!({
        "format": import.format,
        "warnings": parsed.warnings,
        "unmappedFields": parsed.unmapped,
        "lowConfidenceFields": parsed.low_confidence,
        "parsedFields": parsed.fields.keys().filter(|key| *key != "jobDescription").count(),
    });
    let job = Job::new_draft(state.database.next_id(), state.clock.now());
    Job {
        fields: parsed.fields,
        external_id: import.external_id,
        idempotency_key: import.idempotency_key,
        parse,
        ..job
    }
}

fn record_key(state: &mut SandboxState, job: &Job, body: Map<String, Value>) {
    if let Some(key) = job.idempotency_key.clone() {
        let usage = KeyUsage { job_id: job.id.clone(), body };
        state.database.apply(Change::KeyUsed { key, usage });
    }
}

/// The existing job that a create with this key returns, if any (job-drafts/create, post-a-job).
fn replayed_job(state: &SandboxState, key: Option<&str>, body: &Map<String, Value>) -> Result<Option<Job>, ApiError> {
    let Some(used) = key.and_then(|key| state.database.key_usage(key)) else { return Ok(None) };
    // A vanished job no longer holds its key.
    let Some(job) = state.database.job(&used.job_id) else { return Ok(None) };
    if !job.is_draft() {
        match state.variants.key_after_publish {
            KeyAfterPublish::Replay => {}
            KeyAfterPublish::New => return Ok(None),
            KeyAfterPublish::Refuse => {
                let details = json!({ "idempotencyKey": key, "jobId": job.id, "status": job.status });
                return Err(ApiError::conflict("The idempotency key belongs to a job that is no draft").with(details));
            }
        }
    }
    let same = used.body == *body;
    match state.variants.key_changed {
        KeyChanged::Conflict if !same => {
            let details = json!({ "idempotencyKey": key, "jobId": job.id });
            Err(ApiError::conflict("The idempotency key was used with another body").with(details))
        }
        _ => Ok(Some(job.clone())),
    }
}
