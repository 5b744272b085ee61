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

/// The least time that is left for a try. One that is given up at once leaves us in doubt of what we knew.
pub(super) const SHORTEST: Duration = Duration::from_secs(2);

/// How one try ended, as far as trying again is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AttemptOutcome {
    /// The run stopped: it was not sent, or its answer not waited for.
    Stopped,
    /// No connection, or it broke, or no answer came in time.
    Broken,
    /// An answer with this status, and the wait it asked for.
    Answered(u16, Option<Duration>),
}

/// The first wait, and the least that a service which asks for a wait is given.
const FIRST: Duration = Duration::from_millis(500);

/// The longest wait of our own choice.
const LONGEST: Duration = Duration::from_secs(8);

/// The waits between tries: half a second, doubling, at most eight, five times, with jitter so that lanes do not march in step.
pub(super) fn waits() -> ExponentialBuilder {
    ExponentialBuilder::default().with_min_delay(FIRST).with_max_delay(LONGEST).with_max_times(5).with_jitter()
}

/// Whether a try that ended so is worth another.
pub(super) fn is_worth_retrying(ending: AttemptOutcome) -> bool {
    matches!(ending, AttemptOutcome::Broken | AttemptOutcome::Answered(429 | 502 | 503 | 504, _))
}

/// The wait before the next try: what the service asked for, else what the schedule says, and none at all when it would
/// leave no time for a try within `left`. A 429 is no fault: as long as there is time, it is waited out, however often it comes.
pub(super) fn wait(ending: AttemptOutcome, scheduled: Option<Duration>, left: Duration) -> Option<Duration> {
    let (is_limit, asked) = match ending {
        AttemptOutcome::Answered(status, asked) => (status == 429, asked),
        AttemptOutcome::Broken | AttemptOutcome::Stopped => (false, None),
    };
    let scheduled = scheduled.or(is_limit.then_some(LONGEST))?;
    let wait = asked.map_or(scheduled, |asked| asked.max(FIRST));
    (wait < left.saturating_sub(SHORTEST)).then_some(wait)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn only_passing_faults_are_tried_again() {
        for status in [429, 502, 503, 504] {
            assert!(is_worth_retrying(AttemptOutcome::Answered(status, None)), "{status}");
        }
        assert!(is_worth_retrying(AttemptOutcome::Broken));
        assert!(!is_worth_retrying(AttemptOutcome::Stopped));
        for status in [200, 302, 400, 401, 402, 403, 404, 409, 422, 500] {
            assert!(!is_worth_retrying(AttemptOutcome::Answered(status, None)), "{status}");
        }
    }

    #[test]
    fn the_service_says_how_long_to_wait_but_not_beyond_the_budget() {
        let second = Duration::from_secs(1);
        let asked = |seconds| AttemptOutcome::Answered(503, Some(Duration::from_secs(seconds)));
        assert_eq!(wait(AttemptOutcome::Broken, Some(second), LONG), Some(second));
        assert_eq!(wait(asked(5), Some(second), LONG), Some(Duration::from_secs(5)));
        assert_eq!(wait(asked(1), Some(LONGEST), LONG), Some(second));
        assert_eq!(wait(asked(0), Some(second), LONG), Some(FIRST), "not at once");
        assert_eq!(wait(asked(3600), Some(second), LONG), None, "an hour is no retry");
        assert_eq!(wait(asked(5), None, LONG), None, "the schedule is over");
    }

    #[test]
    fn a_429_is_waited_out_as_long_as_there_is_time() {
        let limited = |asked| AttemptOutcome::Answered(429, asked);
        assert_eq!(wait(limited(None), None, LONG), Some(LONGEST));
        assert_eq!(wait(limited(Some(Duration::from_secs(2))), None, LONG), Some(Duration::from_secs(2)));
        assert_eq!(wait(limited(None), None, Duration::from_secs(3)), None);
    }

    #[test]
    fn a_try_that_would_have_no_time_is_not_made() {
        let asked = AttemptOutcome::Answered(429, Some(Duration::from_secs(5)));
        assert_eq!(wait(asked, None, Duration::from_secs(6)), None);
        assert_eq!(wait(asked, None, Duration::from_secs(8)), Some(Duration::from_secs(5)));
    }
}
