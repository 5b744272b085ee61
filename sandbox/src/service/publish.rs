//! POST /jobs/{id}/publish and POST /jobs/{id}/close, and content moderation (jobs/publish, jobs/close).

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::Answer;
use super::account::{PUBLISHING, Token};
use super::draft_reply::add_missing_fields;
use super::fields::is_empty;
use super::missing_fields::validate;
use crate::api_error::ApiError;
use crate::clock::DAY;
use crate::database::Change;
use crate::job::Job;
use crate::request::Id;
use crate::shared::SharedState;
use crate::state::SandboxState;
use crate::variants::{AttemptId, CloseDraft, MissingFields, PublishMissingFields, PublishStatus, Reasons};

const CLOSED: &str = "ARCHIVED";

/// The `reason` of a publish and of a live edit that moderation blocked.
pub(crate) const BLOCKED: &str = "moderation_blocked";

/// Moderation blocks a title or a description that contains this.
const BLOCK_MARK: &str = "sandbox-moderation-block";

/// A publish without one of these has a warning.
const WORTH_HAVING: &[&str] = &["languages", "headcount"];

/// Publishes a ready draft. An open job stays open and does not count towards the limit.
pub(crate) async fn publish(State(shared): State<Arc<SharedState>>, token: Token, Id(id): Id) -> Answer {
    let state = &mut *shared.lock();
    token.authorize_write(PUBLISHING, &state.variants)?;
    let job = state.job(&id)?;
    if job.is_open() {
        return Ok(published(state, job, true));
    }
    if !job.is_draft() {
        let details = json!({ "jobId": id, "status": job.status });
        return Err(ApiError::conflict("Only a draft can be published").with(details));
    }
    ready(state, job)?;
    within_limit(state)?;
    let against = moderation_reasons(job, state.variants.reasons);
    attempt(state, against.is_none());
    if let Some(reasons) = against {
        let details = json!({ "reason": BLOCKED, "reasons": reasons });
        return Err(ApiError::forbidden("The job was blocked by moderation").with(details));
    }
    go_live(state, &id);
    state.job(&id).map(|job| published(state, job, false))
}

/// 400 with the validation as in the replies of the draft endpoints.
fn ready(state: &SandboxState, job: &Job) -> Result<(), ApiError> {
    let validation = validate(job, &state.variants);
    if validation.is_ready() {
        return Ok(());
    }
    let place = match state.variants.publish_missing_fields {
        PublishMissingFields::Validation => MissingFields::Validation,
        PublishMissingFields::Names => MissingFields::Names,
        PublishMissingFields::Top => MissingFields::Top,
    };
    let mut details = json!({});
    add_missing_fields(&mut details, &validation, place);
    Err(ApiError::bad_request("The draft is not ready to be published").with(details))
}

/// 429 if the limit of the last 24 hours is reached.
fn within_limit(state: &SandboxState) -> Result<(), ApiError> {
    let now = state.clock.now();
    let counts = |at: &u64| now.saturating_sub(*at) < DAY;
    let limit = state.daily_limit;
    if state.database.limit_uses().filter(counts).count() < usize::try_from(limit).unwrap_or(usize::MAX) {
        return Ok(());
    }
    let details = json!({ "limit": limit, "windowHours": 24 });
    Err(ApiError::new(StatusCode::TOO_MANY_REQUESTS, "RATE_LIMITED", "Daily publish limit reached").with(details))
}

fn attempt(state: &mut SandboxState, live: bool) {
    let counted_at = live.then(|| state.clock.now());
    state.database.apply(Change::PublishAttempt { counted_at });
}

fn go_live(state: &mut SandboxState, id: &str) {
    let status = match state.variants.publish_status {
        PublishStatus::Open => "OPEN",
        PublishStatus::Pending => "PENDING_APPROVAL",
    };
    state.change_job(id, |job| {
        job.status = status.to_owned();
        job.publishes = job.publishes.saturating_add(1);
    });
}

fn published(state: &SandboxState, job: &Job, already: bool) -> Json<Value> {
    let attempt_id = match state.variants.attempt_id {
        AttemptId::Some if !already => json!(format!("attempt_{:06}", state.database.publish_attempts())),
        _ => Value::Null,
    };
    let empty = WORTH_HAVING.iter().filter(|key| is_empty(job.fields.get(**key)));
    let warnings: Vec<String> = empty.map(|key| format!("{key} is empty")).collect();
    let side_effects = json!({ "dispatched": !already, "status": if already { "skipped" } else { "queued" } });
    Json(json!({
        "ok": true,
        "jobId": job.id,
        "status": job.status,
        "alreadyPublished": already,
        "jobUrl": state.site(&format!("/jobs/{}", job.id)),
        "publishAttemptId": attempt_id,
        "warnings": warnings,
        "sideEffects": side_effects,
    }))
}

/// Closes a job, also one that is closed already.
pub(crate) async fn close(State(shared): State<Arc<SharedState>>, token: Token, Id(id): Id) -> Answer {
    let state = &mut *shared.lock();
    token.authorize_write(PUBLISHING, &state.variants)?;
    let job = state.job(&id)?;
    let already = job.status == CLOSED;
    if job.is_draft() && state.variants.close_draft == CloseDraft::Refuse {
        let details = json!({ "jobId": id, "status": job.status });
        return Err(ApiError::conflict("A draft cannot be closed").with(details));
    }
    if !already {
        state.change_job(&id, |job| job.status = CLOSED.to_owned());
    }
    Ok(Json(json!({ "ok": true, "jobId": id, "status": CLOSED, "alreadyClosed": already })))
}

/// Why moderation blocks a publish or a live edit; `None` if it does not (jobs/update).
pub(crate) fn moderation_reasons(job: &Job, variant: Reasons) -> Option<Vec<Value>> {
    let marked = ["jobTitle", "jobDescription"]
        .into_iter()
        .filter(|key| job.text(key).is_some_and(|text| text.contains(BLOCK_MARK)));
    let reasons: Vec<Value> = marked.map(|key| reason(key, variant)).collect();
    (!reasons.is_empty()).then_some(reasons)
}

/// No page shows the type of a reason.
fn reason(key: &str, variant: Reasons) -> Value {
    let message = format!("{key} contains content that is not allowed");
    match variant {
        Reasons::Text => Value::String(message),
        Reasons::Objects => json!({ "field": key, "category": "prohibited_content", "message": message }),
    }
}
