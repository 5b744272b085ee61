//! What is held back is counted apart from what needs an edit, and is no part of what the merge does.

use serde_json::json;

use crate::test_env::{READY, RunOutput, TestEnv};

/// A posting that comes to this many dollars.
fn fixed(title: &str, dollars: u32) -> String {
    let pay = format!("jobTitle: {title}\n  paymentType: FIXED_PRICE\n  fixedPrice: {dollars}");
    READY.replace("paymentType: PAY_PER_LABEL", &pay).replace("  pricePerLabel: 0.06\n", "")
}

/// A posting that lacks one field.
fn incomplete(title: &str) -> String {
    fixed(title, 60).replace("experienceLevel: INTERMEDIATE", "headcount: 2")
}

fn verdict(ran: &RunOutput) -> &str {
    ran.out.lines().next().unwrap_or_default()
}

#[test]
fn held_edits_are_counted_apart_and_each_has_its_warning() {
    let env = TestEnv::new();
    for title in ["a", "b", "c"] {
        env.job(&format!("{title}.yml"), &fixed(title, 10));
    }
    let _ = env.run(&["publish"]).exits(0);
    env.job("_config.yml", "limits: {total: 30}\n").job("d.yml", &incomplete("d"));
    for title in ["a", "b", "c"] {
        env.job(&format!("{title}.yml"), &fixed(title, 60));
    }
    let plan = env.text(&["draft"]).exits(1);
    assert_eq!(verdict(&plan), "Not ready to merge: 1 posting needs an answer; 3 would be held.");
    let _ = env.job("e.yml", &fixed("e", 0)).run(&["draft", "--report", "markdown=page.md"]).exits(1);
    let page = std::fs::read_to_string(env.file("page.md")).expect("a page");
    assert!(page.contains("what is blocked (⛔) or held (⏳) is left out"), "{page}");
    assert!(page.contains("⏳ held: it would take all live postings over the limit"), "{page}");
    env.remove_job("e.yml");
    let ran = env.run(&["publish"]).exits(1);
    for id in ["a", "b", "c"] {
        assert_eq!(ran.steps(id), ["update held"], "{id}");
        assert!(ran.codes(id).contains(&"warning over-limit".to_owned()), "{id}: {:?}", ran.codes(id));
        assert_eq!(ran.entry(id)["onMerge"]["blockedBy"], json!(["limit"]), "{id}");
    }
    let ran = env.text(&["publish"]).exits(1);
    assert_eq!(verdict(&ran), "Not all is published: 1 posting needs an answer; 3 wait.");
    let ran = env.text(&["publish", "--only", "a", "--only", "b"]).exits(4);
    assert_eq!(verdict(&ran), "On hold: 2 steps wait.");
}

#[test]
fn a_publish_over_the_limit_is_held_and_adds_nothing() {
    let env = TestEnv::new();
    env.job("_config.yml", "limits: {total: 130}\n");
    env.job("a.yml", &fixed("a", 60)).job("b.yml", &fixed("b", 60)).job("c.yml", &fixed("c", 60));
    let ran = env.text(&["draft"]).exits(0);
    let expected = "Ready to merge: 2 postings go live, 1 posting would be held. Read the warnings first.";
    assert_eq!(verdict(&ran), expected);
    assert!(ran.out.contains("held: it would take all live postings over the limit"), "{}", ran.out);
    assert!(ran.out.contains("This merge adds about $120."), "{}", ran.out);
}

#[test]
fn a_reviewer_sees_that_a_possible_duplicate_would_be_held() {
    let env = TestEnv::new();
    let definition = format!("{READY}  jobTitle: Sentiment in Spanish\n");
    let _ = env.job("a.yml", &definition).run(&["publish"]).exits(0);
    env.lose_records();
    env.control.forget_keys();
    env.job("a.yml", &format!("{definition}  headcount: 3\n"));
    for command in [&["draft"][..], &["draft"], &["plan"], &["plan", "--refresh"]] {
        let ran = env.text(command).exits(0);
        assert_eq!(verdict(&ran), "Ready to merge: 1 posting would be held. Read the warnings first.", "{command:?}");
        assert!(ran.out.contains("held: a live job that no definition claims has this title"), "{}", ran.out);
        assert!(!ran.out.contains("This merge adds"), "{command:?}: {}", ran.out);
        let ran = env.run(command).exits(0);
        assert_eq!(ran.entry("a")["onMerge"]["blockedBy"], json!(["held"]), "{command:?}");
        assert_eq!(ran.report()["cost"]["onMerge"], "0.00", "{command:?}");
    }
    let ran = env.run(&["publish", "--allow-duplicate", "a"]).exits(0);
    assert_eq!(ran.entry("a")["onMerge"]["blockedBy"], json!([]), "somebody has looked");
}

#[test]
fn a_possible_duplicate_takes_no_room_below_the_limit_of_all_postings() {
    let env = TestEnv::new();
    let _ = env.job("a.yml", &fixed("Sentiment", 60)).run(&["publish"]).exits(0);
    env.lose_records();
    env.control.forget_keys();
    env.job("_config.yml", "limits: {total: 100}\n").job("b.yml", &fixed("Pictures", 60));
    let ran = env.run(&["draft"]).exits(0);
    assert_eq!(ran.entry("b")["onMerge"]["blockedBy"], json!([]), "{}", ran.out);
    let ran = env.run(&["publish"]).exits(4);
    assert_eq!(ran.steps("a"), ["publish held"]);
    assert_eq!(ran.steps("b"), ["publish done"]);
}

#[test]
fn a_draft_that_lacks_a_field_after_its_edit_is_no_part_of_the_cost_of_a_merge() {
    let env = TestEnv::new();
    let _ = env.job("a.yml", &incomplete("a")).run(&["draft"]).exits(1);
    env.job("a.yml", &incomplete("a").replace("headcount: 2", "headcount: 3"));
    let ran = env.run(&["plan"]).exits(0);
    assert_eq!(ran.entry("a")["onMerge"]["blockedBy"], json!(["missing"]), "{}", ran.out);
    assert_eq!(ran.report()["cost"]["onMerge"], "0.00", "{}", ran.out);
}
