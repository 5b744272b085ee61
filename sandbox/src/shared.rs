//! The state behind its lock.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::state::SandboxState;

/// The state, shared by all connections and the control API.
#[derive(Debug)]
pub(crate) struct SharedState(Mutex<SandboxState>);

impl SharedState {
    pub(crate) const fn new(state: SandboxState) -> Self {
        Self(Mutex::new(state))
    }

    /// Ignores poisoning: no change of the state is left half done by a panic.
    pub(crate) fn lock(&self) -> MutexGuard<'_, SandboxState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
