//! The rig for records on a branch: a bare remote, its clones, and the real binary run in them.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use opentrain_sandbox::Options;
use serde_json::Value;

use crate::test_env::{RunOutput, TestEnv};

pub(crate) const BRANCH: &str = "opentrain-records";

/// A env with a bare remote that has one commit on main.
pub(crate) struct GitRemote {
    pub(crate) env: TestEnv,
}

/// A clone of the remote.
pub(crate) struct Clone<'f> {
    pub(crate) origin: &'f GitRemote,
    pub(crate) path: PathBuf,
}

pub(crate) fn search_path() -> std::ffi::OsString {
    std::env::vars_os().find(|(name, _)| name == "PATH").map(|(_, value)| value).unwrap_or_default()
}

/// What git prints in a folder.
#[track_caller]
pub(crate) fn git(folder: &Path, args: &[&str]) -> String {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(["-c", "user.name=t", "-c", "user.email=t@t"]).args(args);
    command.env_clear().env("PATH", search_path()).env("HOME", folder).env("GIT_CONFIG_NOSYSTEM", "1");
    let output = command.output().expect("git");
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8").trim().to_owned()
}

impl GitRemote {
    pub(crate) fn new() -> Self {
        Self::of(Options::default())
    }

    pub(crate) fn of(options: Options) -> Self {
        let forge = Self { env: TestEnv::of(options) };
        git(forge.env.path(), &["init", "--quiet", "--bare", "--initial-branch=main", "remote.git"]);
        let seed = forge.clone("seed");
        std::fs::write(seed.path.join("README"), "x").expect("written");
        git(&seed.path, &["add", "."]);
        git(&seed.path, &["commit", "--quiet", "-m", "first"]);
        std::fs::write(seed.path.join("README"), "y").expect("written");
        git(&seed.path, &["commit", "--quiet", "-am", "second"]);
        git(&seed.path, &["push", "--quiet", "origin", "HEAD:main"]);
        forge
    }

    pub(crate) fn remote(&self) -> PathBuf {
        self.env.file("remote.git")
    }

    pub(crate) fn clone(&self, name: &str) -> Clone<'_> {
        self.clone_of(name, &[&self.remote().display().to_string()])
    }

    /// A clone with one commit, as actions/checkout makes it.
    pub(crate) fn shallow(&self, name: &str) -> Clone<'_> {
        self.clone_of(name, &["--depth=1", &format!("file://{}", self.remote().display())])
    }

    pub(crate) fn clone_of(&self, name: &str, args: &[&str]) -> Clone<'_> {
        git(self.env.path(), &[&["clone", "--quiet"], args, &[name]].concat());
        let path = self.env.file(name);
        std::fs::create_dir_all(path.join("jobs")).expect("a folder");
        // What the tests write there is no change of the checkout.
        std::fs::write(path.join(".git/info/exclude"), "/jobs/\n").expect("written");
        Clone { origin: self, path }
    }

    /// The remote refuses pushes from now on, as a ruleset does.
    pub(crate) fn protect(&self) {
        self.hook("echo 'GH013: Repository rule violations found'; exit 1");
    }

    /// The remote runs this for each push.
    pub(crate) fn hook(&self, script: &str) {
        let hook = self.remote().join("hooks/pre-receive");
        std::fs::create_dir_all(self.remote().join("hooks")).expect("a folder");
        std::fs::write(&hook, format!("#!/bin/sh\n{script}\n")).expect("written");
        #[cfg(unix)]
        std::fs::set_permissions(&hook, std::os::unix::fs::PermissionsExt::from_mode(0o755)).expect("executable");
    }

    pub(crate) fn on_branch(&self, args: &[&str]) -> String {
        git(&self.remote(), args)
    }

    pub(crate) fn has_branch(&self) -> bool {
        !git(&self.remote(), &["for-each-ref", &format!("refs/heads/{BRANCH}")]).is_empty()
    }

    /// The subjects of the branch's commits, the last first.
    pub(crate) fn subjects(&self) -> Vec<String> {
        self.on_branch(&["log", "--format=%s", BRANCH]).lines().map(str::to_owned).collect()
    }

    /// A file of the branch.
    pub(crate) fn file(&self, name: &str) -> Value {
        serde_json::from_str(&self.on_branch(&["show", &format!("{BRANCH}:{name}")])).expect("JSON")
    }

    pub(crate) fn files(&self) -> Vec<String> {
        self.on_branch(&["ls-tree", "-r", "--name-only", BRANCH]).lines().map(str::to_owned).collect()
    }

    /// Waits until the sandbox has had a request of this kind.
    #[track_caller]
    pub(crate) fn await_request(&self, start: &str) {
        let end = Instant::now() + Duration::from_secs(30);
        let is_there = || {
            let requests = self.env.control.requests();
            requests.iter().any(|request| format!("{} {}", request.method, request.path).starts_with(start))
        };
        while !is_there() {
            assert!(Instant::now() < end, "no {start}");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// One job a definition, live with the defined content; then silence.
    #[track_caller]
    pub(crate) fn converged(&self, clone: &Clone<'_>, jobs: usize) {
        let _ = clone.run(&["publish"]).exits(0);
        self.env.requests();
        let tip = self.on_branch(&["rev-parse", BRANCH]);
        let _ = clone.run(&["publish"]).exits(0);
        self.env.only_read_the_list("then silence");
        assert_eq!(self.on_branch(&["rev-parse", BRANCH]), tip, "and nothing is pushed");
        assert_eq!(self.env.statuses(), vec!["OPEN"; jobs]);
        assert!(self.env.jobs().iter().all(|job| job["publishes"] == 1));
        assert!(self.env.jobs().iter().all(|job| job["fields"]["pricePerLabel"] == 0.06));
    }
}

impl Clone<'_> {
    pub(crate) fn job(&self, name: &str, text: &str) -> &Self {
        std::fs::write(self.path.join("jobs").join(name), text).expect("written");
        self
    }

    pub(crate) fn command(&self, args: &[&str], records: &str) -> Command {
        let mut command = self.origin.env.bare();
        command.current_dir(&self.path).env("PATH", search_path()).env("GIT_CONFIG_NOSYSTEM", "1").args(args);
        if args.first() != Some(&"check") {
            command.args(["--base-url", &self.origin.env.url]);
        }
        if args.first() != Some(&"check") && !args.contains(&"--namespace") {
            command.args(["--namespace", "acme/jobs"]);
        }
        command.args(["--records", records, "--format", "json"]);
        command
    }

    /// Merges the jobs folder as it is here into main, without a trace in this clone.
    pub(crate) fn merge(&self) {
        let remote = self.origin.remote();
        let index = self.origin.env.file("merge-index");
        let plumb = |args: &[&str]| {
            let mut command = Command::new("git");
            command.arg("--git-dir").arg(&remote).arg("--work-tree").arg(&self.path);
            command.args(["-c", "user.name=t", "-c", "user.email=t@t", "-c", "core.bare=false"]).args(args);
            command.env_clear().env("PATH", search_path()).env("GIT_INDEX_FILE", &index).current_dir(&self.path);
            let output = command.output().expect("git");
            assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
            String::from_utf8(output.stdout).expect("UTF-8").trim().to_owned()
        };
        plumb(&["read-tree", "main"]);
        plumb(&["add", "--force", "--all", "jobs"]);
        let tree = plumb(&["write-tree"]);
        if tree != plumb(&["rev-parse", "main^{tree}"]) {
            let commit = plumb(&["commit-tree", &tree, "-p", "main", "-m", "jobs"]);
            plumb(&["update-ref", "refs/heads/main", &commit]);
        }
    }

    /// Runs a command. A `publish` is that of merged definitions.
    pub(crate) fn run(&self, args: &[&str]) -> RunOutput {
        if args.first() == Some(&"publish") {
            self.merge();
        }
        self.run_unmerged(args)
    }

    pub(crate) fn run_unmerged(&self, args: &[&str]) -> RunOutput {
        RunOutput::of(self.command(args, &format!("git:{BRANCH}")).output().expect("run"))
    }

    pub(crate) fn start(&self, args: &[&str]) -> Child {
        self.merge();
        let mut command = self.command(args, &format!("git:{BRANCH}"));
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("started")
    }

    /// What a run must not touch. That git notes what it pushed, in `refs/remotes/origin`, is git's own way.
    pub(crate) fn state(&self) -> [String; 5] {
        let index = std::fs::read(self.path.join(".git/index")).map(|bytes| format!("{bytes:?}")).unwrap_or_default();
        let ask = |args: &[&str]| git(&self.path, args);
        let is_shallow = ask(&["rev-parse", "--is-shallow-repository"]);
        let refs = ask(&["for-each-ref", "--format=%(refname) %(objectname)"]);
        let refs = refs.lines().filter(|line| !line.starts_with(&format!("refs/remotes/origin/{BRANCH} "))).collect();
        // `status` would refresh the index, which the next comparison reads.
        [ask(&["--no-optional-locks", "status", "--porcelain"]), ask(&["rev-parse", "HEAD"]), refs, is_shallow, index]
    }
}

pub(crate) fn kill(mut child: Child) {
    child.kill().expect("killed");
    child.wait().expect("ended");
}
