//! The controls, in process and over HTTP, and the state file.

use reqwest::Method;
use serde_json::{Value, json};

use super::rig::{Answer, BRIEF, Options, Rig, Server};

async fn control_call(rig: &Rig, method: Method, path: &str, body: Value) -> Answer {
    let body = (!body.is_null()).then(|| body.to_string());
    rig.raw(method, &format!("/sandbox{path}"), body).await.expect("an answer")
}

#[tokio::test]
async fn the_log_tells_each_request_to_the_service_and_no_other() {
    let rig = Rig::start().await;
    rig.draft().await;
    rig.get("/jobs/mine?limit=0").await;
    let mut log = control_call(&rig, Method::GET, "/requests", Value::Null).await.body;
    assert_eq!(log.as_array().map(Vec::len), Some(2));
    let arrived = |line: &mut Value| line["arrivedMillis"].take().as_u64().expect("a time");
    assert!(arrived(&mut log[0]) <= arrived(&mut log[1]));
    assert_eq!(
        log[0],
        json!({ "method": "POST", "path": "/api/public/v1/job-drafts", "query": "", "body": { "rawJobDescription": BRIEF }, "status": 201, "fault": null, "arrivedMillis": null })
    );
    assert_eq!((&log[1]["query"], &log[1]["status"], &log[1]["body"]), (&json!("limit=0"), &json!(400), &Value::Null));
    control_call(&rig, Method::DELETE, "/requests", Value::Null).await;
    assert!(rig.server.control().requests().is_empty());
}

#[tokio::test]
async fn a_hand_edit_a_status_and_a_vanished_job_show_in_the_service() {
    let rig = Rig::start().await.with_token("");
    let made = control_call(
        &rig,
        Method::POST,
        "/jobs",
        json!({ "title": "By hand", "status": "ONGOING", "fields": { "headcount": 2 } }),
    )
    .await;
    assert_eq!(made.body, json!({ "id": "job_000001" }));
    control_call(&rig, Method::POST, "/jobs/job_000001/fields", json!({ "headcount": 3, "jobTitle": "Changed" })).await;
    control_call(&rig, Method::POST, "/jobs/job_000001/status", json!({ "status": "OPEN" })).await;
    let job = &control_call(&rig, Method::GET, "/jobs", Value::Null).await.body[0];
    assert_eq!(
        (&job["title"], &job["fields"]["headcount"], &job["status"]),
        (&json!("Changed"), &json!(3), &json!("OPEN"))
    );
    assert_eq!(rig.get("/jobs/job_000001").await.status, 200);
    control_call(&rig, Method::POST, "/jobs/job_000001/vanish", Value::Null).await;
    let rig = rig.with_token("ot_pat_sandbox");
    rig.get("/jobs/job_000001").await.refused(404, "NOT_FOUND");
    rig.act("/jobs/job_000001/publish").await.refused(404, "NOT_FOUND");
    assert_eq!(rig.get("/jobs/mine").await.body["jobs"], json!([]));
}

#[tokio::test]
async fn forgotten_keys_make_new_jobs() {
    let rig = Rig::start().await;
    let body = json!({ "rawJobDescription": BRIEF, "idempotencyKey": "k" });
    rig.post("/job-drafts", body.clone()).await;
    rig.server.control().forget_keys();
    assert_eq!(rig.post("/job-drafts", body.clone()).await.body["jobId"], "job_000002");
    control_call(&rig, Method::DELETE, "/keys", Value::Null).await;
    assert_eq!(rig.post("/job-drafts", body).await.body["jobId"], "job_000003");
}

#[tokio::test]
async fn faults_and_variants_are_changed_while_it_runs() {
    let rig = Rig::start().await;
    assert_eq!(control_call(&rig, Method::POST, "/faults", json!(["* * * = 503"])).await.status, 200);
    assert_eq!(rig.get("/auth/me").await.status, 503);
    assert_eq!(control_call(&rig, Method::GET, "/faults", Value::Null).await.body, json!(["* * * = 503"]));
    control_call(&rig, Method::DELETE, "/faults", Value::Null).await;
    assert_eq!(rig.get("/auth/me").await.status, 200);
    control_call(&rig, Method::POST, "/variants", json!("normalized=no")).await;
    let made = rig.post("/job-drafts", json!({ "rawJobDescription": BRIEF })).await;
    assert_eq!(made.body["normalizedFields"], Value::Null);
    assert_eq!(control_call(&rig, Method::GET, "/variants", Value::Null).await.body["normalized"], "no");
    assert!(rig.server.control().set_variant("gaps=nowhere").is_err_and(|error| error.contains("validation")));
}

#[tokio::test]
async fn a_lever_that_is_not_there_or_pulled_wrongly_says_so() {
    let rig = Rig::start().await;
    for (path, body) in [
        ("/faults", json!(["boom"])),
        ("/faults", json!({})),
        ("/variants", json!(["gaps=nowhere"])),
        ("/clock", json!({ "seconds": -1 })),
    ] {
        control_call(&rig, Method::POST, path, body).await.refused(400, "BAD_REQUEST");
    }
    control_call(&rig, Method::POST, "/jobs/job_000009/vanish", Value::Null).await.refused(404, "NOT_FOUND");
    control_call(&rig, Method::GET, "/nothing", Value::Null).await.refused(404, "NOT_FOUND");
    assert!(control_call(&rig, Method::GET, "", Value::Null).await.body["routes"].is_array());
}

#[tokio::test]
async fn a_state_file_outlives_the_sandbox() {
    let folder = std::env::temp_dir().join(format!("opentrain-sandbox-{}", std::process::id()));
    let options =
        || Options { state: Some(folder.join("deep/state.json")), daily_limit: Some(1), ..Options::default() };
    let body = json!({ "rawJobDescription": BRIEF, "idempotencyKey": "k" });
    let rig = Rig::of(options()).await;
    rig.post("/job-drafts", body.clone()).await;
    rig.patch("/job-drafts/job_000001", json!({ "experienceLevel": "EXPERT", "pricePerLabel": 0.1 })).await;
    assert_eq!(rig.act("/jobs/job_000001/publish").await.status, 200);
    let before = rig.server.control().jobs();
    rig.server.shutdown().await;

    let rig = Rig::of(options()).await;
    assert_eq!(rig.server.control().jobs(), before);
    assert_eq!(rig.post("/job-drafts", body).await.body["jobId"], "job_000001");
    rig.act(&format!("/jobs/{}/publish", rig.ready().await)).await.refused(429, "RATE_LIMITED");
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
async fn a_state_that_cannot_be_written_is_told() {
    let blocked = std::env::temp_dir().join(format!("opentrain-sandbox-blocked-{}", std::process::id()));
    let rig = Rig::of(Options { state: Some(blocked.join("state.json")), ..Options::default() }).await;
    std::fs::write(&blocked, "in the way").expect("a file");
    rig.post("/job-drafts", json!({ "rawJobDescription": BRIEF })).await.refused(500, "INTERNAL_ERROR");
    std::fs::remove_file(&blocked).expect("the file gone");
    assert_eq!(rig.get("/jobs/mine").await.body["jobs"][0]["id"], "job_000001");
    assert!(blocked.join("state.json").exists(), "kept with the next request");
    std::fs::remove_dir_all(&blocked).expect("the folder gone");
}
