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
use crate::variants::ShownText;

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
    let url = state.site(&format!("/jobs/{slug}-{}", job.id));
    json!({
        "id": job.id,
        "slug": slug,
        "title": job.title(),
        "companyName": "Sandbox Inc.",
        "descriptionText": job.text("jobDescription").map(|text| shown_text(text, state.variants.shown_text)),
        "descriptionHtml": job.text("jobDescription").map(html),
        "seoTitle": job.title(),
        "summary": null,
        "status": job.status,
        "datePosted": format_iso8601(job.created_at),
        "validThrough": null,
        "updatedAt": format_iso8601(job.updated_at),
        "employmentTypes": ["CONTRACTOR"],
        "countries": list("countries"),
        "languages": list("languages"),
        "category": null,
        "dataType": job.text("dataType").map(title_case),
        "labelTypes": label_types(job),
        "labelingSoftware": text("labelingSoftware"),
        "experienceLevel": job.text("experienceLevel").map(display_name),
        "skills": [],
        "pay": pay(&job.fields),
        "url": url,
        "applyUrl": format!("{url}/apply"),
    })
}

/// The text as it was sent, or with other line breaks and blanks (no page says).
fn shown_text(text: &str, variant: ShownText) -> String {
    match variant {
        ShownText::AsSent => text.to_owned(),
        ShownText::Reflowed => text.split_whitespace().collect::<Vec<_>>().join("\r\n"),
    }
}

fn html(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!("<p>{}</p>", escaped.replace('\n', "<br>"))
}

/// The read side shows `Object Detection`, not OBJECT_DETECTION (freelancers/get, public listings).
fn label_types(job: &Job) -> Vec<String> {
    let types = job.fields.get("labelTypes").and_then(Value::as_array);
    types.into_iter().flatten().filter_map(Value::as_str).map(title_case).collect()
}

fn title_case(word: &str) -> String {
    let part = |part: &str| {
        let mut letters = part.chars();
        letters.next().map(|first| first.to_string() + &letters.as_str().to_lowercase()).unwrap_or_default()
    };
    word.split('_').map(part).collect::<Vec<_>>().join(" ")
}

/// The pay under the read side's names: hourlyRate, not pricePerHour. What no update key sets (`currency`, `hourlyMin`, `hourlyMax`) is
/// set through the control API, as if in the web app.
fn pay(fields: &Map<String, Value>) -> Value {
    let field = |key: &str| fields.get(key).cloned().unwrap_or(Value::Null);
    json!({
        "paymentType": field("paymentType"),
        "currency": fields.get("currency").cloned().unwrap_or_else(|| json!("USD")),
        "hourlyRate": field("pricePerHour"),
        "hourlyMin": field("hourlyMin"),
        "hourlyMax": field("hourlyMax"),
        "fixedPrice": field("fixedPrice"),
        "perLabelRate": field("pricePerLabel"),
    })
}

/// The read side shows `Intermediate`, not INTERMEDIATE (jobs/get).
fn display_name(level: &str) -> &str {
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
