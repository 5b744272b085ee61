//! The time that git may take in one run.

use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The longest that one call may take.
const CALL_TIMEOUT: Duration = Duration::from_secs(60);

/// The longest that all calls of one run may take.
const RUN_TIMEOUT: Duration = Duration::from_secs(110);

/// What is left for calls of git.
#[derive(Debug)]
pub(super) struct Budget {
    call: Duration,
    remaining: Mutex<Duration>,
}

impl Budget {
    pub(super) fn new(call: Duration, run: Duration) -> Self {
        Self { call, remaining: Mutex::new(run) }
    }

    /// The budget of this run, which is this process.
    pub(super) fn of_run() -> Arc<Self> {
        static RUN: LazyLock<Arc<Budget>> = LazyLock::new(|| Arc::new(Budget::new(CALL_TIMEOUT, RUN_TIMEOUT)));
        Arc::clone(&RUN)
    }

    /// The longest that the next call may take.
    pub(super) fn limit(&self) -> Duration {
        self.call.min(*self.remaining())
    }

    /// Subtracts the time that a call took.
    pub(super) fn spend(&self, took: Duration) {
        let mut remaining = self.remaining();
        *remaining = remaining.saturating_sub(took);
    }

    fn remaining(&self) -> MutexGuard<'_, Duration> {
        self.remaining.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_calls_of_a_run_end_within_two_minutes() {
        let budget = Budget::new(CALL_TIMEOUT, RUN_TIMEOUT);
        let mut total = Duration::ZERO;
        for _ in 0..10 {
            let took = budget.limit();
            budget.spend(took);
            total += took;
        }
        assert!(total < Duration::from_secs(120) && budget.limit() == Duration::ZERO);
    }
}
