//! One request with its retries: the only door to the network.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime};

use backon::Retryable;
use reqwest::header::{AUTHORIZATION, RETRY_AFTER};
use reqwest::{Method, Response, StatusCode};
use serde_json::Value;
use tokio::time::Instant;

use super::error::{ApiError, DeliveryState, Error, TransportError};
use super::origin::Origin;
use super::retry::{self, AttemptOutcome};
use super::token::Token;
use super::traffic::RequestGate;

/// The largest answer that is read, in bytes.
const LARGEST_ANSWER: usize = 8 * 1024 * 1024;

/// A wait that people are told of without being asked.
const LONG: Duration = Duration::from_secs(3);

/// Speaks HTTP with one origin, with one token. Follows no redirect.
#[derive(Debug)]
pub struct Client {
    /// RemoteJob for the first request: a run that has nothing to ask reads no certificates.
    http: OnceLock<reqwest::Client>,
    origin: Origin,
    token: Token,
    traffic: Arc<RequestGate>,
}

/// One call of the API: method, path segments below the API's root, query, body.
pub(super) struct Call<'a> {
    pub(super) method: Method,
    pub(super) path: &'a [&'a str],
    pub(super) query: &'a [(&'a str, &'a str)],
    pub(super) body: Option<&'a Value>,
}

/// A try that did not end well.
struct FailedAttempt {
    ending: AttemptOutcome,
    error: Error,
}

impl Client {
    /// A client of `origin` that has at most `lanes` requests under way at once. Opens no connection yet.
    pub fn new(origin: Origin, token: Token, lanes: usize) -> Self {
        Self { http: OnceLock::new(), origin, token, traffic: Arc::new(RequestGate::new(lanes)) }
    }

    fn http(&self) -> Result<&reqwest::Client, FailedAttempt> {
        if let Some(http) = self.http.get() {
            return Ok(http);
        }
        // Fails only where a provider is installed already, which then serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(10))
            .user_agent(concat!("opentrain-jobs/", env!("CARGO_PKG_VERSION")));
        if self.origin.is_loopback() {
            builder = builder.no_proxy();
        }
        let no_client = |error| {
            miss(AttemptOutcome::Stopped, DeliveryState::NotSent, format!("the HTTPS client can't start: {error}"))
        };
        let http = builder.build().map_err(no_client)?;
        Ok(self.http.get_or_init(|| http))
    }

    /// Sends nothing any more, not even another try. What is under way has five seconds to be answered.
    pub(super) fn stop(&self) {
        self.traffic.stop();
    }

    /// Whether nothing is sent any more.
    pub(super) fn is_stopped(&self) -> bool {
        self.traffic.is_stopped()
    }

    /// The answer's JSON, with the token masked wherever it was echoed.
    pub(super) async fn send(&self, call: Call<'_>) -> Result<Value, Error> {
        let (end, mut earlier, traffic) = (OnceLock::new(), None, Arc::clone(&self.traffic));
        let tried = (|| self.once(&call, &end))
            .retry(retry::waits())
            .sleep(move |wait| Arc::clone(&traffic).rest(wait))
            .when(|miss: &FailedAttempt| retry::is_worth_retrying(miss.ending))
            .adjust(|miss, wait| retry::wait(miss.ending, wait, left(&end)))
            .notify(|miss, wait| self.note(&call, miss, wait, &mut earlier))
            .await;
        tried.map_err(|miss| match (miss.error, earlier) {
            // A try that was not begun says nothing; the one before it does.
            (Error::Failed(TransportError { reach: DeliveryState::NotBegun, .. }), Some(earlier)) => {
                Error::Failed(earlier)
            }
            (Error::Failed(trouble), Some(earlier)) => {
                Error::Failed(TransportError { reach: trouble.reach.max(earlier.reach), ..trouble })
            }
            (error, _) => error,
        })
    }

    /// Before a retry: remember that an earlier try may have been carried out, and let all lanes wait after a 429.
    fn note(&self, call: &Call<'_>, miss: &FailedAttempt, wait: Duration, earlier: &mut Option<TransportError>) {
        if let Error::Failed(TransportError { message, reach }) = &miss.error {
            let reach = earlier.as_ref().map_or(*reach, |earlier| earlier.reach.max(*reach));
            *earlier = Some(TransportError { message: message.clone(), reach });
        }
        if matches!(miss.ending, AttemptOutcome::Answered(429, _)) {
            self.traffic.pause_for(wait);
        }
        let level = if wait < LONG { log::Level::Info } else { log::Level::Warn };
        log::log!(
            level,
            "{} /{}: {}; again in {:.1} s",
            call.method,
            call.path.join("/"),
            miss.error,
            wait.as_secs_f32()
        );
    }

    /// One try, when there is a lane for it. The time of all tries runs from the first.
    async fn once(&self, call: &Call<'_>, end: &OnceLock<Instant>) -> Result<Value, FailedAttempt> {
        let lane = self.traffic.enter().await;
        end.get_or_init(|| Instant::now() + retry::REQUEST);
        let left = left(end);
        if lane.is_none() || left < retry::SHORTEST {
            return Err(miss(
                AttemptOutcome::Stopped,
                DeliveryState::NotBegun,
                "not begun: the run stopped before it".into(),
            ));
        }
        tokio::select! {
            answer = self.exchange(call, left.min(retry::TRY)) => answer,
            () = self.traffic.end() => {
                let message = "no answer in the five seconds after the run stopped".to_owned();
                Err(miss(AttemptOutcome::Stopped, DeliveryState::Unknown, message))
            }
        }
    }

    async fn exchange(&self, call: &Call<'_>, timeout: Duration) -> Result<Value, FailedAttempt> {
        let mut url = self.origin.endpoint(call.path);
        if !call.query.is_empty() {
            url.query_pairs_mut().extend_pairs(call.query);
        }
        let mut request = self.http()?.request(call.method.clone(), url).timeout(timeout);
        if let Some(header) = self.token.header() {
            request = request.header(AUTHORIZATION, header);
        }
        if let Some(body) = call.body {
            log::debug!("{} /{} {body}", call.method, call.path.join("/"));
            request = request.json(body);
        }
        let response = request.send().await.map_err(|error| broken(&error))?;
        self.read(call, response).await
    }

    async fn read(&self, call: &Call<'_>, response: Response) -> Result<Value, FailedAttempt> {
        let status = response.status();
        let asked = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()).and_then(retry_after);
        let ending = AttemptOutcome::Answered(status.as_u16(), asked);
        let bytes =
            bounded(response).await.map_err(|miss| if status.is_success() { miss } else { at(ending, miss) })?;
        let parsed = serde_json::from_slice::<Value>(&bytes).map(|mut value| {
            self.token.mask_value(&mut value);
            value
        });
        log::info!("{} /{}: {}", call.method, call.path.join("/"), status.as_u16());
        if let Ok(body) = &parsed {
            log::debug!("answer {body}");
        }
        match parsed {
            Ok(body) if status.is_success() && body.is_object() => Ok(body),
            _ if status.is_success() => Err(miss(ending, DeliveryState::Unknown, unreadable(&bytes, status))),
            _ if status.is_redirection() => Err(miss(ending, DeliveryState::NotDone, redirected(status))),
            parsed => Err(refused(ending, status, parsed.ok())),
        }
    }
}

/// What is left of a request's time; all of it before its first try.
fn left(end: &OnceLock<Instant>) -> Duration {
    end.get().map_or(retry::REQUEST, |end| end.saturating_duration_since(Instant::now()))
}

fn miss(ending: AttemptOutcome, reach: DeliveryState, message: String) -> FailedAttempt {
    FailedAttempt { ending, error: Error::Failed(TransportError { message, reach }) }
}

/// The same trouble, at an answer whose status was an error's: the service did not do it.
fn at(ending: AttemptOutcome, inner: FailedAttempt) -> FailedAttempt {
    let message = inner.error.to_string();
    miss(ending, DeliveryState::NotDone, message)
}

fn refused(ending: AttemptOutcome, status: StatusCode, body: Option<Value>) -> FailedAttempt {
    let code = status.as_u16();
    let refusal = ApiError::decode(code, &body.unwrap_or_default());
    let is_daily = matches!(refusal.why, super::error::ApiErrorKind::DailyLimit { .. });
    if status.is_server_error() || (code == 429 && !is_daily) || code == 408 {
        return miss(ending, DeliveryState::NotDone, format!("OpenTrain failed: {refusal}"));
    }
    // A daily limit is a refusal: waiting some seconds does not help. Any other status than 429 is never retried.
    let ending = if is_daily { AttemptOutcome::Answered(400, None) } else { ending };
    FailedAttempt { ending, error: Error::Refused(Box::new(refusal)) }
}

fn broken(error: &reqwest::Error) -> FailedAttempt {
    let reach = if error.is_connect() { DeliveryState::NotSent } else { DeliveryState::Unknown };
    let what = match (error.is_connect(), error.is_timeout()) {
        (true, _) => "no connection to OpenTrain",
        (false, true) => "no answer in time",
        (false, false) => "the connection broke before the answer was whole",
    };
    miss(AttemptOutcome::Broken, reach, format!("{what}{}", innermost(error)))
}

/// The last cause of an error, which is the one that tells something; without the address, which may be long.
fn innermost(error: &reqwest::Error) -> String {
    let mut cause = std::error::Error::source(error);
    while let Some(next) = cause.and_then(std::error::Error::source) {
        cause = Some(next);
    }
    cause.map(|cause| format!(" ({cause})")).unwrap_or_default()
}

fn unreadable(bytes: &[u8], status: StatusCode) -> String {
    let what = if bytes.is_empty() { "an empty body" } else { "a body that is not a JSON object" };
    format!("OpenTrain answered {} with {what}", status.as_u16())
}

fn redirected(status: StatusCode) -> String {
    format!(
        "the address answered {} with a redirect, which is not followed; is the base URL the right one?",
        status.as_u16()
    )
}

async fn bounded(mut response: Response) -> Result<Vec<u8>, FailedAttempt> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| broken(&error))? {
        if bytes.len() + chunk.len() > LARGEST_ANSWER {
            let message = format!("the answer is larger than {} MiB", LARGEST_ANSWER >> 20);
            let ending = AttemptOutcome::Answered(response.status().as_u16(), None);
            return Err(miss(ending, DeliveryState::Unknown, message));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// The wait in a `Retry-After`: seconds or a date.
fn retry_after(value: &str) -> Option<Duration> {
    let seconds = value.trim().parse().ok().map(Duration::from_secs);
    seconds.or_else(|| {
        let date = httpdate::parse_http_date(value).ok()?;
        Some(date.duration_since(SystemTime::now()).unwrap_or_default())
    })
}
