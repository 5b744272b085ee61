//! The effect of each fault on the wire.

use std::time::{Duration, Instant, SystemTime};

use reqwest::Method;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::test_sandbox::{BRIEF, Fault, Options, TestSandbox};

/// Creates a draft under a fault: whether there was a response, its status, and the number of jobs afterwards.
async fn create_against(fault: &str) -> (bool, u16, usize) {
    let sandbox = TestSandbox::with_faults(&[&format!("POST /job-drafts = {fault}")]).await;
    let answer = sandbox.attempt(Method::POST, "/job-drafts", Some(json!({ "rawJobDescription": BRIEF }))).await;
    let control = sandbox.server.control();
    let logged = control.requests().first().and_then(|request| request.fault.clone());
    assert_eq!(logged, Some(format!("POST /job-drafts = {fault}")));
    assert_eq!(control.requests()[0].status, answer.as_ref().map_or(0, |answer| answer.status));
    (answer.is_ok(), answer.map_or(0, |answer| answer.status), control.jobs().len())
}

#[tokio::test]
async fn a_fault_applies_before_or_after_the_request_is_handled() {
    for (fault, expected) in [
        ("503", (true, 503, 0)),
        ("503 after", (true, 503, 1)),
        ("html-502", (true, 502, 0)),
        ("down", (false, 0, 0)),
        ("reset-before", (false, 0, 0)),
        ("reset-after", (false, 0, 1)),
        ("truncate", (false, 0, 1)),
        ("not-json", (true, 200, 0)),
        ("redirect", (true, 302, 0)),
        ("redirect 308 to=/x", (true, 308, 0)),
        ("echo-token", (true, 400, 0)),
        ("empty", (true, 200, 1)),
        ("status=ARCHIVED", (true, 201, 1)),
        ("204", (true, 204, 0)),
        ("304", (true, 304, 0)),
    ] {
        assert_eq!(create_against(fault).await, expected, "{fault}");
    }
}

/// The bytes that come after a plain request, and how the connection ended.
async fn on_the_wire(fault: &str) -> (String, std::io::Result<()>) {
    let sandbox = TestSandbox::with_faults(&[&format!("GET /auth/me = {fault}")]).await;
    let address = sandbox.server.url().replace("http://", "");
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    let request = "GET /api/public/v1/auth/me HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ot_pat_sandbox\r\n\r\n";
    stream.write_all(request.as_bytes()).await.expect("a request sent");
    let mut bytes = Vec::new();
    let end = timeout(Duration::from_secs(5), stream.read_to_end(&mut bytes)).await.expect("an end");
    (String::from_utf8_lossy(&bytes).into_owned(), end.map(|_| ()))
}

#[tokio::test]
async fn a_reset_is_a_reset_of_the_tcp_connection_without_a_byte() {
    for fault in ["reset-before", "reset-after"] {
        let (bytes, end) = on_the_wire(fault).await;
        assert_eq!(bytes, "");
        assert_eq!(end.map_err(|error| error.kind()), Err(std::io::ErrorKind::ConnectionReset));
    }
}

#[tokio::test]
async fn a_truncated_reply_announces_all_and_sends_half() {
    let (bytes, _) = on_the_wire("truncate").await;
    let (head, body) = bytes.split_once("\r\n\r\n").expect("a head");
    let announced = head.lines().find_map(|line| line.strip_prefix("content-length: ")).and_then(|n| n.parse().ok());
    assert!(head.starts_with("HTTP/1.1 200"));
    assert_eq!(announced, Some(body.len() * 2 + usize::from(announced.unwrap_or(0) % 2 == 1)));
}

#[tokio::test]
async fn a_server_that_is_down_cuts_all_connections_and_refuses_new_ones_for_a_while() {
    let sandbox = TestSandbox::with_faults(&["GET /jobs/mine = hang", "GET /auth/me = down"]).await;
    let struck = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        sandbox.attempt(Method::GET, "/auth/me", None).await
    };
    let (waiting, struck) = tokio::join!(sandbox.attempt(Method::GET, "/jobs/mine", None), struck);
    assert!(waiting.is_err() && struck.is_err(), "both are cut");
    let refused = sandbox.attempt(Method::GET, "/auth/me", None).await.expect_err("nobody listens");
    assert!(refused.is_connect(), "{refused:?}");
    let end = Instant::now() + Duration::from_secs(20);
    while sandbox.attempt(Method::GET, "/auth/me", None).await.is_err() {
        assert!(Instant::now() < end, "it listens again, at the same port");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn a_hang_never_answers_and_ends_with_the_server() {
    let sandbox = TestSandbox::with_faults(&["* * = hang"]).await;
    let asked = timeout(Duration::from_millis(300), sandbox.attempt(Method::GET, "/auth/me", None)).await;
    assert!(asked.is_err(), "no answer");
    assert_eq!(sandbox.server.control().requests()[0].status, 0);
    let again = sandbox.get("/auth/me").await;
    assert_eq!(again.status, 200, "other requests go on");
    let started = Instant::now();
    sandbox.server.shutdown().await;
    assert!(started.elapsed() < Duration::from_secs(1));
}

#[tokio::test]
async fn a_drip_sends_its_head_and_then_hardly_anything() {
    let sandbox = TestSandbox::with_faults(&["GET * = drip"]).await;
    let request =
        sandbox.http.get(format!("{}/api/public/v1/auth/me", sandbox.server.url())).bearer_auth(sandbox.token);
    let mut response = request.send().await.expect("a head");
    assert_eq!(response.status().as_u16(), 200);
    let first = response.chunk().await.expect("a byte");
    assert_eq!(first.map(|bytes| bytes.len()), Some(1));
    assert!(timeout(Duration::from_secs(1), response.chunk()).await.is_err());
}

#[tokio::test]
async fn a_huge_body_streams_200_mebibytes_of_json() {
    let sandbox = TestSandbox::with_faults(&["GET * = huge"]).await;
    let request =
        sandbox.http.get(format!("{}/api/public/v1/auth/me", sandbox.server.url())).bearer_auth(sandbox.token);
    let mut response = request.send().await.expect("a head");
    let (mut length, mut last) = (0, None);
    while let Some(chunk) = response.chunk().await.expect("a chunk") {
        length += chunk.len();
        last = chunk.last().copied();
    }
    assert_eq!((length, last), (200 * 1024 * 1024 + 2, Some(b'}')));
}

#[tokio::test]
async fn a_redirect_leads_to_another_place() {
    let sandbox =
        TestSandbox::with_faults(&["GET /auth/me #1 = redirect", "* * = redirect 307 to=http://127.0.0.1:9/x"]).await;
    for place in ["http://127.0.0.1:9/elsewhere", "http://127.0.0.1:9/x"] {
        assert_eq!(sandbox.get("/auth/me").await.headers["location"], place);
    }
}

#[tokio::test]
async fn an_echo_repeats_the_token_but_the_log_keeps_none() {
    let sandbox = TestSandbox::with_faults(&["* * = echo-token"]).await;
    let details = sandbox.get("/auth/me").await.assert_error(400, "BAD_REQUEST");
    assert_eq!(details["headers"]["authorization"], "Bearer ot_pat_sandbox");
    assert!(!format!("{:?}", sandbox.server.control().requests()).contains("ot_pat"));
}

#[tokio::test]
async fn a_reply_can_say_something_else_than_what_is() {
    let faults =
        ["POST /job-drafts #1 = status=OPEN", "POST /job-drafts #2 = key=other", "POST /job-drafts #3 = job=job_9"];
    let sandbox = TestSandbox::with_faults(&faults).await;
    let mut said = Vec::new();
    for _ in 0..3 {
        said.push(sandbox.post("/job-drafts", json!({ "rawJobDescription": BRIEF, "idempotencyKey": "k" })).await.body);
    }
    assert_eq!(said[0]["status"], "OPEN");
    assert_eq!(said[1]["import"]["idempotencyKey"], "other");
    assert_eq!(said[2]["jobId"], "job_9");
    assert_eq!(sandbox.job("job_000001")["status"], "DRAFT");
}

#[tokio::test]
async fn retry_after_is_in_seconds_or_a_date() {
    let sandbox =
        TestSandbox::with_faults(&["* * #1 = 429 retry-after=2", "* * #2 = 429 retry-after=date+30", "* * #3 = 429"])
            .await;
    assert_eq!(sandbox.get("/auth/me").await.headers["retry-after"], "2");
    let date = sandbox.get("/auth/me").await.headers["retry-after"].clone();
    let date = date.to_str().ok().and_then(|text| httpdate::parse_http_date(text).ok()).expect("a date");
    let ahead = date.duration_since(SystemTime::now()).unwrap_or_default();
    assert!((Duration::from_secs(20)..=Duration::from_secs(31)).contains(&ahead));
    assert!(sandbox.get("/auth/me").await.headers.get("retry-after").is_none());
}

#[tokio::test]
async fn a_fault_strikes_the_requests_it_names() {
    async fn statuses(fault: &[&str]) -> Vec<u16> {
        let sandbox = TestSandbox::with_faults(fault).await;
        let mut statuses = Vec::new();
        for path in ["/auth/me", "/jobs/mine", "/jobs/x", "/auth/me"] {
            statuses.push(sandbox.get(path).await.status);
        }
        statuses
    }
    assert_eq!(statuses(&["* * = 500"]).await, [500, 200, 404, 200]);
    assert_eq!(statuses(&["* * = 500", "* * = 502"]).await, [500, 502, 404, 200]);
    assert_eq!(statuses(&["* * #2 = 500"]).await, [200, 500, 404, 200]);
    assert_eq!(statuses(&["* * #3+ = 500"]).await, [200, 200, 500, 500]);
    assert_eq!(statuses(&["* * #2n = 500"]).await, [200, 500, 404, 500]);
    assert_eq!(statuses(&["* * * = 500"]).await, [500, 500, 500, 500]);
    assert_eq!(statuses(&["get /jobs/* * = 500"]).await, [200, 500, 500, 200]);
    assert_eq!(statuses(&["GET /auth/me #2 = 500"]).await, [200, 200, 404, 500]);
    assert_eq!(statuses(&["POST * * = 500"]).await, [200, 200, 404, 200]);
    assert_eq!(statuses(&["GET /api/public/v1/jobs/mine = 500"]).await, [200, 500, 404, 200]);
}

#[tokio::test]
async fn an_unknown_fault_lists_what_is_known() {
    for text in [
        "",
        "GET /x",
        "GET = 503",
        "GET /x #0 = 503",
        "GET /x #0n = 503",
        "GET /x 2 = 503",
        "GET x = 503",
        "GET /x = 99",
        "GET /x = boom",
        "GET /x = 429 x",
        "GET /x = redirect 200 to=/x",
        "GET /x = redirect 307",
    ] {
        let error = text.parse::<Fault>().expect_err(text);
        assert!(error.contains("reset-after"), "{error}");
    }
    let text = "PATCH /job-drafts/* * = 429 retry-after=2";
    assert_eq!(text.parse::<Fault>().map(|fault| fault.to_string()), Ok(text.to_owned()));
}

#[tokio::test]
async fn latency_delays_every_call_of_the_service() {
    let sandbox =
        TestSandbox::with_options(Options { latency: Duration::from_millis(150), ..Options::default() }).await;
    let started = Instant::now();
    tokio::join!(sandbox.get("/auth/me"), sandbox.get("/auth/me"));
    sandbox.get("/auth/me").await;
    assert!(started.elapsed() >= Duration::from_millis(300));
    assert_eq!(sandbox.server.control().max_in_flight(), 2);
}
