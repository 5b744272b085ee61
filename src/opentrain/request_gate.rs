//! When a request may be sent: a limited number at once, none while a 429 is waited out, none once the run has stopped.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit, watch};
use tokio::time::{Instant, sleep, sleep_until};

/// The time that requests in flight have once the run has stopped.
const GRACE_PERIOD: Duration = Duration::from_secs(5);

/// Shared by all requests of a client.
#[derive(Debug)]
pub(super) struct RequestGate {
    permits: Semaphore,
    /// No request is sent before this moment: a 429 to one request applies to all.
    paused_until: Mutex<Instant>,
    stopped: watch::Sender<bool>,
}

impl RequestGate {
    /// A gate for at most `max_concurrent` requests at once; zero counts as one.
    pub(super) fn new(max_concurrent: usize) -> Self {
        Self {
            permits: Semaphore::new(max_concurrent.max(1)),
            paused_until: Mutex::new(Instant::now()),
            stopped: watch::Sender::new(false),
        }
    }

    /// Waits for a permit and the end of the pause. The request is over when the permit is dropped. `None` once the run has
    /// stopped.
    pub(super) async fn acquire(&self) -> Option<SemaphorePermit<'_>> {
        let permit = self.permits.acquire().await.ok()?;
        loop {
            // Read again after each sleep: another request may have extended the pause.
            let until = *self.paused_until();
            if until <= Instant::now() {
                break;
            }
            tokio::select! {
                () = sleep_until(until) => {}
                () = self.stopped() => break,
            }
        }
        (!self.is_stopped()).then_some(permit)
    }

    /// Sends no request for so long.
    pub(super) fn pause_for(&self, wait: Duration) {
        let mut until = self.paused_until();
        *until = (Instant::now() + wait).max(*until);
    }

    /// Sleeps before a retry, but not beyond the stop of the run.
    pub(super) async fn sleep_unless_stopped(self: Arc<Self>, wait: Duration) {
        tokio::select! {
            () = sleep(wait) => {}
            () = self.stopped() => {}
        }
    }

    /// From now on, sends no request.
    pub(super) fn stop(&self) {
        self.permits.close();
        self.stopped.send_replace(true);
    }

    /// Whether the run has stopped.
    pub(super) fn is_stopped(&self) -> bool {
        *self.stopped.borrow()
    }

    /// Ends when the run has stopped and the requests in flight have had their grace period.
    pub(super) async fn grace_period_over(&self) {
        self.stopped().await;
        sleep(GRACE_PERIOD).await;
    }

    async fn stopped(&self) {
        // Fails only without a sender, which `self` is.
        let _ = self.stopped.subscribe().wait_for(|stopped| *stopped).await;
    }

    fn paused_until(&self) -> MutexGuard<'_, Instant> {
        self.paused_until.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
