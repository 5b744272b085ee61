//! What the merge makes public: the same at every run before it, against what is public.

use serde_json::{Value, json};

use crate::test_env::{GAPS, READY, RunOutput, TestEnv};

/// The step, what blocks it, and the changes as `field: before -> after`.
fn shown(ran: &RunOutput, id: &str) -> Value {
    let merge = ran.entry(id)["onMerge"].clone();
    let changes: Vec<String> = merge["changes"]
        .as_array()
        .expect("changes")
        .iter()
        .map(|change| {
            format!("{}: {} -> {}", change["field"].as_str().expect("a key"), change["before"], change["after"])
        })
        .collect();
    json!({"step": merge["step"], "blockedBy": merge["blockedBy"], "changes": changes})
}

#[test]
fn all_that_goes_live_is_shown_with_where_it_is_from_on_every_run() {
    let env = TestEnv::new();
    env.job("_defaults.yml", "fields:\n  languages: [Spanish]\n").job("a.yml", GAPS);
    let first = env.run(&["draft"]).exits(1).entry("a")["onMerge"].clone();
    let second = env.run(&["draft"]).exits(1).entry("a")["onMerge"].clone();
    assert_eq!(first, second, "nothing was sent in between");
    assert_eq!((&first["step"], &first["blockedBy"]), (&json!("publish"), &json!(["missing", "error"])));
    let field = |name: &str| {
        let fields = first["fields"].as_array().expect("fields");
        fields.iter().find(|field| field["field"] == name).unwrap_or_else(|| panic!("no {name} in {first}")).clone()
    };
    let description = field("jobDescription");
    assert_eq!(
        (&description["from"], &description["file"], &description["line"]),
        (&json!("pinned"), &json!("jobs/a.yml"), &json!(1))
    );
    let languages =
        json!({"field": "languages", "value": ["Spanish"], "from": "default", "file": "jobs/_defaults.yml", "line": 2});
    assert_eq!(field("languages"), languages);
    let volume = json!({"field": "dataVolume", "value": 20000, "from": "read", "file": null, "line": null});
    assert_eq!(field("dataVolume"), volume);
    assert_eq!(first["cost"], json!({"amount": null, "currency": "USD", "basis": null, "isPinned": false}));
}

#[test]
fn the_cost_of_a_posting_says_what_it_rests_on() {
    let env = TestEnv::new();
    env.job("a.yml", READY)
        .job("b.yml", &READY.replace("0.06", "0.06\n  dataVolume: 10\n  dataVolumeUnit: NUMBER_OF_FILES"));
    env.job("c.yml", "description: x\nfields: {paymentType: FIXED_PRICE, fixedPrice: 500}\n");
    env.job("d.yml", "description: x\nfields: {paymentType: PAY_PER_HOUR, pricePerHour: 25}\n");
    let ran = env.run(&["draft"]).exits(1);
    let cost = |id: &str| ran.entry(id)["onMerge"]["cost"].clone();
    assert_eq!(cost("a"), json!({"amount": "1200.00", "currency": "USD", "basis": "20000 × 0.06", "isPinned": false}));
    assert_eq!(cost("b"), json!({"amount": "0.60", "currency": "USD", "basis": "10 × 0.06", "isPinned": true}));
    assert_eq!(cost("c"), json!({"amount": "500.00", "currency": "USD", "basis": "fixedPrice", "isPinned": true}));
    assert_eq!(cost("d")["amount"], Value::Null, "only a rate");
}

#[test]
fn a_live_job_shows_each_change_against_what_is_live() {
    let env = TestEnv::new();
    env.job("a.yml", READY)
        .job("b.yml", &READY.replace("20,000", "30,000"))
        .job("c.yml", &READY.replace("20,000", "40,000"));
    let _ = env.run(&["publish"]).exits(0);
    env.job("a.yml", &READY.replace("0.06", "0.08").replace("INTERMEDIATE", "EXPERT"));
    env.job("b.yml", &format!("state: closed\n{}", READY.replace("20,000", "30,000")));
    for run in [&["plan"][..], &["draft"], &["draft"]] {
        let ran = env.run(run).exits(0);
        let changes = ["experienceLevel: \"INTERMEDIATE\" -> \"EXPERT\"", "pricePerLabel: 0.06 -> 0.08"];
        assert_eq!(shown(&ran, "a"), json!({"step": "update", "blockedBy": [], "changes": changes}), "{run:?}");
        assert_eq!(ran.entry("a")["onMerge"]["fields"], json!([]), "{run:?}: it is live");
        assert_eq!(shown(&ran, "b"), json!({"step": "close", "blockedBy": [], "changes": []}), "{run:?}");
        assert_eq!(shown(&ran, "c"), json!({"step": "none", "blockedBy": [], "changes": []}), "{run:?}");
    }
    let ran = env.run(&["publish"]).exits(0);
    for id in ["a", "b", "c"] {
        assert_eq!(shown(&ran, id), json!({"step": "none", "blockedBy": [], "changes": []}), "{id}: nothing is left");
    }
}

#[test]
fn what_keeps_a_posting_from_going_live_is_named() {
    let env = TestEnv::new();
    let publish = |blocked_by: &[&str]| json!({"step": "publish", "blockedBy": blocked_by, "changes": []});
    env.job("_config.yml", "limits: {perLabel: 0.5}\n");
    env.job("draft.yml", &format!("state: draft\n{READY}"));
    env.job("invalid.yml", "descripton: x\n");
    env.job("over.yml", &READY.replace("0.06", "0.6").replace("20,000", "1,000"));
    env.job("unpinned.yml", &READY.replace("  pricePerLabel: 0.06\n", "").replace("20,000", "2,000"));
    env.job("ready.yml", &READY.replace("20,000", "3,000"));
    let ran = env.run(&["draft"]).exits(1);
    assert_eq!(shown(&ran, "draft"), json!({"step": "none", "blockedBy": [], "changes": []}));
    assert_eq!(shown(&ran, "invalid"), publish(&["error"]));
    assert_eq!(shown(&ran, "over"), publish(&["limit"]));
    assert_eq!(shown(&ran, "unpinned"), publish(&["missing"]), "the list of missing fields names it");
    assert_eq!(shown(&ran, "ready"), publish(&[]));
}
