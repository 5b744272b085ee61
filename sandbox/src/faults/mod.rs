//! Scripted faults: how they are written, and which requests they apply to.

pub(crate) mod delivery;

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use axum::http::{HeaderValue, StatusCode};

use super::handler::BASE;

const KNOWN: &str = "a fault is `METHOD PATH [#N | #N+ | #Nn | *] = KIND`; METHOD or PATH may be `*`, as may one segment of \
    PATH; KIND is a status number (with `after`, `retry-after=SECONDS` or `retry-after=date+SECONDS`), html-502, down, \
    reset-before, reset-after, truncate, not-json, hang, drip, redirect (with `STATUS to=URL`), huge, echo-token, empty, \
    status=VALUE, key=VALUE or job=VALUE";

/// The default target of a redirect: a port on which nothing listens.
const DEFAULT_REDIRECT: &str = "http://127.0.0.1:9/elsewhere";

/// A failure that applies to some requests.
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

/// Which of the matching requests a fault applies to, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Occurrences {
    /// The next one to which no other fault applies, once.
    Next,
    At(u32),
    From(u32),
    Every(u32),
    All,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FaultKind {
    /// The error envelope with this status; with `after`, the service handles the request first.
    Status {
        status: StatusCode,
        after: bool,
        retry_after: Option<Wait>,
    },
    Html502,
    /// All connections are closed, and new ones are refused for a while.
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
    /// The service handles the request, and this value of its reply is replaced.
    ReplaceValue {
        pointer: &'static str,
        value: String,
    },
}

/// The value of `Retry-After`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wait {
    Seconds(u64),
    Date(Duration),
}

/// A fault with its progress.
#[derive(Clone, Debug)]
pub(crate) struct ActiveFault {
    pub(crate) fault: Fault,
    matched: u32,
    was_applied: bool,
}

impl ActiveFault {
    pub(crate) const fn new(fault: Fault) -> Self {
        Self { fault, matched: 0, was_applied: false }
    }

    /// Counts a matching request. Returns whether to apply the fault, which needs `is_free`: no earlier fault applies.
    pub(crate) fn applies_to(&mut self, method: &str, path: &str, is_free: bool) -> bool {
        if (self.fault.method != "*" && self.fault.method != method) || !path_matches(&self.fault.path, path) {
            return false;
        }
        self.matched = self.matched.saturating_add(1);
        let applies = is_free
            && match self.fault.occurrences {
                Occurrences::Next => !self.was_applied,
                Occurrences::At(number) => self.matched == number,
                Occurrences::From(number) => self.matched >= number,
                Occurrences::Every(number) => self.matched.is_multiple_of(number),
                Occurrences::All => true,
            };
        self.was_applied |= applies;
        applies
    }
}

/// Compares paths with or without the base path; `*` matches one segment, or the whole path if it is all of the pattern.
fn path_matches(pattern: &str, path: &str) -> bool {
    let pattern = pattern.strip_prefix(BASE).unwrap_or(pattern);
    let path = path.strip_prefix(BASE).unwrap_or(path);
    pattern == "*"
        || pattern.split('/').count() == path.split('/').count()
            && pattern.split('/').zip(path.split('/')).all(|(pattern, part)| pattern == "*" || pattern == part)
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
    let parse = |digits: &str| digits.parse().ok().filter(|number| *number > 0);
    let occurrences = match (number.strip_suffix('+'), number.strip_suffix('n')) {
        (Some(digits), _) => parse(digits).map(Occurrences::From),
        (None, Some(digits)) => parse(digits).map(Occurrences::Every),
        (None, None) => parse(number).map(Occurrences::At),
    };
    occurrences.ok_or_else(|| format!("`{text}` counts from #1"))
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
        ["redirect"] => ("302", DEFAULT_REDIRECT),
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
    let unknown = || format!("`{text}` is not a known kind");
    let mut words = text.split_whitespace();
    let status: StatusCode = words.next().and_then(|word| word.parse().ok()).ok_or_else(unknown)?;
    if !(200..=599).contains(&status.as_u16()) {
        return Err(format!("{} is not a status between 200 and 599", status.as_u16()));
    }
    let mut after = false;
    let mut retry_after = None;
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
        // At most a year, so that no date overflows.
        Some(seconds) => seconds.parse().ok().filter(|s| *s <= 31_536_000).map(|s| Wait::Date(Duration::from_secs(s))),
        None => text.parse().ok().map(Wait::Seconds),
    }
}
