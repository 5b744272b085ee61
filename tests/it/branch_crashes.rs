//! Records on a branch, when runs meet, die, or are asked to end.

use std::time::{Duration, Instant};

use opentrain_jobs::sandbox::Options;
use serde_json::Value;

use crate::forge::{Forge, kill};
use crate::test_env::{READY, RunOutput, ends_at_once, signal};

#[test]
fn results_that_cannot_be_pushed_are_told_and_found_again() {
    let forge = Forge::new();
    let clone = forge.clone("one");
    clone.job("a.yml", READY).job("b.yml", READY);
    forge.hook("read old new ref; git log -1 --format=%s $new | grep -q 'about to'");
    let ran = clone.run(&["draft"]).exits(2);
    assert_eq!(ran.steps("a"), ["create done", "publish planned"]);
    assert!(ran.out.contains("the results of this run could not be kept"), "{}", ran.out);
    assert_eq!(forge.subjects(), ["draft: about to create 2"]);
    forge.hook("exit 0");
    forge.converged(&clone, 2);
}

#[test]
fn two_runs_at_once_both_land() {
    let forge = Forge::of(Options { latency: Duration::from_millis(100), ..Options::default() });
    let clones: Vec<_> = ["one", "two", "three"].into_iter().map(|name| forge.shallow(name)).collect();
    for clone in &clones {
        let own = clone.path.file_name().unwrap().to_string_lossy().into_owned();
        clone.job("both.yml", READY).job(&format!("{own}.yml"), &READY.replace("5 fluent", "7 fluent"));
    }
    let children: Vec<_> = clones.iter().map(|clone| clone.start(&["publish", "--allow-duplicate", "both"])).collect();
    for child in children {
        let ran = RunOutput::of(child.wait_with_output().expect("ended")).exits(0);
        assert_eq!(ran.entry("both")["status"], "OPEN");
    }
    let records: Vec<_> = forge.files().into_iter().filter(|name| name.starts_with("jobs/")).collect();
    assert_eq!(records, ["jobs/both.json", "jobs/one.json", "jobs/three.json", "jobs/two.json"]);
    assert_eq!(forge.house.jobs().len(), 4, "no job twice");
    let last = forge.clone("last");
    last.job("both.yml", READY);
    for own in ["one", "two", "three"] {
        last.job(&format!("{own}.yml"), &READY.replace("5 fluent", "7 fluent"));
    }
    forge.converged(&last, 4);
}

#[test]
fn two_runs_in_one_checkout_both_land() {
    let forge = Forge::of(Options { latency: Duration::from_millis(50), ..Options::default() });
    let seed = forge.clone("zero");
    seed.job("z.yml", READY);
    let _ = seed.run(&["publish"]).exits(0);
    let clone = forge.shallow("one");
    for name in ["a.yml", "b.yml", "c.yml", "d.yml", "z.yml"] {
        clone.job(name, READY);
    }
    let only = |id: &&str| clone.start(&["publish", "--only", id, "--allow-duplicate", id]);
    let children: Vec<_> = ["a", "b", "c", "d"].iter().map(only).collect();
    for child in children {
        let _ = RunOutput::of(child.wait_with_output().expect("ended")).exits(0);
    }
    forge.converged(&clone, 5);
}

#[test]
fn a_runner_that_dies_leaves_the_next_run_what_to_send_again() {
    let forge = Forge::new();
    let one = forge.shallow("one");
    one.job("a.yml", READY);
    forge.house.faults(&["PATCH /job-drafts/* #1 = hang"]);
    let child = one.start(&["publish"]);
    forge.await_request("PATCH");
    kill(child);
    std::fs::remove_dir_all(&one.path).expect("removed");
    forge.house.control.clear_faults();
    assert_eq!(forge.file("jobs/a.json")["intent"]["body"]["idempotencyKey"], "acme/jobs/a");
    let two = forge.shallow("two");
    two.job("a.yml", READY);
    forge.converged(&two, 1);
}

#[test]
fn a_live_edit_that_may_have_arrived_is_undone_by_a_reverted_definition() {
    let forge = Forge::new();
    let one = forge.shallow("one");
    one.job("a.yml", READY);
    let _ = one.run(&["publish"]).exits(0);
    one.job("a.yml", &READY.replace("0.06", "0.05"));
    forge.house.faults(&["PATCH /jobs/* * = drip"]);
    let child = one.start(&["publish"]);
    forge.await_request("PATCH /api/public/v1/jobs/");
    kill(child);
    forge.house.control.clear_faults();
    assert_eq!(forge.file("jobs/a.json")["job"]["applied"]["pricePerLabel"], Value::Null);
    let two = forge.shallow("two");
    two.job("a.yml", READY);
    forge.converged(&two, 1);
}

#[test]
fn values_that_were_not_sent_after_all_are_not_in_doubt() {
    let forge = Forge::new();
    let clone = forge.clone("one");
    for name in ["a.yml", "b.yml", "c.yml"] {
        clone.job(name, &READY.replace("0.06", "0.05"));
    }
    let _ = clone.run(&["draft"]).exits(0);
    clone.job("a.yml", READY).job("b.yml", READY).job("c.yml", READY);
    forge.house.faults(&["PATCH /job-drafts/* #1 = 401"]);
    let _ = clone.run(&["draft", "--concurrency", "1"]).exits(2);
    for name in ["a", "b", "c"] {
        assert_eq!(forge.file(&format!("jobs/{name}.json"))["job"]["applied"]["pricePerLabel"], 0.05, "{name}");
    }
}

#[cfg(unix)]
#[test]
fn a_run_that_is_asked_to_end_keeps_what_it_did() {
    let forge = Forge::new();
    let clone = forge.clone("one");
    clone.job("a.yml", READY).job("b.yml", READY).job("c.yml", READY);
    forge.house.faults(&["POST /job-drafts #2 = hang"]);
    let child = clone.start(&["draft", "--concurrency", "1"]);
    forge.await_request("PATCH");
    while forge.house.control.requests().iter().filter(|request| request.path.ends_with("/job-drafts")).count() < 2 {
        std::thread::sleep(Duration::from_millis(5));
    }
    let asked = Instant::now();
    signal(&child, "TERM");
    let ran = RunOutput::of(child.wait_with_output().expect("ended")).exits(3);
    assert!(asked.elapsed() < Duration::from_secs(9), "{:?}", asked.elapsed());
    assert!(ran.out.contains("interrupted by SIGTERM"), "{}", ran.out);
    assert_eq!(ran.steps("a"), ["create done", "publish planned"]);
    assert_eq!(forge.subjects()[0], "draft: 1 created");
    assert_eq!(forge.file("jobs/a.json")["job"]["status"], "DRAFT");
    assert!(forge.file("jobs/b.json")["intent"].is_object(), "it may have arrived");
    forge.house.control.clear_faults();
    forge.converged(&clone, 3);
}

#[cfg(unix)]
#[test]
fn a_second_signal_ends_a_run_at_once() {
    let forge = Forge::new();
    let clone = forge.clone("one");
    clone.job("a.yml", READY);
    forge.house.faults(&["POST /job-drafts * = hang"]);
    let child = clone.start(&["draft"]);
    forge.await_request("POST");
    ends_at_once(child);
    forge.house.control.clear_faults();
    forge.converged(&clone, 1);
}
