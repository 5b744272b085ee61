//! Counts concurrent requests.

use std::sync::Arc;

use super::shared::SharedState;

/// Counts one request from its arrival until its response begins or the client disconnects.
pub(crate) struct InFlightGuard(Arc<SharedState>);

impl InFlightGuard {
    pub(crate) fn begin(shared: &Arc<SharedState>) -> Self {
        let in_flight = &mut shared.lock().in_flight;
        in_flight.current = in_flight.current.saturating_add(1);
        in_flight.max = in_flight.max.max(in_flight.current);
        Self(Arc::clone(shared))
    }
}

impl Drop for InFlightGuard {
    fn drop(&mut self) {
        let in_flight = &mut self.0.lock().in_flight;
        in_flight.current = in_flight.current.saturating_sub(1);
    }
}
