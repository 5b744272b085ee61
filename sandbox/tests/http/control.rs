//! Control, in process and over HTTP, and the state file.

use reqwest::Method;
use serde_json::{Value, json};

use super::test_sandbox::{Answer, BRIEF, Options, Server, TestSandbox};

async fn control(sandbox: &TestSandbox, method: Method, path: &str, body: Value) -> Answer {
    let body = (!body.is_null()).then(|| body.to_string());
    sandbox.raw(method, &format!("/sandbox{path}"), body).await.expect("an answer")
}

#[tokio::test]
async fn the_log_has_each_request_to_the_service_and_no_other() {
    let sandbox = TestSandbox::start().await;
    sandbox.draft().await;
    sandbox.get("/jobs/mine?limit=0").await;
    let mut log = control(&sandbox, Method::GET, "/requests", Value::Null).await.body;
    assert_eq!(log.as_array().map(Vec::len), Some(2));
    let arrived = |line: &mut Value| line["arrivedMillis"].take().as_u64().expect("a time");
    assert!(arrived(&mut log[0]) <= arrived(&mut log[1]));
    assert_eq!(
        log[0],
        json!({ "method": "POST", "path": "/api/public/v1/job-drafts", "query": "", "body": { "rawJobDescription": BRIEF }, "status": 201, "fault": null, "arrivedMillis": null })
    );
    assert_eq!((&log[1]["query"], &log[1]["status"], &log[1]["body"]), (&json!("limit=0"), &json!(400), &Value::Null));
    control(&sandbox, Method::DELETE, "/requests", Value::Null).await;
    assert!(sandbox.server.control().requests().is_empty());
}

#[tokio::test]
async fn a_hand_edit_a_status_and_a_vanished_job_show_in_the_service() {
    let sandbox = TestSandbox::start().await.with_token("");
    let made = control(
        &sandbox,
        Method::POST,
        "/jobs",
        json!({ "title": "By hand", "status": "ONGOING", "fields": { "headcount": 2 } }),
    )
    .await;
    assert_eq!(made.body, json!({ "id": "job_000001" }));
    control(&sandbox, Method::POST, "/jobs/job_000001/fields", json!({ "headcount": 3, "jobTitle": "Changed" })).await;
    control(&sandbox, Method::POST, "/jobs/job_000001/status", json!({ "status": "OPEN" })).await;
    let job = &control(&sandbox, Method::GET, "/jobs", Value::Null).await.body[0];
    assert_eq!(
        (&job["title"], &job["fields"]["headcount"], &job["status"]),
        (&json!("Changed"), &json!(3), &json!("OPEN"))
    );
    assert_eq!(sandbox.get("/jobs/job_000001").await.status, 200);
    control(&sandbox, Method::POST, "/jobs/job_000001/vanish", Value::Null).await;
    let sandbox = sandbox.with_token("ot_pat_sandbox");
    sandbox.get("/jobs/job_000001").await.assert_error(404, "NOT_FOUND");
    sandbox.act("/jobs/job_000001/publish").await.assert_error(404, "NOT_FOUND");
    assert_eq!(sandbox.get("/jobs/mine").await.body["jobs"], json!([]));
}

#[tokio::test]
async fn applications_show_in_the_list() {
    let sandbox = TestSandbox::start().await;
    sandbox.draft().await;
    let path = "/jobs/job_000001/proposals";
    let wrong = control(&sandbox, Method::POST, path, json!({ "total": 3 })).await;
    wrong.assert_error(400, "BAD_REQUEST");
    let counts = json!({ "total": 3, "unreviewed": 1 });
    control(&sandbox, Method::POST, path, counts.clone()).await;
    assert_eq!(sandbox.get("/jobs/mine").await.body["jobs"][0]["proposalCounts"], counts);
}

#[tokio::test]
async fn forgotten_keys_make_new_jobs() {
    let sandbox = TestSandbox::start().await;
    let body = json!({ "rawJobDescription": BRIEF, "idempotencyKey": "k" });
    sandbox.post("/job-drafts", body.clone()).await;
    sandbox.server.control().forget_keys();
    assert_eq!(sandbox.post("/job-drafts", body.clone()).await.body["jobId"], "job_000002");
    control(&sandbox, Method::DELETE, "/keys", Value::Null).await;
    assert_eq!(sandbox.post("/job-drafts", body).await.body["jobId"], "job_000003");
}

#[tokio::test]
async fn faults_and_variants_are_changed_while_it_runs() {
    let sandbox = TestSandbox::start().await;
    assert_eq!(control(&sandbox, Method::POST, "/faults", json!(["* * * = 503"])).await.status, 200);
    assert_eq!(sandbox.get("/auth/me").await.status, 503);
    assert_eq!(control(&sandbox, Method::GET, "/faults", Value::Null).await.body, json!(["* * * = 503"]));
    control(&sandbox, Method::DELETE, "/faults", Value::Null).await;
    assert_eq!(sandbox.get("/auth/me").await.status, 200);
    control(&sandbox, Method::POST, "/variants", json!("normalized=no")).await;
    let made = sandbox.post("/job-drafts", json!({ "rawJobDescription": BRIEF })).await;
    assert_eq!(made.body["normalizedFields"], Value::Null);
    assert_eq!(control(&sandbox, Method::GET, "/variants", Value::Null).await.body["normalized"], "no");
    assert!(
        sandbox.server.control().set_variant("missing-fields=nowhere").is_err_and(|error| error.contains("validation"))
    );
}

#[tokio::test]
async fn an_unknown_or_wrong_control_request_is_refused() {
    let sandbox = TestSandbox::start().await;
    for (path, body) in [
        ("/faults", json!(["boom"])),
        ("/faults", json!({})),
        ("/variants", json!(["missing-fields=nowhere"])),
        ("/clock", json!({ "seconds": -1 })),
    ] {
        control(&sandbox, Method::POST, path, body).await.assert_error(400, "BAD_REQUEST");
    }
    control(&sandbox, Method::POST, "/jobs/job_000009/vanish", Value::Null).await.assert_error(404, "NOT_FOUND");
    control(&sandbox, Method::GET, "/nothing", Value::Null).await.assert_error(404, "NOT_FOUND");
    assert!(control(&sandbox, Method::GET, "", Value::Null).await.body["routes"].is_array());
}

#[tokio::test]
async fn a_state_file_outlives_the_sandbox() {
    let folder = std::env::temp_dir().join(format!("opentrain-sandbox-{}", std::process::id()));
    let options =
        || Options { state: Some(folder.join("deep/state.json")), daily_limit: Some(1), ..Options::default() };
    let body = json!({ "rawJobDescription": BRIEF, "idempotencyKey": "k" });
    let sandbox = TestSandbox::with_options(options()).await;
    sandbox.post("/job-drafts", body.clone()).await;
    sandbox.patch("/job-drafts/job_000001", json!({ "experienceLevel": "EXPERT", "pricePerLabel": 0.1 })).await;
    assert_eq!(sandbox.act("/jobs/job_000001/publish").await.status, 200);
    let before = sandbox.server.control().jobs();
    sandbox.server.shutdown().await;

    let sandbox = TestSandbox::with_options(options()).await;
    assert_eq!(sandbox.server.control().jobs(), before);
    assert_eq!(sandbox.post("/job-drafts", body).await.body["jobId"], "job_000001");
    sandbox.act(&format!("/jobs/{}/publish", sandbox.ready().await)).await.assert_error(429, "RATE_LIMITED");
    std::fs::remove_dir_all(folder).expect("the folder gone");
}

#[tokio::test]
async fn a_foreign_state_file_is_refused_untouched() {
    let folder = std::env::temp_dir().join(format!("opentrain-sandbox-foreign-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let state = folder.join("state.json");
    for text in ["", "[]", "{\n  \"version\": 1\n}\n", "{\"sandboxStateVersion\":3}\n"] {
        std::fs::write(&state, text).expect("a file");
        let started = Server::start(Options { state: Some(state.clone()), ..Options::default() }).await;
        assert!(started.is_err(), "{text}");
        assert_eq!(std::fs::read_to_string(&state).ok().as_deref(), Some(text));
    }
    std::fs::remove_dir_all(&folder).expect("the folder gone");
}

#[tokio::test]
async fn a_state_that_cannot_be_written_is_reported() {
    let blocked = std::env::temp_dir().join(format!("opentrain-sandbox-blocked-{}", std::process::id()));
    let sandbox =
        TestSandbox::with_options(Options { state: Some(blocked.join("state.json")), ..Options::default() }).await;
    std::fs::write(&blocked, "in the way").expect("a file");
    sandbox.post("/job-drafts", json!({ "rawJobDescription": BRIEF })).await.assert_error(500, "INTERNAL_ERROR");
    std::fs::remove_file(&blocked).expect("the file gone");
    assert_eq!(sandbox.get("/jobs/mine").await.body["jobs"][0]["id"], "job_000001");
    assert!(blocked.join("state.json").exists(), "kept with the next request");
    std::fs::remove_dir_all(&blocked).expect("the folder gone");
}
