//! Sends one request, with its retries.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use backon::Retryable;
use reqwest::Method;
use reqwest::header::AUTHORIZATION;
use serde_json::Value;
use tokio::time::Instant;

use super::attempt::FailedAttempt;
use super::error::{ApiError, ApiErrorKind, DeliveryState, Error, TransportError};
use super::origin::Origin;
use super::request_gate::RequestGate;
use super::response::{self, Answer};
use super::token::Token;
use crate::http;
use crate::http::retry::{self, AttemptOutcome};

/// For one attempt, its response included.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(30);

/// For one request with all its retries, from its first attempt on.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(80);

const MAX_RETRIES: usize = 5;

/// A longer wait is logged as a warning, which is shown without `-v`.
const LONG_WAIT: Duration = Duration::from_secs(3);

/// An HTTP client for one origin, with one token.
#[derive(Debug)]
pub struct Client {
    /// Created with the first request: a run that sends none loads no certificates.
    http: OnceLock<reqwest::Client>,
    origin: Origin,
    token: Token,
    gate: Arc<RequestGate>,
}

/// A call of the API.
pub(super) struct Call<'a> {
    pub(super) method: Method,
    /// Segments below the API's root.
    pub(super) path: &'a [&'a str],
    pub(super) query: &'a [(&'a str, &'a str)],
    pub(super) body: Option<&'a Value>,
}

impl std::fmt::Display for Call<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} /{}", self.method, self.path.join("/"))
    }
}

impl Client {
    /// A client of `origin` that sends at most `max_concurrent` requests at once. Opens no connection yet.
    pub fn new(origin: Origin, token: Token, max_concurrent: usize) -> Self {
        Self { http: OnceLock::new(), origin, token, gate: Arc::new(RequestGate::new(max_concurrent)) }
    }

    /// From now on, sends nothing, retries included. Requests in flight have five seconds to be answered.
    pub(super) fn stop(&self) {
        self.gate.stop();
    }

    /// Whether [`Client::stop`] was called.
    pub(super) fn is_stopped(&self) -> bool {
        self.gate.is_stopped()
    }

    /// What a call returned, with the token masked where the service repeats it.
    pub(super) async fn send(&self, call: Call<'_>) -> Result<Answer, Error> {
        let deadline = OnceLock::new();
        let mut earlier = None;
        let gate = Arc::clone(&self.gate);
        let result = (|| self.attempt(&call, &deadline))
            .retry(retry::backoff(MAX_RETRIES))
            .sleep(move |wait| Arc::clone(&gate).sleep_unless_stopped(wait))
            .when(|failed: &FailedAttempt| failed.outcome.is_transient())
            .adjust(|failed, wait| retry::wait(failed.outcome, wait, time_left(&deadline)))
            .notify(|failed, wait| self.before_retry(&call, failed, wait, &mut earlier))
            .await;
        result.map_err(|failed| self.with_own_address(with_earlier(failed.error, earlier)))
    }

    /// The error without an address to claim the account at that is not the service's own.
    fn with_own_address(&self, mut error: Error) -> Error {
        if let Error::Refused(refusal) = &mut error
            && let ApiErrorKind::Claim(url) = &mut refusal.why
        {
            *url = url.as_deref().and_then(|url| self.origin.own_address(url));
        }
        error
    }

    /// Remembers that an earlier attempt may have been carried out, and makes all requests wait after a 429.
    fn before_retry(
        &self,
        call: &Call<'_>,
        failed: &FailedAttempt,
        wait: Duration,
        earlier: &mut Option<TransportError>,
    ) {
        if let Error::Failed(TransportError { message, reach }) = &failed.error {
            // A request over the rate limit was turned away.
            let own = if failed.outcome.is_rate_limited() { DeliveryState::NotSent } else { *reach };
            let reach = earlier.as_ref().map_or(own, |earlier| earlier.reach.max(own));
            *earlier = Some(TransportError { message: message.clone(), reach });
        }
        if failed.outcome.is_rate_limited() {
            self.gate.pause_for(wait);
        }
        let level = if wait < LONG_WAIT { log::Level::Info } else { log::Level::Warn };
        log::log!(level, "{call}: {}; retrying in {:.1} s", failed.error, wait.as_secs_f32());
    }

    /// Makes one attempt, once there is a permit for it.
    async fn attempt(&self, call: &Call<'_>, deadline: &OnceLock<Instant>) -> Result<Answer, FailedAttempt> {
        let permit = self.gate.acquire().await;
        deadline.get_or_init(|| Instant::now() + REQUEST_TIMEOUT);
        let time_left = time_left(deadline);
        let stopped = |reach, message| Err(FailedAttempt::new(AttemptOutcome::Stopped, reach, message));
        if permit.is_none() || time_left < retry::MIN_ATTEMPT {
            return stopped(DeliveryState::NotBegun, "not begun: the run stopped before it");
        }
        tokio::select! {
            result = self.send_once(call, time_left.min(ATTEMPT_TIMEOUT)) => result,
            () = self.gate.grace_period_over() => {
                stopped(DeliveryState::Unknown, "no response in the five seconds after the run stopped")
            }
        }
    }

    /// Sends the request and reads its response.
    async fn send_once(&self, call: &Call<'_>, timeout: Duration) -> Result<Answer, FailedAttempt> {
        let mut url = self.origin.endpoint(call.path);
        if !call.query.is_empty() {
            url.query_pairs_mut().extend_pairs(call.query);
        }
        let mut request = self.http()?.request(call.method.clone(), url).timeout(timeout);
        if let Some(header) = self.token.header() {
            request = request.header(AUTHORIZATION, header);
        }
        if let Some(body) = call.body {
            log::debug!("{call} {body}");
            request = request.json(body);
        }
        let response = request.send().await.map_err(|error| FailedAttempt::from_transport(&error))?;
        log::info!("{call}: {}", response.status().as_u16());
        response::read(response, &self.token).await
    }

    fn http(&self) -> Result<&reqwest::Client, FailedAttempt> {
        if let Some(http) = self.http.get() {
            return Ok(http);
        }
        let http = http::new_client(self.origin.as_url()).map_err(|error| {
            let cause = http::root_cause(&error).unwrap_or_else(|| error.to_string());
            let message = format!("the HTTPS client can't start: {cause}");
            FailedAttempt::new(AttemptOutcome::Stopped, DeliveryState::NotTrusted, message)
        })?;
        Ok(self.http.get_or_init(|| http))
    }
}

/// The time left for a request; all of it before its first attempt.
fn time_left(deadline: &OnceLock<Instant>) -> Duration {
    deadline.get().map_or(REQUEST_TIMEOUT, |deadline| deadline.saturating_duration_since(Instant::now()))
}

/// The last attempt's error, with what earlier attempts may have done.
fn with_earlier(error: Error, earlier: Option<TransportError>) -> Error {
    match (error, earlier) {
        // An attempt that did not begin has no result; report the one before it.
        (Error::Failed(TransportError { reach: DeliveryState::NotBegun, .. }), Some(earlier)) => Error::Failed(earlier),
        (Error::Failed(last), Some(earlier)) => {
            Error::Failed(TransportError { reach: last.reach.max(earlier.reach), ..last })
        }
        // A second try may be refused because the first one worked.
        (Error::Refused(refusal), Some(earlier)) => {
            Error::Refused(Box::new(ApiError { may_be_done: !earlier.is_undelivered(), ..*refusal }))
        }
        (error, None) => error,
    }
}
