//! Publish, live edit, close.

use std::time::Duration;

use serde_json::json;

use super::test_sandbox::{Options, TestSandbox};

#[tokio::test]
async fn the_example_of_the_publish_page_answers_as_on_the_page() {
    let sandbox = TestSandbox::start().await;
    let id = sandbox.ready().await;
    let published = sandbox.act(&format!("/jobs/{id}/publish")).await;
    assert_eq!(published.status, 200);
    assert_eq!(
        published.body,
        json!({
            "ok": true,
            "jobId": id,
            "status": "OPEN",
            "alreadyPublished": false,
            "jobUrl": format!("{}/jobs/{id}", sandbox.server.url()),
            "publishAttemptId": "attempt_000001",
            "warnings": [],
            "sideEffects": { "dispatched": true, "status": "queued" }
        })
    );
}

#[tokio::test]
async fn publishing_an_open_job_again_goes_live_once() {
    let sandbox = TestSandbox::start().await;
    let id = sandbox.open().await;
    let again = sandbox.act(&format!("/jobs/{id}/publish")).await;
    assert_eq!((again.status, &again.body["alreadyPublished"]), (200, &json!(true)));
    assert_eq!(sandbox.job(&id)["publishes"], 1);
}

#[tokio::test]
async fn a_draft_with_gaps_is_not_published_and_told_why() {
    let sandbox = TestSandbox::start().await;
    let id = sandbox.draft().await;
    let details = sandbox.act(&format!("/jobs/{id}/publish")).await.assert_error(400, "BAD_REQUEST");
    assert_eq!(details["validation"]["missingFieldCount"], 2);
    assert_eq!(details["validation"]["missingFields"][0]["field"], "experienceLevel");
    assert_eq!(sandbox.job(&id)["status"], "DRAFT");
}

#[tokio::test]
async fn a_draft_with_an_issue_is_not_ready_though_nothing_is_missing() {
    let sandbox = TestSandbox::start().await;
    let id = sandbox.ready().await;
    let patched = sandbox.patch(&format!("/job-drafts/{id}"), json!({ "jobDescription": "sandbox-issue" })).await;
    assert_eq!(patched.body["validation"]["missingFieldCount"], 0);
    assert_eq!(patched.body["validation"]["issueCount"], 1);
    sandbox.act(&format!("/jobs/{id}/publish")).await.assert_error(400, "BAD_REQUEST");
}

#[tokio::test]
async fn a_blocked_job_stays_a_draft() {
    let sandbox = TestSandbox::start().await;
    let id = sandbox.ready().await;
    sandbox.patch(&format!("/job-drafts/{id}"), json!({ "jobTitle": "A sandbox-moderation-block" })).await;
    let details = sandbox.act(&format!("/jobs/{id}/publish")).await.assert_error(403, "FORBIDDEN");
    assert_eq!(details["reason"], "moderation_blocked");
    assert_eq!(details["reasons"].as_array().map(Vec::len), Some(1));
    assert_eq!(sandbox.job(&id)["status"], "DRAFT");
}

#[tokio::test]
async fn the_daily_limit_holds_for_24_hours() {
    let sandbox = TestSandbox::with_options(Options { daily_limit: Some(2), ..Options::default() }).await;
    let jobs = [sandbox.ready().await, sandbox.ready().await, sandbox.ready().await];
    for id in &jobs[..2] {
        assert_eq!(sandbox.act(&format!("/jobs/{id}/publish")).await.status, 200);
    }
    assert_eq!(sandbox.act(&format!("/jobs/{}/publish", jobs[0])).await.status, 200, "an open job uses nothing up");
    let details = sandbox.act(&format!("/jobs/{}/publish", jobs[2])).await.assert_error(429, "RATE_LIMITED");
    assert_eq!(details, json!({ "limit": 2, "windowHours": 24 }));
    sandbox.server.control().advance_clock(Duration::from_secs(24 * 3600 + 1));
    assert_eq!(sandbox.act(&format!("/jobs/{}/publish", jobs[2])).await.status, 200);
}

#[tokio::test]
async fn only_drafts_are_published() {
    let sandbox = TestSandbox::start().await;
    sandbox.act("/jobs/job_000009/publish").await.assert_error(404, "NOT_FOUND");
    let id = sandbox.ready().await;
    for status in ["ARCHIVED", "ONGOING", "COMPLETED", "PENDING_APPROVAL", "SOMETHING_NEW"] {
        assert!(sandbox.server.control().set_status(&id, status));
        let details = sandbox.act(&format!("/jobs/{id}/publish")).await.assert_error(409, "CONFLICT");
        assert_eq!(details, json!({ "jobId": id, "status": status }));
    }
}

#[tokio::test]
async fn an_open_job_is_edited_and_nothing_else_is() {
    let sandbox = TestSandbox::start().await;
    let id = sandbox.open().await;
    let edited = sandbox.patch(&format!("/jobs/{id}"), json!({ "headcount": 8 })).await;
    let moderation = json!({ "decision": "ALLOW", "reasons": [] });
    assert_eq!(edited.body, json!({ "ok": true, "jobId": id, "status": "OPEN", "moderation": moderation }));
    assert_eq!(sandbox.job(&id)["fields"]["headcount"], 8);
    sandbox.patch(&format!("/jobs/{id}"), json!({})).await.assert_error(400, "BAD_REQUEST");
    sandbox.patch(&format!("/jobs/{id}"), json!({ "x": 1 })).await.assert_error(400, "BAD_REQUEST");
    sandbox.patch("/jobs/job_000009", json!({ "headcount": 1 })).await.assert_error(404, "NOT_FOUND");
    let draft = sandbox.draft().await;
    let details =
        sandbox.patch(&format!("/jobs/{draft}"), json!({ "headcount": 1 })).await.assert_error(409, "CONFLICT");
    assert_eq!(details, json!({ "jobId": draft, "status": "DRAFT", "requiredStatus": "OPEN" }));
}

#[tokio::test]
async fn a_blocked_edit_sticks_and_the_job_is_a_draft_again() {
    let sandbox = TestSandbox::start().await;
    let id = sandbox.open().await;
    let patch = json!({ "jobDescription": "sandbox-moderation-block" });
    let details = sandbox.patch(&format!("/jobs/{id}"), patch).await.assert_error(409, "CONFLICT");
    assert_eq!((&details["reason"], &details["status"]), (&json!("moderation_blocked"), &json!("DRAFT")));
    let job = sandbox.job(&id);
    assert_eq!(job["status"], "DRAFT");
    assert_eq!(job["fields"]["jobDescription"], "sandbox-moderation-block");
}

#[tokio::test]
async fn closing_archives_a_job_and_can_be_repeated() {
    let sandbox = TestSandbox::start().await;
    let id = sandbox.open().await;
    for already in [false, true] {
        let closed = sandbox.act(&format!("/jobs/{id}/close")).await;
        assert_eq!(closed.body, json!({ "ok": true, "jobId": id, "status": "ARCHIVED", "alreadyClosed": already }));
    }
    sandbox.act("/jobs/job_000009/close").await.assert_error(404, "NOT_FOUND");
    let draft = sandbox.draft().await;
    sandbox.act(&format!("/jobs/{draft}/close")).await.assert_error(409, "CONFLICT");
}
