//! GET /jobs/{id}: the public read of a live job (jobs/get).

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use crate::api_error::ApiError;
use crate::clock::format_iso8601;
use crate::job::Job;
use crate::request::Id;
use crate::shared::SharedState;
use crate::state::SandboxState;

/// From jobs/get.
const MAX_ID_CHARS: usize = 64;

/// An open job under the marketplace's own names.
///
/// A job that was public before is a 404 without the error envelope, as jobs/get documents.
pub(crate) async fn show(State(shared): State<Arc<SharedState>>, Id(id): Id) -> Result<Response, ApiError> {
    let state = &*shared.lock();
    if id.chars().count() > MAX_ID_CHARS {
        return Err(ApiError::bad_request("Invalid job id"));
    }
    let job = state.job(&id)?;
    match (job.is_open(), job.publishes) {
        (true, _) => Ok(Json(listing(state, job)).into_response()),
        (false, 0) => Err(ApiError::not_found("Job not found")),
        (false, _) => Ok((StatusCode::NOT_FOUND, Json(json!({ "id": id, "status": "closed" }))).into_response()),
    }
}

fn listing(state: &SandboxState, job: &Job) -> Value {
    let slug = slug(job.title());
    let list = |key: &str| job.fields.get(key).cloned().unwrap_or_else(|| json!([]));
    let text = |key: &str| job.fields.get(key).cloned().unwrap_or(Value::Null);
    json!({
        "id": job.id,
        "slug": slug,
        "title": job.title(),
        "companyName": "Sandbox Inc.",
        "descriptionText": text("jobDescription"),
        "status": "open",
        "datePosted": format_iso8601(job.created_at),
        "updatedAt": format_iso8601(job.updated_at),
        "countries": list("countries"),
        "languages": list("languages"),
        "dataType": text("dataType"),
        "labelTypes": list("labelTypes"),
        "labelingSoftware": text("labelingSoftware"),
        "experienceLevel": job.text("experienceLevel").map(display_word),
        "pay": pay(&job.fields),
        "url": state.site(&format!("/jobs/{slug}-{}", job.id)),
    })
}

/// The pay under the read side's names: hourlyRate, not pricePerHour.
fn pay(fields: &Map<String, Value>) -> Value {
    let field = |key: &str| fields.get(key).cloned().unwrap_or(Value::Null);
    json!({
        "paymentType": field("paymentType"),
        "currency": "USD",
        "hourlyRate": field("pricePerHour"),
        "fixedPrice": field("fixedPrice"),
        "perLabelRate": field("pricePerLabel"),
    })
}

/// The read side shows `Intermediate`, not INTERMEDIATE (jobs/get).
fn display_word(level: &str) -> &str {
    match level {
        "EXPERT" => "Expert",
        "ENTRY_LEVEL" => "Entry Level",
        "INTERMEDIATE" => "Intermediate",
        "ANY_EXPERIENCE_LEVEL" => "Any Experience Level",
        other => other,
    }
}

fn slug(title: &str) -> String {
    let words: Vec<String> = title
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    words.join("-")
}
