//! A service that repeats the token it is given wherever an answer has a place for text.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

/// What it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Drafts with gaps.
    Gaps,
    /// Drafts that can be published.
    Ready,
    /// The same, and the token is part of each id.
    Named,
    /// The envelope for errors, with `details` of every kind.
    Refused(u16),
    /// A page of HTML.
    Html(u16),
    /// A redirect to an address with the token in it.
    Redirect,
    /// Text with status 200.
    NoJson,
    /// A status line, headers and then nothing more.
    Broken,
}

impl Mode {
    pub(crate) const ALL: [Self; 18] = [
        Self::Gaps,
        Self::Ready,
        Self::Named,
        Self::Refused(400),
        Self::Refused(401),
        Self::Refused(402),
        Self::Refused(403),
        Self::Refused(404),
        Self::Refused(409),
        Self::Refused(418),
        Self::Refused(422),
        Self::Refused(429),
        Self::Refused(500),
        Self::Html(400),
        Self::Html(500),
        Self::Redirect,
        Self::NoJson,
        Self::Broken,
    ];
}

/// The service.
pub(crate) struct Echo {
    pub(crate) url: String,
    echoed: Arc<AtomicUsize>,
}

impl Echo {
    pub(crate) fn start(mode: Mode) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let echoed = Arc::<AtomicUsize>::default();
        let count = Arc::clone(&echoed);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let count = Arc::clone(&count);
                std::thread::spawn(move || answer(stream, mode, &count));
            }
        });
        Self { url, echoed }
    }

    /// How many answers had a token in them.
    pub(crate) fn echoed(&self) -> usize {
        self.echoed.load(Ordering::SeqCst)
    }
}

fn answer(mut stream: TcpStream, mode: Mode, echoed: &AtomicUsize) {
    let mut reader = BufReader::new(stream.try_clone().expect("a clone"));
    let lines: Vec<String> =
        reader.by_ref().lines().map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
    let header = |name: &str| {
        lines.iter().find_map(|line| line.to_lowercase().starts_with(name).then(|| line[name.len()..].trim()))
    };
    let Some(token) = header("authorization:").and_then(|value| value.strip_prefix("Bearer ")) else { return };
    let mut body = vec![0; header("content-length:").map_or(0, |length| length.parse().expect("a length"))];
    reader.read_exact(&mut body).expect("a body");
    let asked: Value = serde_json::from_slice(&body).unwrap_or_default();
    let (status, kind, text) = said(mode, &lines[0], &asked, token);
    echoed.fetch_add(1, Ordering::SeqCst);
    let length = if status == 200 || mode != Mode::Broken { text.len() } else { text.len() + 100 };
    let _ = write!(
        stream,
        "HTTP/1.1 {status} {token}\r\ncontent-type: {kind}\r\nx-request-id: {token}\r\nlocation: /{token}\r\nset-cookie: a={token}\r\n\
         content-length: {length}\r\nconnection: close\r\n\r\n{text}"
    );
}

fn said(mode: Mode, line: &str, asked: &Value, token: &str) -> (u16, &'static str, String) {
    let is_list = line.contains("/jobs/mine");
    let json = |status, body: Value| (status, "application/json", body.to_string());
    match mode {
        // Without a list nothing would ever be sent.
        _ if is_list => json(200, json!({"jobs": [listed(token)], "nextCursor": null, token: token})),
        Mode::Gaps => json(200, reply(asked, token, "J1", false)),
        Mode::Ready => json(200, reply(asked, token, "J1", true)),
        Mode::Named => json(200, reply(asked, token, &format!("J-{token}"), true)),
        Mode::Refused(status) => json(status, refusal(token)),
        Mode::Html(status) => {
            (status, "text/html", format!("<html><title>{token}</title>Authorization: Bearer {token}</html>"))
        }
        Mode::Redirect => (302, "text/html", token.to_owned()),
        Mode::NoJson => (200, "application/json", format!("{{\"{token}\"")),
        Mode::Broken => (400, "application/json", refusal(token).to_string()),
    }
}

fn listed(token: &str) -> Value {
    json!({"id": "other", "title": token, "status": token, "jobUrl": token, token: token})
}

/// The answer to each write at once; whoever reads it takes what is meant for him.
fn reply(asked: &Value, token: &str, id: &str, is_ready: bool) -> Value {
    let gap = json!({
        "field": token, "label": token, "prompt": token, "type": token, "enumValues": [token], "updateKeys": ["headcount", token],
        "example": token, "hint": token, token: token,
    });
    let remark = json!({"path": token, "reason": token, "valuePreview": {token: [token]}});
    let fields = json!({"jobTitle": token, "languages": [token], token: {token: token}});
    let id = match asked.get("externalId").and_then(Value::as_str) {
        Some(key) => format!("{id}-{}", key.rsplit('/').next().unwrap_or_default()),
        None => id.to_owned(),
    };
    json!({
        "jobId": id, "status": "DRAFT", "draftUrl": format!("https://x/{token}"), "jobUrl": format!("https://x/{token}"),
        "import": {"idempotencyKey": asked.get("idempotencyKey"), token: token}, "parser": {"source": token, "warnings": [token]},
        "normalizedFields": fields, "warnings": [token, {"message": token}], "lowConfidenceFields": [remark], "unmappedFields": [remark, token],
        "missingFields": if is_ready { json!([]) } else { json!([gap, token]) }, "validation": {"publishReady": is_ready, "issues": [token]},
        "publishAttemptId": token, "sideEffects": {"status": token}, "moderation": {"decision": token}, token: {token: [token, 5]},
    })
}

/// The envelope with everything that any refusal tells.
fn refusal(token: &str) -> Value {
    json!({
        "error": format!("Authorization: Bearer {token}"), "code": token, "requestId": token, token: token,
        "details": {
            "reason": "moderation_blocked", "reasons": [token, {"message": token}], "requiredScopes": [token], "featureKey": token,
            "claimUrl": token, "status": token, "supportedFormats": [token], "missingFields": [token], "publishReady": false,
            "issues": [{"path": [token], "keys": [token], "message": token}], "headers": {"authorization": token}, token: token, "limit": 1, "windowHours": 24,
        },
    })
}
