//! Reads, access, and the envelope.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};

use super::test_sandbox::TestSandbox;

fn ids(page: &Value) -> Vec<&str> {
    page["jobs"].as_array().into_iter().flatten().filter_map(|job| job["id"].as_str()).collect()
}

#[tokio::test]
async fn my_jobs_come_newest_first_a_page_at_a_time() {
    let sandbox = TestSandbox::start().await;
    for _ in 0..3 {
        sandbox.draft().await;
    }
    let first = sandbox.get("/jobs/mine?limit=2").await.body;
    assert_eq!(ids(&first), ["job_000003", "job_000002"]);
    let cursor = first["nextCursor"].as_str().unwrap_or_default();
    let second = sandbox.get(&format!("/jobs/mine?limit=2&cursor={cursor}")).await.body;
    assert_eq!((ids(&second), &second["nextCursor"]), (vec!["job_000001"], &Value::Null));
    assert_eq!(sandbox.get("/jobs/mine?limit=3").await.body["nextCursor"], Value::Null);
}

#[tokio::test]
async fn my_jobs_show_no_fields_and_no_keys() {
    let sandbox = TestSandbox::start().await;
    sandbox.open().await;
    let jobs = sandbox.get("/jobs/mine").await.body["jobs"].clone();
    let keys = jobs[0].as_object().into_iter().flat_map(|job| job.keys()).map(String::as_str);
    let shown = [
        "acceptingApplicants",
        "createdAt",
        "id",
        "jobUrl",
        "proposalCounts",
        "published",
        "status",
        "title",
        "updatedAt",
    ];
    assert_eq!(keys.collect::<BTreeSet<_>>(), BTreeSet::from(shown));
    assert_eq!((&jobs[0]["published"], &jobs[0]["status"]), (&json!(true), &json!("OPEN")));
}

#[tokio::test]
async fn my_jobs_need_the_scope() {
    let sandbox = TestSandbox::start().await.with_token("ot_pat_nojobs");
    let details = sandbox.get("/jobs/mine").await.assert_error(403, "FORBIDDEN");
    assert_eq!(details["requiredScopes"], json!(["jobs:read"]));
}

#[tokio::test]
async fn my_jobs_are_filtered_by_a_known_status() {
    let sandbox = TestSandbox::start().await;
    let open = sandbox.open().await;
    sandbox.draft().await;
    assert_eq!(ids(&sandbox.get("/jobs/mine?status=OPEN").await.body), [open]);
    let details = sandbox.get("/jobs/mine?status=LIVE").await.assert_error(400, "BAD_REQUEST");
    assert_eq!(details["supportedStatuses"].as_array().map(Vec::len), Some(6));
    for query in ["limit=0", "limit=-1", "limit=x", "limit=", "cursor=x", "cursor=cur_zz"] {
        sandbox.get(&format!("/jobs/mine?{query}")).await.assert_error(400, "BAD_REQUEST");
    }
}

#[tokio::test]
async fn the_public_page_of_a_job_needs_no_token() {
    let sandbox = TestSandbox::start().await;
    let (open, draft) = (sandbox.open().await, sandbox.draft().await);
    let sandbox = sandbox.with_token("");
    let listing = sandbox.get(&format!("/jobs/{open}")).await.body;
    assert_eq!((&listing["experienceLevel"], &listing["pay"]["perLabelRate"]), (&json!("Intermediate"), &json!(0.06)));
    sandbox.get(&format!("/jobs/{draft}")).await.assert_error(404, "NOT_FOUND");
    sandbox.get("/jobs/").await.assert_error(400, "BAD_REQUEST");
    sandbox.get(&format!("/jobs/{}", "x".repeat(65))).await.assert_error(400, "BAD_REQUEST");
    sandbox.server.control().set_status(&open, "ARCHIVED");
    let closed = sandbox.get(&format!("/jobs/{open}")).await;
    assert_eq!((closed.status, closed.body), (404, json!({ "id": open, "status": "closed" })));
}

#[tokio::test]
async fn the_public_page_shows_some_values_in_other_words_and_some_not_at_all() {
    let sandbox = TestSandbox::start().await;
    let id = sandbox.server.control().add_job(json!({
        "title": "Cars",
        "status": "OPEN",
        "fields": {
            "labelTypes": ["OBJECT_DETECTION"],
            "dataType": "IMAGE",
            "experienceLevel": "ANY_EXPERIENCE_LEVEL",
            "paymentType": "PAY_PER_HOUR",
            "hourlyMin": 20,
            "hourlyMax": 30,
            "headcount": 5,
        },
    }));
    let listing = sandbox.get(&format!("/jobs/{id}")).await.body;
    assert_eq!(listing["labelTypes"], json!(["Object Detection"]));
    assert_eq!((&listing["dataType"], &listing["experienceLevel"]), (&json!("Image"), &json!("Any Experience Level")));
    assert_eq!(
        listing["pay"],
        json!({
            "paymentType": "PAY_PER_HOUR",
            "currency": "USD",
            "hourlyRate": null,
            "hourlyMin": 20,
            "hourlyMax": 30,
            "fixedPrice": null,
            "perLabelRate": null,
        })
    );
    assert_eq!((&listing["status"], &listing["headcount"]), (&json!("OPEN"), &Value::Null));
}

#[tokio::test]
async fn every_endpoint_but_the_public_one_needs_a_valid_token() {
    for token in ["", "ot_pat_revoked_1", "ot_pat_", "gh_pat_1"] {
        let sandbox = TestSandbox::start().await.with_token(token);
        for (method, path) in [
            (Method::GET, "/auth/me"),
            (Method::GET, "/job-drafts/capabilities"),
            (Method::POST, "/job-drafts"),
            (Method::PATCH, "/job-drafts/job_000001"),
            (Method::GET, "/jobs/mine"),
            (Method::PATCH, "/jobs/job_000001"),
            (Method::POST, "/jobs/job_000001/publish"),
            (Method::POST, "/jobs/job_000001/close"),
        ] {
            sandbox.attempt(method, path, None).await.expect("an answer").assert_error(401, "UNAUTHORIZED");
        }
    }
}

#[tokio::test]
async fn a_read_token_reads_and_writes_nothing() {
    let sandbox = TestSandbox::start().await.with_token("ot_pat_read_1");
    assert_eq!(sandbox.get("/jobs/mine").await.status, 200);
    assert_eq!(sandbox.get("/job-drafts/capabilities").await.status, 200);
    let details = sandbox.post("/job-drafts", json!({})).await.assert_error(403, "FORBIDDEN");
    assert_eq!(details, json!({ "requiredScopes": ["jobs:write"] }));
}

#[tokio::test]
async fn a_feature_that_is_off_is_named() {
    let sandbox = TestSandbox::start().await.with_token("ot_pat_nodraft_1");
    let details = sandbox.get("/job-drafts/capabilities").await.assert_error(403, "FORBIDDEN");
    assert_eq!(details, json!({ "featureKey": "public_api_job_drafting", "mode": "ALLOWLIST" }));
    let details = sandbox.post("/job-drafts", json!({})).await.assert_error(403, "FORBIDDEN");
    assert_eq!(details, json!({ "featureKey": "public_api_job_drafting" }));
    let sandbox = sandbox.with_token("ot_pat_nopublish_1");
    assert_eq!(sandbox.get("/job-drafts/capabilities").await.body["capabilities"]["publish"], false);
    let details = sandbox.act(&format!("/jobs/{}/publish", sandbox.ready().await)).await.assert_error(403, "FORBIDDEN");
    assert_eq!(details, json!({ "featureKey": "public_api_job_publishing" }));
}

#[tokio::test]
async fn an_unclaimed_account_is_sent_to_its_claim_page() {
    let sandbox = TestSandbox::start().await.with_token("ot_pat_claim_1");
    let details = sandbox.post("/job-drafts", json!({})).await.assert_error(403, "FORBIDDEN");
    assert_eq!(details["reason"], "account_claim_required");
    assert!(details["action"].is_string() && details["claimUrl"].is_string());
}

#[tokio::test]
async fn me_tells_the_token_and_its_scopes() {
    let sandbox = TestSandbox::start().await;
    assert_eq!(sandbox.get("/auth/me").await.body["token"]["scopes"][1], "jobs:write");
    assert_eq!(sandbox.with_token("ot_pat_read_1").get("/auth/me").await.body["token"]["scopes"], json!(["jobs:read"]));
}

#[tokio::test]
async fn unknown_routes_and_wrong_methods_answer_in_the_envelope() {
    let sandbox = TestSandbox::start().await;
    sandbox.get("/nothing").await.assert_error(404, "NOT_FOUND");
    sandbox.raw(Method::GET, "/", None).await.expect("an answer").assert_error(404, "NOT_FOUND");
    sandbox.raw(Method::GET, "/api/public/v1", None).await.expect("an answer").assert_error(404, "NOT_FOUND");
    sandbox.raw(Method::GET, "/api/public/v1x", None).await.expect("an answer").assert_error(404, "NOT_FOUND");
    let wrong = sandbox.attempt(Method::DELETE, "/jobs/job_000001", None).await.expect("an answer");
    wrong.assert_error(405, "METHOD_NOT_ALLOWED");
    assert_eq!(
        (wrong.headers["allow"].to_str().ok(), &wrong.body["requestId"]),
        (Some("GET,HEAD,PATCH"), &json!("req_000005"))
    );
}
