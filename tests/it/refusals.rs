//! What the service and the network can say against a run, and the exit code of each.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::test_env::{READY, RunOutput, TestEnv};

fn with_token(env: &TestEnv, token: &str, args: &[&str]) -> RunOutput {
    RunOutput::of(env.command(args).env("OT_API_TOKEN", token).output().expect("run"))
}

#[test]
fn token_scope_feature_and_claim_each_have_their_own_remedy() {
    for (token, words) in [
        ("ot_pat_revoked_1", ["401", "OT_API_TOKEN"]),
        ("ot_pat_read_1", ["jobs:write", "scope"]),
        ("ot_pat_nodraft_1", ["public_api_job_drafting", "feature"]),
        ("ot_pat_claim_1", ["must be claimed", "http"]),
    ] {
        let env = TestEnv::new();
        env.job("a.yml", READY).job("b.yml", READY);
        let ran = with_token(&env, token, &["publish"]).exits(2);
        assert!(words.iter().all(|word| ran.out.contains(word)), "{token}: {}", ran.out);
        assert_eq!(env.jobs().len(), 0);
        assert!(!ran.out.contains(token) && !ran.err.contains(token));
        let _ = env.run(&["publish"]).exits(0);
    }
    let env = TestEnv::new();
    env.job("a.yml", READY);
    let ran = with_token(&env, "ot_pat_nopublish_1", &["publish"]).exits(2);
    assert!(ran.out.contains("public_api_job_publishing"), "{}", ran.out);
    let _ = env.run(&["publish"]).exits(0);
    assert_eq!(env.jobs()[0]["publishes"], 1);
}

#[test]
fn the_daily_limit_holds_the_rest_and_the_next_run_goes_on() {
    let env = TestEnv::of(opentrain_sandbox::Options { daily_limit: Some(2), ..Default::default() });
    for name in ["a", "b", "c", "d", "e"] {
        env.job(&format!("{name}.yml"), READY);
    }
    let ran = env.run(&["publish"]).exits(4);
    assert_eq!(env.statuses(), ["OPEN", "OPEN", "DRAFT", "DRAFT", "DRAFT"], "in the order of ids");
    assert_eq!(ran.steps("c"), ["create done", "publish held"]);
    assert_eq!(ran.report()["totals"]["held"], 3);
    for id in ["c", "d", "e"] {
        let reason = ran.entry(id)["steps"][1]["reason"].clone();
        assert_eq!(reason, "the daily limit of 2 publishes in 24 hours is reached; 3 to go: 2 days at 2 a day", "{id}");
    }
    let publishes = env.requests().into_iter().filter(|request| request.ends_with("publish")).count();
    assert_eq!(publishes, 3, "none is sent after the limit was told");
    env.control.advance_clock(Duration::from_secs(25 * 3600));
    let ran = env.run(&["publish"]).exits(4);
    assert!(ran.out.contains("1 to go: 1 day at 2 a day"), "{}", ran.out);
    env.control.advance_clock(Duration::from_secs(25 * 3600));
    let ran = env.run(&["publish"]).exits(0);
    assert_eq!(ran.steps("e"), ["publish done"]);
    assert!(env.jobs().iter().all(|job| job["publishes"] == 1));
}

#[test]
fn passing_faults_are_waited_out() {
    for fault in [
        "503",
        "502",
        "504",
        "html-502",
        "429 retry-after=1",
        "429 retry-after=date+2",
        "429",
        "reset-before",
        "reset-after",
        "truncate",
    ] {
        let env = TestEnv::new();
        env.job("a.yml", READY);
        env.faults(&[&format!("POST /job-drafts = {fault}"), &format!("PATCH /job-drafts/* = {fault}")]);
        let _ = env.run(&["publish"]).exits(0);
        assert_eq!(env.jobs()[0]["publishes"], 1, "{fault}");
        assert_eq!(env.jobs().len(), 1, "{fault}");
    }
}

#[test]
fn what_no_wait_will_mend_ends_at_once_with_3_and_heals() {
    for fault in ["500", "not-json", "redirect", "huge", "empty"] {
        for call in ["GET /jobs/mine", "POST /job-drafts", "PATCH /job-drafts/*", "POST /jobs/*/publish"] {
            let env = TestEnv::new();
            env.job("a.yml", READY).job("b.yml", READY);
            env.faults(&[&format!("{call} * = {fault}")]);
            let begin = Instant::now();
            let ran = env.run(&["publish"]).exits(3);
            assert!(begin.elapsed() < Duration::from_secs(20), "{call} {fault}: {:?}", begin.elapsed());
            assert!(ran.run_codes().contains(&"error service".to_owned()), "{}", ran.out);
            env.control.clear_faults();
            let _ = env.run(&["publish"]).exits(0);
            assert!(env.jobs().len() == 2 && env.jobs().iter().all(|job| job["publishes"] == 1), "{call} {fault}");
        }
    }
}

#[test]
fn a_service_that_stays_away_is_given_up_and_nothing_more_is_begun() {
    let env = TestEnv::new();
    for name in ["a", "b", "c"] {
        env.job(&format!("{name}.yml"), READY);
    }
    env.faults(&["POST /job-drafts * = 503"]);
    let ran = env.run(&["publish", "--concurrency", "1"]).exits(3);
    assert_eq!(ran.steps("a"), ["create failed", "publish planned"]);
    assert_eq!(ran.steps("b"), ["create planned", "publish planned"]);
    assert!(ran.out.contains("not begun"), "{}", ran.out);
    env.control.clear_faults();
    let _ = env.run(&["publish"]).exits(0);
}

#[test]
fn no_service_at_all_is_exit_3() {
    let env = TestEnv::new();
    env.job("a.yml", READY);
    let args = ["publish", "--records", "dir:r", "--namespace", "a/b", "--base-url", "http://127.0.0.1:1"];
    let ran = RunOutput::of(env.bare().args(args).output().expect("run")).exits(3);
    assert!(ran.out.contains("no connection"), "{}", ran.out);
}

#[test]
fn a_service_that_is_down_for_a_moment_is_waited_for() {
    let env = TestEnv::new();
    env.job("a.yml", READY);
    env.faults(&["GET /auth/me = down"]);
    let mut stream = TcpStream::connect(env.url.replace("http://", "")).expect("a connection");
    stream.write_all(b"GET /api/public/v1/auth/me HTTP/1.1\r\nhost: x\r\n\r\n").expect("sent");
    assert!(!matches!(stream.read(&mut [0]), Ok(1..)), "it is cut");
    let ran = env.run(&["publish", "-v"]).exits(0);
    assert!(ran.err.contains("no connection"), "{}", ran.err);
    assert_eq!(env.statuses(), ["OPEN"]);
}

#[test]
fn what_was_refused_is_not_planned_to_go_live() {
    let rows =
        [("POST /job-drafts", &["create refused"][..]), ("PATCH /job-drafts/*", &["create done", "patch refused"])];
    for (call, steps) in rows {
        for command in ["draft", "publish"] {
            let env = TestEnv::new();
            env.job("a.yml", READY);
            env.faults(&[&format!("{call} = 400")]);
            let ran = env.run(&[command]).exits(1);
            assert_eq!(ran.steps("a"), steps, "{command}");
            let ran = env.run(&[command]).exits(0);
            assert!(ran.steps("a").iter().any(|step| step.starts_with("publish")), "{command}: {:?}", ran.steps("a"));
        }
    }
}
