//! How many requests are under way, and the most that ever were.

use std::sync::Arc;

use super::exchange::Shared;

/// How many requests to the service are under way.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Traffic {
    now: usize,
    /// The most at once so far.
    pub(crate) most: usize,
}

/// One request under way: from its arrival until its answer begins, or nobody waits for it any more.
pub(crate) struct Visit(Arc<Shared>);

impl Visit {
    /// A request that has arrived.
    pub(crate) fn begin(shared: &Arc<Shared>) -> Self {
        let traffic = &mut shared.world().traffic;
        traffic.now = traffic.now.saturating_add(1);
        traffic.most = traffic.most.max(traffic.now);
        Self(Arc::clone(shared))
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        let traffic = &mut self.0.world().traffic;
        traffic.now = traffic.now.saturating_sub(1);
    }
}
