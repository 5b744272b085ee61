//! Control over HTTP, under /sandbox, for tests in another process. It needs no token and is not logged.

use std::future::{Ready, ready};
use std::str::FromStr;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::State;
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use serde_json::{Map, Value, json};

use super::api_error::ApiError;
use super::control::Control;
use super::faults::Fault;
use super::logged_request::Request;
use super::request::{Id, json, object};

type Answer = Result<Json<Value>, ApiError>;

const ROUTES: &[&str] = &[
    "GET /sandbox/requests",
    "DELETE /sandbox/requests",
    "GET /sandbox/jobs",
    "POST /sandbox/jobs {title, status, fields}",
    "POST /sandbox/jobs/{id}/status {status}",
    "POST /sandbox/jobs/{id}/fields {key: value, …}",
    "POST /sandbox/jobs/{id}/proposals {total, unreviewed}",
    "POST /sandbox/jobs/{id}/vanish",
    "DELETE /sandbox/keys",
    "GET /sandbox/faults",
    "POST /sandbox/faults [\"METHOD PATH [#N | #N+ | #Nn | *] = KIND\", …]",
    "DELETE /sandbox/faults",
    "GET /sandbox/variants",
    "POST /sandbox/variants [\"name=value\", …]",
    "POST /sandbox/clock {seconds}",
];

pub(crate) fn routes(control: Control) -> Router {
    Router::new()
        .route("/", get(async |State(control)| Json(json!({ "routes": ROUTES, "variants": variants(&control) }))))
        .route("/requests", get(requests).delete(change_with(Control::clear_requests)))
        .route("/jobs", get(async |State(control): State<Control>| Json(control.jobs())).post(add_job))
        .route("/jobs/{id}/status", post(set_status))
        .route("/jobs/{id}/fields", post(set_fields))
        .route("/jobs/{id}/proposals", post(set_proposals))
        .route("/jobs/{id}/vanish", post(vanish))
        .route("/keys", delete(change_with(Control::forget_keys)))
        .route("/faults", get(faults).post(add_faults).delete(change_with(Control::clear_faults)))
        .route("/variants", get(async |State(control)| Json(variants(&control))).post(choose))
        .route("/clock", post(advance))
        .fallback(async || ApiError::not_found("No such control route").with(json!({ "routes": ROUTES })))
        .with_state(control)
}

fn done() -> Json<Value> {
    Json(json!({ "ok": true }))
}

/// The handler of a change without parameters.
fn change_with(change: fn(&Control)) -> impl Fn(State<Control>) -> Ready<Json<Value>> + Clone {
    move |State(control)| {
        change(&control);
        ready(done())
    }
}

fn variants(control: &Control) -> Value {
    let chosen = control.lock().variants.chosen();
    Value::Object(chosen.into_iter().map(|(name, value)| (name.to_owned(), json!(value))).collect::<Map<_, _>>())
}

async fn requests(State(control): State<Control>) -> Json<Value> {
    Json(control.requests().iter().map(Request::to_json).collect())
}

async fn faults(State(control): State<Control>) -> Json<Value> {
    Json(control.lock().faults.iter().map(|active| active.fault.to_string()).collect())
}

async fn add_job(State(control): State<Control>, body: Bytes) -> Answer {
    Ok(Json(json!({ "id": control.add_job(json(&body)?) })))
}

fn found(found: bool) -> Answer {
    if found { Ok(done()) } else { Err(ApiError::not_found("Job not found")) }
}

async fn set_status(State(control): State<Control>, Id(id): Id, body: Bytes) -> Answer {
    let body = object(&body)?;
    let status = body.get("status").and_then(Value::as_str);
    found(control.set_status(&id, status.ok_or_else(|| ApiError::bad_request("Send {\"status\": \"…\"}"))?))
}

async fn set_fields(State(control): State<Control>, Id(id): Id, body: Bytes) -> Answer {
    found(object(&body)?.into_iter().all(|(key, value)| control.set_field(&id, &key, value)))
}

async fn set_proposals(State(control): State<Control>, Id(id): Id, body: Bytes) -> Answer {
    let body = object(&body)?;
    let wrong = || ApiError::bad_request("Send {\"total\": 3, \"unreviewed\": 1}");
    let count = |key: &str| body.get(key).and_then(Value::as_u64).ok_or_else(wrong);
    found(control.set_proposals(&id, count("total")?, count("unreviewed")?))
}

async fn vanish(State(control): State<Control>, Id(id): Id) -> Answer {
    found(control.vanish(&id))
}

/// Adds all of the faults or none.
async fn add_faults(State(control): State<Control>, body: Bytes) -> Answer {
    let faults = texts(&json(&body)?)?.into_iter().map(Fault::from_str).collect::<Result<_, _>>();
    control.add_faults(faults.map_err(ApiError::bad_request)?);
    Ok(done())
}

/// Sets all of the variants or none.
async fn choose(State(control): State<Control>, body: Bytes) -> Answer {
    let mut variants = control.lock().variants.clone();
    for text in texts(&json(&body)?)? {
        variants.set(text).map_err(ApiError::bad_request)?;
    }
    control.set_variants(variants);
    Ok(done())
}

async fn advance(State(control): State<Control>, body: Bytes) -> Answer {
    let seconds = json(&body)?["seconds"].as_u64().ok_or_else(|| ApiError::bad_request("Send {\"seconds\": 3600}"))?;
    control.advance_clock(Duration::from_secs(seconds));
    Ok(done())
}

/// One string or a list of strings.
fn texts(body: &Value) -> Result<Vec<&str>, ApiError> {
    let list = match body {
        Value::String(text) => Some(vec![text.as_str()]),
        Value::Array(list) => list.iter().map(Value::as_str).collect(),
        _ => None,
    };
    list.ok_or_else(|| ApiError::bad_request("Send a JSON text or a list of texts"))
}
