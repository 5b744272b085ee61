//! Answers that leave it open what was done: lost ones, refusals of a second try, and answers that say little.

use std::time::Duration;

use opentrain_sandbox::Options;
use serde_json::json;

use crate::git_remote::{GitRemote, kill};
use crate::test_env::{READY, RunOutput, TestEnv};

/// The first try arrives and its answer is lost; the second is refused with this status.
fn refused_after_it_arrived(env: &TestEnv, call: &str, status: u16) {
    env.control.clear_faults();
    env.faults(&[&format!("{call} #1 = reset-after"), &format!("{call} #2 = {status}")]);
}

#[test]
fn values_whose_second_try_was_refused_are_still_in_doubt() {
    for (command, call) in [("draft", "PATCH /job-drafts/*"), ("publish", "PATCH /jobs/*")] {
        for status in [400, 401, 403, 404, 409, 422] {
            let env = TestEnv::new();
            env.job("a.yml", READY);
            let _ = env.run(&[command]).exits(0);
            env.job("a.yml", &READY.replace("0.06", "6"));
            refused_after_it_arrived(&env, call, status);
            let ran = env.run(&[command]);
            assert!(!ran.steps("a").iter().any(|step| step.ends_with("done")), "{call} {status}: {}", ran.out);
            env.control.clear_faults();
            assert_eq!(env.jobs()[0]["fields"]["pricePerLabel"], 6, "{call} {status}: the first try arrived");
            env.job("a.yml", READY);
            let _ = env.run(&[command]).exits(0);
            assert_eq!(env.jobs()[0]["fields"]["pricePerLabel"], 0.06, "{call} {status}: it is undone");
        }
    }
}

#[test]
fn a_publish_whose_second_try_was_refused_is_settled_by_the_list() {
    for status in [400, 403, 404, 409, 422] {
        let env = TestEnv::new();
        env.job("a.yml", READY);
        refused_after_it_arrived(&env, "POST /jobs/*/publish", status);
        let ran = env.run(&["publish"]).exits(0);
        assert_eq!(ran.steps("a"), ["create done", "publish done"], "{status}");
        assert_eq!(ran.entry("a")["status"], "OPEN", "{status}");
    }
}

#[test]
fn a_publish_whose_second_try_was_refused_for_the_token_is_told_by_the_next_run() {
    let env = TestEnv::new();
    env.job("a.yml", READY);
    refused_after_it_arrived(&env, "POST /jobs/*/publish", 401);
    let _ = env.run(&["publish"]).exits(2);
    env.control.clear_faults();
    let ran = env.run(&["publish"]).exits(0);
    assert_eq!(ran.steps("a"), ["publish done"]);
}

#[test]
fn a_create_whose_second_try_was_refused_is_repeated_with_its_own_body() {
    let env = TestEnv::variant(&["key-changed=conflict"]);
    env.job("a.yml", READY);
    refused_after_it_arrived(&env, "POST /job-drafts", 400);
    let _ = env.run(&["draft"]).exits(1);
    env.control.clear_faults();
    env.job("a.yml", &READY.replace("Spanish", "German"));
    let _ = env.run(&["draft"]).exits(0);
    assert_eq!(env.jobs().len(), 1);
}

#[test]
fn a_close_that_is_answered_without_a_status_is_settled_by_the_list() {
    let env = TestEnv::new();
    env.job("a.yml", READY);
    let _ = env.run(&["publish"]).exits(0);
    env.job("a.yml", &format!("state: closed\n{READY}"));
    for status in [200, 202] {
        // A gateway confirms it, and the service never sees the request.
        env.faults(&[&format!("POST /jobs/*/close = {status}")]);
        let ran = env.run(&["publish"]).exits(3);
        assert_eq!(ran.steps("a"), ["close unknown"], "{status}");
        assert_eq!(ran.entry("a")["status"], "OPEN", "{status}");
        assert!(ran.out.contains("its list shows OPEN"), "{status}: {}", ran.out);
    }
    env.faults(&["POST /jobs/*/close = status=OPEN"]);
    let ran = env.run(&["publish"]).exits(0);
    assert_eq!(ran.steps("a"), ["close done"], "the list counts, not the answer");
    assert_eq!(env.statuses(), ["ARCHIVED"]);
}

#[test]
fn a_live_edit_after_which_the_list_shows_no_live_job_is_not_done() {
    for status in ["DRAFT", "ARCHIVED"] {
        let env = TestEnv::of(Options { latency: Duration::from_millis(200), ..Options::default() });
        env.job("a.yml", READY);
        let _ = env.run(&["publish"]).exits(0);
        env.job("a.yml", &READY.replace("0.06", "0.07"));
        env.requests();
        env.faults(&[&format!("PATCH /jobs/* = status={status}")]);
        let child = env.start(&["publish"]);
        // The list is read again; by then the job is no longer live.
        env.await_requests(2);
        env.control.set_status(&env.id_of("a"), status);
        let ran = RunOutput::of(child.wait_with_output().expect("ended")).exits(1);
        assert_eq!(ran.steps("a"), ["update refused"], "{status}");
        assert!(ran.out.contains(&format!("its list shows {status}")), "{}", ran.out);
    }
}

#[test]
fn a_lost_publish_is_told_whatever_its_job_has_become() {
    for status in ["ONGOING", "PENDING_APPROVAL", "COMPLETED", "PAUSED"] {
        let env = TestEnv::new();
        env.job("a.yml", READY);
        env.faults(&["POST /jobs/*/publish * = empty"]);
        let _ = env.run(&["publish"]).exits(3);
        env.control.clear_faults();
        env.control.set_status(&env.id_of("a"), status);
        let _ = env.run(&["draft"]);
        let ran = env.run(&["publish"]);
        assert_eq!(ran.steps("a"), ["publish done"], "{status}");
        assert_eq!(ran.report()["totals"]["published"], 1, "{status}");
        let ran = env.run(&["publish"]);
        assert_eq!(ran.steps("a"), Vec::<String>::new(), "{status}: told once");
    }
}

#[test]
fn a_publish_that_a_dying_runner_sent_is_told_by_the_next_one() {
    let remote = GitRemote::new();
    let one = remote.shallow("one");
    one.job("a.yml", READY).job("b.yml", &READY.replace("Spanish", "German"));
    let _ = one.run(&["draft"]).exits(0);
    remote.env.requests();
    remote.env.faults(&["POST /jobs/*/publish * = drip"]);
    let pushes = remote.subjects().len();
    let child = one.start(&["publish"]);
    remote.await_request("POST /api/public/v1/jobs/");
    kill(child);
    remote.env.control.clear_faults();
    assert_eq!(remote.subjects().len(), pushes + 1, "one push for the marks of all");
    for id in ["a", "b"] {
        assert_eq!(remote.file(&format!("jobs/{id}.json"))["job"]["publishUnanswered"], true, "{id}");
    }
    std::fs::remove_dir_all(&one.path).expect("removed");
    let two = remote.shallow("two");
    two.job("a.yml", READY).job("b.yml", &READY.replace("Spanish", "German"));
    let ran = two.run(&["publish"]).exits(0);
    assert_eq!(ran.steps("a"), ["publish done"]);
    assert!(ran.out.contains("sent by an earlier run"), "{}", ran.out);
    assert_eq!(ran.steps("b"), ["publish done"], "its mark did no harm");
    assert_eq!(ran.report()["totals"]["published"], 2);
    assert!(remote.env.jobs().iter().all(|job| job["publishes"] == 1));
    remote.converged(&two, 2);
}

#[test]
fn the_mark_of_a_publish_that_was_not_sent_is_taken_back() {
    let remote = GitRemote::of(Options { daily_limit: Some(1), ..Default::default() });
    let clone = remote.clone("one");
    clone
        .job("a.yml", READY)
        .job("b.yml", &READY.replace("Spanish", "German"))
        .job("c.yml", &READY.replace("Spanish", "Dutch"));
    let ran = clone.run(&["publish"]).exits(4);
    assert_eq!(ran.steps("c"), ["create done", "publish held"]);
    for id in ["a", "b", "c"] {
        assert_eq!(remote.file(&format!("jobs/{id}.json"))["job"]["publishUnanswered"], json!(false), "{id}");
    }
}

#[test]
fn values_that_were_refused_after_a_rate_limit_are_not_in_doubt() {
    let env = TestEnv::new();
    env.job("a.yml", READY);
    let _ = env.run(&["draft"]).exits(0);
    env.job("a.yml", &READY.replace("0.06", "6"));
    env.faults(&["PATCH /job-drafts/* #1 = 429", "PATCH /job-drafts/* #2 = 400"]);
    let _ = env.run(&["draft"]).exits(1);
    let record = std::fs::read_to_string(env.file("records/jobs/a.json")).expect("a record");
    assert!(record.contains("\"inFlight\": []"), "{record}");
}
