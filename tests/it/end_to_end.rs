//! The main job, end to end.

use serde_json::json;

use crate::test_env::{GAPS, READY, TestEnv};

#[test]
fn a_definition_becomes_a_published_job_and_stays_as_it_is() {
    let env = TestEnv::new();
    env.job("sentiment-es.yml", READY).job("vision/dashcam.yml", READY);
    let ran = env.run(&["publish"]).exits(0);
    assert_eq!(ran.steps("sentiment-es"), ["create done", "publish done"]);
    assert_eq!(ran.steps("vision/dashcam"), ["create done", "publish done"]);
    assert_eq!(env.statuses(), ["OPEN", "OPEN"]);
    let keys: Vec<_> = env.jobs().iter().map(|job| job["idempotencyKey"].clone()).collect();
    assert!(
        keys.contains(&json!("acme/jobs/sentiment-es")) && keys.contains(&json!("acme/jobs/vision/dashcam")),
        "{keys:?}"
    );
    env.requests();
    let again = env.run(&["publish"]).exits(0);
    env.only_read_the_list("nothing is left to publish");
    assert_eq!(again.steps("sentiment-es"), Vec::<String>::new());
    assert_eq!(again.report()["totals"]["unchanged"], 2);
}

#[test]
fn the_requests_of_a_first_publish_are_few_and_in_order() {
    let env = TestEnv::new();
    env.job("a.yml", READY);
    let _ = env.run(&["publish"]).exits(0);
    let requests = env.requests();
    assert_eq!(
        requests,
        ["GET /jobs/mine", "POST /job-drafts", "PATCH /job-drafts/job_000001", "POST /jobs/job_000001/publish"]
    );
}

#[test]
fn an_incomplete_draft_fails_every_run_with_the_full_list_and_only_the_first_asks() {
    let env = TestEnv::new();
    env.job("a.yml", GAPS);
    let first = env.run(&["draft"]).exits(1);
    assert_eq!(first.steps("a"), ["create done"]);
    env.requests();
    for command in ["draft", "publish"] {
        let again = env.run(&[command]).exits(1);
        env.only_read_the_list(command);
        assert_eq!(again.entry("a")["missing"], first.entry("a")["missing"]);
        assert_eq!(again.steps("a"), Vec::<String>::new());
        assert_eq!(again.report()["totals"]["missing"], 2);
    }
    let ran = env.job("a.yml", READY).run(&["draft"]).exits(0);
    assert_eq!(ran.steps("a"), ["patch done", "publish planned"]);
    assert_eq!(ran.entry("a")["publishReady"], true);
}

#[test]
fn draft_shows_what_the_merge_will_do_and_does_none_of_it() {
    let env = TestEnv::new();
    env.job("new.yml", READY).job("old.yml", READY).job("end.yml", READY);
    let _ = env.run(&["publish", "--only", "old", "--only", "end"]).exits(0);
    env.job("old.yml", &READY.replace("0.06", "0.08")).job("end.yml", &format!("state: closed\n{READY}"));
    env.requests();
    let ran = env.run(&["draft"]).exits(0);
    assert_eq!(ran.steps("new"), ["create done", "publish planned"]);
    assert_eq!(ran.steps("old"), ["update planned"]);
    assert_eq!(ran.entry("old")["changes"], json!([{"field": "pricePerLabel", "before": 0.06, "after": 0.08}]));
    assert_eq!(ran.steps("end"), ["close planned"]);
    assert_eq!(env.writes(), ["POST /job-drafts", "PATCH /job-drafts/job_000003"]);
    let ran = env.run(&["publish"]).exits(0);
    assert_eq!(ran.steps("new"), ["publish done"]);
    assert_eq!(ran.steps("old"), ["update done"]);
    assert_eq!(ran.steps("end"), ["close done"]);
    env.requests();
    let _ = env.run(&["publish"]).exits(0);
    env.only_read_the_list("then silence");
}

#[test]
fn a_hand_edit_between_review_and_merge_cannot_go_live() {
    let env = TestEnv::new();
    env.job("a.yml", READY);
    let _ = env.run(&["draft"]).exits(0);
    env.control.set_field("job_000001", "pricePerLabel", json!(6));
    let _ = env.run(&["publish"]).exits(0);
    assert_eq!(env.jobs()[0]["fields"]["pricePerLabel"], 0.06);
    assert_eq!(env.statuses(), ["OPEN"]);
}

#[test]
fn a_hand_edit_that_leaves_a_gap_is_found_before_the_publish() {
    let env = TestEnv::new();
    env.job(
        "a.yml",
        &READY.replace("  experienceLevel: INTERMEDIATE\n", "").replace("posts.", "posts. Intermediate level."),
    );
    let _ = env.run(&["draft"]).exits(0);
    env.control.set_field("job_000001", "experienceLevel", json!(null));
    env.requests();
    let ran = env.run(&["publish"]).exits(1);
    assert_eq!(ran.steps("a"), ["publish refused"]);
    assert_eq!(env.writes(), ["PATCH /job-drafts/job_000001"], "the publish itself is not asked for");
    assert_eq!(env.statuses(), ["DRAFT"]);
    assert_eq!(ran.entry("a")["missing"][0]["field"], "experienceLevel");
}

#[test]
fn each_way_to_bring_a_brief_arrives_as_the_page_shows_it() {
    let env = TestEnv::new();
    let rest = "fields: {experienceLevel: EXPERT, paymentType: FIXED_PRICE, fixedPrice: 100, jobTitle: T}\n";
    env
        .job("description.yml", &format!("description: Plain words.\n{rest}"))
        .job("file.yml", &format!("descriptionFile: _texts/brief.md\n{rest}"))
        .job("_texts/brief.md", "From\r\na file.\r\n")
        .job("text.yml", &format!("source: {{format: text, text: As a source.}}\n{rest}"))
        .job("canonical.yml", &format!("source: {{format: opentrain_canonical, job: {{title: C, description: D}}}}\n{rest}"))
        .job("jsonld.yml", &format!("source: {{format: schema_org_job_posting, file: posting.jsonld}}\n{rest}"))
        .job("posting.jsonld", r#"{"@type": "JobPosting", "title": "L", "description": "D"}"#)
        .job("indeed.yml", &format!("source: {{format: indeed_xml, xml: '<job><title>X</title><description>D</description></job>'}}\n{rest}"))
        .job("hr.yml", &format!("source: {{format: hr_xml, xml: '<PositionOpening><PositionTitle>H</PositionTitle><Description>D</Description></PositionOpening>'}}\n{rest}"));
    let _ = env.run(&["draft"]).exits(0);
    let bodies: std::collections::BTreeMap<String, serde_json::Value> = env
        .control
        .requests()
        .into_iter()
        .filter(|request| request.method == "POST")
        .map(|request| {
            let key = request.body["idempotencyKey"].as_str().or(request.body["source"]["idempotencyKey"].as_str());
            (key.expect("a key").to_owned(), request.body)
        })
        .collect();
    insta::assert_snapshot!(serde_json::to_string_pretty(&bodies).unwrap());
}

#[test]
fn a_changed_brief_is_patched_and_what_was_parsed_from_the_old_one_is_told() {
    let env = TestEnv::new();
    env.job("a.yml", READY);
    let _ = env.run(&["draft"]).exits(0);
    env.job("a.yml", &READY.replace("We need 5 fluent", "We now need 9 fluent"));
    let ran = env.run(&["draft"]).exits(0);
    assert_eq!(ran.steps("a"), ["patch done", "publish planned"]);
    assert!(ran.codes("a").contains(&"warning stale-parse".to_owned()), "{:?}", ran.codes("a"));
    let again = env.run(&["draft"]).exits(0);
    assert_eq!(again.codes("a"), ran.codes("a"), "from then on");
    let _ = env.job("a.yml", READY).run(&["draft"]).exits(0);
    let back = env.run(&["draft"]).exits(0);
    assert_eq!(back.codes("a"), Vec::<String>::new(), "the parse fits its brief again");
}
