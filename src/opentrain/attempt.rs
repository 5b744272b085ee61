//! An attempt that failed: its error, and its outcome as far as a retry is concerned.

use super::error::{ApiError, ApiErrorKind, DeliveryState, Error, TransportError};
use crate::http;
use crate::http::retry::AttemptOutcome;

/// A failed attempt of a request.
pub(super) struct FailedAttempt {
    pub(super) outcome: AttemptOutcome,
    pub(super) error: Error,
}

impl FailedAttempt {
    /// An attempt without a usable response.
    pub(super) fn new(outcome: AttemptOutcome, reach: DeliveryState, message: impl Into<String>) -> Self {
        Self { outcome, error: Error::Failed(TransportError { message: message.into(), reach }) }
    }

    /// An attempt whose connection failed.
    pub(super) fn from_transport(error: &reqwest::Error) -> Self {
        if http::is_untrusted(error) {
            let cause = http::root_cause(error).unwrap_or_default();
            let message = format!("OpenTrain's certificate is not trusted on this machine ({cause})");
            return Self::new(AttemptOutcome::Refused, DeliveryState::NotTrusted, message);
        }
        let reach = if error.is_connect() { DeliveryState::NotSent } else { DeliveryState::Unknown };
        let what = if error.is_connect() {
            "no connection to OpenTrain"
        } else if error.is_timeout() {
            "no response in time"
        } else {
            "the connection broke before the response was complete"
        };
        let cause = http::root_cause(error).map(|cause| format!(" ({cause})")).unwrap_or_default();
        Self::new(AttemptOutcome::Broken, reach, format!("{what}{cause}"))
    }

    /// An attempt that the service answered with an error.
    pub(super) fn from_api_error(outcome: AttemptOutcome, error: ApiError) -> Self {
        let is_daily = matches!(error.why, ApiErrorKind::DailyLimit { .. });
        if matches!(error.status, 408 | 500..=599) || (error.status == 429 && !is_daily) {
            return Self::new(outcome, DeliveryState::NotDone, format!("OpenTrain failed: {error}"));
        }
        // A daily limit is a 429 too, but does not pass in seconds.
        Self { outcome: AttemptOutcome::Refused, error: Error::Refused(Box::new(error)) }
    }
}
