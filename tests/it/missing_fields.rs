//! What is said of missing fields where the service's answer to a patch does not name them.

use serde_json::{Value, json};

use crate::test_env::{READY, RunOutput, TestEnv};

/// Without pay: the first answer asks for the payment type, and for a rate only once there is one.
const NO_PAY: &str = "description: We need 5 fluent Spanish speakers to label social media posts.\nfields:\n  paymentType: PAY_PER_LABEL\n";

/// The brief pays by the hour, so the first answer asks for that rate; the pinned payment type needs another one.
const PAID_BY_THE_HOUR: &str =
    "description: We need 5 fluent Spanish speakers. Pay per hour.\nfields:\n  paymentType: PAY_PER_LABEL\n";

const UNPINNED: &str = "description: We need 5 fluent Spanish speakers to label social media posts.\n";

fn drafted(variant: &str, definition: &str) -> (TestEnv, RunOutput) {
    let env = TestEnv::variant(&[variant]);
    env.job("_config.yml", "require: []\n").job("a.yml", definition);
    let ran = env.run(&["draft"]).exits(1);
    (env, ran)
}

fn listed(ran: &RunOutput) -> Vec<Value> {
    let entry = ran.entry("a");
    entry["missing"].as_array().expect("a list").iter().map(|field| field["field"].clone()).collect()
}

fn issues(ran: &RunOutput) -> Vec<String> {
    let entry = ran.entry("a");
    let findings = entry["findings"].as_array().expect("findings").iter();
    let issues = findings.filter(|finding| finding["code"] == "issue");
    issues.map(|finding| finding["message"].as_str().expect("a text").to_owned()).collect()
}

#[test]
fn a_field_that_a_pinned_value_makes_necessary_is_listed_or_said_to_be_unknown() {
    let counted = "OpenTrain counts 2 missing fields, and only 1 of them can be listed: it doesn't name the rest";
    let unknown = "OpenTrain's last answer doesn't say which fields are missing: the list is from an earlier answer, and may be incomplete or \
                   outdated";
    for (variant, definition, names, issue) in [
        ("patch-missing-fields=validation", NO_PAY, &["experienceLevel", "pricePerLabel"][..], None),
        ("patch-missing-fields=count", NO_PAY, &["experienceLevel"], Some(counted)),
        ("patch-missing-fields=absent", NO_PAY, &["experienceLevel"], Some(unknown)),
        ("patch-missing-fields=count", PAID_BY_THE_HOUR, &["experienceLevel"], Some(counted)),
        ("patch-missing-fields=absent", PAID_BY_THE_HOUR, &["experienceLevel"], Some(unknown)),
    ] {
        let (env, ran) = drafted(variant, definition);
        let point = format!("{variant} {definition}");
        for ran in [ran, env.run(&["draft"]).exits(1), env.run(&["plan"]).exits(0)] {
            assert_eq!(listed(&ran), names, "{point}");
            assert_eq!(issues(&ran), Vec::from_iter(issue), "{point}");
        }
    }
}

#[test]
fn a_plan_of_a_draft_that_lacks_fields_says_that_it_is_not_ready_and_is_no_failure() {
    let (env, _) = drafted("patch-missing-fields=validation", NO_PAY);
    for (command, code) in [("draft", 1), ("plan", 0)] {
        let text = env.text(&[command]).exits(code).out;
        assert!(text.starts_with("Not ready to merge: 1 posting needs an answer.\n"), "{command}: {text}");
    }
}

#[test]
fn the_count_of_missing_fields_is_the_services() {
    let (env, ran) = drafted("patch-missing-fields=count", NO_PAY);
    assert_eq!(ran.report()["totals"]["missing"], 2);
    let text = env.text(&["draft"]).exits(1).out;
    assert!(text.contains("not yet: 2 missing"), "{text}");
    let (absent, _) = drafted("patch-missing-fields=absent", NO_PAY);
    let text = absent.text(&["draft"]).exits(1).out;
    assert!(text.contains("not yet: 1 or more missing"), "{text}");
    env.job("a.yml", &NO_PAY.replace("posts.", "posts, sandbox-issue."));
    let ran = env.run(&["publish"]).exits(1);
    assert_eq!(ran.entry("a")["steps"][1]["reason"], "not sent: 2 fields are missing", "{}", ran.out);
}

#[test]
fn an_earlier_list_that_the_count_proves_wrong_is_not_shown() {
    let (env, _) = drafted("patch-missing-fields=count", UNPINNED);
    assert!(env.control.set_field(&env.id_of("a"), "experienceLevel", json!("EXPERT")));
    env.job("a.yml", &format!("{UNPINNED}fields:\n  jobTitle: Label posts\n"));
    let ran = env.run(&["draft"]).exits(1);
    assert_eq!(listed(&ran), Vec::<Value>::new(), "{}", ran.out);
    assert_eq!(issues(&ran), ["OpenTrain counts 1 missing field and doesn't name it"]);
}

#[test]
fn a_draft_is_no_longer_called_ready_after_an_answer_without_a_word_on_it() {
    let env = TestEnv::variant(&["patch-missing-fields=absent"]);
    env.job("a.yml", READY);
    let _ = env.run(&["draft"]).exits(0);
    let ran = env.run(&["draft"]).exits(0);
    assert_eq!(ran.entry("a")["publishReady"], Value::Null, "{}", ran.out);
    assert_eq!(issues(&ran), ["OpenTrain's last answer doesn't say whether the draft is publish-ready"]);
}
