//! Questions to the remote, asked again where the server or the network fails.

use std::time::Duration;

use backon::{BlockingRetryable as _, ExponentialBuilder};

use super::{Error, Git, GitOutput, REMOTE};

/// About four seconds in all.
const RETRIES: usize = 4;
const FIRST_DELAY: Duration = Duration::from_millis(100);
const DELAY_FACTOR: f32 = 3.0;

impl Git {
    /// Whether this clone has only a part of the history.
    ///
    /// # Errors
    /// As [`Git::run`]
    pub(crate) fn is_shallow(&self) -> Result<bool, Error> {
        Ok(self.run_line(&["rev-parse", "--is-shallow-repository"], b"")? == "true")
    }

    /// Fetches refs or commits without writing a ref. A shallow repository gets one commit of each and stays shallow.
    ///
    /// # Errors
    /// As [`Git::ask_remote`]
    pub(crate) fn fetch(&self, what: &[&str]) -> Result<(), Error> {
        self.fetch_with(if self.is_shallow()? { &["--depth=1"] } else { &[] }, what)
    }

    /// The same with flags for how much of the history is fetched.
    ///
    /// # Errors
    /// As [`Git::ask_remote`]
    pub(crate) fn fetch_with(&self, flags: &[&str], what: &[&str]) -> Result<(), Error> {
        let args = ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules"];
        self.ask_remote(&[&args, flags, &["--refmap=", REMOTE], what].concat(), b"").map(drop)
    }

    /// Runs a command that reads from the remote and must succeed. It is repeated where another attempt may succeed.
    ///
    /// # Errors
    /// [`Error::NotRun`], [`Error::TimedOut`] (which is not tried again), or [`Error::Remote`]
    pub(crate) fn ask_remote(&self, args: &[&str], input: &[u8]) -> Result<GitOutput, Error> {
        let attempt = || {
            let output = self.try_run(args, input)?;
            if output.is_success { Ok(output) } else { Err(output.to_remote_error(args)) }
        };
        let delays = ExponentialBuilder::default().with_min_delay(FIRST_DELAY).with_factor(DELAY_FACTOR).with_jitter();
        attempt
            .retry(delays.with_max_times(RETRIES))
            .when(|error| matches!(error, Error::Remote { failure, .. } if failure.is_worth_a_retry()))
            .notify(|error, delay| log::debug!("asking again in {} ms: {error}", delay.as_millis()))
            .call()
    }
}
