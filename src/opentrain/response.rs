//! Reads a response.

use jiff::Timestamp;
use reqwest::{Response, StatusCode};
use serde_json::Value;

use super::attempt::FailedAttempt;
use super::error::{ApiError, DeliveryState};
use super::token::Token;
use crate::http::retry::AttemptOutcome;
use crate::http::{self, BodyError, MAX_BODY_BYTES, read_body, retry_after};

/// A successful response.
pub(super) struct Answer {
    /// The JSON object, with the token masked.
    pub(super) body: Value,
    /// When the service answered, by its own clock.
    pub(super) date: Option<Timestamp>,
}

/// Reads a response.
pub(super) async fn read(response: Response, token: &Token) -> Result<Answer, FailedAttempt> {
    let status = response.status();
    let date = http::date(response.headers());
    let outcome = AttemptOutcome::Answered { status: status.as_u16(), retry_after: retry_after(response.headers()) };
    let bytes = read_body(response).await.map_err(|error| body_error(error, outcome, status))?;
    let parsed = serde_json::from_slice::<Value>(&bytes).ok().map(|mut value| {
        token.mask_json(&mut value);
        value
    });
    if let Some(body) = &parsed {
        log::debug!("response {body}");
    }
    match parsed {
        Some(body) if status.is_success() && body.is_object() => Ok(Answer { body, date }),
        _ if status.is_success() => {
            Err(FailedAttempt::new(outcome, DeliveryState::Unknown, not_an_object(&bytes, status)))
        }
        _ if status.is_redirection() => Err(FailedAttempt::new(outcome, DeliveryState::NotDone, redirect(status))),
        parsed => {
            let error = ApiError { date, ..ApiError::decode(status.as_u16(), &parsed.unwrap_or_default()) };
            Err(FailedAttempt::from_api_error(outcome, error))
        }
    }
}

/// A response without its body. An error status still means that the service did not carry out the request.
fn body_error(error: BodyError, outcome: AttemptOutcome, status: StatusCode) -> FailedAttempt {
    let failed = match error {
        BodyError::Interrupted(error) => FailedAttempt::from_transport(&error),
        BodyError::TooLarge => {
            let message = format!("the response is larger than {} MiB", MAX_BODY_BYTES >> 20);
            let outcome = AttemptOutcome::Answered { status: status.as_u16(), retry_after: None };
            FailedAttempt::new(outcome, DeliveryState::Unknown, message)
        }
    };
    if status.is_success() {
        return failed;
    }
    FailedAttempt::new(outcome, DeliveryState::NotDone, failed.error.to_string())
}

fn not_an_object(bytes: &[u8], status: StatusCode) -> String {
    let what = if bytes.is_empty() { "an empty body" } else { "a body that is not a JSON object" };
    format!("OpenTrain answered {} with {what}", status.as_u16())
}

fn redirect(status: StatusCode) -> String {
    format!("the address answered {} with a redirect, which is not followed; check the base URL", status.as_u16())
}
