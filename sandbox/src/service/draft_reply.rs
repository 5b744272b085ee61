//! The replies of the draft endpoints, by the chosen variants.

use axum::Json;
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::missing_fields::{Validation, validate};
use crate::job::Job;
use crate::state::SandboxState;
use crate::variants::{Gaps, ImportEcho, Normalized, PatchGaps, ReplaySays};

/// The reply to a create, a replayed one too (job-drafts/create).
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
    place_gaps(&mut body, &validate(job, variants), variants.gaps);
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
    match state.variants.patch_gaps {
        PatchGaps::Validation => place_gaps(&mut body, &validation, Gaps::Validation),
        PatchGaps::Names => place_gaps(&mut body, &validation, Gaps::Names),
        PatchGaps::Top => place_gaps(&mut body, &validation, Gaps::Top),
        PatchGaps::Count => body["validation"] = validation.to_json(&[]),
        PatchGaps::Absent => {}
    }
    Json(body)
}

/// Puts the validation into a reply or into the details of a error.
pub(crate) fn place_gaps(body: &mut Value, validation: &Validation, place: Gaps) {
    let inner = match place {
        Gaps::Top => Vec::new(),
        Gaps::Validation | Gaps::Both => validation.missing.clone(),
        Gaps::Names => validation.names(),
    };
    body["validation"] = validation.to_json(&inner);
    if matches!(place, Gaps::Top | Gaps::Both) {
        body["missingFields"] = Value::Array(validation.missing.clone());
    }
}

fn draft_url(state: &SandboxState, job: &Job) -> String {
    state.site(&format!("/job-post?jobId={}", job.id))
}

/// The fields as they are now. The example of job-drafts/create leaves the description of a text import out.
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
