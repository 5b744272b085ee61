//! Scripted faults: their text form, and when they strike.

pub(crate) mod delivery;

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use axum::http::{HeaderValue, StatusCode};

use super::handler::BASE;

/// What is known, for error texts.
const KNOWN: &str = "a fault is `METHOD PATH [#N | #N+ | #Nn | *] = KIND`; METHOD or PATH may be `*`, as may one segment of \
    PATH; KIND is a status number (with `after`, `retry-after=SECONDS` or `retry-after=date+SECONDS`), html-502, down, \
    reset-before, reset-after, truncate, not-json, hang, drip, redirect (with `STATUS to=URL`), huge, echo-token, empty, \
    status=VALUE, key=VALUE or job=VALUE";

/// Where a redirect leads that names no place: nobody listens there, and nobody should ask.
const ELSEWHERE: &str = "http://127.0.0.1:9/elsewhere";

/// Something that goes wrong with some requests.
///
/// Written `METHOD PATH [#N | #N+ | #Nn | *] = KIND`, for instance `POST /job-drafts #1 = reset-after`: the path is below
/// the service's base path, `#N` is the Nth matching request, `#N+` all from it, `#Nn` every Nth, `*` all, and without any
/// of them the next one, once. A fault counts the requests since it was added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    method: String,
    path: String,
    occurrences: Occurrences,
    pub(crate) kind: FaultKind,
    text: String,
}

/// Which of the matching requests a fault strikes; they count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Occurrences {
    /// The next one that no other fault takes, once.
    Next,
    At(u32),
    From(u32),
    Every(u32),
    All,
}

/// What happens to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FaultKind {
    /// The error envelope with this status; `after` the service acted, or instead.
    Status {
        status: StatusCode,
        after: bool,
        retry_after: Option<Wait>,
    },
    Html502,
    /// All connections are cut, and for a while nobody listens on the port.
    Down,
    ResetBefore,
    ResetAfter,
    Truncate,
    NotJson,
    Hang,
    Drip,
    Redirect {
        status: StatusCode,
        to: HeaderValue,
    },
    Huge,
    EchoToken,
    Empty,
    /// The service acts, and this place of its reply says something else.
    ReplaceValue {
        pointer: &'static str,
        value: String,
    },
}

/// A `Retry-After`, as seconds or as a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wait {
    Seconds(u64),
    Date(Duration),
}

/// A fault on the watch.
#[derive(Clone, Debug)]
pub(crate) struct ActiveFault {
    pub(crate) fault: Fault,
    /// How many requests matched so far.
    seen: u32,
    spent: bool,
}

impl ActiveFault {
    /// The fault, from now on.
    pub(crate) const fn new(fault: Fault) -> Self {
        Self { fault, seen: 0, spent: false }
    }

    /// Counts the request if it matches. Whether the fault strikes it, given that it is still `free`: no earlier one did.
    pub(crate) fn strikes(&mut self, method: &str, path: &str, free: bool) -> bool {
        if (self.fault.method != "*" && self.fault.method != method) || !fits(&self.fault.path, path) {
            return false;
        }
        self.seen = self.seen.saturating_add(1);
        let strikes = free
            && match self.fault.occurrences {
                Occurrences::Next => !self.spent,
                Occurrences::At(number) => self.seen == number,
                Occurrences::From(number) => self.seen >= number,
                Occurrences::Every(number) => self.seen.is_multiple_of(number),
                Occurrences::All => true,
            };
        self.spent |= strikes;
        strikes
    }
}

/// Whether a path, below the base path or whole, fits a pattern in which `*` stands for one segment or for all.
fn fits(pattern: &str, path: &str) -> bool {
    let pattern = pattern.strip_prefix(BASE).unwrap_or(pattern);
    let path = path.strip_prefix(BASE).unwrap_or(path);
    let same = |(want, have): (&str, &str)| want == "*" || want == have;
    pattern == "*"
        || pattern.split('/').count() == path.split('/').count() && pattern.split('/').zip(path.split('/')).all(same)
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text)
    }
}

impl FromStr for Fault {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        parse(text.trim()).map_err(|reason| format!("`{}`: {reason}; {KNOWN}", text.trim()))
    }
}

fn parse(text: &str) -> Result<Fault, String> {
    let (place, kind) = text.split_once('=').ok_or("there is no `=`")?;
    let words: Vec<&str> = place.split_whitespace().collect();
    let (method, path, occurrences) = match words[..] {
        [method, path] => (method, path, Occurrences::Next),
        [method, path, occurrences] => (method, path, parse_occurrences(occurrences)?),
        _ => return Err("before the `=` there are a method, a path and perhaps which requests".to_owned()),
    };
    if path != "*" && !path.starts_with('/') {
        return Err(format!("the path `{path}` does not begin with `/`"));
    }
    Ok(Fault {
        method: method.to_ascii_uppercase(),
        path: path.to_owned(),
        occurrences,
        kind: parse_kind(kind.trim())?,
        text: text.to_owned(),
    })
}

fn parse_occurrences(text: &str) -> Result<Occurrences, String> {
    if text == "*" {
        return Ok(Occurrences::All);
    }
    let number = text.strip_prefix('#').ok_or_else(|| format!("`{text}` is not #N, #N+, #Nn or *"))?;
    let (digits, occurrences): (&str, fn(u32) -> Occurrences) =
        match (number.strip_suffix('+'), number.strip_suffix('n')) {
            (Some(digits), _) => (digits, Occurrences::From),
            (None, Some(digits)) => (digits, Occurrences::Every),
            (None, None) => (number, Occurrences::At),
        };
    digits.parse().ok().filter(|at| *at > 0).map(occurrences).ok_or_else(|| format!("`{text}` counts from #1"))
}

fn parse_kind(text: &str) -> Result<FaultKind, String> {
    let kind = match text {
        "html-502" => FaultKind::Html502,
        "down" => FaultKind::Down,
        "reset-before" => FaultKind::ResetBefore,
        "reset-after" => FaultKind::ResetAfter,
        "truncate" => FaultKind::Truncate,
        "not-json" => FaultKind::NotJson,
        "hang" => FaultKind::Hang,
        "drip" => FaultKind::Drip,
        "huge" => FaultKind::Huge,
        "echo-token" => FaultKind::EchoToken,
        "empty" => FaultKind::Empty,
        _ => {
            let known = parse_redirect(text).or_else(|| parse_replacement(text));
            return known.map_or_else(|| parse_status(text), Ok);
        }
    };
    Ok(kind)
}

fn parse_redirect(text: &str) -> Option<FaultKind> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let (status, to) = match words[..] {
        ["redirect"] => ("302", ELSEWHERE),
        ["redirect", status, to] => (status, to.strip_prefix("to=")?),
        _ => return None,
    };
    let status = status.parse().ok().filter(StatusCode::is_redirection)?;
    Some(FaultKind::Redirect { status, to: to.parse().ok()? })
}

fn parse_replacement(text: &str) -> Option<FaultKind> {
    let (name, value) = text.split_once('=')?;
    let pointer = match name {
        "status" => "/status",
        "key" => "/import/idempotencyKey",
        "job" => "/jobId",
        _ => return None,
    };
    Some(FaultKind::ReplaceValue { pointer, value: value.to_owned() })
}

fn parse_status(text: &str) -> Result<FaultKind, String> {
    let unknown = || format!("`{text}` is no known kind");
    let mut words = text.split_whitespace();
    let status: StatusCode = words.next().and_then(|word| word.parse().ok()).ok_or_else(unknown)?;
    if !(200..=599).contains(&status.as_u16()) {
        return Err(format!("{} is no status between 200 and 599", status.as_u16()));
    }
    let (mut after, mut retry_after) = (false, None);
    for word in words {
        match word.strip_prefix("retry-after=") {
            Some(wait) => retry_after = Some(parse_wait(wait).ok_or_else(unknown)?),
            None if word == "after" => after = true,
            None => return Err(unknown()),
        }
    }
    Ok(FaultKind::Status { status, after, retry_after })
}

fn parse_wait(text: &str) -> Option<Wait> {
    match text.strip_prefix("date+") {
        // A year is the bound, so that no date overflows.
        Some(seconds) => seconds.parse().ok().filter(|s| *s <= 31_536_000).map(|s| Wait::Date(Duration::from_secs(s))),
        None => text.parse().ok().map(Wait::Seconds),
    }
}
