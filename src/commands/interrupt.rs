//! What happens when the process is asked to end: the first signal ends the run in order, the second ends it at once.

use std::time::Duration;

use anyhow::{Context as _, anyhow};
use tokio::sync::watch;

use crate::failure::Failure;
use crate::reconcile::StopReason;

/// How long the work may take after the first signal: five seconds for requests that are under way, and one to record their answers.
/// A runner kills ten seconds after it asked.
const PATIENCE: Duration = Duration::from_secs(6);

/// The signals heard so far, in order.
pub(super) struct Interrupt(watch::Receiver<Vec<&'static str>>);

impl Interrupt {
    /// Hears signals from now on; they no longer end the process by themselves.
    pub(super) fn listen() -> Result<Self, Failure> {
        let (sender, receiver) = watch::channel(Vec::new());
        let mut signals = Signals::new().context("signals can't be heard").map_err(Failure::setup)?;
        tokio::spawn(async move {
            loop {
                let name = signals.next().await;
                sender.send_modify(|heard| heard.push(name));
            }
        });
        Ok(Self(receiver))
    }

    /// Waits for the `count`th signal.
    async fn heard(&self, count: usize) -> &'static str {
        let mut receiver = self.0.clone();
        let heard = receiver.wait_for(|heard| heard.len() >= count).await.ok().and_then(|heard| heard.last().copied());
        match heard {
            Some(name) => name,
            // Nobody hears any more.
            None => std::future::pending().await,
        }
    }

    /// Does the work of a run. After a signal, `stop` lets no new request start; those under way are waited for a little.
    pub(super) async fn heed(&self, work: impl Future<Output = ()>, stop: impl FnOnce(StopReason)) {
        let mut work = std::pin::pin!(work);
        tokio::select! {
            () = &mut work => return,
            name = self.heard(1) => {
                log::warn!("{name}: stopping; what is under way has five seconds. A second signal ends the run at once.");
                stop(StopReason::Interrupted(name));
            }
        }
        tokio::select! {
            () = &mut work => {}
            () = tokio::time::sleep(PATIENCE) => {}
            _ = self.heard(2) => {}
        }
    }

    /// Does what is left, unless a second signal ends it at once.
    pub(super) async fn hurry<T>(&self, work: impl Future<Output = T>) -> Result<T, Failure> {
        tokio::select! {
            // The signal counts first, also where the work would be done at the first look.
            biased;
            name = self.heard(2) => Err(Failure::service(anyhow!("ended at once by a second signal ({name})"))),
            done = work => Ok(done),
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
