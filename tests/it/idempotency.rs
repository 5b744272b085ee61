//! Exactly once: lost records, lost replies, killed processes, forgetful services.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::test_env::{READY, RunOutput, TestEnv};

/// One job a definition, each live once, with the defined content; then silence.
#[track_caller]
fn converged(env: &TestEnv, jobs: usize, point: &str) {
    let _ = env.run(&["publish"]).exits(0);
    env.requests();
    let _ = env.run(&["publish"]).exits(0);
    env.only_read_the_list(point);
    assert_eq!(env.statuses(), vec!["OPEN"; jobs], "{point}");
    for job in env.jobs() {
        assert_eq!(job["publishes"], 1, "{point}: {job}");
        assert_eq!(job["fields"]["pricePerLabel"], 0.06, "{point}: {job}");
    }
}

#[test]
fn lost_records_lead_back_to_the_same_jobs() {
    let env = TestEnv::new();
    env.job("a.yml", READY).job("b.yml", READY);
    let _ = env.run(&["draft"]).exits(0);
    env.lose_records();
    let ran = env.run(&["draft"]).exits(0);
    assert_eq!(ran.steps("a"), ["create found", "publish planned"]);
    converged(&env, 2, "as drafts");
    env.lose_records();
    let ran = env.run(&["draft"]).exits(0);
    assert_eq!(ran.steps("a"), ["create found", "update planned"], "found live: its values are unknown");
    env.lose_records();
    converged(&env, 2, "as live jobs");
}

#[test]
fn jobs_that_were_there_already_count_as_found_and_not_as_created() {
    let env = TestEnv::new();
    for number in 0..10 {
        env.job(&format!("{number}.yml"), &format!("{READY}  jobTitle: Posting {number}\n"));
    }
    for command in ["draft", "publish"] {
        let ran = env.run(&[command]).exits(0);
        let created = if command == "draft" { 10 } else { 0 };
        assert_eq!(ran.report()["totals"]["created"], created, "{command}");
        env.lose_records();
        let ran = env.run(&[command]).exits(0);
        let totals = &ran.report()["totals"];
        assert_eq!((&totals["created"], &totals["found"]), (&json!(0), &json!(10)), "{command}");
        assert_eq!(env.jobs().len(), 10);
    }
}

#[test]
fn a_closed_job_found_again_by_its_key_stays_closed() {
    let env = TestEnv::new();
    env.job("a.yml", READY);
    let _ = env.run(&["publish"]).exits(0);
    env.control.set_status("job_000001", "ARCHIVED");
    env.lose_records();
    let ran = env.run(&["publish"]).exits(1);
    assert_eq!(ran.codes("a"), ["error job-closed"]);
    assert_eq!(env.statuses(), ["ARCHIVED"]);
}

#[test]
fn whichever_reply_is_lost_the_next_run_ends_at_the_same_job() {
    for call in ["POST /job-drafts", "PATCH /job-drafts/*", "POST /jobs/*/publish"] {
        let env = TestEnv::new();
        env.job("a.yml", READY);
        env.faults(&[&format!("{call} #1 = not-json")]);
        let ran = env.run(&["publish"]).exits(3);
        assert!(ran.steps("a").iter().any(|step| step.ends_with("unknown")), "{call}: {:?}", ran.steps("a"));
        converged(&env, 1, call);
        let env = TestEnv::new();
        env.job("a.yml", READY);
        env.faults(&[&format!("{call} #1 = empty")]);
        let _ = env.run(&["publish"]).exits(3);
        converged(&env, 1, call);
        let env = TestEnv::new();
        env.job("a.yml", READY);
        env.faults(&[&format!("{call} #1 = reset-after")]);
        converged(&env, 1, call);
    }
}

#[test]
fn killed_at_an_update_or_a_close_the_next_run_does_it_once() {
    for fault in ["hang", "drip"] {
        let env = TestEnv::new();
        env.job("a.yml", &READY.replace("0.06", "0.05")).job("b.yml", READY);
        let _ = env.run(&["publish"]).exits(0);
        env.job("a.yml", READY).job("b.yml", &format!("state: closed\n{READY}"));
        env.requests();
        env.faults(&[&format!("PATCH /jobs/* * = {fault}"), &format!("POST /jobs/*/close * = {fault}")]);
        let mut child = env.start(&["publish"]);
        let end = Instant::now() + Duration::from_secs(20);
        while env.control.requests().len() < 3 && Instant::now() < end {
            std::thread::sleep(Duration::from_millis(5));
        }
        child.kill().expect("killed");
        child.wait().expect("ended");
        env.control.clear_faults();
        let _ = env.run(&["publish"]).exits(0);
        assert_eq!(env.statuses(), ["OPEN", "ARCHIVED"]);
        assert_eq!(env.jobs()[0]["fields"]["pricePerLabel"], 0.06);
        env.requests();
        let _ = env.run(&["publish"]).exits(0);
        env.only_read_the_list("then silence");
    }
}

#[test]
fn a_live_edit_whose_answer_was_lost_is_undone_by_a_reverted_definition() {
    let env = TestEnv::new();
    env.job("a.yml", READY);
    let _ = env.run(&["publish"]).exits(0);
    env.job("a.yml", &READY.replace("0.06", "6"));
    env.faults(&["PATCH /jobs/* * = empty"]);
    let _ = env.run(&["publish"]).exits(3);
    env.control.clear_faults();
    assert_eq!(env.jobs()[0]["fields"]["pricePerLabel"], 6);
    env.job("a.yml", READY);
    let ran = env.run(&["publish"]).exits(0);
    assert_eq!(ran.steps("a"), ["update done"]);
    assert_eq!(env.jobs()[0]["fields"]["pricePerLabel"], 0.06);
}

#[test]
fn a_publish_whose_answer_was_lost_is_closed_when_closing_is_asked_for() {
    let env = TestEnv::new();
    env.job("a.yml", READY);
    env.faults(&["POST /jobs/*/publish * = empty"]);
    let _ = env.run(&["publish"]).exits(3);
    env.control.clear_faults();
    env.job("a.yml", &format!("state: closed\n{READY}"));
    let ran = env.run(&["publish"]).exits(0);
    assert_eq!(ran.steps("a"), ["publish done", "close done"], "it was live, and that is reported too");
    assert_eq!(env.statuses(), ["ARCHIVED"]);
}

#[test]
fn a_twin_made_under_a_forgotten_key_is_held_until_a_person_has_looked() {
    let env = TestEnv::new();
    let definition = format!("{READY}  jobTitle: Sentiment in Spanish\n");
    env.job("a.yml", &definition);
    let _ = env.run(&["publish"]).exits(0);
    env.lose_records();
    env.control.forget_keys();
    for time in ["in the run that made it", "and in the next"] {
        let ran = env.run(&["publish"]).exits(4);
        assert!(ran.steps("a").contains(&"publish held".to_owned()), "{time}");
        assert_eq!(ran.codes("a"), ["warning possible-duplicate"], "{time}");
        assert_eq!(env.statuses(), ["OPEN", "DRAFT"], "{time}");
    }
    let ran = env.run(&["publish", "--allow-duplicate", "a"]).exits(0);
    assert_eq!(ran.steps("a"), ["publish done"]);
}

#[test]
fn a_title_that_differs_only_in_case_blanks_or_punctuation_is_a_possible_duplicate() {
    for (title, exit) in [
        ("SENTIMENT in Spanish", 4),
        ("Sentiment  in\u{a0}Spanish", 4),
        ("Sentiment (in Spanish).", 4),
        ("Sentiment in Spanish 2", 0),
    ] {
        let env = TestEnv::new();
        let definition = |title: &str| format!("{READY}  jobTitle: \"{title}\"\n");
        let other = definition("Sentiment in Spanish!");
        env.job("a.yml", &definition("Sentiment in Spanish")).job("b.yml", &other);
        let _ = env.run(&["publish"]).exits(0);
        std::fs::remove_file(env.file("records/jobs/a.json")).expect("removed");
        env.control.forget_keys();
        env.job("a.yml", &definition(title)).job("b.yml", &other.replace("0.06", "0.07"));
        let ran = env.run(&["publish"]).exits(exit);
        let is_held = ran.steps("a").contains(&"publish held".to_owned());
        assert_eq!((is_held, ran.steps("b")), (exit == 4, vec!["update done".to_owned()]), "{title}");
        assert_eq!(
            ran.out.contains(" is live with the same or nearly the same title"),
            is_held,
            "{title}: {}",
            ran.out
        );
        let claimed = format!("job {} is live", ran.entry("b")["jobId"].as_str().expect("an id"));
        assert!(!ran.out.contains(&claimed), "{title}: {}", ran.out);
    }
}

#[test]
fn a_possible_duplicate_is_held_also_where_the_list_is_read_again_in_the_same_run() {
    for fault in ["PATCH /job-drafts/* = 409", "PATCH /job-drafts/* = 404"] {
        let env = TestEnv::new();
        let definition = format!("{READY}  jobTitle: Sentiment in Spanish\n");
        let other = format!("state: draft\n{READY}  jobTitle: Another\n");
        env.job("a.yml", &definition).job("z.yml", &other);
        let _ = env.run(&["publish"]).exits(0);
        std::fs::remove_file(env.file("records/jobs/a.json")).expect("removed");
        env.control.forget_keys();
        env.job("z.yml", &other.replace("0.06", "0.07"));
        // The third patch of the run is that of `z`, after `a` was created and patched.
        env.faults(&[&fault.replace("* =", "* #2 =")]);
        let ran = env.run(&["publish", "--concurrency", "1"]).exits(1);
        assert_eq!(ran.steps("z"), ["patch refused"], "{fault}");
        assert!(ran.steps("a").contains(&"publish held".to_owned()), "{fault}: {:?}", ran.steps("a"));
        let open = env.statuses().iter().filter(|status| *status == "OPEN").count();
        assert_eq!(open, 1, "{fault}: one public job for one definition");
        let ran = env.run(&["publish"]).exits(4);
        assert!(ran.steps("a").contains(&"publish held".to_owned()), "{fault}: and so in the next run");
    }
}

#[test]
fn a_publish_found_live_by_another_command_is_reported_by_the_next_publish() {
    let env = TestEnv::new();
    env.job("a.yml", READY);
    env.faults(&["POST /jobs/*/publish * = empty"]);
    let _ = env.run(&["publish"]).exits(3);
    env.control.clear_faults();
    for command in [&["draft"][..], &["plan", "--refresh"]] {
        let ran = env.run(command).exits(0);
        assert_eq!(ran.entry("a")["status"], "OPEN", "{command:?}");
    }
    env.job("b.yml", &format!("state: draft\n{READY}"));
    let _ = env.run(&["publish", "--only", "b"]).exits(0);
    let ran = env.run(&["publish"]).exits(0);
    assert_eq!(ran.steps("a"), ["publish done"], "a run that was not asked for it did not report it");
    assert_eq!(ran.report()["totals"]["published"], 1);
    let ran = env.run(&["publish"]).exits(0);
    assert_eq!(ran.steps("a"), Vec::<String>::new(), "it is told once");
    assert_eq!(env.jobs()[0]["publishes"], 1);
}

#[test]
fn a_live_job_of_the_same_title_that_a_definition_claims_holds_nobody_back() {
    let env = TestEnv::new();
    let definition = format!("{READY}  jobTitle: Sentiment in Spanish\n");
    env.job("a.yml", &definition);
    let _ = env.run(&["publish"]).exits(0);
    env.job("b.yml", &definition.replace("in Spanish", "IN SPANISH!"));
    let _ = env.run(&["publish"]).exits(0);
    env.control.add_job(json!({"title": "Another", "status": "OPEN", "fields": {"jobTitle": "Another"}}));
    let _ = env.job("c.yml", &definition).run(&["publish"]).exits(0);
}

#[test]
fn an_answer_for_another_key_or_another_job_is_never_taken_over() {
    let env = TestEnv::new();
    env.job("a.yml", READY);
    env.faults(&["POST /job-drafts #1 = key=somebody/elses"]);
    let ran = env.run(&["publish"]).exits(1);
    assert_eq!(ran.steps("a"), ["create refused"]);
    assert_eq!(ran.codes("a"), ["error conflict"]);
    let _ = env.run(&["publish"]).exits(0);
    env.job("b.yml", &format!("{READY}  jobTitle: Other posts\n"));
    env.faults(&["POST /job-drafts #1 = job=job_000001"]);
    let ran = env.run(&["publish"]).exits(1);
    assert_eq!(ran.codes("b"), ["error conflict"]);
    assert!(ran.out.contains("which is that of definition `a`"), "{}", ran.out);
    assert_eq!(env.jobs()[0]["publishes"], 1);
}

#[test]
fn a_refused_key_is_told_and_no_other_is_tried() {
    let env = TestEnv::variant(&["key-changed=conflict"]);
    env.job("a.yml", READY);
    let _ = env.run(&["draft"]).exits(0);
    env.lose_records();
    env.job("a.yml", &READY.replace("5 fluent", "6 fluent"));
    env.requests();
    let ran = env.run(&["draft"]).exits(1);
    assert_eq!(ran.codes("a"), ["error conflict"]);
    assert_eq!(env.writes(), ["POST /job-drafts"]);
    assert_eq!(env.jobs().len(), 1);
}

#[test]
fn two_runs_at_once_make_no_twins() {
    let env = TestEnv::new();
    for name in ["a", "b", "c", "d", "e"] {
        env.job(&format!("{name}.yml"), READY);
    }
    let mut runs: Vec<_> = (0..3).map(|_| env.start(&["publish"])).collect();
    for run in &mut runs {
        assert!(run.wait().expect("ended").success());
    }
    converged(&env, 5, "after three runs at once");
}

#[test]
fn a_run_waits_for_another_on_the_same_records_says_for_whom_and_goes_on_from_there() {
    let env = TestEnv::new();
    env.job("a.yml", READY);
    env.faults(&["POST /job-drafts #1 = hang"]);
    let mut first = env.start(&["publish"]);
    env.await_requests(2);
    let mut second = env.start(&["publish"]);
    std::thread::sleep(Duration::from_millis(700));
    assert!(second.try_wait().expect("a child").is_none(), "it waits");
    assert_eq!(env.control.requests().len(), 2, "and asks nothing");
    first.kill().expect("killed");
    first.wait().expect("ended");
    let ran = RunOutput::of(second.wait_with_output().expect("ended")).exits(0);
    assert!(ran.err.contains(&format!("waiting for the run of process {}", first.id())), "{}", ran.err);
    converged(&env, 1, "after both");
}

#[test]
fn a_twin_drafted_by_a_pull_request_is_held_at_the_merge() {
    let env = TestEnv::new();
    env.job("a.yml", &format!("{READY}  jobTitle: Sentiment in Spanish\n"));
    let _ = env.run(&["publish"]).exits(0);
    env.lose_records();
    env.control.forget_keys();
    let ran = env.run(&["draft"]).exits(0);
    assert_eq!(ran.codes("a"), ["warning possible-duplicate"], "told to the reviewer");
    let ran = env.run(&["publish"]).exits(4);
    assert_eq!(ran.steps("a"), ["publish held"]);
    env.job("a.yml", &format!("{READY}  jobTitle: Sentiment in Spanish, part two\n"));
    let _ = env.run(&["publish"]).exits(0);
    let ran = env.run(&["publish", "--allow-duplicate", "nobody"]).exits(2);
    assert!(ran.err.contains("nobody"), "{}", ran.err);
}

#[test]
fn a_publish_that_is_confirmed_as_a_draft_is_tried_again() {
    let env = TestEnv::new();
    env.job("a.yml", READY);
    let _ = env.run(&["draft"]).exits(0);
    env.faults(&["POST /jobs/*/publish #1 = 200"]);
    let ran = env.run(&["publish"]).exits(3);
    assert_eq!(ran.steps("a"), ["publish unknown"]);
    assert_eq!(ran.codes("a"), Vec::<String>::new(), "nobody withdrew it");
    let ran = env.run(&["publish"]).exits(0);
    assert_eq!(ran.steps("a"), ["publish done"]);
    assert_eq!(env.jobs()[0]["publishes"], 1);
}

#[test]
fn what_a_killed_run_left_half_written_is_swept_up_and_nothing_else_is() {
    let env = TestEnv::new();
    env.job("a.yml", READY);
    let _ = RunOutput::of(env.command(&["draft"]).env("GITHUB_REPOSITORY_ID", "42").output().expect("run")).exits(0);
    let leftovers = ["records/.recordAb12", "records/jobs/.recordCd34"];
    leftovers.iter().for_each(|name| std::fs::write(env.file(name), "{").expect("written"));
    std::fs::write(env.file("records/.gitignore"), "*").expect("written");
    let _ = env.run(&["plan"]).exits(0);
    assert!(leftovers.iter().all(|name| env.file(name).exists()), "who only looks removes nothing");
    let ran = RunOutput::of(env.command(&["draft"]).env("GITHUB_REPOSITORY_ID", "43").output().expect("run")).exits(2);
    assert!(ran.err.contains("GITHUB_REPOSITORY_ID"), "{}", ran.err);
    assert!(leftovers.iter().all(|name| env.file(name).exists()), "nor does who may not write here");
    let _ = env.run(&["draft"]).exits(0);
    assert!(!leftovers.iter().any(|name| env.file(name).exists()));
    assert!(env.file("records/.gitignore").exists());
}

#[test]
fn a_publish_that_was_never_answered_is_told_of_until_it_is_settled_and_then_once() {
    for end in ["an answer lost", "a process killed"] {
        let env = TestEnv::new();
        env.job("a.yml", READY);
        if end == "an answer lost" {
            env.faults(&["POST /jobs/*/publish * = empty"]);
            let ran = env.run(&["publish"]).exits(3);
            assert_eq!(ran.steps("a"), ["create done", "publish unknown"]);
            assert!(!ran.out.contains("not done"), "{}", ran.out);
        } else {
            env.faults(&["POST /jobs/*/publish * = drip"]);
            let mut child = env.start(&["publish"]);
            env.await_requests(4);
            child.kill().expect("killed");
            child.wait().expect("ended");
        }
        env.control.clear_faults();
        let ran = env.run(&["plan"]).exits(0);
        assert!(ran.out.contains("never answered: it may be live already"), "{end}: {}", ran.out);
        let ran = env.run(&["publish"]).exits(0);
        assert_eq!(ran.steps("a"), ["publish done"], "{end}");
        assert_eq!(ran.report()["totals"]["published"], 1);
        assert!(ran.out.contains("sent by an earlier run"), "{}", ran.out);
        let ran = env.run(&["publish"]).exits(0);
        assert_eq!(ran.steps("a"), Vec::<String>::new(), "{end}: told once");
        assert_eq!(env.jobs()[0]["publishes"], 1);
    }
}
