//! Whether and when a request is sent again: a pure decision.
//!
//! Each OpenTrain call may be repeated: a create carries its idempotency key, publish and close are idempotent by their pages, and
//! a patch sets the same values again. A refusal is never retried.

use std::time::Duration;

use backon::ExponentialBuilder;

/// The minimum time for an attempt: one that is cut short may leave its result unknown.
pub(crate) const MIN_ATTEMPT: Duration = Duration::from_secs(2);

/// The first wait, and the shortest one after a `Retry-After`.
const MIN_WAIT: Duration = Duration::from_millis(500);

/// The longest wait without a `Retry-After`.
const MAX_WAIT: Duration = Duration::from_secs(8);

/// How an attempt ended, as far as a retry is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AttemptOutcome {
    /// The run stopped before the request was sent, or before its response came.
    Stopped,
    /// No connection, or no complete response.
    Broken,
    /// The service refused: another attempt would get the same answer.
    Refused,
    /// Any other response.
    Answered {
        /// The HTTP status.
        status: u16,
        /// The wait that it asked for.
        retry_after: Option<Duration>,
    },
}

impl AttemptOutcome {
    /// Whether the service answered 429.
    pub(crate) fn is_rate_limited(self) -> bool {
        matches!(self, Self::Answered { status: 429, .. })
    }

    /// Whether another attempt may succeed.
    pub(crate) fn is_transient(self) -> bool {
        matches!(self, Self::Broken | Self::Answered { status: 429 | 502 | 503 | 504, .. })
    }
}

/// The waits between attempts: they double, with jitter so that concurrent requests don't retry at the same moment.
pub(crate) fn backoff(max_retries: usize) -> ExponentialBuilder {
    ExponentialBuilder::default()
        .with_min_delay(MIN_WAIT)
        .with_max_delay(MAX_WAIT)
        .with_max_times(max_retries)
        .with_jitter()
}

/// The wait before the next attempt: the response's `Retry-After`, or else the backoff's. `None` where it leaves no time for an
/// attempt within `time_left`. A 429 is retried as long as there is time, even after the backoff's last retry.
pub(crate) fn wait(outcome: AttemptOutcome, scheduled: Option<Duration>, time_left: Duration) -> Option<Duration> {
    let scheduled = scheduled.or(outcome.is_rate_limited().then_some(MAX_WAIT))?;
    let wait = match outcome {
        AttemptOutcome::Answered { retry_after: Some(requested), .. } => requested.max(MIN_WAIT),
        _ => scheduled,
    };
    (wait < time_left.saturating_sub(MIN_ATTEMPT)).then_some(wait)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    fn answered(status: u16, retry_after: Option<u64>) -> AttemptOutcome {
        AttemptOutcome::Answered { status, retry_after: retry_after.map(Duration::from_secs) }
    }

    #[test]
    fn only_transient_failures_are_retried() {
        for status in [429, 502, 503, 504] {
            assert!(answered(status, None).is_transient(), "{status}");
        }
        assert!(AttemptOutcome::Broken.is_transient());
        assert!(!AttemptOutcome::Stopped.is_transient());
        assert!(!AttemptOutcome::Refused.is_transient());
        for status in [200, 302, 400, 401, 402, 403, 404, 409, 422, 500] {
            assert!(!answered(status, None).is_transient(), "{status}");
        }
    }

    #[test]
    fn retry_after_sets_the_wait_within_the_time_left() {
        let second = Duration::from_secs(1);
        assert_eq!(wait(AttemptOutcome::Broken, Some(second), MINUTE), Some(second));
        assert_eq!(wait(answered(503, Some(5)), Some(second), MINUTE), Some(Duration::from_secs(5)));
        assert_eq!(wait(answered(503, Some(1)), Some(MAX_WAIT), MINUTE), Some(second));
        assert_eq!(wait(answered(503, Some(0)), Some(second), MINUTE), Some(MIN_WAIT), "not at once");
        assert_eq!(wait(answered(503, Some(3600)), Some(second), MINUTE), None, "longer than the budget");
        assert_eq!(wait(answered(503, Some(5)), None, MINUTE), None, "no retry is left");
    }

    #[test]
    fn a_429_is_waited_out_as_long_as_there_is_time() {
        assert_eq!(wait(answered(429, None), None, MINUTE), Some(MAX_WAIT));
        assert_eq!(wait(answered(429, Some(2)), None, MINUTE), Some(Duration::from_secs(2)));
        assert_eq!(wait(answered(429, None), None, Duration::from_secs(3)), None);
    }

    #[test]
    fn an_attempt_without_enough_time_is_not_made() {
        assert_eq!(wait(answered(429, Some(5)), None, Duration::from_secs(6)), None);
        assert_eq!(wait(answered(429, Some(5)), None, Duration::from_secs(8)), Some(Duration::from_secs(5)));
    }
}
