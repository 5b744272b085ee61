//! The replies of the draft endpoints.

use axum::Json;
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::missing_fields::{Validation, validate};
use crate::job::Job;
use crate::state::SandboxState;
use crate::variants::{ImportEcho, MissingFields, Normalized, PatchMissingFields, ReplaySays};

/// The reply to a new or replayed create (job-drafts/create).
pub(crate) fn created(state: &SandboxState, job: &Job, replayed: bool) -> (StatusCode, Json<Value>) {
    let variants = &state.variants;
    let mut body = json!({
        "ok": true,
        "jobId": job.id,
        "status": if replayed && variants.replay_says == ReplaySays::Current { job.status.as_str() } else { "DRAFT" },
        "draftUrl": draft_url(state, job),
        "reviewUrl": draft_url(state, job),
        "warnings": job.parse["warnings"],
        "unmappedFields": job.parse["unmappedFields"],
        "lowConfidenceFields": job.parse["lowConfidenceFields"],
        "parser": { "source": "rules", "warnings": job.parse["warnings"], "parsedFields": job.parse["parsedFields"] },
    });
    add_missing_fields(&mut body, &validate(job, variants), variants.missing_fields);
    if variants.normalized == Normalized::Yes {
        body["normalizedFields"] = normalized(job);
    }
    if variants.import_echo == ImportEcho::Yes {
        body["import"] = import(job);
    }
    (StatusCode::CREATED, Json(body))
}

/// The reply to a draft PATCH: no reviewUrl, no fields, no warnings (the example of job-drafts/update).
pub(crate) fn patched(state: &SandboxState, job: &Job) -> Json<Value> {
    let mut body = json!({ "ok": true, "jobId": job.id, "status": job.status, "draftUrl": draft_url(state, job) });
    let validation = validate(job, &state.variants);
    match state.variants.patch_missing_fields {
        PatchMissingFields::Validation => add_missing_fields(&mut body, &validation, MissingFields::Validation),
        PatchMissingFields::Names => add_missing_fields(&mut body, &validation, MissingFields::Names),
        PatchMissingFields::Top => add_missing_fields(&mut body, &validation, MissingFields::Top),
        PatchMissingFields::Count => body["validation"] = validation.to_json(&[]),
        PatchMissingFields::Absent => {}
    }
    Json(body)
}

/// Adds the validation to a reply or to the details of an error.
pub(crate) fn add_missing_fields(body: &mut Value, validation: &Validation, place: MissingFields) {
    let inner = match place {
        MissingFields::Top => Vec::new(),
        MissingFields::Validation | MissingFields::Both => validation.missing.clone(),
        MissingFields::Names => validation.names(),
    };
    body["validation"] = validation.to_json(&inner);
    if matches!(place, MissingFields::Top | MissingFields::Both) {
        body["missingFields"] = Value::Array(validation.missing.clone());
    }
}

fn draft_url(state: &SandboxState, job: &Job) -> String {
    state.site(&format!("/job-post?jobId={}", job.id))
}

/// The current fields. For a text brief without the description, as in the example of job-drafts/create.
fn normalized(job: &Job) -> Value {
    let of_text = job.parse["format"] == "text";
    let shown = job.fields.iter().filter(|(key, _)| !(of_text && key.as_str() == "jobDescription"));
    Value::Object(shown.map(|(key, value)| (key.clone(), value.clone())).collect())
}

fn import(job: &Job) -> Value {
    json!({
        "format": job.parse["format"],
        "externalId": job.external_id,
        "idempotencyKey": job.idempotency_key,
        "rawSourcePreserved": true,
        "autoPublished": false,
    })
}
