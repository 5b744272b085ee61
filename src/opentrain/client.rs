//! One request with its retries: the only door to the network.

use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use backon::Retryable;
use reqwest::header::{AUTHORIZATION, RETRY_AFTER};
use reqwest::{Method, Response, StatusCode};
use serde_json::Value;
use tokio::time::{Instant, sleep, sleep_until};

use super::error::{Error, Reach, Refusal, Trouble};
use super::origin::Origin;
use super::retry::{self, Ending};
use super::token::Token;

/// The largest answer that is read, in bytes.
const LARGEST_ANSWER: usize = 8 * 1024 * 1024;

/// Speaks HTTP with one origin, with one token. Follows no redirect.
#[derive(Debug)]
pub struct Client {
    http: reqwest::Client,
    origin: Origin,
    token: Token,
    /// No lane sends before this moment: a 429 to one is a 429 to all.
    pause: Mutex<Instant>,
}

/// Why a [`Client`] could not be made.
#[derive(Debug, thiserror::Error)]
#[error("the HTTPS client can't start: {0}")]
pub struct NoClient(#[from] reqwest::Error);

/// One call of the API: method, path segments below the API's root, query, body.
pub(super) struct Call<'a> {
    pub(super) method: Method,
    pub(super) path: &'a [&'a str],
    pub(super) query: &'a [(&'a str, &'a str)],
    pub(super) body: Option<&'a Value>,
}

/// A try that did not end well.
struct Miss {
    ending: Ending,
    error: Error,
}

impl Client {
    /// A client of `origin`. Opens no connection yet.
    pub fn new(origin: Origin, token: Token) -> Result<Self, NoClient> {
        // Fails only where a provider is installed already, which then serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(10))
            .user_agent(concat!("opentrain-jobs/", env!("CARGO_PKG_VERSION")));
        if origin.is_loopback() {
            builder = builder.no_proxy();
        }
        Ok(Self { http: builder.build()?, origin, token, pause: Mutex::new(Instant::now()) })
    }

    /// The answer's JSON, with the token masked wherever it was echoed.
    pub(super) async fn send(&self, call: Call<'_>) -> Result<Value, Error> {
        self.wait_for_pause().await;
        let end = Instant::now() + retry::REQUEST;
        let mut reach = Reach::NotSent;
        let tried = (|| self.once(&call, end))
            .retry(retry::waits())
            .sleep(sleep)
            .when(|miss: &Miss| retry::is_worth_retrying(miss.ending))
            .adjust(|miss, wait| retry::wait(miss.ending, wait, end.saturating_duration_since(Instant::now())))
            .notify(|miss, wait| self.note(&call, miss, wait, &mut reach))
            .await;
        tried.map_err(|miss| match miss.error {
            Error::Failed(trouble) => Error::Failed(Trouble { reach: trouble.reach.max(reach), ..trouble }),
            refused @ Error::Refused(_) => refused,
        })
    }

    /// Before a retry: remember that an earlier try may have been carried out, and let all lanes wait after a 429.
    fn note(&self, call: &Call<'_>, miss: &Miss, wait: Duration, reach: &mut Reach) {
        if let Error::Failed(trouble) = &miss.error {
            *reach = trouble.reach.max(*reach);
        }
        if matches!(miss.ending, Ending::Answered(429, _)) {
            let until = Instant::now() + wait;
            let mut pause = self.pause.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            *pause = until.max(*pause);
        }
        log::info!("{} /{}: {}; again in {:.1} s", call.method, call.path.join("/"), miss.error, wait.as_secs_f32());
    }

    async fn wait_for_pause(&self) {
        let until = *self.pause.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        sleep_until(until).await;
    }

    async fn once(&self, call: &Call<'_>, end: Instant) -> Result<Value, Miss> {
        let mut url = self.origin.endpoint(call.path);
        if !call.query.is_empty() {
            url.query_pairs_mut().extend_pairs(call.query);
        }
        let left = end.saturating_duration_since(Instant::now());
        let mut request = self.http.request(call.method.clone(), url).timeout(left.min(retry::TRY));
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

    async fn read(&self, call: &Call<'_>, response: Response) -> Result<Value, Miss> {
        let status = response.status();
        let asked = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()).and_then(retry_after);
        let ending = Ending::Answered(status.as_u16(), asked);
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
            _ if status.is_success() => Err(miss(ending, Reach::Unknown, unreadable(&bytes, status))),
            _ if status.is_redirection() => Err(miss(ending, Reach::NotDone, redirected(status))),
            parsed => Err(refused(ending, status, parsed.ok())),
        }
    }
}

fn miss(ending: Ending, reach: Reach, message: String) -> Miss {
    Miss { ending, error: Error::Failed(Trouble { message, reach }) }
}

/// The same trouble, at an answer whose status was an error's: the service did not do it.
fn at(ending: Ending, inner: Miss) -> Miss {
    let message = inner.error.to_string();
    miss(ending, Reach::NotDone, message)
}

fn refused(ending: Ending, status: StatusCode, body: Option<Value>) -> Miss {
    let code = status.as_u16();
    let refusal = Refusal::decode(code, &body.unwrap_or_default());
    let is_daily = matches!(refusal.why, super::error::Why::DailyLimit { .. });
    if status.is_server_error() || (code == 429 && !is_daily) || code == 408 {
        return miss(ending, Reach::NotDone, format!("OpenTrain failed: {refusal}"));
    }
    // A daily limit is a refusal: waiting some seconds does not help. Any other status than 429 is never retried.
    let ending = if is_daily { Ending::Answered(400, None) } else { ending };
    Miss { ending, error: Error::Refused(Box::new(refusal)) }
}

fn broken(error: &reqwest::Error) -> Miss {
    let reach = if error.is_connect() { Reach::NotSent } else { Reach::Unknown };
    let what = match (error.is_connect(), error.is_timeout()) {
        (true, _) => "no connection to OpenTrain",
        (false, true) => "no answer in time",
        (false, false) => "the connection broke before the answer was whole",
    };
    miss(Ending::Broken, reach, format!("{what}{}", innermost(error)))
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

async fn bounded(mut response: Response) -> Result<Vec<u8>, Miss> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| broken(&error))? {
        if bytes.len() + chunk.len() > LARGEST_ANSWER {
            let message = format!("the answer is larger than {} MiB", LARGEST_ANSWER >> 20);
            let ending = Ending::Answered(response.status().as_u16(), None);
            return Err(miss(ending, Reach::Unknown, message));
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
