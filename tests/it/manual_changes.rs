//! What people do besides: renaming, removing, closing by hand, withdrawing, taking values out.

use std::time::Duration;

use serde_json::{Value, json};

use crate::test_env::{READY, RunOutput, TestEnv};

#[test]
fn a_renamed_file_is_an_error_until_it_says_which_job_it_is() {
    let env = TestEnv::new();
    env.job("old.yml", READY);
    let _ = env.run(&["publish"]).exits(0);
    env.remove_job("old.yml");
    env.job("new.yml", READY);
    env.requests();
    for command in ["check", "plan", "draft", "publish"] {
        let ran = env.run(&[command]).exits(1);
        assert_eq!(ran.codes("new"), ["error renamed-file"], "{command}");
    }
    assert_eq!(env.writes(), Vec::<String>::new());
    let _ = env.run(&["publish"]).exits(1);
    assert_eq!(env.jobs().len(), 1, "asking again is no answer");
    env.job("new.yml", &format!("id: old\n{READY}"));
    let ran = env.run(&["publish"]).exits(0);
    assert_eq!(ran.steps("old"), Vec::<String>::new());
    assert_eq!(env.jobs().len(), 1);
}

#[test]
fn a_renamed_file_whose_path_is_no_id_is_told_both_ways_out_and_no_other() {
    let env = TestEnv::new();
    env.job("old.yml", &format!("{READY}  jobTitle: A title\n"));
    let _ = env.run(&["publish"]).exits(0);
    env.remove_job("old.yml");
    let renamed = format!("{READY}  jobTitle: Another title\n").replace("label", "rate");
    env.job("Welsh posts.yml", &renamed);
    let ran = env.run(&["check"]).exits(1);
    assert_eq!(ran.codes("Welsh posts"), ["error renamed-file"]);
    let help = "If it is a new job, write `id: welsh-posts` at the top. If it was renamed, write the old id (`id: old`) to keep the job.";
    assert!(ran.out.contains(help), "{}", ran.out);
    env.job("Welsh posts.yml", &format!("id: old\n{renamed}"));
    let _ = env.run(&["publish"]).exits(0);
    assert_eq!(env.jobs().len(), 1);
}

#[test]
fn a_possible_duplicate_of_a_removed_definition_is_offered_its_id_first() {
    let env = TestEnv::new();
    let definition = format!("{READY}  jobTitle: A title\n");
    env.job("old.yml", &definition);
    let _ = env.run(&["publish"]).exits(0);
    env.remove_job("old.yml");
    env.job("new.yml", &format!("id: new\n{definition}"));
    for (command, exit) in [("draft", 0), ("publish", 4), ("plan", 0)] {
        let ran = env.run(&[command]).exits(exit);
        assert_eq!(ran.codes("new"), ["warning possible-duplicate"], "{command}");
        let help = "It is the job of `old`, whose definition is gone. If this file is that one, renamed, write `id: old` at the top to keep \
                    the job. If it is another one, run `publish --allow-duplicate new`.";
        assert!(ran.out.contains(help), "{command}: {}", ran.out);
    }
    env.job("new.yml", &format!("id: old\n{definition}"));
    let _ = env.run(&["publish"]).exits(0);
    assert_eq!(env.statuses(), ["DRAFT", "OPEN"], "the draft of `new` is left over");
}

#[test]
fn a_new_name_with_a_new_id_is_a_new_job() {
    let env = TestEnv::new();
    env.job("old.yml", READY);
    let _ = env.run(&["publish"]).exits(0);
    env.remove_job("old.yml");
    env.job("new.yml", &format!("id: new\n{READY}  jobTitle: Another title\n"));
    let ran = env.run(&["publish"]).exits(0);
    assert_eq!(ran.steps("new"), ["create done", "publish done"]);
    assert_eq!(ran.run_codes(), ["warning removed-definition"]);
    assert_eq!(env.statuses(), ["OPEN", "OPEN"]);
}

#[test]
fn a_removal_that_a_publish_has_reported_no_longer_makes_a_new_file_suspect() {
    let env = TestEnv::new();
    env.job("old.yml", READY).job("other.yml", READY);
    let _ = env.run(&["publish"]).exits(0);
    env.remove_job("old.yml");
    let ran = env.run(&["publish"]).exits(0);
    assert_eq!(ran.run_codes(), ["warning removed-definition"]);
    env.job("new.yml", &format!("{READY}  jobTitle: Another title\n"));
    let _ = env.run(&["publish"]).exits(0);
}

#[test]
fn a_removed_draft_is_told_of_by_one_publish_and_a_removed_live_job_by_each() {
    let env = TestEnv::new();
    env.job("a.yml", READY).job("b.yml", READY).job("c.yml", &format!("state: draft\n{READY}"));
    let _ = env.run(&["publish"]).exits(0);
    env.remove_job("b.yml");
    env.remove_job("c.yml");
    let ran = env.run(&["publish"]).exits(0);
    assert_eq!(ran.run_codes(), ["warning removed-definition"; 2]);
    assert!(ran.out.contains("is DRAFT") && ran.out.contains("is OPEN"), "{}", ran.out);
    for _ in 0..2 {
        let ran = env.run(&["publish"]).exits(0);
        assert_eq!(ran.run_codes(), ["warning removed-definition"]);
        assert!(ran.out.contains("is OPEN"), "{}", ran.out);
    }
}

#[test]
fn a_draft_of_another_pull_request_is_never_removed_nor_a_rename() {
    let env = TestEnv::new();
    env.job("mine.yml", READY);
    let _ = env.run(&["draft"]).exits(0);
    env.remove_job("mine.yml");
    env.job("yours.yml", READY);
    let ran = env.run(&["publish", "--close-removed=all"]).exits(0);
    assert_eq!(ran.run_codes(), Vec::<String>::new());
    assert_eq!(env.statuses(), ["DRAFT", "OPEN"]);
}

#[test]
fn a_job_closed_by_hand_is_not_opened_again() {
    let env = TestEnv::new();
    env.job("a.yml", READY);
    let _ = env.run(&["publish"]).exits(0);
    env.control.set_status("job_000001", "ARCHIVED");
    env.job("a.yml", &READY.replace("0.06", "0.07"));
    for _ in 0..2 {
        let ran = env.run(&["publish"]).exits(1);
        assert_eq!(ran.codes("a"), ["error job-closed"]);
    }
    assert_eq!(env.statuses(), ["ARCHIVED"]);
    assert_eq!(env.jobs().len(), 1);
}

#[test]
fn a_job_withdrawn_by_hand_is_opened_again_only_after_a_change() {
    let env = TestEnv::new();
    let other = format!("{READY}  jobTitle: Other posts\n");
    env.job("a.yml", READY).job("b.yml", &other);
    let _ = env.run(&["publish"]).exits(0);
    env.control.set_status(&env.id_of("a"), "DRAFT");
    env.job("b.yml", &other.replace("0.06", "0.07"));
    for _ in 0..2 {
        let ran = env.run(&["publish"]).exits(1);
        assert_eq!(ran.codes("a"), ["error withdrawn"]);
    }
    assert_eq!(env.statuses(), ["DRAFT", "OPEN"]);
    env.job("a.yml", &READY.replace("0.06", "0.08"));
    let ran = env.run(&["publish"]).exits(0);
    assert_eq!(ran.steps("a"), ["patch done", "publish done"]);
}

/// Withdraws the job of `a` and asserts that it is opened again only after a change.
#[track_caller]
fn stays_withdrawn_until_it_changes(env: &TestEnv, reason: &str) {
    env.control.set_status(&env.id_of("a"), "DRAFT");
    env.requests();
    for command in ["draft", "publish", "publish"] {
        let ran = env.run(&[command, "--only", "a"]).exits(1);
        assert_eq!(ran.codes("a"), ["error withdrawn"], "{reason}");
        assert!(ran.out.contains("before the latest edit of the definition was confirmed"), "{reason}: {}", ran.out);
    }
    assert_eq!(env.writes(), [""; 0], "{reason}");
    env.job("a.yml", &READY.replace("0.06", "0.08"));
    let ran = env.run(&["publish", "--only", "a"]).exits(0);
    assert_eq!(ran.steps("a"), ["patch done", "publish done"], "{reason}");
}

#[test]
fn a_withdrawn_job_whose_edit_did_not_arrive_before_is_not_opened_with_it() {
    for (fault, exit, step) in [
        ("PATCH /jobs/* * = empty", 3, "update unknown"),
        ("PATCH /jobs/* * = 400", 1, "update refused"),
        ("PATCH /jobs/* * = 409", 1, "update refused"),
    ] {
        let env = TestEnv::new();
        env.job("a.yml", READY);
        let _ = env.run(&["publish"]).exits(0);
        env.job("a.yml", &READY.replace("0.06", "0.07"));
        env.faults(&[fault]);
        let ran = env.run(&["publish"]).exits(exit);
        assert_eq!(ran.steps("a"), [step], "{fault}");
        env.control.clear_faults();
        let _ = env.run(&["draft"]).exits(0);
        stays_withdrawn_until_it_changes(&env, fault);
    }
}

#[test]
fn a_withdrawn_job_whose_edit_was_held_before_is_not_opened_with_it() {
    let env = TestEnv::new();
    env.job("a.yml", READY);
    let _ = env.run(&["publish"]).exits(0);
    env.job("_config.yml", "limits: {total: 500}\n");
    env.job("a.yml", &READY.replace("0.06", "0.07"));
    let ran = env.run(&["publish"]).exits(4);
    assert_eq!(ran.steps("a"), ["update held"]);
    env.remove_job("_config.yml");
    stays_withdrawn_until_it_changes(&env, "over the limit of all live postings");
}

#[test]
fn a_job_that_vanished_is_never_made_again() {
    let env = TestEnv::new();
    env.job("a.yml", READY);
    let _ = env.run(&["draft"]).exits(0);
    env.control.vanish("job_000001");
    env.requests();
    for _ in 0..2 {
        let ran = env.run(&["publish"]).exits(1);
        assert_eq!(ran.codes("a"), ["error job-missing"]);
    }
    assert_eq!(env.writes(), Vec::<String>::new());
}

#[test]
fn a_value_that_is_no_longer_pinned_keeps_a_draft_from_going_live() {
    let env = TestEnv::new();
    env.job("a.yml", &format!("{READY}  headcount: 7\n"));
    let _ = env.run(&["draft"]).exits(0);
    env.job("a.yml", READY);
    env.requests();
    let ran = env.run(&["publish"]).exits(1);
    assert_eq!(ran.codes("a"), ["error stale-field"]);
    assert!(ran.out.contains("the value applied earlier: `headcount: 7`"), "{}", ran.out);
    assert_eq!(env.writes(), Vec::<String>::new());
    env.job("a.yml", &format!("{READY}  headcount: 5\n"));
    let _ = env.run(&["publish"]).exits(0);
    env.job("a.yml", READY);
    let ran = env.run(&["publish"]).exits(0);
    assert_eq!(ran.codes("a"), Vec::<String>::new(), "on a live job it is a note");
    assert!(ran.out.contains("\"stale-field\""), "{}", ran.out);
}

#[test]
fn a_rate_of_the_payment_type_before_is_told_with_the_way_out() {
    let env = TestEnv::new();
    let _ = env.job("a.yml", READY).run(&["draft"]).exits(0);
    env.job(
        "a.yml",
        &READY.replace("PAY_PER_LABEL", "PAY_PER_HOUR").replace("pricePerLabel: 0.06", "pricePerHour: 20"),
    );
    let text = env.text(&["publish"]).exits(1).out;
    assert!(text.contains("It doesn't go with the payment type any more."), "{text}");
    assert!(text.contains("give the definition a new `id`"), "{text}");
}

#[test]
fn a_value_that_was_refused_leaves_no_stale_field() {
    let env = TestEnv::new();
    // A type that our list does not know and the service refuses.
    env.job("a.yml", &format!("{READY}  visibility: true\n"));
    let ran = env.run(&["draft"]).exits(1);
    assert_eq!(ran.steps("a"), ["create done", "patch refused"]);
    assert_eq!(ran.codes("a"), ["error refused"]);
    assert_eq!(ran.line_of("a", "refused"), 6);
    env.job("a.yml", READY);
    let ran = env.run(&["publish"]).exits(0);
    assert_eq!(ran.codes("a"), Vec::<String>::new());
}

#[test]
fn a_changed_import_source_offers_the_two_ways_out() {
    let env = TestEnv::new();
    let definition = |title: &str| {
        format!(
            "source: {{format: opentrain_canonical, job: {{title: {title}, description: D}}}}\nfields: {{experienceLevel: EXPERT, paymentType: FIXED_PRICE, fixedPrice: 10}}\n"
        )
    };
    env.job("a.yml", &definition("One"));
    let _ = env.run(&["draft"]).exits(0);
    env.job("a.yml", &definition("Two"));
    env.requests();
    let ran = env.run(&["publish"]).exits(1);
    assert_eq!(ran.codes("a"), ["error source-changed"]);
    let help = ran.entry("a")["findings"][0]["help"].to_string();
    assert!(help.contains("`fields`") && help.contains("new `id`"), "{help}");
    assert_eq!(env.writes(), Vec::<String>::new());
    env.job("a.yml", &definition("One").replace("fields: {", "fields: {jobTitle: Two, "));
    let _ = env.run(&["publish"]).exits(0);
    assert_eq!(env.jobs()[0]["fields"]["jobTitle"], "Two");
}

#[test]
fn a_draft_that_waits_for_other_publishes_is_sent_again_right_before_its_own() {
    let env = TestEnv::new();
    env.job("a.yml", READY).job("b.yml", &format!("{READY}  jobTitle: Another one\n"));
    // The first publish takes longer than what was sent to the second draft counts as just sent.
    env.faults(&["POST /jobs/*/publish #1 = 503 retry-after=6"]);
    let publish = env.start(&["publish"]);
    let is_waiting = || env.control.requests().iter().any(|request| request.path.ends_with("/publish"));
    while !is_waiting() {
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(env.control.set_field(&env.id_of("b"), "pricePerLabel", json!(60)));
    let ran = RunOutput::of(publish.wait_with_output().expect("ended")).exits(0);
    assert_eq!(ran.steps("b"), ["create done", "publish done"]);
    let paid: Vec<Value> = env.jobs().iter().map(|job| job["fields"]["pricePerLabel"].clone()).collect();
    assert_eq!(paid, [json!(0.06), json!(0.06)]);
}

#[test]
fn moderation_is_remembered_until_the_content_changes() {
    let env = TestEnv::new();
    let blocked = READY.replace("posts.", "posts, sandbox-moderation-block.");
    env.job("a.yml", &blocked);
    let ran = env.run(&["publish"]).exits(1);
    assert_eq!(ran.steps("a"), ["create done", "publish refused"]);
    assert_eq!(ran.codes("a"), ["error moderation"]);
    env.requests();
    for command in ["draft", "publish"] {
        let ran = env.run(&[command]).exits(1);
        assert_eq!(ran.codes("a"), ["error moderation"], "{command}");
    }
    assert_eq!(env.writes(), Vec::<String>::new());
    env.job("a.yml", READY);
    let _ = env.run(&["publish"]).exits(0);
    env.job("a.yml", &blocked);
    let ran = env.run(&["publish"]).exits(1);
    assert_eq!(ran.steps("a"), ["update refused"]);
    assert_eq!(env.statuses(), ["DRAFT"], "the edit stuck and the job is a draft again");
    env.requests();
    let _ = env.run(&["publish"]).exits(1);
    assert_eq!(env.writes(), Vec::<String>::new());
    env.job("a.yml", READY);
    let ran = env.run(&["publish"]).exits(0);
    assert_eq!(ran.steps("a"), ["patch done", "publish done"], "the earlier content is another one than the blocked");
    assert_eq!(env.statuses(), ["OPEN"]);
}

/// Four live jobs, all of whose definitions then get a text that moderation blocks.
fn one_bad_text_in_all() -> TestEnv {
    let env = TestEnv::new();
    let definition = |name: &str, text: &str| READY.replace("We need", &format!("{name}, {text} need"));
    let names = ["a", "b", "c", "d"];
    for name in names {
        env.job(&format!("{name}.yml"), &definition(name, "We"));
    }
    let _ = env.run(&["publish"]).exits(0);
    for name in names {
        env.job(&format!("{name}.yml"), &definition(name, "sandbox-moderation-block"));
    }
    env.requests();
    env
}

#[test]
fn after_a_moderation_block_no_other_live_job_is_edited() {
    let env = one_bad_text_in_all();
    let ran = env.run(&["publish"]).exits(1);
    assert_eq!(ran.steps("a"), ["update refused"]);
    for id in ["b", "c", "d"] {
        assert_eq!(ran.steps(id), ["update held"], "{id}");
    }
    assert!(ran.out.contains("took the job of `a` off the marketplace"), "{}", ran.out);
    assert_eq!(ran.report()["totals"]["held"], 3);
    assert_eq!(env.statuses(), ["DRAFT", "OPEN", "OPEN", "OPEN"]);
    assert_eq!(env.writes().len(), 1, "the first edit went alone");
    for name in ["a", "b", "c", "d"] {
        env.job(&format!("{name}.yml"), &READY.replace("We need", &format!("{name}, you need")));
    }
    let ran = env.run(&["publish"]).exits(0);
    assert_eq!(ran.report()["totals"]["updated"], 3, "what was held goes on from there");
    assert_eq!(env.statuses(), vec!["OPEN"; 4]);
}

#[test]
fn a_close_is_not_held_by_a_moderation_block() {
    let env = one_bad_text_in_all();
    env.job("d.yml", &format!("state: closed\n{READY}"));
    let ran = env.run(&["publish"]).exits(1);
    assert_eq!(ran.steps("d"), ["close done"]);
    assert_eq!(env.statuses(), ["DRAFT", "OPEN", "OPEN", "ARCHIVED"]);
}
