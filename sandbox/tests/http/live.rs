//! Publish, live edit, close.

use std::time::Duration;

use serde_json::json;

use super::rig::{Options, Rig};

#[tokio::test]
async fn the_example_of_the_publish_page_answers_as_on_the_page() {
    let rig = Rig::start().await;
    let id = rig.ready().await;
    let published = rig.act(&format!("/jobs/{id}/publish")).await;
    assert_eq!(published.status, 200);
    assert_eq!(
        published.body,
        json!({
            "ok": true,
            "jobId": id,
            "status": "OPEN",
            "alreadyPublished": false,
            "jobUrl": format!("{}/jobs/{id}", rig.server.url()),
            "publishAttemptId": "attempt_000001",
            "warnings": [],
            "sideEffects": { "dispatched": true, "status": "queued" }
        })
    );
}

#[tokio::test]
async fn publishing_an_open_job_again_goes_live_once() {
    let rig = Rig::start().await;
    let id = rig.open().await;
    let again = rig.act(&format!("/jobs/{id}/publish")).await;
    assert_eq!((again.status, &again.body["alreadyPublished"]), (200, &json!(true)));
    assert_eq!(rig.job(&id)["publishes"], 1);
}

#[tokio::test]
async fn a_draft_with_gaps_is_not_published_and_told_why() {
    let rig = Rig::start().await;
    let id = rig.draft().await;
    let details = rig.act(&format!("/jobs/{id}/publish")).await.refused(400, "BAD_REQUEST");
    assert_eq!(details["validation"]["missingFieldCount"], 2);
    assert_eq!(details["validation"]["missingFields"][0]["field"], "experienceLevel");
    assert_eq!(rig.job(&id)["status"], "DRAFT");
}

#[tokio::test]
async fn a_draft_with_an_issue_is_not_ready_though_nothing_is_missing() {
    let rig = Rig::start().await;
    let id = rig.ready().await;
    let patched = rig.patch(&format!("/job-drafts/{id}"), json!({ "jobDescription": "sandbox-issue" })).await;
    assert_eq!(patched.body["validation"]["missingFieldCount"], 0);
    assert_eq!(patched.body["validation"]["issueCount"], 1);
    rig.act(&format!("/jobs/{id}/publish")).await.refused(400, "BAD_REQUEST");
}

#[tokio::test]
async fn a_blocked_job_stays_a_draft() {
    let rig = Rig::start().await;
    let id = rig.ready().await;
    rig.patch(&format!("/job-drafts/{id}"), json!({ "jobTitle": "A sandbox-moderation-block" })).await;
    let details = rig.act(&format!("/jobs/{id}/publish")).await.refused(403, "FORBIDDEN");
    assert_eq!(details["reason"], "moderation_blocked");
    assert_eq!(details["reasons"].as_array().map(Vec::len), Some(1));
    assert_eq!(rig.job(&id)["status"], "DRAFT");
}

#[tokio::test]
async fn the_daily_limit_holds_for_24_hours() {
    let rig = Rig::of(Options { daily_limit: Some(2), ..Options::default() }).await;
    let jobs = [rig.ready().await, rig.ready().await, rig.ready().await];
    for id in &jobs[..2] {
        assert_eq!(rig.act(&format!("/jobs/{id}/publish")).await.status, 200);
    }
    assert_eq!(rig.act(&format!("/jobs/{}/publish", jobs[0])).await.status, 200, "an open job uses nothing up");
    let details = rig.act(&format!("/jobs/{}/publish", jobs[2])).await.refused(429, "RATE_LIMITED");
    assert_eq!(details, json!({ "limit": 2, "windowHours": 24 }));
    rig.server.control().advance_clock(Duration::from_secs(24 * 3600 + 1));
    assert_eq!(rig.act(&format!("/jobs/{}/publish", jobs[2])).await.status, 200);
}

#[tokio::test]
async fn only_drafts_are_published() {
    let rig = Rig::start().await;
    rig.act("/jobs/job_000009/publish").await.refused(404, "NOT_FOUND");
    let id = rig.ready().await;
    for status in ["ARCHIVED", "ONGOING", "COMPLETED", "PENDING_APPROVAL", "SOMETHING_NEW"] {
        assert!(rig.server.control().set_status(&id, status));
        let details = rig.act(&format!("/jobs/{id}/publish")).await.refused(409, "CONFLICT");
        assert_eq!(details, json!({ "jobId": id, "status": status }));
    }
}

#[tokio::test]
async fn an_open_job_is_edited_and_nothing_else_is() {
    let rig = Rig::start().await;
    let id = rig.open().await;
    let edited = rig.patch(&format!("/jobs/{id}"), json!({ "headcount": 8 })).await;
    let moderation = json!({ "decision": "ALLOW", "reasons": [] });
    assert_eq!(edited.body, json!({ "ok": true, "jobId": id, "status": "OPEN", "moderation": moderation }));
    assert_eq!(rig.job(&id)["fields"]["headcount"], 8);
    rig.patch(&format!("/jobs/{id}"), json!({})).await.refused(400, "BAD_REQUEST");
    rig.patch(&format!("/jobs/{id}"), json!({ "x": 1 })).await.refused(400, "BAD_REQUEST");
    rig.patch("/jobs/job_000009", json!({ "headcount": 1 })).await.refused(404, "NOT_FOUND");
    let draft = rig.draft().await;
    let details = rig.patch(&format!("/jobs/{draft}"), json!({ "headcount": 1 })).await.refused(409, "CONFLICT");
    assert_eq!(details, json!({ "jobId": draft, "status": "DRAFT", "requiredStatus": "OPEN" }));
}

#[tokio::test]
async fn a_blocked_edit_sticks_and_the_job_is_a_draft_again() {
    let rig = Rig::start().await;
    let id = rig.open().await;
    let patch = json!({ "jobDescription": "sandbox-moderation-block" });
    let details = rig.patch(&format!("/jobs/{id}"), patch).await.refused(409, "CONFLICT");
    assert_eq!((&details["reason"], &details["status"]), (&json!("moderation_blocked"), &json!("DRAFT")));
    let job = rig.job(&id);
    assert_eq!(job["status"], "DRAFT");
    assert_eq!(job["fields"]["jobDescription"], "sandbox-moderation-block");
}

#[tokio::test]
async fn closing_archives_a_job_and_can_be_repeated() {
    let rig = Rig::start().await;
    let id = rig.open().await;
    for already in [false, true] {
        let closed = rig.act(&format!("/jobs/{id}/close")).await;
        assert_eq!(closed.body, json!({ "ok": true, "jobId": id, "status": "ARCHIVED", "alreadyClosed": already }));
    }
    rig.act("/jobs/job_000009/close").await.refused(404, "NOT_FOUND");
    let draft = rig.draft().await;
    rig.act(&format!("/jobs/{draft}/close")).await.refused(409, "CONFLICT");
}
