//! Signals: the first stops the run gracefully, the second at once.

use std::time::Duration;

use anyhow::{Context as _, anyhow};
use tokio::sync::watch;

use crate::failure::Failure;
use crate::git;
use crate::reconcile::StopReason;

/// The time for work in progress after the first signal: five seconds for requests in flight, one to record their responses.
/// GitHub's runner kills the process ten seconds after its signal.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(6);

/// The signals received so far, in order.
pub(super) struct Interrupt(watch::Receiver<Vec<&'static str>>);

impl Interrupt {
    /// Starts to listen. From now on, a signal no longer kills the process by itself.
    pub(super) fn listen() -> Result<Self, Failure> {
        let (sender, receiver) = watch::channel(Vec::new());
        let mut signals = Signals::new().context("the signal handlers can't be installed").map_err(Failure::setup)?;
        tokio::spawn(async move {
            loop {
                let name = signals.next().await;
                sender.send_modify(|signals| signals.push(name));
            }
        });
        Ok(Self(receiver))
    }

    /// Waits for the `count`th signal.
    async fn wait_for(&self, count: usize) -> &'static str {
        let mut receiver = self.0.clone();
        let received = receiver.wait_for(|signals| signals.len() >= count).await;
        match received.ok().and_then(|signals| signals.last().copied()) {
            Some(name) => name,
            // The listener has ended: no signal will come.
            None => std::future::pending().await,
        }
    }

    /// Opens what a run needs. A signal ends git, which is not in the foreground's process group, and with it the run.
    pub(super) async fn stop_git_at_signal<T>(&self, opening: impl Future<Output = T>) -> T {
        let received = Self(self.0.clone());
        // A task of its own: git blocks the one that opens.
        let watch = tokio::spawn(async move {
            received.wait_for(1).await;
            git::stop_all();
        });
        let opened = opening.await;
        watch.abort();
        opened
    }

    /// Runs `work`. After a signal, `stop` prevents new requests, and those in flight have until the timeout.
    pub(super) async fn run_until_signal(&self, work: impl Future<Output = ()>, stop: impl FnOnce(StopReason)) {
        let mut work = std::pin::pin!(work);
        tokio::select! {
            () = &mut work => return,
            name = self.wait_for(1) => {
                log::warn!("{name}: stopping. Requests in flight have five seconds; a second signal stops the run at once.");
                stop(StopReason::Interrupted(name));
            }
        }
        tokio::select! {
            () = &mut work => {}
            () = tokio::time::sleep(SHUTDOWN_TIMEOUT) => {}
            _ = self.wait_for(2) => {}
        }
    }

    /// Runs `work` to its end, unless a second signal stops it.
    pub(super) async fn finish_unless_killed<T>(&self, work: impl Future<Output = T>) -> Result<T, Failure> {
        tokio::select! {
            // A signal received before takes precedence over work that is ready at once.
            biased;
            name = self.wait_for(2) => Err(Failure::service(anyhow!("stopped at once by a second signal ({name})"))),
            result = work => Ok(result),
        }
    }
}

#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    async fn next(&mut self) -> &'static str {
        tokio::select! {
            _ = self.interrupt.recv() => "SIGINT",
            _ = self.terminate.recv() => "SIGTERM",
        }
    }
}

#[cfg(windows)]
struct Signals(tokio::signal::windows::CtrlC, tokio::signal::windows::CtrlBreak);

#[cfg(windows)]
impl Signals {
    fn new() -> std::io::Result<Self> {
        Ok(Self(tokio::signal::windows::ctrl_c()?, tokio::signal::windows::ctrl_break()?))
    }

    async fn next(&mut self) -> &'static str {
        tokio::select! {
            _ = self.0.recv() => "Ctrl-C",
            _ = self.1.recv() => "Ctrl-Break",
        }
    }
}
