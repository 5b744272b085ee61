//! One cell: a publish that makes every kind of request, one of which meets a fault.

use std::fmt;
use std::time::Duration;

use serde_json::json;

use super::rows::{Call, Fault};
use crate::bounded;
use crate::test_env::{READY, RunOutput, TestEnv};

/// The longest that a run may go on, whatever fails for however long.
const LONGEST: Duration = Duration::from_secs(90);

/// How often a fault strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Often {
    Once,
    Ever,
}

pub(super) struct Cell {
    pub(super) fault: &'static Fault,
    pub(super) call: &'static Call,
    pub(super) often: Often,
}

impl fmt::Display for Cell {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} at {}, {:?}", self.fault.name, self.call.name, self.often)
    }
}

impl Cell {
    /// About how many seconds it takes.
    pub(super) fn patience(&self) -> u32 {
        if self.often == Often::Ever { self.fault.patience } else { self.fault.patience / 3 }
    }

    /// The exit codes: of the run that meets the fault, and of the next one, where there is something to heal.
    pub(super) fn run(&self) -> &'static str {
        let env = world();
        let turns = if self.often == Often::Ever { " *" } else { "" };
        env.faults(&[&format!("{}{turns} = {}", self.call.request, self.fault.kind)]);
        let ran = bounded::run(&env, env.command(&["publish"]).args(["--format", "json"]), LONGEST);
        let met = env.control.requests().iter().filter(|request| request.fault.is_some()).count();
        assert!((1..=self.fault.tries).contains(&met), "it was tried {met} times");
        env.control.clear_faults();
        if self.often == Often::Once && self.fault.is_passing {
            told(&ran.exits(0), [&["update done"], &["close done"], &["create done", "publish done"]], self.fault);
            settled(&env);
            return "0";
        }
        told(&ran.exits(3), self.call.steps, self.fault);
        assert!(env.jobs().len() <= 3 && env.jobs().iter().all(|job| job["publishes"].as_u64() <= Some(1)));
        assert!(!env.run(&["publish"]).exits(0).out.contains("\"conflict\""));
        settled(&env);
        "3→0"
    }
}

/// A live job that is edited, one that shall end, and a new one with a field that is newer than what is known of the account.
pub(crate) fn world() -> TestEnv {
    let env = TestEnv::new();
    env.job("edit.yml", READY).job("end.yml", READY);
    let _ = env.run(&["publish"]).exits(0);
    env.job("edit.yml", &READY.replace("0.06", "0.08")).job("end.yml", &format!("state: closed\n{READY}"));
    env.job("new.yml", &format!("{READY}  headcount: 7\n"));
    let keys = ["experienceLevel", "jobDescription", "paymentType", "pricePerLabel"];
    let known = json!({ "version": 2, "updateKeys": keys, "enums": {} });
    std::fs::write(env.file("records/capabilities.json"), known.to_string()).expect("written");
    env.requests();
    env
}

/// The report tells these steps of `edit`, `end` and `new`, and contradicts nothing.
#[track_caller]
fn told(ran: &RunOutput, steps: [&[&str]; 3], fault: &Fault) {
    for (id, expected) in ["edit", "end", "new"].into_iter().zip(steps) {
        let told = ran.steps(id);
        let fits = |(want, have): (&&str, &String)| match want.split_once(' ') {
            Some((kind, "!")) => *have == format!("{kind} {}", fault.outcome),
            Some((kind, "?")) => fault.beside().iter().any(|outcome| *have == format!("{kind} {outcome}")),
            _ => have == want,
        };
        assert!(told.len() == expected.len() && expected.iter().zip(&told).all(fits), "{id}: {told:?}\n{}", ran.out);
    }
    assert!(!ran.out.contains("\"conflict\""), "{}", ran.out);
}

/// The jobs are as defined, each live once, and there is nothing left to do or to ask.
#[track_caller]
fn settled(env: &TestEnv) {
    let jobs = env.jobs();
    assert_eq!(env.statuses(), ["OPEN", "ARCHIVED", "OPEN"]);
    assert!(jobs.iter().all(|job| job["publishes"] == 1), "{jobs:?}");
    assert_eq!((&jobs[0]["fields"]["pricePerLabel"], &jobs[2]["fields"]["headcount"]), (&json!(0.08), &json!(7)));
    env.requests();
    let _ = env.run(&["publish"]).exits(0);
    env.only_read_the_list("then silence");
}
