//! The effect of each variant.

use serde_json::{Value, json};

use super::test_sandbox::{BRIEF, TestSandbox, Variants};

async fn create(variant: &str) -> Value {
    TestSandbox::with_variants(&[variant]).await.post("/job-drafts", json!({ "rawJobDescription": BRIEF })).await.body
}

/// The reply to a PATCH that leaves one missing field.
async fn patch(variant: &str) -> Value {
    let sandbox = TestSandbox::with_variants(&[variant]).await;
    let id = sandbox.draft().await;
    sandbox.patch(&format!("/job-drafts/{id}"), json!({ "experienceLevel": "EXPERT" })).await.body
}

/// The details of a PATCH that no page allows.
async fn bad_patch(variant: &str, body: Value) -> Value {
    let sandbox = TestSandbox::with_variants(&[variant]).await;
    let id = sandbox.draft().await;
    sandbox.patch(&format!("/job-drafts/{id}"), body).await.assert_error(400, "BAD_REQUEST")
}

#[tokio::test]
async fn missing_fields_are_at_the_top_inside_or_names() {
    let top = create("missing-fields=top").await;
    assert_eq!(
        (&top["missingFields"][0]["field"], &top["validation"]["missingFields"]),
        (&json!("experienceLevel"), &json!([]))
    );
    let inside = create("missing-fields=validation").await;
    assert_eq!(
        (&inside["missingFields"], &inside["validation"]["missingFields"][0]["field"]),
        (&Value::Null, &json!("experienceLevel"))
    );
    let names = create("missing-fields=names").await;
    assert_eq!(names["validation"]["missingFields"], json!(["experienceLevel", "pricePerLabel"]));
    let both = create("missing-fields=both").await;
    assert_eq!(both["missingFields"], both["validation"]["missingFields"]);
}

#[tokio::test]
async fn a_patch_lists_missing_fields_in_five_ways() {
    assert_eq!(
        patch("patch-missing-fields=validation").await["validation"]["missingFields"][0]["field"],
        "pricePerLabel"
    );
    assert_eq!(patch("patch-missing-fields=names").await["validation"]["missingFields"], json!(["pricePerLabel"]));
    assert_eq!(patch("patch-missing-fields=top").await["missingFields"][0]["field"], "pricePerLabel");
    let count = patch("patch-missing-fields=count").await;
    assert_eq!(
        (&count["validation"]["missingFieldCount"], &count["validation"]["missingFields"]),
        (&json!(1), &json!([]))
    );
    assert_eq!(patch("patch-missing-fields=absent").await["validation"], Value::Null);
}

#[tokio::test]
async fn a_refused_publish_lists_missing_fields_in_three_ways() {
    let names = json!(["experienceLevel", "pricePerLabel"]);
    for (variant, pointer, inner) in [
        ("validation", "/validation/missingFields/0/field", None),
        ("top", "/missingFields/0/field", None),
        ("names", "/validation/missingFields/0", Some(names)),
    ] {
        let sandbox = TestSandbox::with_variants(&[&format!("publish-missing-fields={variant}")]).await;
        let details =
            sandbox.act(&format!("/jobs/{}/publish", sandbox.draft().await)).await.assert_error(400, "BAD_REQUEST");
        assert_eq!(details.pointer(pointer), Some(&json!("experienceLevel")), "{variant}");
        assert!(inner.is_none_or(|inner| details["validation"]["missingFields"] == inner));
    }
}

#[tokio::test]
async fn a_missing_field_is_described_in_different_ways() {
    let missing = |body: Value| body["missingFields"][0].clone();
    let rate = |body: Value| body["missingFields"][1]["example"].clone();
    assert_eq!(missing(create("ask=plain").await)["prompt"], "What experience level should AI trainers have?");
    assert_eq!(rate(create("missing-field-example=typed").await), json!(0.05));
    assert_eq!(rate(create("missing-field-example=null").await), Value::Null);
    let sandbox = TestSandbox::with_variants(&["issues=text"]).await;
    let made = sandbox.post("/job-drafts", json!({ "rawJobDescription": "sandbox-issue" })).await;
    assert!(made.body["validation"]["issues"][0].is_string());
}

#[tokio::test]
async fn a_create_reply_has_or_lacks_parts() {
    assert_eq!(create("normalized=no").await["normalizedFields"], Value::Null);
    assert_eq!(create("import-echo=no").await["import"], Value::Null);
}

#[tokio::test]
async fn a_replay_has_the_status_of_the_create_or_of_the_job() {
    let body = json!({ "rawJobDescription": BRIEF, "idempotencyKey": "k" });
    for (variant, status) in [("replay-says=DRAFT", "DRAFT"), ("replay-says=current", "OPEN")] {
        let sandbox = TestSandbox::with_variants(&[variant]).await;
        sandbox.post("/job-drafts", body.clone()).await;
        sandbox.server.control().set_status("job_000001", "OPEN");
        let replay = sandbox.post("/job-drafts", body.clone()).await;
        assert_eq!([&replay.body["status"], &replay.body["jobId"]], [&json!(status), &json!("job_000001")]);
    }
}

#[tokio::test]
async fn a_key_with_another_body_or_another_status_is_replayed_refused_or_new() {
    let body = |text: &str| json!({ "rawJobDescription": text, "idempotencyKey": "k" });
    let sandbox = TestSandbox::with_variants(&["key-changed=conflict", "key-after-publish=refuse"]).await;
    sandbox.post("/job-drafts", body("one")).await;
    assert_eq!(sandbox.post("/job-drafts", body("one")).await.body["jobId"], "job_000001");
    sandbox.post("/job-drafts", body("two")).await.assert_error(409, "CONFLICT");
    sandbox.server.control().set_status("job_000001", "OPEN");
    assert_eq!(sandbox.post("/job-drafts", body("one")).await.assert_error(409, "CONFLICT")["status"], "OPEN");
    let sandbox = TestSandbox::with_variants(&["key-after-publish=new"]).await;
    sandbox.post("/job-drafts", body("one")).await;
    assert_eq!(sandbox.post("/job-drafts", body("two")).await.body["jobId"], "job_000001");
    sandbox.server.control().set_status("job_000001", "OPEN");
    assert_eq!(sandbox.post("/job-drafts", body("one")).await.body["jobId"], "job_000002");
}

#[tokio::test]
async fn zod_issues_are_in_two_places() {
    assert_eq!(bad_patch("zod=array", json!({ "headcount": "8" })).await[0]["received"], "string");
    assert_eq!(bad_patch("zod=issues", json!({ "headcount": "8" })).await["issues"][0]["code"], "invalid_type");
}

#[tokio::test]
async fn values_of_a_patch_are_taken_in_different_ways() {
    let sandbox = TestSandbox::with_variants(&["untyped=any", "old-rate=drop", "length=utf16"]).await;
    let id = sandbox.ready().await;
    let path = format!("/job-drafts/{id}");
    assert_eq!(sandbox.patch(&path, json!({ "visibility": { "public": true } })).await.status, 200);
    sandbox.patch(&path, json!({ "paymentType": "PAY_PER_HOUR", "pricePerHour": 20 })).await;
    let fields = sandbox.job(&id)["fields"].clone();
    assert_eq!((&fields["pricePerHour"], &fields["pricePerLabel"]), (&json!(20), &Value::Null));
    sandbox
        .post("/job-drafts", json!({ "rawJobDescription": "😀".repeat(30_001) }))
        .await
        .assert_error(400, "BAD_REQUEST");
    bad_patch("untyped=text", json!({ "visibility": 5 })).await;
    bad_patch("untyped=any", json!({ "visibility": null })).await;
}

#[tokio::test]
async fn a_draft_patch_of_a_live_job_is_refused_in_three_ways() {
    for (variant, status, code) in
        [("conflict", 409, "CONFLICT"), ("bad-request", 400, "BAD_REQUEST"), ("not-found", 404, "NOT_FOUND")]
    {
        let sandbox = TestSandbox::with_variants(&[&format!("not-draft={variant}")]).await;
        let id = sandbox.open().await;
        sandbox.patch(&format!("/job-drafts/{id}"), json!({ "headcount": 1 })).await.assert_error(status, code);
    }
}

#[tokio::test]
async fn a_missing_scope_can_be_a_message_only() {
    let sandbox = TestSandbox::with_variants(&["scope-details=message"]).await.with_token("ot_pat_read_1");
    assert_eq!(sandbox.act("/jobs/x/publish").await.assert_error(403, "FORBIDDEN"), Value::Null);
}

#[tokio::test]
async fn moderation_reasons_are_texts_or_objects() {
    for (variant, pointer) in [("reasons=text", "/reasons/0"), ("reasons=objects", "/reasons/0/message")] {
        let sandbox = TestSandbox::with_variants(&[variant]).await;
        let id = sandbox.ready().await;
        sandbox.patch(&format!("/job-drafts/{id}"), json!({ "jobTitle": "sandbox-moderation-block" })).await;
        let details = sandbox.act(&format!("/jobs/{id}/publish")).await.assert_error(403, "FORBIDDEN");
        assert_eq!(
            details.pointer(pointer),
            Some(&json!("jobTitle contains content that is not allowed")),
            "{variant}"
        );
    }
}

#[tokio::test]
async fn a_publish_may_end_in_an_approval() {
    let sandbox = TestSandbox::with_variants(&["publish-status=PENDING_APPROVAL", "attempt-id=null"]).await;
    let published = sandbox.act(&format!("/jobs/{}/publish", sandbox.ready().await)).await.body;
    assert_eq!((&published["status"], &published["publishAttemptId"]), (&json!("PENDING_APPROVAL"), &Value::Null));
}

#[tokio::test]
async fn a_draft_may_be_closed() {
    let sandbox = TestSandbox::with_variants(&["close-draft=archive"]).await;
    assert_eq!(sandbox.act(&format!("/jobs/{}/close", sandbox.draft().await)).await.body["status"], "ARCHIVED");
}

#[tokio::test]
async fn my_jobs_may_hold_surprises() {
    let sandbox = TestSandbox::with_variants(&["mine-extra=yes", "page-cap=2"]).await;
    for _ in 0..3 {
        sandbox.draft().await;
    }
    let page = sandbox.get("/jobs/mine?limit=100").await.body;
    assert_eq!(page["jobs"].as_array().map(Vec::len), Some(3), "the foreign job and two of ours");
    assert_eq!((&page["jobs"][0]["status"], page["nextCursor"].is_string()), (&json!("ON_HOLD"), true));
}

#[tokio::test]
async fn a_listed_title_may_be_rewritten() {
    let sandbox = TestSandbox::with_variants(&["listed-title=rewritten"]).await;
    sandbox.draft().await;
    let page = sandbox.get("/jobs/mine").await.body;
    assert!(page["jobs"][0]["title"].as_str().is_some_and(|title| title.ends_with(" (remote)")), "{page}");
}

#[test]
fn every_variant_can_be_set_to_every_value_and_its_first_is_the_default() {
    let mut variants = Variants::default();
    for row in Variants::describe() {
        assert_eq!(row.default, row.values[0]);
        for value in row.values.iter().rev() {
            assert_eq!(variants.set(&format!("{} = {value}", row.name)), Ok(()));
            assert!(variants.chosen().contains(&(row.name, value)));
        }
    }
    assert_eq!(variants, Variants::default());
    assert!(
        variants.set("missing-fields").is_err()
            && variants.set("missing-field=top").is_err_and(|error| error.contains("patch-missing-fields"))
    );
}

#[tokio::test]
async fn a_shown_text_may_have_other_line_breaks() {
    let sandbox = TestSandbox::with_variants(&["shown-text=reflowed"]).await;
    let job = json!({ "status": "OPEN", "fields": { "jobDescription": "a b\n\n c" } });
    let id = sandbox.server.control().add_job(job);
    assert_eq!(sandbox.get(&format!("/jobs/{id}")).await.body["descriptionText"], "a\r\nb\r\nc");
}
