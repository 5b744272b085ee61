//! When a request may go out: so many at once, none during a pause that the service asked for, none once the run has stopped.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit, watch};
use tokio::time::{Instant, sleep, sleep_until};

/// How long requests that are under way may take once the run has stopped.
const GRACE: Duration = Duration::from_secs(5);

/// What all requests of a client share.
#[derive(Debug)]
pub(super) struct RequestGate {
    lanes: Semaphore,
    /// No request goes out before this moment: a 429 to one is a 429 to all.
    pause: Mutex<Instant>,
    stopped: watch::Sender<bool>,
}

impl RequestGate {
    /// RequestGate with so many requests under way at once, at least one.
    pub(super) fn new(lanes: usize) -> Self {
        let lanes = Semaphore::new(lanes.max(1));
        Self { lanes, pause: Mutex::new(Instant::now()), stopped: watch::Sender::new(false) }
    }

    /// Waits for a free lane and the end of the pause. A lane is free again when what is returned is dropped; `None` once the run has
    /// stopped.
    pub(super) async fn enter(&self) -> Option<SemaphorePermit<'_>> {
        let lane = self.lanes.acquire().await.ok()?;
        loop {
            // Read anew after each wait: another lane may have been asked for a longer one.
            let until = *self.pause();
            if until <= Instant::now() {
                break;
            }
            tokio::select! {
                () = sleep_until(until) => {}
                () = self.stopped() => break,
            }
        }
        (!*self.stopped.borrow()).then_some(lane)
    }

    /// Lets no request go out for so long.
    pub(super) fn pause_for(&self, wait: Duration) {
        let mut pause = self.pause();
        *pause = (Instant::now() + wait).max(*pause);
    }

    /// Waits before another try; no longer than the run goes on.
    pub(super) async fn rest(self: Arc<Self>, wait: Duration) {
        tokio::select! {
            () = sleep(wait) => {}
            () = self.stopped() => {}
        }
    }

    /// Lets no request go out any more.
    pub(super) fn stop(&self) {
        self.lanes.close();
        self.stopped.send_replace(true);
    }

    /// Whether no request goes out any more.
    pub(super) fn is_stopped(&self) -> bool {
        *self.stopped.borrow()
    }

    /// Ends when the last request that was under way at the stop has had its time.
    pub(super) async fn end(&self) {
        self.stopped().await;
        sleep(GRACE).await;
    }

    async fn stopped(&self) {
        // Fails only without a sender, which is ours.
        let _ = self.stopped.subscribe().wait_for(|stopped| *stopped).await;
    }

    fn pause(&self) -> MutexGuard<'_, Instant> {
        self.pause.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
