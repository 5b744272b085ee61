//! Create and PATCH of drafts.

use reqwest::Method;
use serde_json::{Value, json};

use super::test_sandbox::{BRIEF, TestSandbox};

#[tokio::test]
async fn the_example_of_the_create_page_answers_as_on_the_page() {
    let sandbox = TestSandbox::start().await;
    let made = sandbox
        .post("/job-drafts", json!({ "rawJobDescription": BRIEF, "idempotencyKey": "sentiment-es-2026-001" }))
        .await;
    assert_eq!(made.status, 201);
    let url = format!("{}/job-post?jobId=job_000001", sandbox.server.url());
    assert_eq!(
        made.body,
        json!({
            "ok": true,
            "jobId": "job_000001",
            "status": "DRAFT",
            "draftUrl": url,
            "reviewUrl": url,
            "validation": {
                "publishReady": false, "issueCount": 0, "missingFieldCount": 2, "missingFields": [], "issues": []
            },
            "missingFields": [
                {
                    "field": "experienceLevel",
                    "label": "Experience level",
                    "message": "Experience level is required before publishing.",
                    "code": "missing_required_field",
                    "prompt": "ask: What experience level should AI trainers have? (EXPERT, ENTRY_LEVEL, INTERMEDIATE, ANY_EXPERIENCE_LEVEL)",
                    "type": "enum",
                    "enumValues": ["EXPERT", "ENTRY_LEVEL", "INTERMEDIATE", "ANY_EXPERIENCE_LEVEL"],
                    "updateKeys": ["experienceLevel"],
                    "example": "INTERMEDIATE",
                    "hint": "Pick the minimum level the work realistically needs."
                },
                {
                    "field": "pricePerLabel",
                    "label": "Price per label",
                    "message": "A pay rate is required before publishing.",
                    "code": "missing_required_field",
                    "prompt": "ask: How much will you pay per label (USD)?",
                    "type": "number",
                    "enumValues": null,
                    "updateKeys": ["pricePerLabel"],
                    "example": "0.05",
                    "hint": null
                }
            ],
            "normalizedFields": {
                "jobTitle": "We need 5 fluent Spanish speakers to label sentiment in ~20,000 social media posts",
                "paymentType": "PAY_PER_LABEL",
                "languages": ["Spanish"],
                "headcount": 5,
                "dataVolume": 20000,
                "dataVolumeUnit": "NUMBER_OF_FILES"
            },
            "warnings": [],
            "unmappedFields": [],
            "lowConfidenceFields": [{ "path": "dataVolumeUnit", "reason": "Inferred NUMBER_OF_FILES from \"posts\"." }],
            "import": {
                "format": "text",
                "externalId": null,
                "idempotencyKey": "sentiment-es-2026-001",
                "rawSourcePreserved": true,
                "autoPublished": false
            },
            "parser": { "source": "rules", "warnings": [], "parsedFields": 6 }
        })
    );
}

#[tokio::test]
async fn the_same_key_returns_the_same_draft_with_its_current_fields() {
    let sandbox = TestSandbox::start().await;
    let body = json!({ "rawJobDescription": BRIEF, "idempotencyKey": "k", "externalId": "e" });
    sandbox.post("/job-drafts", body.clone()).await;
    sandbox.patch("/job-drafts/job_000001", json!({ "experienceLevel": "EXPERT" })).await;
    let again = sandbox.post("/job-drafts", body).await;
    assert_eq!(again.body["jobId"], "job_000001");
    assert_eq!(again.body["normalizedFields"]["experienceLevel"], "EXPERT");
    assert_eq!(again.body["validation"]["missingFieldCount"], 1);
    assert_eq!(sandbox.server.control().jobs().len(), 1);
}

#[tokio::test]
async fn the_same_external_id_alone_makes_a_second_draft() {
    let sandbox = TestSandbox::start().await;
    for _ in 0..2 {
        sandbox.post("/job-drafts", json!({ "rawJobDescription": BRIEF, "externalId": "e" })).await;
    }
    assert_eq!(sandbox.server.control().jobs().len(), 2);
}

#[tokio::test]
async fn a_body_that_no_page_shows_is_refused_and_makes_nothing() {
    let sandbox = TestSandbox::start().await;
    for body in [
        json!([]),
        json!({}),
        json!({ "rawJobDescription": " \n" }),
        json!({ "rawJobDescription": 5 }),
        json!({ "rawJobDescription": null }),
        json!({ "rawJobDescription": "x", "headcount": 5 }),
        json!({ "rawJobDescription": "x", "idempotencyKey": 5 }),
        json!({ "rawJobDescription": "x", "idempotencyKey": "" }),
        json!({ "rawJobDescription": "x", "source": { "type": "text", "text": "x" } }),
        json!({ "rawJobDescription": "x", "format": "text", "text": "x" }),
        json!({ "source": "x" }),
        json!({ "source": { "text": "x" } }),
        json!({ "source": { "type": "text", "text": "x", "title": "x" } }),
        json!({ "source": { "type": "text", "job": {} } }),
        json!({ "source": { "type": "text", "text": "x" }, "format": "text" }),
        json!({ "format": "opentrain_canonical" }),
        json!({ "format": "opentrain_canonical", "job": "x" }),
        json!({ "job": {} }),
        json!({ "format": "indeed_xml", "xml": "<job>" }),
        json!({ "format": "schema_org_job_posting", "jsonLd": { "@type": "Recipe" } }),
    ] {
        sandbox.post("/job-drafts", body).await.assert_error(400, "BAD_REQUEST");
    }
    for text in ["", "{", "\u{0}", "{\"rawJobDescription\": 1e999}"] {
        let answer =
            sandbox.raw(Method::POST, "/api/public/v1/job-drafts", Some(text.to_owned())).await.expect("an answer");
        answer.assert_error(400, "BAD_REQUEST");
    }
    assert_eq!(sandbox.server.control().jobs(), Vec::<Value>::new());
}

#[tokio::test]
async fn an_unsupported_format_names_the_supported_ones() {
    let sandbox = TestSandbox::start().await;
    let details =
        sandbox.post("/job-drafts", json!({ "format": "docx", "text": "x" })).await.assert_error(400, "BAD_REQUEST");
    assert_eq!(details["supportedFormats"][4], "hr_xml");
}

#[tokio::test]
async fn a_description_has_60000_characters_at_most() {
    let sandbox = TestSandbox::start().await;
    let text = |length| json!({ "rawJobDescription": "é".repeat(length) });
    assert_eq!(sandbox.post("/job-drafts", text(60_000)).await.status, 201);
    sandbox.post("/job-drafts", text(60_001)).await.assert_error(400, "BAD_REQUEST");
    let patch = json!({ "jobDescription": "x".repeat(60_001) });
    assert_eq!(
        sandbox.patch("/job-drafts/job_000001", patch).await.assert_error(400, "BAD_REQUEST")[0]["code"],
        "too_big"
    );
    sandbox.post("/job-drafts", text(9_000_000)).await.assert_error(413, "PAYLOAD_TOO_LARGE");
}

#[tokio::test]
async fn patching_what_is_missing_makes_a_draft_ready() {
    let sandbox = TestSandbox::start().await;
    let id = sandbox.draft().await;
    let patched = sandbox.patch(&format!("/job-drafts/{id}"), json!({ "experienceLevel": "INTERMEDIATE" })).await;
    assert_eq!(patched.body["validation"]["missingFields"][0]["field"], "pricePerLabel");
    let patched = sandbox.patch(&format!("/job-drafts/{id}"), json!({ "pricePerLabel": 0.06 })).await;
    let validation =
        json!({ "publishReady": true, "issueCount": 0, "missingFieldCount": 0, "missingFields": [], "issues": [] });
    let url = format!("{}/job-post?jobId={id}", sandbox.server.url());
    assert_eq!(
        patched.body,
        json!({ "ok": true, "jobId": id, "status": "DRAFT", "draftUrl": url, "validation": validation })
    );
}

#[tokio::test]
async fn without_a_payment_type_that_is_missing_and_no_rate() {
    let sandbox = TestSandbox::start().await;
    let made = sandbox.post("/job-drafts", json!({ "rawJobDescription": "Label images." })).await;
    let keys: Vec<&Value> =
        made.body["missingFields"].as_array().into_iter().flatten().map(|missing| &missing["updateKeys"]).collect();
    assert_eq!(keys, [&json!(["experienceLevel"]), &json!(["paymentType"])]);
}

#[tokio::test]
async fn a_patch_with_one_bad_key_applies_none() {
    let sandbox = TestSandbox::start().await;
    let id = sandbox.draft().await;
    let before = sandbox.job(&id);
    let patch = json!({ "headcount": 8, "headcnt": 8, "languages": ["Spanish", 5], "paymentType": "PAY_PER_SMILE", "pricePerLabel": -1, "jobTitle": null });
    let issues = sandbox.patch(&format!("/job-drafts/{id}"), patch).await.assert_error(400, "BAD_REQUEST");
    let mut keys: Vec<String> =
        issues.as_array().into_iter().flatten().map(|i| format!("{} {}", i["code"], i["path"])).collect();
    keys.sort();
    assert_eq!(
        keys,
        [
            "\"invalid_enum_value\" [\"paymentType\"]",
            "\"invalid_type\" [\"jobTitle\"]",
            "\"invalid_type\" [\"languages\",1]",
            "\"too_small\" [\"pricePerLabel\"]",
            "\"unrecognized_keys\" []",
        ]
    );
    assert_eq!(sandbox.job(&id), before);
}

#[tokio::test]
async fn a_draft_patch_is_refused_for_no_keys_no_job_and_no_draft() {
    let sandbox = TestSandbox::start().await;
    let id = sandbox.open().await;
    sandbox.patch(&format!("/job-drafts/{id}"), json!({})).await.assert_error(400, "BAD_REQUEST");
    sandbox.patch("/job-drafts/job_000009", json!({ "headcount": 1 })).await.assert_error(404, "NOT_FOUND");
    let details =
        sandbox.patch(&format!("/job-drafts/{id}"), json!({ "headcount": 1 })).await.assert_error(409, "CONFLICT");
    assert_eq!(details, json!({ "jobId": id, "status": "OPEN" }));
}

#[tokio::test]
async fn all_capabilities_keys_can_be_patched() {
    let sandbox = TestSandbox::start().await;
    let id = sandbox.draft().await;
    let keys = sandbox.get("/job-drafts/capabilities").await.body["draft"]["updateKeys"].clone();
    assert_eq!(keys.as_array().map(Vec::len), Some(26));
    for key in keys.as_array().into_iter().flatten().filter_map(Value::as_str) {
        let value = match key {
            "paymentType" => json!("FIXED_PRICE"),
            "experienceLevel" => json!("EXPERT"),
            "dataVolumeUnit" => json!("NUMBER_OF_WORDS"),
            "languages" | "countries" | "labelTypes" => json!(["x"]),
            "headcount" | "dataVolume" | "pricePerHour" | "pricePerLabel" | "fixedPrice" => json!(0.5),
            _ => json!("x"),
        };
        assert_eq!(
            sandbox.patch(&format!("/job-drafts/{id}"), json!({ key: value.clone() })).await.status,
            200,
            "{key}"
        );
        assert_eq!(sandbox.job(&id)["fields"][key], value);
    }
}
