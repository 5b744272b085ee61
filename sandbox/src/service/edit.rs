//! PATCH of a draft (job-drafts/update) and of a live job (jobs/update).

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use serde_json::{Map, Value, json};

use super::account::{DRAFTING, PUBLISHING, Token};
use super::draft_reply::patched;
use super::fields::{PAYMENT_TYPES, rate_key};
use super::publish::{BLOCKED, moderation_reasons};
use super::{Answer, zod};
use crate::api_error::ApiError;
use crate::job::Job;
use crate::request::{Id, object};
use crate::shared::SharedState;
use crate::state::SandboxState;
use crate::variants::{NotDraft, OldRate};

/// PATCH /job-drafts/{id}: sets all keys or none, of a draft only.
pub(crate) async fn edit_draft(
    State(shared): State<Arc<SharedState>>,
    token: Token,
    Id(id): Id,
    body: Bytes,
) -> Answer {
    let state = &mut *shared.lock();
    token.authorize_write(DRAFTING, &state.variants)?;
    let body = object(&body)?;
    zod::check(&body, &state.variants)?;
    let job = state.job(&id)?;
    if !job.is_draft() {
        return Err(not_a_draft(job, state.variants.not_draft));
    }
    apply(state, &id, body);
    state.job(&id).map(|job| patched(state, job))
}

/// PATCH /jobs/{id}: for open jobs only, and moderated again.
///
/// A blocked edit is answered with 409, but stays applied and makes the job a draft (jobs/update).
pub(crate) async fn edit_live(State(shared): State<Arc<SharedState>>, token: Token, Id(id): Id, body: Bytes) -> Answer {
    let state = &mut *shared.lock();
    token.authorize_write(PUBLISHING, &state.variants)?;
    let body = object(&body)?;
    zod::check(&body, &state.variants)?;
    let job = state.job(&id)?;
    if !job.is_open() {
        let details = json!({ "jobId": id, "status": job.status, "requiredStatus": "OPEN" });
        return Err(ApiError::conflict("Only an open job can be edited here").with(details));
    }
    apply(state, &id, body);
    if let Some(reasons) = moderation_reasons(state.job(&id)?, state.variants.reasons) {
        state.change_job(&id, |job| job.status = "DRAFT".to_owned());
        let details = json!({ "jobId": id, "reason": BLOCKED, "reasons": reasons, "status": "DRAFT" });
        return Err(ApiError::conflict("The edit was blocked by moderation; the job is a draft again").with(details));
    }
    let moderation = json!({ "decision": "ALLOW", "reasons": [] });
    Ok(Json(json!({ "ok": true, "jobId": id, "status": "OPEN", "moderation": moderation })))
}

/// No page shows this error; jobs/update suggests a conflict.
fn not_a_draft(job: &Job, variant: NotDraft) -> ApiError {
    let error = match variant {
        NotDraft::Conflict => ApiError::conflict("The job is not a draft"),
        NotDraft::BadRequest => ApiError::bad_request("The job is not a draft"),
        NotDraft::NotFound => return ApiError::not_found("Draft not found"),
    };
    error.with(json!({ "jobId": job.id, "status": job.status }))
}

/// Sets the keys of a validated body. A changed description is not parsed again.
fn apply(state: &mut SandboxState, id: &str, body: Map<String, Value>) {
    let drop_rates = state.variants.old_rate == OldRate::Drop;
    state.change_job(id, |job| {
        let paid = body.get("paymentType").and_then(Value::as_str);
        if let Some(paid) = paid.filter(|paid| drop_rates && job.text("paymentType") != Some(paid)) {
            for other in PAYMENT_TYPES.iter().filter(|other| **other != paid).filter_map(|other| rate_key(other)) {
                job.fields.remove(other);
            }
        }
        for (key, value) in body {
            job.set(&key, value);
        }
    });
}
