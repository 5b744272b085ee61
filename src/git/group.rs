//! The process group of a call of git: git, and what it starts (ssh, a credential helper).

use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::process::Child;

/// A process group; on other systems than Unix there is none, and only git itself is killed.
pub(super) struct Group {
    #[cfg(unix)]
    id: Option<nix::unistd::Pid>,
}

#[cfg(unix)]
impl Group {
    /// Makes the command's process the leader of a group of its own. Ctrl-C then reaches the run alone, which lets git finish.
    pub(super) fn lead_by(command: &mut Command) {
        std::os::unix::process::CommandExt::process_group(command, 0);
    }

    pub(super) fn new(leader: &Child) -> Self {
        let id = leader.id().and_then(|id| i32::try_from(id).ok()).map(nix::unistd::Pid::from_raw);
        running().extend(id);
        Self { id }
    }

    pub(super) fn terminate(&self) {
        self.signal(nix::sys::signal::Signal::SIGTERM);
    }

    pub(super) fn kill(&self) {
        self.signal(nix::sys::signal::Signal::SIGKILL);
    }

    fn signal(&self, signal: nix::sys::signal::Signal) {
        // The group may have ended by itself.
        let _ = self.id.map(|id| nix::sys::signal::killpg(id, signal));
    }
}

#[cfg(unix)]
impl Drop for Group {
    fn drop(&mut self) {
        running().retain(|id| Some(*id) != self.id);
    }
}

#[cfg(unix)]
fn running() -> std::sync::MutexGuard<'static, Vec<nix::unistd::Pid>> {
    static RUNNING: std::sync::Mutex<Vec<nix::unistd::Pid>> = std::sync::Mutex::new(Vec::new());
    RUNNING.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

#[cfg(not(unix))]
impl Group {
    pub(super) fn lead_by(_: &mut Command) {}

    pub(super) fn new(_: &Child) -> Self {
        Self {}
    }

    pub(super) fn terminate(&self) {}

    pub(super) fn kill(&self) {}
}

static ARE_STOPPED: AtomicBool = AtomicBool::new(false);

/// Ends each git that still runs, and the run's use of git: a signal reaches this process alone.
pub(crate) fn stop_all() {
    ARE_STOPPED.store(true, Ordering::Relaxed);
    #[cfg(unix)]
    for id in running().iter() {
        let _ = nix::sys::signal::killpg(*id, nix::sys::signal::Signal::SIGTERM);
    }
}

/// Whether [`stop_all`] was called.
pub(super) fn are_stopped() -> bool {
    ARE_STOPPED.load(Ordering::Relaxed)
}
