//! May this be tried again, and after how long? A pure question.
//!
//! Every call may be repeated: a create bears its idempotency key, a publish and a close are idempotent by their pages, and a
//! patch says the same thing twice. What the service refused is never asked again.

use std::time::Duration;

use backon::ExponentialBuilder;

/// The longest one try may take, its answer included.
pub(super) const TRY: Duration = Duration::from_secs(30);

/// The longest one request may take with all its retries.
pub(super) const REQUEST: Duration = Duration::from_secs(80);

/// How one try ended, as far as trying again is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// No connection, or it broke, or no answer came in time.
    Broken,
    /// An answer with this status, and the wait it asked for.
    Answered(u16, Option<Duration>),
}

/// The waits between tries: half a second, doubling, at most eight, five times, with jitter so that lanes do not march in step.
pub(super) fn waits() -> ExponentialBuilder {
    ExponentialBuilder::default()
        .with_min_delay(Duration::from_millis(500))
        .with_max_delay(Duration::from_secs(8))
        .with_max_times(5)
        .with_jitter()
}

/// Whether a try that ended so is worth another.
pub(super) fn is_worth_retrying(ending: Ending) -> bool {
    matches!(ending, Ending::Broken | Ending::Answered(429 | 502 | 503 | 504, _))
}

/// The wait before the next try: what the schedule says, but no less than what the service asked for, and none at all when
/// it would not end within `left`.
pub(super) fn wait(ending: Ending, scheduled: Option<Duration>, left: Duration) -> Option<Duration> {
    let asked = match ending {
        Ending::Answered(_, asked) => asked,
        Ending::Broken => None,
    };
    scheduled.map(|wait| wait.max(asked.unwrap_or_default())).filter(|wait| *wait < left)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn only_passing_faults_are_tried_again() {
        for status in [429, 502, 503, 504] {
            assert!(is_worth_retrying(Ending::Answered(status, None)), "{status}");
        }
        assert!(is_worth_retrying(Ending::Broken));
        for status in [200, 302, 400, 401, 402, 403, 404, 409, 422, 500] {
            assert!(!is_worth_retrying(Ending::Answered(status, None)), "{status}");
        }
    }

    #[test]
    fn the_service_may_ask_for_a_longer_wait_but_not_for_one_beyond_the_budget() {
        let second = Duration::from_secs(1);
        let asked = |seconds| Ending::Answered(429, Some(Duration::from_secs(seconds)));
        assert_eq!(wait(Ending::Broken, Some(second), LONG), Some(second));
        assert_eq!(wait(asked(5), Some(second), LONG), Some(Duration::from_secs(5)));
        assert_eq!(wait(asked(0), Some(second), LONG), Some(second));
        assert_eq!(wait(asked(3600), Some(second), LONG), None, "an hour is no retry");
        assert_eq!(wait(asked(5), None, LONG), None, "the schedule is over");
    }
}
