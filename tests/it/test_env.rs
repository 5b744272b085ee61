//! The test environment: a folder with definitions and records, a sandbox in this process, and the real binary run against it.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use opentrain_sandbox::{Control, Options, Request, Server};
use serde_json::Value;

/// A definition that is ready to be published.
pub(crate) const READY: &str =
    "description: We need 5 fluent Spanish speakers to label sentiment in ~20,000 social media posts. Pay per label.
fields:
  experienceLevel: INTERMEDIATE
  paymentType: PAY_PER_LABEL
  pricePerLabel: 0.06
";

/// A definition with two missing fields.
pub(crate) const GAPS: &str =
    "description: We need 5 fluent Spanish speakers to label sentiment in ~20,000 social media posts. Pay per label.
";

/// A folder, a sandbox, and the binary.
pub(crate) struct TestEnv {
    folder: tempfile::TempDir,
    pub(crate) control: Control,
    pub(crate) url: String,
    _server: Server,
    _runtime: tokio::runtime::Runtime,
}

/// The result of a run of the binary. Assert its exit code.
#[must_use = "assert the exit code of a run with `exits`"]
pub(crate) struct RunOutput {
    code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl TestEnv {
    pub(crate) fn new() -> Self {
        Self::of(Options::default())
    }

    pub(crate) fn variant(texts: &[&str]) -> Self {
        let env = Self::new();
        texts.iter().for_each(|text| env.control.set_variant(text).expect("a known variant"));
        env
    }

    pub(crate) fn of(options: Options) -> Self {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let server = runtime.block_on(Server::start(options)).expect("a sandbox");
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("jobs")).expect("a jobs folder");
        Self { folder, control: server.control(), url: server.url(), _server: server, _runtime: runtime }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    /// Writes a file below the jobs folder.
    pub(crate) fn job(&self, name: &str, text: &str) -> &Self {
        let path = self.file("jobs").join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, text).expect("written");
        self
    }

    pub(crate) fn remove_job(&self, name: &str) {
        std::fs::remove_file(self.file("jobs").join(name)).expect("removed");
    }

    pub(crate) fn lose_records(&self) {
        std::fs::remove_dir_all(self.file("records")).expect("removed");
    }

    /// The binary in this folder with nothing of the test's own environment but a token.
    pub(crate) fn bare(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_opentrain-jobs"));
        command.current_dir(self.path()).env_clear().env("HOME", self.path()).env("OT_API_TOKEN", "ot_pat_sandbox");
        command.stdin(Stdio::null());
        command
    }

    /// The binary with the flags for this environment's records, namespace and sandbox.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = self.bare();
        command.args(args);
        if args.first() != Some(&"check") {
            command.args(["--namespace", "acme/jobs", "--base-url", &self.url]);
        }
        command.args(["--records", "dir:records"]);
        command
    }

    /// Runs a command with a JSON report.
    pub(crate) fn run(&self, args: &[&str]) -> RunOutput {
        RunOutput::of(self.command(args).args(["--format", "json"]).output().expect("run"))
    }

    /// Runs a command with its report as text.
    pub(crate) fn text(&self, args: &[&str]) -> RunOutput {
        RunOutput::of(self.command(args).output().expect("run"))
    }

    /// Starts a command with a JSON report and leaves it running.
    pub(crate) fn start(&self, args: &[&str]) -> Child {
        let mut command = self.command(args);
        command.args(["--format", "json"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("started")
    }

    /// Waits until so many requests have arrived since the last look at them.
    #[track_caller]
    pub(crate) fn await_requests(&self, count: usize) {
        let end = Instant::now() + Duration::from_secs(20);
        while self.control.requests().len() < count {
            assert!(Instant::now() < end, "{:?}", self.requests());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Requests since the last call, as `METHOD path`.
    pub(crate) fn requests(&self) -> Vec<String> {
        let requests = self.control.requests();
        self.control.clear_requests();
        requests.iter().map(named).collect()
    }

    /// Fails unless the last run sent nothing but the question for the account's jobs, once for each page.
    #[track_caller]
    pub(crate) fn only_read_the_list(&self, point: &str) {
        let requests = self.requests();
        let is_list = |request: &String| request == "GET /jobs/mine";
        assert!(
            !requests.is_empty() && requests.iter().all(is_list),
            "{point}: only the list is read, not {requests:?}"
        );
    }

    /// Requests since the last call that may change something.
    pub(crate) fn writes(&self) -> Vec<String> {
        self.requests().into_iter().filter(|request| !request.starts_with("GET")).collect()
    }

    pub(crate) fn faults(&self, texts: &[&str]) {
        self.control.add_faults(texts.iter().map(|text| text.parse().expect("a known fault")).collect());
    }

    /// Each job's status, in the order of definitions.
    pub(crate) fn statuses(&self) -> Vec<String> {
        self.jobs().iter().map(|job| job["status"].as_str().expect("a status").to_owned()).collect()
    }

    /// All jobs by key, then by id: the order of definitions, whatever the order of the requests was.
    pub(crate) fn jobs(&self) -> Vec<Value> {
        let mut jobs = self.control.jobs();
        let text = |job: &Value, key| job[key].as_str().map(str::to_owned);
        jobs.sort_by_key(|job| (text(job, "idempotencyKey"), text(job, "id")));
        jobs
    }

    /// The service's id of a definition's job.
    pub(crate) fn id_of(&self, definition: &str) -> String {
        let key = format!("acme/jobs/{definition}");
        let jobs = self.jobs();
        let job = jobs.iter().find(|job| job["idempotencyKey"] == key.as_str()).expect("a job of this key");
        job["id"].as_str().expect("an id").to_owned()
    }
}

/// Sends a running process a signal, such as `INT`.
pub(crate) fn signal(child: &Child, name: &str) {
    let status = Command::new("kill").args([&format!("-{name}"), &child.id().to_string()]).status().expect("kill");
    assert!(status.success());
}

/// Two signals end a running process at once, with the reason as its message.
#[track_caller]
pub(crate) fn ends_at_once(child: Child) {
    let asked = Instant::now();
    for _ in 0..2 {
        signal(&child, "INT");
        std::thread::sleep(Duration::from_millis(300));
    }
    let ran = RunOutput::of(child.wait_with_output().expect("ended")).exits(3);
    assert!(asked.elapsed() < Duration::from_secs(3), "{:?}", asked.elapsed());
    assert!(ran.err.contains("second signal"), "{}", ran.err);
}

fn named(request: &Request) -> String {
    format!("{} {}", request.method, request.path.trim_start_matches("/api/public/v1"))
}

impl RunOutput {
    pub(crate) fn of(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).expect("UTF-8"),
            err: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }

    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "stdout:\n{}\nstderr:\n{}", self.out, self.err);
        self
    }

    #[track_caller]
    pub(crate) fn report(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}\n{}", self.out, self.err))
    }

    /// The report's entry of a definition.
    #[track_caller]
    pub(crate) fn entry(&self, id: &str) -> Value {
        let report = self.report();
        let jobs = report["jobs"].as_array().expect("jobs");
        jobs.iter().find(|job| job["id"] == id).unwrap_or_else(|| panic!("no {id} in {}", self.out)).clone()
    }

    /// A definition's steps as `kind outcome`.
    #[track_caller]
    pub(crate) fn steps(&self, id: &str) -> Vec<String> {
        let entry = self.entry(id);
        let text = |step: &Value, key| step[key].as_str().expect("a text").to_owned();
        entry["steps"]
            .as_array()
            .expect("steps")
            .iter()
            .map(|step| text(step, "kind") + " " + &text(step, "outcome"))
            .collect()
    }

    /// The line of a definition's first finding of a code.
    #[track_caller]
    pub(crate) fn line_of(&self, id: &str, code: &str) -> Value {
        let entry = self.entry(id);
        let findings = entry["findings"].as_array().expect("findings");
        findings.iter().find(|finding| finding["code"] == code).expect("the finding")["line"].clone()
    }

    /// A definition's errors and warnings by code.
    #[track_caller]
    pub(crate) fn codes(&self, id: &str) -> Vec<String> {
        codes(&self.entry(id)["findings"])
    }

    /// Errors and warnings that belong to no definition, by code.
    #[track_caller]
    pub(crate) fn run_codes(&self) -> Vec<String> {
        codes(&self.report()["findings"])
    }
}

fn codes(findings: &Value) -> Vec<String> {
    let findings = findings.as_array().expect("findings").iter();
    let problems = findings.filter(|finding| finding["severity"] != "note");
    problems
        .map(|finding| format!("{} {}", finding["severity"].as_str().unwrap(), finding["code"].as_str().unwrap()))
        .collect()
}
