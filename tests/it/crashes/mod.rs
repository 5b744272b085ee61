//! The crash matrix: the real binary is killed by SIGKILL before and after every request and every change of its records, and
//! run again. That must end where a run that nobody killed ends, with nothing done twice.

mod act;
mod scene;
mod table;
mod tracer;

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZero;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use nix::sys::signal::Signal;
use nix::sys::wait::WaitStatus;
use opentrain_sandbox::Request;
use serde_json::Value;

use self::act::Act;
use self::scene::{Scene, World};
use self::table::{Outcome, table};
use self::tracer::{Fate, Moment};
use crate::test_env::{READY, TestEnv};

/// A brief that needs no pinned value.
const BARE: &str = "source:
  format: opentrain_canonical
  job: {title: Receipts, description: Read 500 receipts., experienceLevel: ENTRY_LEVEL, paymentType: PAY_PER_LABEL, rateAmount: 0.05,
    labelTypes: [TEXT], languages: [English], headcount: 2, dataVolume: 500, dataVolumeUnit: NUMBER_OF_FILES}
";

/// A definition as it was once.
fn old() -> String {
    READY.replace("0.06", "0.05")
}

/// A world in which one `publish` does all it can: creates, patches, publishes, edits a live job, closes one and leaves one alone.
fn all_to_do(meanwhile: fn(&TestEnv)) -> Scene {
    let scene = Scene::new("publish", meanwhile);
    let env = scene.start();
    let _ = env.job("drafted.yml", &old()).run(&["draft"]).exits(0);
    env.job("closed.yml", READY).job("edited.yml", &old()).job("live.yml", READY);
    let _ = env.run(&["publish", "--only", "closed", "--only", "edited", "--only", "live"]).exits(0);
    env.job("drafted.yml", READY).job("edited.yml", READY).job("closed.yml", &format!("state: closed\n{READY}"));
    env.job("bare.yml", BARE).job("team/new.yml", READY);
    scene
}

#[test]
fn killed_anywhere_in_a_publish_the_next_run_comes_to_the_same_end() {
    let scene = all_to_do(|_| {});
    let end = scene.end();
    assert_eq!(
        end.iter().map(told).collect::<Vec<_>>(),
        [
            "acme/jobs/bare OPEN 0.05, published 1",
            "acme/jobs/closed ARCHIVED 0.06, published 1",
            "acme/jobs/drafted OPEN 0.06, published 1",
            "acme/jobs/edited OPEN 0.06, published 1",
            "acme/jobs/live OPEN 0.06, published 1",
            "acme/jobs/team/new OPEN 0.06, published 1",
        ]
    );
    insta::assert_snapshot!(matrix("publish, killed and run again", &scene, &end, |_| true));
}

#[test]
fn killed_at_any_request_and_edited_meanwhile_the_next_run_goes_by_the_edit() {
    let scene = all_to_do(|env| {
        env.job("drafted.yml", &old()).job("edited.yml", &old());
        env.job(
            "team/new.yml",
            &READY.replace("Pay per label.", "Pay per label, from Monday.").replace("0.06", "0.07"),
        );
    });
    let end = scene.end();
    assert_eq!(
        end.iter().map(told).collect::<Vec<_>>(),
        [
            "acme/jobs/bare OPEN 0.05, published 1",
            "acme/jobs/closed ARCHIVED 0.06, published 1",
            "acme/jobs/drafted OPEN 0.05, published 1",
            "acme/jobs/edited OPEN 0.05, published 1",
            "acme/jobs/live OPEN 0.06, published 1",
            "acme/jobs/team/new OPEN 0.07, published 1",
        ]
    );
    let is_request = |act: &Act| matches!(act, Act::Request(_));
    insta::assert_snapshot!(matrix("publish, killed, definitions edited, run again", &scene, &end, is_request));
}

#[test]
fn killed_anywhere_in_the_first_draft_the_next_run_comes_to_the_same_end() {
    let scene = Scene::new("draft", |_| {});
    scene.start().job("bare.yml", BARE).job("team/new.yml", READY);
    let end = scene.end();
    assert_eq!(
        end.iter().map(told).collect::<Vec<_>>(),
        ["acme/jobs/bare DRAFT 0.05, published 0", "acme/jobs/team/new DRAFT 0.06, published 0"]
    );
    insta::assert_snapshot!(matrix("draft into an empty store, killed and run again", &scene, &end, |_| true));
}

/// A job as `KEY STATUS PRICE, published TIMES`.
fn told(job: &Value) -> String {
    let text = |key: &str| job[key].as_str().unwrap_or_default();
    let price = &job["fields"]["pricePerLabel"];
    format!("{} {} {price}, published {}", text("idempotencyKey"), text("status"), job["publishes"])
}

/// Kills a run before and after each of its acts that are chosen, and runs the command again. Returns the table of what came of it;
/// `end` is what all must come to.
fn matrix(title: &str, scene: &Scene, end: &[Value], is_chosen: fn(&Act) -> bool) -> String {
    let acts = scene.acts();
    let chosen = (0..acts.len()).filter(|point| is_chosen(&acts[*point]));
    let kills: Vec<(usize, Moment)> =
        chosen.flat_map(|point| [(point, Moment::Before), (point, Moment::After)]).collect();
    let (next, outcomes) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let work = || {
        while let Some((point, moment)) = kills.get(next.fetch_add(1, Ordering::Relaxed)) {
            let outcome = outcome(scene, &acts[..=*point], *moment, end);
            outcomes.lock().expect("outcomes").push((acts[*point].clone(), outcome));
        }
    };
    let threads = thread::available_parallelism().map_or(1, NonZero::get) + 2;
    thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(work))));
    let outcomes = outcomes.into_inner().expect("outcomes");
    let chosen: Vec<&Act> = acts.iter().filter(|act| is_chosen(act)).collect();
    let table = table(title, &chosen, &outcomes);
    show(&table);
    let failed: Vec<String> = outcomes.iter().filter_map(|(_, outcome)| outcome.failure()).collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    table
}

#[expect(clippy::print_stdout, reason = "the matrix is there to be read")]
fn show(table: &str) {
    println!("{table}");
}

/// What comes of a run that is killed at the last of these acts, and of the runs after it. A run that is killed has a thread of its
/// own, whose panic ends no more than that run.
fn outcome(scene: &Scene, acts: &[Act], moment: Moment, end: &[Value]) -> Outcome {
    let at = format!("{moment:?} act {}, {:?}", acts.len(), acts[acts.len() - 1]);
    thread::scope(|scope| {
        let killed = scope.spawn(|| killed(scene, acts, moment)).join();
        let Ok(env) = killed else { return Outcome::Lived(at) };
        let healed = scope.spawn(move || heal(scene, &env, end)).join();
        if healed.is_ok() { Outcome::Held } else { Outcome::Broke(at) }
    })
}

/// A world in which a run was killed at the last of these acts.
fn killed(scene: &Scene, acts: &[Act], moment: Moment) -> TestEnv {
    let env = scene.copy();
    let (last, earlier) = acts.split_last().expect("an act");
    let is_sent = matches!(last, Act::Request(_)) && moment == Moment::After;
    let requests = scene::requests(earlier) + usize::from(is_sent);
    let (mut seen, mut stopped) = (Vec::new(), None);
    let end = tracer::run(&scene.run(&env), &scene::records(&env), |now, act| {
        if now == Moment::Before {
            seen.push(scene::nameless(act));
        }
        if seen.len() < acts.len() || now != moment {
            return Fate::Lives;
        }
        // The service acts on what it was sent while the run stands still.
        stopped = Some(World::after(&env, requests));
        Fate::Dies
    });
    assert!(matches!(end, WaitStatus::Signaled(_, Signal::SIGKILL, _)), "it ended by itself: {end:?}");
    assert_eq!(seen, acts, "it went the same way up to here");
    assert_eq!(Some(World::of(&env)), stopped, "it did nothing after its death");
    env
}

/// Runs the command again, and once more.
fn heal(scene: &Scene, env: &TestEnv, end: &[Value]) {
    scene.pass(env);
    let _ = env.run(&[scene.command()]).exits(0);
    assert_eq!(scene::jobs(env), end, "the jobs of a run that nobody killed");
    nothing_twice(&env.control.requests());
    env.requests();
    let _ = env.run(&[scene.command()]).exits(0);
    env.only_read_the_list("then silence");
}

/// Both runs together published and closed each job once; a create that was repeated was repeated to the letter.
#[track_caller]
fn nothing_twice(requests: &[Request]) {
    let (mut public, mut creates) = (BTreeSet::new(), BTreeMap::new());
    for Request { path, body, .. } in requests.iter().filter(|request| request.method == "POST") {
        if path.ends_with("/job-drafts") {
            let first = creates.entry(body["idempotencyKey"].to_string()).or_insert(body);
            assert_eq!(*first, body, "another body under the same key");
        } else {
            assert!(public.insert(path), "sent twice: POST {path}");
        }
    }
}
