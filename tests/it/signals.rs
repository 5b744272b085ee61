//! What a run does when it is asked to end.

use std::time::{Duration, Instant};

use opentrain_sandbox::Options;

use crate::test_env::{READY, RunOutput, TestEnv, ends_at_once, signal};

fn three_jobs(env: &TestEnv) {
    env.job("a.yml", READY).job("b.yml", READY).job("c.yml", READY);
}

/// All is as if nothing had happened, and then there is silence.
fn heals(env: &TestEnv) {
    env.control.clear_faults();
    let _ = env.run(&["publish"]).exits(0);
    assert!(env.jobs().len() == 3 && env.jobs().iter().all(|job| job["publishes"] == 1));
    env.requests();
    let _ = env.run(&["publish"]).exits(0);
    env.only_read_the_list("then silence");
}

#[test]
fn what_was_done_is_done_what_was_cut_off_is_unknown_and_the_rest_is_not_begun() {
    for name in ["INT", "TERM"] {
        let env = TestEnv::new();
        three_jobs(&env);
        env.faults(&["POST /job-drafts #2 = hang"]);
        let child = env.start(&["publish", "--concurrency", "1"]);
        env.await_requests(4);
        let asked = Instant::now();
        signal(&child, name);
        let ran = RunOutput::of(child.wait_with_output().expect("ended")).exits(3);
        let took = asked.elapsed();
        assert!(took > Duration::from_secs(4) && took < Duration::from_secs(9), "{took:?}");
        assert!(ran.out.contains(&format!("interrupted by SIG{name}")), "{}", ran.out);
        assert_eq!(ran.steps("a"), ["create done", "publish planned"]);
        assert_eq!(ran.steps("b"), ["create unknown", "publish planned"]);
        assert_eq!(ran.steps("c"), ["create planned", "publish planned"]);
        assert!(ran.entry("c")["steps"][0]["reason"].as_str().is_some_and(|why| why.starts_with("not begun")));
        assert_eq!(env.control.requests().len(), 4, "nothing was sent after the signal");
        heals(&env);
    }
}

#[test]
fn an_answer_that_comes_in_time_is_kept_and_no_other_request_follows() {
    let env = TestEnv::of(Options { latency: Duration::from_secs(1), ..Options::default() });
    three_jobs(&env);
    let child = env.start(&["draft", "--concurrency", "1"]);
    // A request is seen when it is answered: the list's answer means that the first create is on its way.
    env.await_requests(1);
    std::thread::sleep(Duration::from_millis(400));
    signal(&child, "TERM");
    let ran = RunOutput::of(child.wait_with_output().expect("ended")).exits(3);
    assert_eq!(ran.steps("a"), ["create done", "patch planned", "publish planned"]);
    assert_eq!(ran.steps("b"), ["create planned", "publish planned"]);
    assert_eq!(env.writes(), ["POST /job-drafts"]);
    let _ = env.run(&["draft"]).exits(0);
    assert_eq!(env.writes().iter().filter(|request| request.starts_with("POST")).count(), 2, "a is on record");
}

#[test]
fn nothing_is_tried_again_after_a_signal() {
    let env = TestEnv::new();
    three_jobs(&env);
    env.faults(&["POST /job-drafts * = 503 retry-after=20"]);
    let child = env.start(&["publish"]);
    env.await_requests(4);
    // The answers are on their way: each is followed by a wait of twenty seconds.
    std::thread::sleep(Duration::from_millis(500));
    let asked = Instant::now();
    signal(&child, "INT");
    let ran = RunOutput::of(child.wait_with_output().expect("ended")).exits(3);
    assert!(asked.elapsed() < Duration::from_secs(3), "{:?}", asked.elapsed());
    assert_eq!(ran.steps("a"), ["create failed", "publish planned"]);
    assert!(ran.out.contains("503"), "it says what the service said: {}", ran.out);
    assert_eq!(env.control.requests().len(), 4);
    heals(&env);
}

#[test]
fn nobody_waits_for_the_end_of_a_pause_after_a_signal() {
    let env = TestEnv::new();
    three_jobs(&env);
    env.faults(&["POST /job-drafts #1 = 429 retry-after=20"]);
    let child = env.start(&["publish", "--concurrency", "2"]);
    env.await_requests(3);
    // The one that was told to wait makes the others wait as well.
    std::thread::sleep(Duration::from_millis(500));
    let (asked, before) = (Instant::now(), env.control.requests().len());
    signal(&child, "INT");
    let _ = RunOutput::of(child.wait_with_output().expect("ended")).exits(3);
    assert!(asked.elapsed() < Duration::from_secs(3), "{:?}", asked.elapsed());
    assert_eq!(env.control.requests().len(), before);
    heals(&env);
}

#[test]
fn a_run_that_only_asked_so_far_ends_in_order_too() {
    let env = TestEnv::new();
    three_jobs(&env);
    env.faults(&["GET /jobs/mine * = hang"]);
    let child = env.start(&["publish"]);
    env.await_requests(1);
    signal(&child, "TERM");
    let ran = RunOutput::of(child.wait_with_output().expect("ended")).exits(3);
    assert!(ran.out.contains("interrupted by SIGTERM"), "{}", ran.out);
    assert_eq!(ran.steps("a"), ["create planned", "publish planned"]);
    assert_eq!(env.writes(), Vec::<String>::new());
    heals(&env);
}

#[test]
fn a_second_signal_ends_a_run_at_once_and_loses_nothing() {
    let env = TestEnv::new();
    three_jobs(&env);
    env.faults(&["PATCH /job-drafts/* * = hang"]);
    let child = env.start(&["publish"]);
    env.await_requests(7);
    ends_at_once(child);
    heals(&env);
}
