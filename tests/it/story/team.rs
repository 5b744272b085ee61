//! A team's repository: pull requests, merges, and what people read of them.

use std::fs;
use std::time::Duration;

use opentrain_sandbox::Options;
use serde_json::{Value, json};

use crate::git_remote::{Clone, GitRemote, git};
use crate::github::stand_in::StandIn;
use crate::github_end_to_end::{OPENED, Runner, commit, pull, push};

const MAIN: &str = "refs/heads/main";

/// Where a team's repository and its services are.
pub(crate) struct Services {
    pub(crate) remote: GitRemote,
    github: StandIn,
}

impl Services {
    pub(crate) fn new(options: Options) -> Self {
        Self { remote: GitRemote::of(options), github: StandIn::new() }
    }

    /// OpenTrain's daily limit begins anew.
    pub(crate) fn another_day(&self) {
        self.remote.env.control.advance_clock(Duration::from_secs(25 * 3600));
    }

    pub(crate) fn team(&self) -> Team<'_> {
        let folder = self.remote.env.file("runner");
        fs::create_dir_all(&folder).expect("a folder");
        let runner = Runner { github: &self.github, folder, run: 1000 };
        Team { services: self, work: self.remote.clone("work"), runner }
    }
}

/// Somebody with a clone.
pub(crate) struct Team<'s> {
    services: &'s Services,
    pub(crate) work: Clone<'s>,
    runner: Runner<'s>,
}

impl Team<'_> {
    pub(crate) fn write(&self, name: &str, text: &str) -> &Self {
        let path = self.work.path.join("jobs").join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("written");
        self
    }

    pub(crate) fn replace(&self, name: &str, before: &str, after: &str) -> &Self {
        let text = fs::read_to_string(self.work.path.join("jobs").join(name)).expect("a file");
        assert!(text.contains(before), "{before} is not in {text}");
        self.write(name, &text.replace(before, after))
    }

    pub(crate) fn remove(&self, name: &str) -> &Self {
        fs::remove_file(self.work.path.join("jobs").join(name)).expect("removed");
        self
    }

    pub(crate) fn rename(&self, from: &str, to: &str) -> &Self {
        let jobs = self.work.path.join("jobs");
        fs::rename(jobs.join(from), jobs.join(to)).expect("renamed");
        self
    }

    /// Another pull request begins.
    pub(crate) fn begin(&self) -> &Self {
        self.services.github.world().comments.clear();
        self
    }

    /// A push to the pull request. Returns its comment.
    pub(crate) fn propose(&mut self, exit: i32) -> String {
        let head = commit(&self.work, "topic");
        let _ = self.runner.ci(&self.work, "pull_request", &pull(OPENED, &head), "refs/pull/7/merge").exits(exit);
        self.comment()
    }

    /// The pull request is merged as it is. Returns its comment.
    pub(crate) fn merge(&mut self, exit: i32) -> String {
        let before = git(&self.services.remote.remote(), &["rev-parse", "main"]);
        git(&self.work.path, &["push", "--quiet", "origin", "HEAD:main"]);
        let head = git(&self.work.path, &["rev-parse", "HEAD"]);
        let files = git(&self.work.path, &["diff", "--name-only", &before, &head]);
        {
            let mut world = self.services.github.world();
            world.files = files.lines().map(|name| json!({ "filename": name, "status": "modified" })).collect();
            let merged = json!({
                "number": 7, "merged_at": "2026-01-01T00:00:00Z", "merge_commit_sha": head, "base": { "ref": "main" },
            });
            world.pulls.insert(head.clone(), vec![merged]);
        }
        let mut payload = push(&head);
        payload["before"] = before.into();
        let _ = self.runner.ci(&self.work, "push", &payload, MAIN).exits(exit);
        self.comment()
    }

    /// The run of a day on which nothing is merged. Returns its summary.
    pub(crate) fn scheduled(&mut self, exit: i32) -> String {
        let _ = self.runner.ci(&self.work, "schedule", &json!({ "schedule": "17 6 * * *" }), MAIN).exits(exit);
        self.normal(&self.runner.summary())
    }

    /// The summary of the last run.
    pub(crate) fn summary(&self) -> String {
        self.runner.summary()
    }

    /// The id of a definition's job.
    pub(crate) fn job(&self, id: &str) -> String {
        self.services.remote.env.id_of(id)
    }

    fn comment(&self) -> String {
        let body = self.services.github.world().comments.first().map(|comment: &Value| comment["body"].clone());
        let body = body.and_then(|body| body.as_str().map(str::to_owned));
        body.map_or_else(|| "(no comment)".to_owned(), |body| self.normal(body.split_once('\n').expect("a header").1))
    }

    /// Without what differs from run to run.
    fn normal(&self, text: &str) -> String {
        let text = text.replace(&self.services.remote.env.url, "https://app.opentrain.ai");
        let head = git(&self.work.path, &["rev-parse", "HEAD"]);
        let text = (1..400).rev().fold(text, |text, n| text.replace(&format!("job_{n:06}"), "JOB"));
        let text = (1..400).rev().fold(text, |text, n| text.replace(&format!("req_{n:06}"), "REQUEST"));
        text.replace(&head[..7], "SHA").replace(&format!("runs/{}", self.runner.run), "runs/RUN")
    }
}

/// A posting that pays by the label.
pub(crate) fn labels(title: &str, people: u32, files: u32, pay: &str) -> String {
    format!(
        "description: We need {people} people for this: {title}. There are {files} files. Pay per label.\nfields:\n  \
         jobTitle: {title}\n  experienceLevel: INTERMEDIATE\n  headcount: {people}\n  dataVolume: {files}\n  \
         dataVolumeUnit: NUMBER_OF_FILES\n  paymentType: PAY_PER_LABEL\n  pricePerLabel: {pay}\n"
    )
    .replacen("description: ", "description: >-\n  ", 1)
}
