//! `_defaults.yml`: values that a folder's definitions share, and where people see them.

use serde_json::Value;

use crate::test_env::TestEnv;

const PAY: &str = "fields:\n  experienceLevel: INTERMEDIATE\n  paymentType: PAY_PER_LABEL\n  pricePerLabel: 0.06\n";
const BRIEF: &str =
    "description: We need 5 fluent Spanish speakers to label sentiment in ~20,000 social media posts.\n";

#[test]
fn a_default_is_sent_as_pinned_and_says_where_it_is_from() {
    let env = TestEnv::new();
    env.job("_defaults.yml", PAY).job("a.yml", BRIEF);
    let _ = env.run(&["publish"]).exits(0);
    assert_eq!(env.jobs()[0]["fields"]["pricePerLabel"], 0.06);
    env.job("_defaults.yml", &PAY.replace("0.06", "0.07"));
    let page = env.text(&["plan", "--format", "markdown"]).exits(0).out;
    assert!(page.contains("+pricePerLabel: 0.07\n# from jobs/_defaults.yml:4\n"), "{page}");
    insta::assert_snapshot!(env.text(&["publish"]).exits(0).out.replace(&env.url, "https://service"));
    assert_eq!(env.jobs()[0]["fields"]["pricePerLabel"], 0.07);
    env.requests();
    let _ = env.run(&["publish"]).exits(0);
    env.only_read_the_list("nothing changed");
}

#[test]
fn a_nearer_default_rate_is_not_paid_by_an_outer_payment_type() {
    let env = TestEnv::new();
    env.job(
        "_defaults.yml",
        &PAY.replace("PAY_PER_LABEL", "PAY_PER_HOUR").replace("pricePerLabel: 0.06", "pricePerHour: 40"),
    );
    env.job("team/_defaults.yml", "fields:\n  pricePerLabel: 0.05\n").job("team/a.yml", BRIEF);
    let ran = env.run(&["publish"]).exits(1);
    assert_eq!(ran.entry("team/a")["missing"][0]["field"], "paymentType", "{}", ran.out);
    assert_eq!(env.statuses(), ["DRAFT"]);
    assert_eq!(env.jobs()[0]["fields"]["pricePerHour"], Value::Null);
    assert_eq!(env.jobs()[0]["fields"]["pricePerLabel"], 0.05);
    env.job("team/_defaults.yml", "fields:\n  paymentType: PAY_PER_LABEL\n  pricePerLabel: 0.05\n");
    let _ = env.run(&["publish"]).exits(0);
}

#[test]
fn a_finding_about_a_default_stands_in_its_file_and_is_read_once() {
    let env = TestEnv::new();
    env.job("_defaults.yml", &PAY.replace("INTERMEDIATE", "expert")).job("_config.yml", "limits: {perLabel: 0.05}\n");
    env.job("a.yml", BRIEF)
        .job("b.yml", &BRIEF.replace("20,000", "30,000"))
        .job("c/d.yml", &BRIEF.replace("20,000", "40,000"));
    insta::assert_snapshot!(env.text(&["check"]).exits(1).out);
    let ran = env.run(&["check"]).exits(1);
    for id in ["a", "b", "c/d"] {
        let findings = &ran.entry(id)["findings"];
        assert_eq!(findings[0]["file"], "jobs/_defaults.yml", "{id}: {findings}");
    }
}

#[test]
fn an_error_in_the_defaults_keeps_no_definition_from_closing() {
    for defaults in ["fields: {languages: [Spanish\n", "fields:\n  paymentType: 5\n", "fields: {a: 1, a: 2}\n", "\u{0}"]
    {
        let env = TestEnv::new();
        env.job("_defaults.yml", PAY).job("a.yml", BRIEF);
        let _ = env.run(&["publish"]).exits(0);
        env.job("_defaults.yml", defaults).job("a.yml", &format!("state: closed\n{BRIEF}"));
        let ran = env.run(&["publish"]).exits(1);
        assert_eq!(ran.steps("a"), ["close done"], "{defaults:?}: {}", ran.out);
    }
}

#[test]
fn a_file_that_looks_like_defaults_is_an_error_wherever_it_would_not_be_read() {
    for name in ["_defaults.yaml", "_Defaults.yml", "team/_default.yml", "_defaults.json", "_defualts.yml"] {
        let env = TestEnv::new();
        env.job("a.yml", BRIEF).job(name, PAY);
        let ran = env.run(&["check"]).exits(2);
        assert!(ran.err.contains(name) && ran.err.contains("Rename it to `_defaults.yml`"), "{name}: {}", ran.err);
    }
}
