//! Errors of a call, and the meaning of each documented refusal.

use jiff::Timestamp;
use serde_json::Value;

use super::body::{list, text, texts};
use super::missing_fields;
use crate::domain::job::Status;
use crate::domain::readiness::Readiness;

/// A call that failed.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// The service refused. Another attempt would get the same answer.
    #[error(transparent)]
    Refused(Box<ApiError>),
    /// The service or the network failed, also after retries.
    #[error(transparent)]
    Failed(TransportError),
}

impl Error {
    /// Whether the service certainly did not do what was asked. A lost answer proves nothing.
    pub fn is_certainly_not_done(&self) -> bool {
        match self {
            Self::Refused(refusal) => !refusal.may_be_done,
            Self::Failed(failure) => failure.is_undelivered(),
        }
    }
}

/// A call without a usable response.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{message}")]
pub struct TransportError {
    /// The error message.
    pub message: String,
    /// Whether the service may have carried out the request.
    pub reach: DeliveryState,
}

impl TransportError {
    /// Whether the request certainly did not reach the service.
    pub fn is_undelivered(&self) -> bool {
        self.reach <= DeliveryState::NotSent
    }
}

/// How far a failed request got. Of several attempts, the furthest counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DeliveryState {
    /// The run had stopped before the first attempt.
    NotBegun,
    /// No certificate of the server can be verified on this machine.
    NotTrusted,
    /// There was no connection.
    NotSent,
    /// The service answered that it failed.
    NotDone,
    /// The request was sent without a usable response: it may have been carried out.
    Unknown,
}

/// An error as the service returns it: `{error, code, requestId, details}` (page overview).
#[derive(Clone, Debug, thiserror::Error)]
#[error("{message} ({})", self.reference())]
pub struct ApiError {
    /// The HTTP status.
    pub status: u16,
    /// A machine-readable code.
    pub code: Option<String>,
    /// The service's message, or ours where it gave none.
    pub message: String,
    /// To quote to OpenTrain's support.
    pub request_id: Option<String>,
    /// When the service answered, by its own clock.
    pub date: Option<Timestamp>,
    /// What the refusal means.
    pub why: ApiErrorKind,
    /// Whether an earlier try of the same request may have been carried out: this answers only the last one.
    pub may_be_done: bool,
}

/// The meaning of a refusal. One status has several; only `details` distinguishes them.
#[derive(Clone, Debug, PartialEq)]
pub enum ApiErrorKind {
    /// 401: the token is not valid.
    Token,
    /// 403: the token lacks these scopes.
    Scope(Vec<String>),
    /// 403: a feature is off for the account.
    Feature(String),
    /// 403: the account must be claimed first, at this URL.
    Claim(Option<String>),
    /// 403 at publish, or 409 at a live edit, which was applied and made the job a draft: moderation's reasons.
    Moderation(Vec<String>),
    /// 400 at publish: the job is not publish-ready.
    Unready(Box<Readiness>),
    /// 400: invalid keys or values.
    Content(Vec<Issue>),
    /// 400 at create: the import format is not supported; these are.
    Format(Vec<String>),
    /// 402: the account has no credit.
    Payment,
    /// 404: no such job, or someone else's.
    NotFound,
    /// 409: the job has another status, which the service may name.
    Conflict(Option<Status>),
    /// 429 at publish: the daily limit.
    DailyLimit {
        /// Publishes per window.
        limit: u64,
        /// The window in hours, if known.
        hours: Option<u64>,
    },
    /// Anything else.
    Other,
}

/// One zod issue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// The update keys concerned; empty if it names none.
    pub keys: Vec<String>,
    /// The service's message.
    pub message: String,
}

impl ApiError {
    /// Status, code and request id, to quote to OpenTrain's support.
    pub fn reference(&self) -> String {
        let code = self.code.iter().map(|code| format!(" {code}"));
        let request = self.request_id.iter().map(|id| format!(", request {id}"));
        format!("{}{}", self.status, code.chain(request).collect::<String>())
    }

    /// Parses an error response. A body of another shape gives a generic error.
    pub fn decode(status: u16, body: &Value) -> Self {
        let details = body.get("details").unwrap_or(&Value::Null);
        let message =
            text(body, "error").unwrap_or_else(|| format!("the service answered {status} without an error message"));
        Self {
            status,
            code: text(body, "code"),
            message,
            request_id: text(body, "requestId"),
            date: None,
            why: kind(status, details),
            may_be_done: false,
        }
    }
}

fn kind(status: u16, details: &Value) -> ApiErrorKind {
    let moderated = text(details, "reason").as_deref() == Some("moderation_blocked");
    match status {
        401 => ApiErrorKind::Token,
        402 => ApiErrorKind::Payment,
        403 | 409 if moderated => ApiErrorKind::Moderation(missing_fields::sentences(list(details, "reasons"))),
        403 => forbidden(details),
        404 => ApiErrorKind::NotFound,
        409 => ApiErrorKind::Conflict(text(details, "status").map(|status| Status::parse(&status))),
        429 => daily_limit(details),
        400 | 422 => bad_request(details),
        _ => ApiErrorKind::Other,
    }
}

fn forbidden(details: &Value) -> ApiErrorKind {
    let is_claim = text(details, "reason").as_deref() == Some("account_claim_required");
    match (text(details, "featureKey"), texts(details, "requiredScopes")) {
        _ if is_claim => ApiErrorKind::Claim(text(details, "claimUrl")),
        (Some(feature), _) => ApiErrorKind::Feature(feature),
        (None, scopes) if !scopes.is_empty() => ApiErrorKind::Scope(scopes),
        (None, _) => ApiErrorKind::Other,
    }
}

fn daily_limit(details: &Value) -> ApiErrorKind {
    match details.get("limit").and_then(Value::as_u64) {
        Some(limit) => ApiErrorKind::DailyLimit { limit, hours: details.get("windowHours").and_then(Value::as_u64) },
        None => ApiErrorKind::Other,
    }
}

fn bad_request(details: &Value) -> ApiErrorKind {
    let formats = texts(details, "supportedFormats");
    match missing_fields::readiness(details) {
        Some(readiness) => ApiErrorKind::Unready(Box::new(readiness)),
        None if !formats.is_empty() => ApiErrorKind::Format(formats),
        None => ApiErrorKind::Content(issues(details)),
    }
}

/// Zod issues: `details` itself, or `details.issues` (no page shows which).
fn issues(details: &Value) -> Vec<Issue> {
    let entries = details.as_array().map_or_else(|| list(details, "issues"), Vec::as_slice);
    let issue = |entry: &Value| {
        let first = entry.get("path").and_then(|path| path.get(0).or(Some(path))).and_then(Value::as_str);
        let mut keys = texts(entry, "keys");
        keys.extend(first.filter(|key| !key.is_empty()).map(str::to_owned));
        Issue { keys, message: missing_fields::sentence(entry) }
    };
    entries.iter().map(issue).collect()
}
