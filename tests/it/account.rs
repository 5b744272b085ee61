//! What the account's list shows in every run, also where nothing is to be sent.

use std::time::Duration;

use serde_json::json;

use crate::test_env::{GAPS, READY, TestEnv};

/// The list, once for each of so many pages.
fn pages(count: usize) -> Vec<String> {
    vec!["GET /jobs/mine".to_owned(); count]
}

#[test]
fn the_list_is_the_only_request_of_a_run_with_nothing_to_send_and_each_page_is_read_once() {
    let env = TestEnv::variant(&["page-cap=2"]);
    for number in 0..5 {
        env.job(&format!("{number}.yml"), &format!("{READY}  jobTitle: Posting {number}\n"));
    }
    let _ = env.run(&["publish"]).exits(0);
    env.requests();
    for command in ["draft", "publish"] {
        let _ = env.run(&[command]).exits(0);
        assert_eq!(env.requests(), pages(3), "{command}");
    }
}

#[test]
fn what_was_done_by_hand_is_told_by_the_next_run_though_nothing_is_to_be_sent() {
    let rows: &[(&str, &str, i32, &[&str])] = &[
        ("closed", "ARCHIVED", 1, &["error job-closed"]),
        ("withdrawn", "DRAFT", 1, &["error withdrawn"]),
        ("gone", "", 1, &["error job-missing"]),
        ("completed", "COMPLETED", 0, &["warning job-completed"]),
        ("being worked on", "ONGOING", 0, &[]),
    ];
    for (reason, status, exit, codes) in rows {
        for command in ["draft", "publish"] {
            let env = TestEnv::new();
            env.job("a.yml", READY);
            let _ = env.run(&["publish"]).exits(0);
            match *status {
                "" => env.control.vanish("job_000001"),
                status => env.control.set_status("job_000001", status),
            };
            env.requests();
            let ran = env.run(&[command]).exits(*exit);
            assert_eq!(ran.codes("a"), *codes, "{command}: {reason}");
            assert_eq!(env.requests(), pages(1), "{command}: {reason}");
        }
    }
}

#[test]
fn a_token_that_no_longer_works_is_told_though_nothing_is_to_be_sent() {
    let env = TestEnv::new();
    env.job("a.yml", READY);
    let _ = env.run(&["publish"]).exits(0);
    for command in ["draft", "publish"] {
        env.faults(&["GET /jobs/mine = 401"]);
        let ran = env.run(&[command]).exits(2);
        assert_eq!(ran.run_codes(), ["error configuration"], "{command}");
    }
}

#[test]
fn the_capabilities_are_asked_for_only_while_a_key_is_unknown_to_them() {
    let env = TestEnv::new();
    env.job("a.yml", &format!("{READY}  unheardOf: 1\n"));
    let _ = env.run(&["draft"]).exits(1);
    env.requests();
    let _ = env.run(&["draft"]).exits(1);
    assert_eq!(env.requests(), ["GET /job-drafts/capabilities", "GET /jobs/mine"]);
    env.job("a.yml", READY);
    let _ = env.run(&["draft"]).exits(0);
    env.requests();
    let _ = env.run(&["draft"]).exits(0);
    assert_eq!(env.requests(), pages(1));
}

#[test]
fn a_draft_that_was_not_ready_and_was_completed_elsewhere_is_no_longer_unready() {
    let env = TestEnv::new();
    env.job("a.yml", GAPS);
    let _ = env.run(&["draft"]).exits(1);
    env.control.set_status("job_000001", "COMPLETED");
    for command in ["draft", "publish"] {
        let ran = env.run(&[command]).exits(0);
        assert_eq!(ran.codes("a"), ["warning job-completed"], "{command}");
        assert_eq!(ran.report()["totals"]["missing"], 0, "{command}");
    }
}

/// A draft that was not ready, and what somebody typed into the web editor ten seconds later.
fn completed_by_hand(definition: &str, values: &[(&str, serde_json::Value)]) -> TestEnv {
    let env = TestEnv::new();
    env.job("a.yml", definition);
    let _ = env.run(&["draft"]).exits(1);
    env.requests();
    env.control.advance_clock(Duration::from_secs(10));
    values.iter().for_each(|(key, value)| assert!(env.control.set_field("job_000001", key, value.clone())));
    env
}

#[test]
fn a_draft_that_was_completed_in_the_web_editor_is_asked_about_once_more() {
    let definition = "description: We need 5 fluent Spanish speakers. Pay per label.
fields:
  paymentType: PAY_PER_LABEL
  pricePerLabel: 0.06
  dataVolume: 100
  dataVolumeUnit: NUMBER_OF_FILES
";
    let env = completed_by_hand(definition, &[("experienceLevel", json!("EXPERT"))]);
    let ran = env.run(&["draft"]).exits(0);
    assert_eq!(ran.steps("a"), ["patch done", "publish planned"]);
    assert!(ran.out.contains("edited on OpenTrain since"), "{}", ran.out);
    assert_eq!(env.requests(), ["GET /jobs/mine", "PATCH /job-drafts/job_000001"]);
    let _ = env.run(&["draft"]).exits(0);
    assert_eq!(env.requests(), pages(1), "one answer is enough");
    let ran = env.run(&["publish"]).exits(0);
    assert_eq!(ran.steps("a"), ["publish done"]);
}

#[test]
fn a_draft_that_is_still_not_ready_is_asked_about_once_for_each_edit() {
    let env = completed_by_hand(GAPS, &[("experienceLevel", json!("EXPERT"))]);
    for command in ["draft", "publish"] {
        let ran = env.run(&[command]).exits(1);
        assert_eq!(ran.steps("a"), if command == "draft" { vec!["patch done"] } else { vec![] }, "{command}");
        assert_eq!(ran.report()["totals"]["missing"], 1, "{command}");
    }
    assert_eq!(env.writes(), ["PATCH /job-drafts/job_000001"]);
}

#[test]
fn a_draft_that_nobody_edited_is_not_asked_about_again() {
    let env = completed_by_hand(GAPS, &[]);
    let _ = env.run(&["draft"]).exits(1);
    assert_eq!(env.requests(), pages(1));
}

#[test]
fn a_draft_with_nothing_pinned_that_was_completed_is_judged_by_its_publish() {
    let definition = "source:
  format: schema_org_job_posting
  jsonLd:
    \"@type\": JobPosting
    title: Sentiment labels
    description: We need 5 fluent Spanish speakers to label posts.
";
    let completed: &[(&str, serde_json::Value)] =
        &[("experienceLevel", json!("EXPERT")), ("paymentType", json!("PAY_PER_HOUR")), ("pricePerHour", json!(25))];
    let rows = [(completed, 0, "publish done"), (&completed[..1], 1, "publish refused")];
    for (values, exit, step) in rows {
        let env = TestEnv::new();
        env.job("_config.yml", "require: []\n").job("a.yml", definition);
        let _ = env.run(&["draft"]).exits(1);
        env.control.advance_clock(Duration::from_secs(10));
        values.iter().for_each(|(key, value)| assert!(env.control.set_field("job_000001", key, value.clone())));
        let ran = env.run(&["publish"]).exits(exit);
        assert_eq!(ran.steps("a"), [step]);
        env.requests();
        let ran = env.run(&["publish"]).exits(exit);
        assert_eq!(ran.steps("a"), Vec::<String>::new(), "{step}: told once");
        assert_eq!(env.requests(), pages(1), "{step}: asked once");
    }
}

const TITLED: &str = "description: We need 5 fluent Spanish speakers to label sentiment. Pay per label.
fields:
  experienceLevel: INTERMEDIATE
  jobTitle: Sentiment in Spanish
  paymentType: PAY_PER_LABEL
  pricePerLabel: 0.06
";

/// Edits the title of the first job as somebody would on OpenTrain.
fn edit_title(env: &TestEnv, title: &str) {
    assert!(env.control.set_field("job_000001", "jobTitle", json!(title)));
}

#[test]
fn a_title_that_was_edited_elsewhere_is_a_warning_with_both_titles() {
    let rows = [
        ("draft", &["draft"][..]),
        ("published", &["draft"]),
        ("published", &["publish"]),
        ("published", &["plan", "--refresh"]),
    ];
    for (state, command) in rows {
        let env = TestEnv::new();
        env.job("a.yml", &format!("state: {state}\n{TITLED}"));
        let _ = env.run(&["publish"]).exits(0);
        edit_title(&env, "Sentiment in Portuguese");
        env.requests();
        let ran = env.run(command).exits(0);
        assert_eq!(ran.codes("a"), ["warning edited-elsewhere"], "{command:?}: {state}");
        assert_eq!(ran.line_of("a", "edited-elsewhere"), 5);
        for title in ["Sentiment in Portuguese", "Sentiment in Spanish"] {
            assert!(ran.out.contains(title), "{title}: {}", ran.out);
        }
        assert_eq!(env.requests(), pages(1), "{state}");
    }
}

#[test]
fn a_title_that_differs_only_in_blank_space_or_is_the_new_pinned_one_is_no_edit() {
    let env = TestEnv::new();
    env.job("a.yml", TITLED);
    let _ = env.run(&["publish"]).exits(0);
    edit_title(&env, " Sentiment  in Spanish ");
    assert_eq!(env.run(&["publish"]).exits(0).codes("a"), Vec::<String>::new());
    edit_title(&env, "Sentiment in Portuguese");
    env.job("a.yml", &TITLED.replace("Spanish\n", "Portuguese\n"));
    assert_eq!(env.run(&["draft"]).exits(0).codes("a"), Vec::<String>::new());
    env.job("a.yml", &TITLED.replace("in Spanish\n", "in Catalan\n"));
    let ran = env.run(&["publish"]).exits(0);
    assert_eq!(ran.steps("a"), ["update done"]);
    assert_eq!(ran.codes("a"), ["warning edited-elsewhere"], "an edit is overwritten");
    env.job("a.yml", TITLED);
    let ran = env.run(&["publish"]).exits(0);
    assert_eq!(ran.codes("a"), Vec::<String>::new(), "the title that this run replaced was ours");
}

#[test]
fn reapply_sends_all_values_of_live_jobs_again() {
    let env = TestEnv::new();
    env.job("a.yml", TITLED);
    let _ = env.run(&["publish"]).exits(0);
    let _ = env.job("b.yml", &format!("state: draft\n{READY}")).run(&["draft"]).exits(0);
    edit_title(&env, "Sentiment in Portuguese");
    env.control.set_field("job_000001", "pricePerLabel", json!(6));
    env.requests();
    let ran = env.run(&["publish", "--reapply", "*"]).exits(0);
    assert_eq!(ran.steps("a"), ["update done"]);
    assert!(ran.out.contains("all values sent again"), "{}", ran.out);
    assert_eq!(env.requests(), ["GET /jobs/mine", "PATCH /jobs/job_000001", "GET /jobs/mine"], "drafts are left alone");
    let fields = env.jobs()[0]["fields"].clone();
    assert_eq!((&fields["jobTitle"], &fields["pricePerLabel"]), (&json!("Sentiment in Spanish"), &json!(0.06)));
    let ran = env.run(&["publish"]).exits(0);
    assert_eq!(ran.codes("a"), Vec::<String>::new());
    let ran = env.run(&["publish", "--reapply", "nobody"]).exits(2);
    assert!(ran.err.contains("--reapply nobody"), "{}", ran.err);
}

#[test]
fn a_title_that_opentrain_changes_itself_is_remembered_after_a_reapply() {
    let env = TestEnv::variant(&["listed-title=rewritten"]);
    env.job("a.yml", TITLED);
    let _ = env.run(&["publish"]).exits(0);
    let told = |args: &[&str]| env.run(args).exits(0).codes("a");
    assert_eq!(told(&["publish"]), ["warning edited-elsewhere"]);
    let ran = env.run(&["publish", "--reapply", "a"]).exits(0);
    assert!(ran.out.contains("OpenTrain changes the title itself"), "{}", ran.out);
    assert_eq!(ran.codes("a"), Vec::<String>::new());
    for _ in 0..2 {
        assert_eq!(told(&["publish"]), Vec::<String>::new());
    }
    edit_title(&env, "Sentiment in Portuguese");
    assert_eq!(told(&["publish"]), ["warning edited-elsewhere"], "a real edit");
    env.job("a.yml", &TITLED.replace("Spanish\n", "Catalan\n"));
    let _ = env.run(&["publish"]).exits(0);
    assert_eq!(told(&["publish"]), ["warning edited-elsewhere"], "another title");
}

#[test]
fn reapply_never_sends_a_content_that_moderation_blocked() {
    let env = TestEnv::new();
    env.job("a.yml", TITLED);
    let _ = env.run(&["publish"]).exits(0);
    env.job("a.yml", &TITLED.replace("Spanish\n", "sandbox-moderation-block\n"));
    let _ = env.run(&["publish"]).exits(1);
    for status in ["DRAFT", "OPEN"] {
        env.control.set_status("job_000001", status);
        env.requests();
        let ran = env.run(&["publish", "--reapply", "a"]).exits(1);
        assert_eq!(ran.codes("a"), ["error moderation"], "{status}");
        assert_eq!(env.requests(), pages(1), "{status}");
    }
}

#[test]
fn a_remark_about_another_currency_is_gone_once_the_pay_is_pinned() {
    let definition = |fields: &str| {
        let salary = "{currency: EUR, value: {value: 20, unitText: HOUR}}";
        format!(
            "state: draft\nsource:\n  format: schema_org_job_posting\n  jsonLd:\n    \"@type\": JobPosting\n    title: Labels\n    \
             description: Label posts.\n    baseSalary: {salary}\nfields:\n  experienceLevel: EXPERT\n{fields}"
        )
    };
    let env = TestEnv::new();
    let rows = [
        ("", vec!["warning service-warning"]),
        ("  pricePerHour: 22\n", vec!["warning service-warning"]),
        ("  paymentType: PAY_PER_HOUR\n  pricePerHour: 22\n", vec![]),
    ];
    for (fields, codes) in rows {
        env.job("a.yml", &definition(fields));
        for _ in 0..2 {
            let ran = env.run(&["draft"]).exits(0);
            assert_eq!(ran.codes("a"), codes, "{fields}");
            assert_eq!(ran.out.contains("EUR"), !codes.is_empty(), "{fields}: {}", ran.out);
        }
    }
}
