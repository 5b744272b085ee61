//! How many requests are under way, and the most that ever were.

use std::sync::Arc;

use super::handler::SharedState;

/// How many requests to the service are under way.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct InFlight {
    now: usize,
    /// The most at once so far.
    pub(crate) most: usize,
}

/// One request under way: from its arrival until its answer begins, or nobody waits for it any more.
pub(crate) struct InFlightGuard(Arc<SharedState>);

impl InFlightGuard {
    /// A request that has arrived.
    pub(crate) fn begin(shared: &Arc<SharedState>) -> Self {
        let in_flight = &mut shared.lock().in_flight;
        in_flight.now = in_flight.now.saturating_add(1);
        in_flight.most = in_flight.most.max(in_flight.now);
        Self(Arc::clone(shared))
    }
}

impl Drop for InFlightGuard {
    fn drop(&mut self) {
        let in_flight = &mut self.0.lock().in_flight;
        in_flight.now = in_flight.now.saturating_sub(1);
    }
}
