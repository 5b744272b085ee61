//! Reads requests, and the extractors for their bodies and ids.

use std::time::Instant;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequest, FromRequestParts, Path, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde_json::{Map, Value};

use super::api_error::ApiError;
use super::faults::delivery::Disconnect;
use super::logged_request::Request as LoggedRequest;

/// The pages name no limit; this one bounds the sandbox's memory.
const MAX_BODY_BYTES: usize = 8 * 1024 * 1024;

/// A request with its whole body.
pub(crate) struct IncomingRequest {
    pub(crate) head: Parts,
    /// `None` if it is too large.
    pub(crate) body: Option<Bytes>,
    arrived: Instant,
}

impl IncomingRequest {
    pub(crate) async fn read(mut request: Request) -> Result<Self, Disconnect> {
        DefaultBodyLimit::max(MAX_BODY_BYTES).apply(&mut request);
        let (head, body) = request.into_parts();
        let request = Request::from_parts(head.clone(), body);
        match Bytes::from_request(request, &()).await {
            Ok(body) => Ok(Self { head, body: Some(body), arrived: Instant::now() }),
            Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                Ok(Self { head, body: None, arrived: Instant::now() })
            }
            // The client disconnected.
            Err(_) => Err(Disconnect),
        }
    }

    /// The log entry, still without its outcome.
    pub(crate) fn log_entry(&self, started: Instant) -> LoggedRequest {
        let body = match self.body.as_deref() {
            None | Some([]) => Value::Null,
            Some(bytes) => serde_json::from_slice(bytes)
                .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(bytes).into_owned())),
        };
        LoggedRequest {
            method: self.head.method.to_string(),
            path: self.head.uri.path().to_owned(),
            query: self.head.uri.query().unwrap_or_default().to_owned(),
            body,
            status: 0,
            fault: None,
            arrived: self.arrived.saturating_duration_since(started),
        }
    }
}

/// Ignores the content type. 400 without a body or for invalid JSON (job-drafts/create, jobs/update).
pub(crate) fn json(body: &[u8]) -> Result<Value, ApiError> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Err(ApiError::bad_request("Request body is required"));
    }
    serde_json::from_slice(body).map_err(|_| ApiError::bad_request("Invalid JSON body"))
}

pub(crate) fn object(body: &[u8]) -> Result<Map<String, Value>, ApiError> {
    match json(body)? {
        Value::Object(map) => Ok(map),
        _ => Err(ApiError::bad_request("Request body must be a JSON object")),
    }
}

/// The job id in a path.
pub(crate) struct Id(pub(crate) String);

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = ApiError;

    async fn from_request_parts(head: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let id = Path::from_request_parts(head, state).await;
        id.map(|Path(id)| Self(id)).map_err(|_| ApiError::bad_request("Invalid job id"))
    }
}
