//! Load: many definitions, a slow service, a service that says 429, a long list. Order and bounds hold.

use std::fs::File;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use opentrain_sandbox::{Options, Request};
use serde_json::{Value, json};

use crate::test_env::{GAPS, READY, RunOutput, TestEnv};

/// Runs a command to its end. Returns what it came to, and the most memory that it held, in MiB, where the system tells.
fn measured(env: &TestEnv, args: &[&str]) -> (RunOutput, Option<u64>) {
    let out = env.file("out.json");
    let mut command: Command = env.command(args);
    command.args(["--format", "json", "-q"]).stdout(File::create(&out).expect("a file")).stderr(Stdio::null());
    let mut child = command.spawn().expect("started");
    let mut peak = None;
    let status = loop {
        peak = high_water(child.id()).or(peak);
        match child.try_wait().expect("a child") {
            Some(status) => break status,
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    };
    let stdout = std::fs::read(&out).expect("read");
    (RunOutput::of(Output { status, stdout, stderr: Vec::new() }), peak)
}

/// The most memory that a process held so far, in MiB.
fn high_water(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kib| kib / 1024)
}

/// Tells what a run held, and that it was no more than `most` MiB.
#[track_caller]
#[expect(clippy::print_stdout, reason = "the number is there to be read")]
fn held(what: &str, peak: Option<u64>, most: u64) {
    println!("{what}: {} MiB at most", peak.map_or_else(|| "?".to_owned(), |peak| peak.to_string()));
    assert!(peak.is_none_or(|peak| peak < most), "{what}: {peak:?} MiB");
}

/// So many definitions, every tenth of them with two gaps. Returns their ids, in order.
fn definitions(env: &TestEnv, count: usize) -> Vec<String> {
    let ids: Vec<String> = (0..count).map(|number| format!("job-{number:05}")).collect();
    env.job("_config.yml", "require: []\n");
    for (number, id) in ids.iter().enumerate() {
        env.job(&format!("{id}.yml"), if number % 10 == 0 { GAPS } else { READY });
    }
    ids
}

/// The ids of a report's jobs, as they stand in it; those alone for which something holds.
fn ids(report: &Value, holds: impl Fn(&Value) -> bool) -> Vec<String> {
    let jobs = report["jobs"].as_array().expect("jobs").iter().filter(|job| holds(job));
    jobs.map(|job| job["id"].as_str().expect("an id").to_owned()).collect()
}

#[test]
fn ten_thousand_definitions_are_checked_and_planned_in_order_within_bounds() {
    let env = TestEnv::new();
    let expected = definitions(&env, 10_000);
    for command in ["check", "plan"] {
        let (ran, peak) = measured(&env, &[command]);
        assert_eq!(ids(&ran.exits(0).report(), |_| true), expected, "{command}");
        held(&format!("{command} of 10,000"), peak, 300);
    }
    assert_eq!(env.requests(), Vec::<String>::new());
}

#[test]
fn a_thousand_drafts_are_told_in_order_with_every_gap_and_again_without_a_request() {
    let env = TestEnv::new();
    let expected = definitions(&env, 1000);
    let gaps: Vec<String> = expected.iter().step_by(10).cloned().collect();
    for requests in [1 + 1000 + 1000, 10] {
        let (ran, peak) = measured(&env, &["draft"]);
        let report = ran.exits(1).report();
        assert_eq!(ids(&report, |_| true), expected);
        assert_eq!(ids(&report, |job| job["missing"].as_array().is_some_and(|missing| missing.len() == 2)), gaps);
        assert_eq!(report["totals"]["missing"], 2 * gaps.len());
        assert_eq!(env.requests().len(), requests);
        held("draft of 1,000", peak, 150);
    }
    let jobs = env.jobs();
    let keys: Vec<String> = expected.iter().map(|id| format!("acme/jobs/{id}")).collect();
    assert_eq!(jobs.iter().map(|job| job["idempotencyKey"].clone()).collect::<Vec<_>>(), keys);
}

#[test]
fn a_slow_service_is_asked_by_all_lanes_and_no_more() {
    let env = TestEnv::of(Options { latency: Duration::from_secs(2), ..Options::default() });
    let names: Vec<String> = (0..16).map(|number| format!("job-{number:02}")).collect();
    for name in &names {
        env.job(&format!("{name}.yml"), READY);
    }
    let begin = Instant::now();
    let ran = env.run(&["draft", "--concurrency", "8"]).exits(0);
    // The list, two rounds of creates and two of patches; one after the other it would be 66 s.
    assert!(begin.elapsed() < Duration::from_secs(40), "{:?}", begin.elapsed());
    assert_eq!(ids(&ran.report(), |job| job["steps"][0]["outcome"] == "done"), names);
    assert_eq!(env.control.max_in_flight(), 8);
}

#[test]
fn a_429_to_one_lane_is_a_pause_of_all() {
    const LANES: usize = 8;
    const JOBS: usize = 3 * LANES;
    let latency = Duration::from_millis(200);
    let env = TestEnv::of(Options { latency, ..Options::default() });
    env.faults(&["* * #3n = 429 retry-after=1"]);
    for number in 0..JOBS {
        env.job(&format!("job-{number:02}.yml"), READY);
    }
    let _ = env.run(&["draft", "--concurrency", "8"]).exits(0);
    let requests = env.control.requests();
    let (struck, carried): (Vec<&Request>, Vec<&Request>) =
        requests.iter().partition(|request| request.fault.is_some());
    assert_eq!(carried.len(), 1 + 2 * JOBS, "each call once");
    assert!(requests.len() * 10 <= carried.len() * 16, "{} requests for {}", requests.len(), carried.len());
    assert_eq!(env.jobs().len(), JOBS);
    for refused in struck {
        let told = refused.arrived + latency;
        // Those that were under way when it was told can't be called back.
        let late = requests
            .iter()
            .filter(|request| request.arrived > told && request.arrived < told + Duration::from_millis(900));
        assert!(late.count() < LANES, "a storm after the 429 at {told:?}: {:?}", arrivals(&requests));
    }
}

fn arrivals(requests: &[Request]) -> Vec<(u128, u16)> {
    requests.iter().map(|request| (request.arrived.as_millis(), request.status)).collect()
}

#[test]
fn an_account_with_twenty_thousand_jobs_is_read_to_its_end_within_bounds() {
    let env = TestEnv::new();
    env.job("a.yml", READY);
    for number in 0..20_000 {
        env.control.add_job(json!({ "title": format!("A job from the web app, number {number}"), "status": "OPEN" }));
    }
    let (ran, peak) = measured(&env, &["draft"]);
    assert_eq!(ran.exits(0).steps("a"), ["create done", "publish planned"]);
    let requests = env.requests();
    assert_eq!(requests.iter().filter(|request| *request == "GET /jobs/mine").count(), 200, "pages of 100, each once");
    assert_eq!(env.control.jobs().len(), 20_001);
    held("a list of 20,000 jobs", peak, 100);
}
