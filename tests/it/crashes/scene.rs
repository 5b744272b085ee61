//! A folder and a service as a run finds them, copied for each run that is killed.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use nix::sys::wait::WaitStatus;
use opentrain_sandbox::Options;
use serde_json::Value;
use walkdir::WalkDir;

use super::act::Act;
use super::tracer::{self, Fate, Moment};
use crate::test_env::TestEnv;

/// Where a run begins, which it is, and what people do before the next.
pub(super) struct Scene {
    command: &'static str,
    meanwhile: fn(&TestEnv),
    start: TestEnv,
    states: tempfile::TempDir,
    copies: AtomicUsize,
}

fn env(state: PathBuf) -> TestEnv {
    // The service's links are on record; they must not name a port.
    let public_url = Some("https://sandbox.invalid".to_owned());
    TestEnv::of(Options { state: Some(state), public_url, ..Options::default() })
}

impl Scene {
    /// An empty world for a run of this command. `meanwhile` is done to the definitions between that run and the next.
    pub(super) fn new(command: &'static str, meanwhile: fn(&TestEnv)) -> Self {
        let states = tempfile::tempdir().expect("a folder");
        let start = env(states.path().join("start"));
        Self { command, meanwhile, start, states, copies: AtomicUsize::new(0) }
    }

    /// The world to be copied.
    pub(super) fn start(&self) -> &TestEnv {
        &self.start
    }

    pub(super) fn command(&self) -> &'static str {
        self.command
    }

    /// The time between two runs.
    pub(super) fn pass(&self, env: &TestEnv) {
        (self.meanwhile)(env);
    }

    /// The run that is watched. One lane: it goes the same way every time.
    pub(super) fn run(&self, env: &TestEnv) -> Command {
        env.command(&[self.command, "--concurrency", "1"])
    }

    /// The same world with a service of its own, at another port.
    pub(super) fn copy(&self) -> TestEnv {
        let state = self.states.path().join(self.copies.fetch_add(1, Ordering::Relaxed).to_string());
        let first = self.states.path().join("start");
        if first.exists() {
            fs::copy(&first, &state).expect("copied");
        }
        let env = env(state);
        for part in ["jobs", "records"] {
            for (name, bytes) in files(&self.start.file(part)) {
                let text = String::from_utf8(bytes).expect("UTF-8").replace(&self.start.url, &env.url);
                let path = env.file(part).join(name);
                fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
                fs::write(path, text).expect("written");
            }
        }
        env
    }

    /// The jobs after two runs that nobody killed.
    pub(super) fn end(&self) -> Vec<Value> {
        let env = self.copy();
        let _ = env.run(&[self.command]).exits(0);
        self.pass(&env);
        let _ = env.run(&[self.command]).exits(0);
        jobs(&env)
    }

    /// All acts of a run, in order. That they are all is seen, not believed: between two of them neither records nor service change.
    pub(super) fn acts(&self) -> Vec<Act> {
        let env = self.copy();
        let (mut acts, mut world) = (Vec::new(), World::of(&env));
        let end = tracer::run(&self.run(&env), &records(&env), |moment, act| {
            match moment {
                Moment::Before => {
                    assert_eq!(World::of(&env), world, "something happened before {act:?}");
                    acts.push(nameless(act));
                }
                Moment::After => world = World::after(&env, requests(&acts)),
            }
            Fate::Lives
        });
        assert!(matches!(end, WaitStatus::Exited(_, 0)), "{end:?}");
        assert_eq!(World::of(&env), world, "something happened after the last act");
        acts
    }
}

/// What outlives a run: the files of its records, and how many requests the service has had.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct World {
    files: BTreeMap<PathBuf, Vec<u8>>,
    requests: usize,
}

impl World {
    pub(super) fn of(env: &TestEnv) -> Self {
        Self { files: files(&records(env)), requests: env.control.requests().len() }
    }

    /// The world once the service has acted on so many requests.
    pub(super) fn after(env: &TestEnv, requests: usize) -> Self {
        let end = Instant::now() + Duration::from_secs(20);
        while env.control.requests().len() < requests && Instant::now() < end {
            std::thread::sleep(Duration::from_millis(1));
        }
        let world = Self::of(env);
        assert_eq!(world.requests, requests, "requests that the service has had");
        world
    }
}

/// The service's jobs in the order of definitions, without what differs from run to run: ids and times.
pub(super) fn jobs(env: &TestEnv) -> Vec<Value> {
    let mut jobs = env.jobs();
    for job in jobs.iter_mut().filter_map(Value::as_object_mut) {
        job.retain(|key, _| !(key == "id" || key.starts_with("created") || key.starts_with("updated")));
    }
    jobs
}

/// The folder of the records. Its links are resolved, as the system tells paths.
pub(super) fn records(env: &TestEnv) -> PathBuf {
    env.path().canonicalize().expect("a folder").join("records")
}

fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = WalkDir::new(folder).into_iter().filter_map(Result::ok).filter(|entry| entry.file_type().is_file());
    let below = |path: &Path| path.strip_prefix(folder).expect("a path below the folder").to_owned();
    entries.map(|entry| (below(entry.path()), fs::read(entry.path()).expect("read"))).collect()
}

/// How many of these acts are requests.
pub(super) fn requests(acts: &[Act]) -> usize {
    acts.iter().filter(|act| matches!(act, Act::Request(_))).count()
}

/// The act without the random part of a temporary file's name.
pub(super) fn nameless(act: &Act) -> Act {
    match act {
        Act::Change(what, path) if is_temporary(path) => Act::Change(what, path.with_file_name(".record")),
        act => act.clone(),
    }
}

/// Whether this is the file that becomes a record by a rename.
pub(super) fn is_temporary(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b".record"))
}
