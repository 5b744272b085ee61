//! Failed calls, and the error envelope around them.

use axum::http::StatusCode;
use axum::http::header::CONTENT_LENGTH;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde_json::{Value, json};

/// A failed call: what goes into the error envelope (overview).
#[derive(Clone, Debug)]
pub(crate) struct ApiError {
    status: StatusCode,
    code: &'static str,
    message: String,
    details: Option<Value>,
}

impl ApiError {
    /// A error without details.
    pub(crate) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), details: None }
    }

    /// 400 `BAD_REQUEST`.
    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "BAD_REQUEST", message)
    }

    /// 403 `FORBIDDEN`. Only the details tell its four meanings apart.
    pub(crate) fn forbidden(message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "FORBIDDEN", message)
    }

    /// 404 `NOT_FOUND`, also for a job that is not yours (jobs/publish).
    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "NOT_FOUND", message)
    }

    /// 409 `CONFLICT`.
    pub(crate) fn conflict(message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, "CONFLICT", message)
    }

    /// A error with a scripted status and the code the pages give for it.
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

    /// The same error with details.
    pub(crate) fn with(mut self, details: Value) -> Self {
        self.details = Some(details);
        self
    }
}

/// A handler does not know the id of its request, so the error travels beside the response until [`with_envelope`].
impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        (self.status, Extension(self)).into_response()
    }
}

/// The response with the error that came along put into the envelope, under the request's id.
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
