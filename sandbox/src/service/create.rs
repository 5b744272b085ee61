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
use crate::call::object;
use crate::exchange::Shared;
use crate::job::Job;
use crate::ledger::KeyUse;
use crate::parse::{self, Parsed};
use crate::readings::{KeyAfterPublish, KeyChanged};
use crate::refusal::Refusal;
use crate::world::World;

/// Makes a draft of a brief, or returns the one its idempotency key already made. Never publishes.
pub(crate) async fn create(
    State(shared): State<Arc<Shared>>,
    token: Token,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), Refusal> {
    let world = &mut *shared.world();
    token.may_write(DRAFTING, &world.readings)?;
    let body = object(&body)?;
    let import = Import::of(&body, &world.readings)?;
    if let Some(job) = earlier(world, import.idempotency_key.as_deref(), &body)? {
        return Ok(created(world, &job, true));
    }
    let parsed = parse::parse(&import.format, &import.brief).map_err(Refusal::bad_request)?;
    if let Some(description) = parsed.fields.get("jobDescription").and_then(Value::as_str) {
        not_too_long(description, &world.readings)?;
    }
    let job = draft(world, import, parsed);
    remember(world, &job, body);
    world.add(job.clone());
    Ok(created(world, &job, false))
}

fn draft(world: &World, import: Import, parsed: Parsed) -> Job {
    let parse = json!({
        "format": import.format,
        "warnings": parsed.warnings,
        "unmappedFields": parsed.unmapped,
        "lowConfidenceFields": parsed.unsure,
        "parsedFields": parsed.fields.keys().filter(|key| *key != "jobDescription").count(),
    });
    let job = Job::draft(world.ledger.next_id(), world.clock.now());
    Job {
        fields: parsed.fields,
        external_id: import.external_id,
        idempotency_key: import.idempotency_key,
        parse,
        ..job
    }
}

fn remember(world: &mut World, job: &Job, body: Map<String, Value>) {
    if let Some(key) = job.idempotency_key.clone() {
        world.ledger.remember(KeyUse { key, job_id: job.id.clone(), body });
    }
}

/// The job that a create with this key returns; `None` when it makes a new one (job-drafts/create, post-a-job).
fn earlier(world: &World, key: Option<&str>, body: &Map<String, Value>) -> Result<Option<Job>, Refusal> {
    let Some(used) = key.and_then(|key| world.ledger.key_use(key)) else { return Ok(None) };
    // A job that is gone from the service has taken its key along.
    let Some(job) = world.ledger.job(&used.job_id) else { return Ok(None) };
    if !job.is_draft() {
        match world.readings.key_after_publish {
            KeyAfterPublish::Replay => {}
            KeyAfterPublish::New => return Ok(None),
            KeyAfterPublish::Refuse => {
                let details = json!({ "idempotencyKey": key, "jobId": job.id, "status": job.status });
                return Err(Refusal::conflict("The idempotency key belongs to a job that is no draft").with(details));
            }
        }
    }
    let same = used.body == *body;
    match world.readings.key_changed {
        KeyChanged::Conflict if !same => {
            let details = json!({ "idempotencyKey": key, "jobId": job.id });
            Err(Refusal::conflict("The idempotency key was used with another body").with(details))
        }
        _ => Ok(Some(job.clone())),
    }
}
