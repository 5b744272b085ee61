//! Applies a fault to a request and to its response.

use std::convert::Infallible;
use std::fmt;
use std::time::{Duration, SystemTime};

use axum::Json;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, LOCATION, RETRY_AFTER};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use futures_util::stream::{self, StreamExt};
use serde_json::{Value, json};

use super::{FaultKind, Wait};
use crate::api_error::{ApiError, with_envelope};

const BAD_GATEWAY: &str = "<html><head><title>502 Bad Gateway</title></head><body>502 Bad Gateway</body></html>";
const LOGIN_WALL: &str = "<!doctype html><html><head><title>Sign in</title></head><body>Please sign in.</body></html>";
const JSON: HeaderValue = HeaderValue::from_static("application/json");

const DRIP_PAUSE: Duration = Duration::from_secs(2);
/// Long enough for the first half to be sent before the connection closes.
const FLUSH_PAUSE: Duration = Duration::from_millis(100);
/// 200 MiB in all.
const HUGE_CHUNKS: usize = 3200;
const HUGE_CHUNK: &[u8] = &[b' '; 64 * 1024];

/// The connection ends without a response.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Disconnect;

impl fmt::Display for Disconnect {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("the sandbox cut the connection")
    }
}

impl std::error::Error for Disconnect {}

/// A response and how it is delivered.
#[derive(Debug)]
pub(crate) enum Delivery {
    Whole(Response),
    /// The connection closes within the body.
    Broken(Response),
    Hang,
    Disconnect,
    Down,
}

impl Delivery {
    /// The status for the log; 0 if the client gets no complete response.
    pub(crate) fn status(&self) -> u16 {
        match self {
            Self::Whole(response) => response.status().as_u16(),
            Self::Broken(_) | Self::Hang | Self::Disconnect | Self::Down => 0,
        }
    }

    /// The HTTP response; never returns for `Hang`.
    pub(crate) async fn send(self) -> Result<Response, Disconnect> {
        match self {
            Self::Whole(response) | Self::Broken(response) => Ok(response),
            Self::Hang => std::future::pending().await,
            Self::Disconnect | Self::Down => Err(Disconnect),
        }
    }
}

/// Applies a fault. `act` is the service's own handling, which not every fault runs.
pub(crate) async fn deliver(kind: &FaultKind, id: &str, head: &Parts, act: impl Future<Output = Response>) -> Delivery {
    let response = match kind {
        FaultKind::Status { status, after, retry_after } => {
            if *after {
                act.await;
            }
            with_envelope(scripted(*status, *retry_after), id)
        }
        FaultKind::Html502 => (StatusCode::BAD_GATEWAY, Html(BAD_GATEWAY)).into_response(),
        FaultKind::Down => return Delivery::Down,
        FaultKind::ResetBefore => return Delivery::Disconnect,
        FaultKind::ResetAfter => {
            act.await;
            return Delivery::Disconnect;
        }
        FaultKind::Truncate => return Delivery::Broken(act.await.map(truncated)),
        FaultKind::NotJson => Html(LOGIN_WALL).into_response(),
        FaultKind::Hang => return Delivery::Hang,
        FaultKind::Drip => act.await.map(dripping),
        FaultKind::Redirect { status, to } => (*status, [(CONTENT_TYPE, JSON), (LOCATION, to.clone())]).into_response(),
        FaultKind::Huge => ([(CONTENT_TYPE, JSON)], huge()).into_response(),
        FaultKind::EchoToken => with_envelope(echo(head), id),
        FaultKind::Empty => {
            act.await;
            [(CONTENT_TYPE, JSON)].into_response()
        }
        FaultKind::ReplaceValue { pointer, value } => replace_value(act.await, pointer, value).await,
    };
    Delivery::Whole(response)
}

/// The error envelope with a scripted status.
fn scripted(status: StatusCode, wait: Option<Wait>) -> Response {
    let text = match wait {
        None => return ApiError::scripted(status).into_response(),
        Some(Wait::Seconds(seconds)) => seconds.to_string(),
        Some(Wait::Date(ahead)) => httpdate::fmt_http_date(SystemTime::now() + ahead),
    };
    ([(RETRY_AFTER, text)], ApiError::scripted(status)).into_response()
}

/// An error that repeats the token, as a debugging gateway might.
fn echo(head: &Parts) -> Response {
    let header = head.headers.get(AUTHORIZATION).map(HeaderValue::as_bytes).unwrap_or_default();
    let header = String::from_utf8_lossy(header);
    let error = ApiError::bad_request(format!("Cannot use the header Authorization: {header}"));
    error.with(json!({ "headers": { "authorization": header } })).into_response()
}

/// Replaces the value at a JSON pointer; a response without it stays as it is.
async fn replace_value(response: Response, pointer: &str, value: &str) -> Response {
    let (mut head, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let mut answer: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    if let Some(place) = answer.pointer_mut(pointer) {
        *place = json!(value);
    }
    head.headers.remove(CONTENT_LENGTH);
    (head, Json(answer)).into_response()
}

/// The first half of a body under the `content-length` of the whole.
fn truncated(body: Body) -> Body {
    let half = async {
        let bytes = whole(body).await?;
        Ok(bytes.slice(..bytes.len() / 2))
    };
    let cut = async {
        tokio::time::sleep(FLUSH_PAUSE).await;
        Err(Disconnect)
    };
    Body::from_stream(stream::once(half).chain(stream::once(cut)))
}

/// One byte at a time.
fn dripping(body: Body) -> Body {
    let bytes = stream::once(whole(body)).flat_map(|bytes| stream::iter(bytes.unwrap_or_default()));
    Body::from_stream(bytes.enumerate().then(async |(at, byte)| {
        if at > 0 {
            tokio::time::sleep(DRIP_PAUSE).await;
        }
        Ok::<_, Infallible>(Bytes::from(vec![byte]))
    }))
}

/// JSON whitespace, far more than a client should read.
fn huge() -> Body {
    let blanks = std::iter::repeat_n(HUGE_CHUNK, HUGE_CHUNKS);
    let chunks = blanks.chain([b"{}".as_slice()]).map(|chunk| Ok::<_, Infallible>(Bytes::from_static(chunk)));
    Body::from_stream(stream::iter(chunks))
}

async fn whole(body: Body) -> Result<Bytes, Disconnect> {
    to_bytes(body, usize::MAX).await.map_err(|_| Disconnect)
}
