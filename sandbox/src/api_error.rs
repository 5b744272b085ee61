//! Errors, and the envelope around them (overview).

use axum::http::StatusCode;
use axum::http::header::CONTENT_LENGTH;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde_json::{Value, json};

#[derive(Clone, Debug)]
pub(crate) struct ApiError {
    status: StatusCode,
    code: &'static str,
    message: String,
    details: Option<Value>,
}

impl ApiError {
    pub(crate) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), details: None }
    }

    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "BAD_REQUEST", message)
    }

    /// 403 has four meanings, which only the details distinguish.
    pub(crate) fn forbidden(message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "FORBIDDEN", message)
    }

    /// 404, also for another account's job (jobs/publish).
    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "NOT_FOUND", message)
    }

    pub(crate) fn conflict(message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, "CONFLICT", message)
    }

    /// For a scripted fault: the status with the code that the pages give for it.
    pub(crate) fn scripted(status: StatusCode) -> Self {
        let code = match status.as_u16() {
            401 => "UNAUTHORIZED",
            402 => "PAYMENT_REQUIRED",
            403 => "FORBIDDEN",
            404 => "NOT_FOUND",
            409 => "CONFLICT",
            429 => "RATE_LIMITED",
            500.. => "INTERNAL_ERROR",
            _ => "BAD_REQUEST",
        };
        Self::new(status, code, format!("Scripted sandbox fault: {}", status.as_u16()))
    }

    pub(crate) fn with(mut self, details: Value) -> Self {
        self.details = Some(details);
        self
    }
}

/// A handler does not know its request's id, so the error is an extension of the response until [`with_envelope`].
impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        (self.status, Extension(self)).into_response()
    }
}

/// Turns a response's error, if it has one, into the envelope with the request's id.
pub(crate) fn with_envelope(response: Response, request_id: &str) -> Response {
    let (mut head, body) = response.into_parts();
    let Some(error) = head.extensions.remove::<ApiError>() else { return Response::from_parts(head, body) };
    let mut envelope = json!({ "error": error.message, "code": error.code, "requestId": request_id });
    if let Some(details) = error.details {
        envelope["details"] = details;
    }
    head.headers.remove(CONTENT_LENGTH);
    (head, Json(envelope)).into_response()
}
