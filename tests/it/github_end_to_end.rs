//! The whole story on GitHub: a bare remote, a sandbox, and a stand-in for GitHub that judges each request.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::git_remote::{BRANCH, Clone, GitRemote, git, search_path};
use crate::github::stand_in::{Identity, StandIn, TOKEN};
use crate::test_env::{GAPS, READY, RunOutput};

pub(crate) const OPENED: &str = include_str!("pages/github/pull_request-opened.json");
pub(crate) const SYNCHRONIZE: &str = include_str!("pages/github/pull_request-synchronize.json");
const CLOSED: &str = include_str!("pages/github/pull_request-closed.json");
const PUSH: &str = include_str!("pages/github/push.json");

/// A runner: its event, its files, its run number.
pub(crate) struct Runner<'s> {
    pub(crate) github: &'s StandIn,
    pub(crate) folder: PathBuf,
    pub(crate) run: u64,
}

impl Runner<'_> {
    /// `ci` in a checkout, as the action runs it.
    pub(crate) fn ci(&mut self, clone: &Clone<'_>, event: &str, payload: &Value, reference: &str) -> RunOutput {
        self.run += 1;
        RunOutput::of(self.command(clone, event, payload, reference, &[]).output().expect("run"))
    }

    pub(crate) fn command(
        &self,
        clone: &Clone<'_>,
        event: &str,
        payload: &Value,
        reference: &str,
        args: &[&str],
    ) -> Command {
        let mut payload = payload.clone();
        if payload["pull_request"]["base"]["sha"].is_null() && payload["pull_request"].is_object() {
            payload["pull_request"]["base"]["sha"] = git(&clone.origin.remote(), &["rev-parse", "main"]).into();
        }
        fs::write(self.folder.join("event.json"), payload.to_string()).expect("written");
        let head = payload["pull_request"]["head"]["sha"].as_str().unwrap_or_default();
        head.clone_into(&mut self.github.world().head);
        let _ = fs::remove_file(self.folder.join("output"));
        let _ = fs::remove_file(self.folder.join("summary"));
        let mut command = clone.origin.env.bare();
        command.current_dir(&clone.path).env("PATH", search_path()).env("GIT_CONFIG_NOSYSTEM", "1");
        command.env("CI", "true").env("GITHUB_ACTIONS", "true").env("GITHUB_EVENT_NAME", event);
        command.env("GITHUB_EVENT_PATH", self.folder.join("event.json")).env("GITHUB_REF", reference);
        command.env("GITHUB_REPOSITORY", "acme/jobs").env("GITHUB_REPOSITORY_ID", "42");
        command.env("GITHUB_RUN_ID", self.run.to_string()).env("GITHUB_RUN_ATTEMPT", "1");
        command.env("GITHUB_SERVER_URL", "https://github.com").env("GITHUB_API_URL", &self.github.url);
        command.env("GITHUB_TOKEN", TOKEN).env("RUNNER_TEMP", &self.folder);
        command.env("GITHUB_OUTPUT", self.folder.join("output"));
        command.env("GITHUB_STEP_SUMMARY", self.folder.join("summary"));
        command.args(["ci", "--base-url", &clone.origin.env.url, "--records", &format!("git:{BRANCH}")]).args(args);
        command
    }

    pub(crate) fn output(&self, name: &str) -> String {
        let text = fs::read_to_string(self.folder.join("output")).expect("outputs");
        let value = text.lines().find_map(|line| line.strip_prefix(&format!("{name}=")));
        value.unwrap_or_else(|| panic!("no {name} in {text}")).to_owned()
    }

    pub(crate) fn summary(&self) -> String {
        fs::read_to_string(self.folder.join("summary")).expect("a summary")
    }
}

/// A real payload, of pull request 7 of this repository at this commit, into main as it is when it runs.
pub(crate) fn pull(payload: &str, head: &str) -> Value {
    let mut payload: Value = serde_json::from_str(payload).expect("JSON");
    payload["number"] = 7.into();
    payload["pull_request"]["number"] = 7.into();
    payload["pull_request"]["head"]["sha"] = head.into();
    payload["pull_request"]["base"]["sha"] = Value::Null;
    payload["repository"]["default_branch"] = "main".into();
    payload
}

pub(crate) fn push(head: &str) -> Value {
    let mut payload: Value = serde_json::from_str(PUSH).expect("JSON");
    payload["ref"] = "refs/heads/main".into();
    payload["after"] = head.into();
    payload["repository"]["default_branch"] = "main".into();
    payload
}

/// Commits the jobs folder and pushes it to a branch; returns the commit.
pub(crate) fn commit(clone: &Clone<'_>, branch: &str) -> String {
    git(&clone.path, &["add", "-f", "jobs"]);
    git(&clone.path, &["commit", "--quiet", "-m", "jobs"]);
    git(&clone.path, &["push", "--quiet", "origin", &format!("HEAD:{branch}")]);
    git(&clone.path, &["rev-parse", "HEAD"])
}

pub(crate) fn runner(github: &StandIn, remote: &GitRemote) -> PathBuf {
    let folder = remote.env.file("runner");
    fs::create_dir_all(&folder).expect("a folder");
    github.world().files.push(serde_json::json!({
        "filename": "jobs/a.yml",
        "patch": format!("@@ -0,0 +1,1 @@\n+{}", GAPS.trim_end()),
    }));
    github.world().contents.insert("jobs/a.yml".into(), GAPS.into());
    folder
}

#[test]
fn a_pull_request_is_drafted_fixed_merged_published_and_then_left_alone() {
    let (remote, github) = (GitRemote::new(), StandIn::new());
    let mut runner = Runner { github: &github, folder: runner(&github, &remote), run: 1000 };
    let work = remote.clone("work");

    let head = commit(work.job("a.yml", GAPS), "topic");
    let ran = runner.ci(&work, "pull_request", &pull(OPENED, &head), "refs/pull/7/merge").exits(1);
    assert!(ran.err.contains("::error file=jobs/a.yml,line=1,"), "{}", ran.err);
    assert!(ran.err.contains("draft: pull request opened"), "{}", ran.err);
    assert_eq!(
        (runner.output("exit-code"), runner.output("missing"), runner.output("changed")),
        ("1".into(), "2".into(), "true".into())
    );
    let report: Value =
        serde_json::from_str(&fs::read_to_string(runner.output("report")).expect("a report")).expect("JSON");
    assert_eq!(report["exitCode"], 1);
    assert!(runner.summary().starts_with("`draft: pull request opened`\n"), "{}", runner.summary());
    assert!(runner.summary().contains("experienceLevel: INTERMEDIATE"));
    assert_eq!(github.world().comments.len(), 1);
    assert_eq!(github.world().reviews.len(), 1, "the gaps are offered as a suggestion");
    let body = github.world().reviews[0]["comments"][0]["body"].as_str().expect("a body").to_owned();
    assert!(body.contains("```suggestion") && body.contains("experienceLevel: INTERMEDIATE"), "{body}");
    assert!(github.body_of(101).contains("❌"));
    assert_eq!(remote.env.statuses(), ["DRAFT"]);

    let head = commit(work.job("a.yml", READY), "topic");
    let ran = runner.ci(&work, "pull_request", &pull(SYNCHRONIZE, &head), "refs/pull/7/merge").exits(0);
    assert!(!ran.err.contains("::error"), "{}", ran.err);
    assert_eq!(github.world().comments.len(), 1, "the same comment");
    assert!(github.body_of(101).contains("✅"), "{}", github.body_of(101));
    assert_eq!(remote.env.statuses(), ["DRAFT"], "nothing is public before the merge");

    let ran = runner.ci(&work, "pull_request", &pull(CLOSED, &head), "refs/pull/7/merge").exits(0);
    assert!(ran.err.contains("closed"), "{}", ran.err);

    let merged = commit_on_main(&work);
    github.writes();
    let ran = runner.ci(&work, "push", &push(&merged), "refs/heads/main").exits(0);
    assert!(ran.err.contains("publish: `push` on the default branch"), "{}", ran.err);
    assert_eq!(remote.env.statuses(), ["OPEN"]);
    assert_eq!((runner.output("published"), runner.output("changed")), ("1".into(), "true".into()));
    assert_eq!(github.writes(), Vec::<String>::new(), "no pull request to tell");

    remote.env.requests();
    let ran = runner.ci(&work, "schedule", &serde_json::json!({"schedule": "17 6 * * *"}), "refs/heads/main").exits(0);
    assert!(ran.err.contains("publish: "), "{}", ran.err);
    remote.env.only_read_the_list("nothing is left to do");
    assert_eq!(runner.output("changed"), "false");
}

/// What a merge does: the default branch is at this commit.
fn commit_on_main(clone: &Clone<'_>) -> String {
    git(&clone.path, &["push", "--quiet", "origin", "HEAD:main"]);
    git(&clone.path, &["rev-parse", "HEAD"])
}

#[test]
fn a_fork_is_judged_without_secrets_and_told_why() {
    let (remote, github) = (GitRemote::new(), StandIn::new());
    let mut runner = Runner { github: &github, folder: runner(&github, &remote), run: 1000 };
    let work = remote.clone("work");
    let head = commit(work.job("a.yml", READY), "topic");
    let mut payload = pull(OPENED, &head);
    payload["pull_request"]["head"]["repo"]["id"] = 1.into();
    payload["pull_request"]["head"]["repo"]["full_name"] = "mallory/jobs".into();
    runner.run += 1;
    let mut command = runner.command(&work, "pull_request", &payload, "refs/pull/7/merge", &[]);
    let ran = RunOutput::of(command.env_remove("OT_API_TOKEN").output().expect("run")).exits(0);
    assert!(ran.err.contains("::notice title=opentrain-jobs::") && ran.err.contains("fork"), "{}", ran.err);
    assert_eq!(remote.env.requests(), Vec::<String>::new());
    assert_eq!(github.writes(), Vec::<String>::new());
}

#[test]
fn events_that_bring_secrets_to_strangers_and_missing_tokens_are_exit_2() {
    let (remote, github) = (GitRemote::new(), StandIn::new());
    let mut runner = Runner { github: &github, folder: runner(&github, &remote), run: 1000 };
    let work = remote.clone("work");
    let head = commit(work.job("a.yml", READY), "topic");
    for event in ["pull_request_target", "workflow_run", "issue_comment"] {
        let ran = runner.ci(&work, event, &pull(OPENED, &head), "refs/heads/main").exits(2);
        assert!(ran.err.contains("use `pull_request` and `push`"), "{}", ran.err);
        assert_eq!(runner.output("exit-code"), "2");
        for command in ["check", "draft", "publish"] {
            runner.run += 1;
            let arguments = ["--command", command];
            let mut asked = runner.command(&work, event, &pull(OPENED, &head), "refs/heads/main", &arguments);
            let ran = RunOutput::of(asked.output().expect("run")).exits(2);
            assert!(ran.err.contains("use `pull_request` and `push`"), "{event} {command}: {}", ran.err);
        }
    }
    runner.run += 1;
    let mut asked =
        runner.command(&work, "merge_group", &pull(OPENED, &head), "refs/heads/main", &["--command", "publish"]);
    let _ = RunOutput::of(asked.output().expect("run")).exits(2);
    runner.run += 1;
    let mut command = runner.command(&work, "pull_request", &pull(OPENED, &head), "refs/pull/7/merge", &[]);
    let ran = RunOutput::of(command.env_remove("OT_API_TOKEN").output().expect("run")).exits(2);
    assert!(ran.err.contains("::error title=opentrain-jobs::") && ran.err.contains("OT_API_TOKEN"), "{}", ran.err);
    assert!(runner.summary().contains("OT_API_TOKEN"), "{}", runner.summary());
    assert_eq!(runner.output("missing"), "0");
    assert_eq!(remote.env.requests(), Vec::<String>::new());
}

#[test]
fn a_comment_that_cannot_be_posted_is_a_warning_and_changes_no_verdict() {
    let (remote, github) = (GitRemote::new(), StandIn::new());
    let mut runner = Runner { github: &github, folder: runner(&github, &remote), run: 1000 };
    let work = remote.clone("work");
    let head = commit(work.job("a.yml", READY), "topic");
    github.world().faults.push(("POST issues/7/comments", 403, 99));
    for (refusal, remedy) in [
        ("Resource not accessible by integration", "`permissions: pull-requests: write`"),
        ("Unable to create comment because issue is locked.", "unlock its conversation"),
        ("API rate limit exceeded for installation ID 1.", "the next run tries again"),
        ("Resource protected by organization SAML enforcement.", "authorize the token"),
    ] {
        github.world().refusal = Some(refusal.into());
        let ran = runner.ci(&work, "pull_request", &pull(OPENED, &head), "refs/pull/7/merge").exits(0);
        let warning = "::warning title=opentrain-jobs::the pull request can't be updated";
        assert!(ran.err.contains(warning) && ran.err.contains(remedy), "{refusal}: {}", ran.err);
    }
    runner.run += 1;
    let mut command = runner.command(&work, "pull_request", &pull(OPENED, &head), "refs/pull/7/merge", &[]);
    let ran = RunOutput::of(command.env_remove("GITHUB_TOKEN").output().expect("run")).exits(0);
    assert!(ran.err.contains("GITHUB_TOKEN is not set; pass `github-token: ${{ github.token }}`"), "{}", ran.err);
}

#[test]
fn there_is_one_comment_and_one_review_whoever_the_token_belongs_to() {
    for identity in [Identity::Workflow, Identity::App("acme-bot[bot]"), Identity::Person("ann")] {
        let (remote, github) = (GitRemote::new(), StandIn::new());
        let mut runner = Runner { github: &github, folder: runner(&github, &remote), run: 1000 };
        github.world().identity = identity;
        let work = remote.clone("work");
        let head = commit(work.job("a.yml", GAPS), "topic");
        for event in [OPENED, SYNCHRONIZE, SYNCHRONIZE] {
            runner.run += 1;
            let mut command = runner.command(&work, "pull_request", &pull(event, &head), "refs/pull/7/merge", &[]);
            // As on GitHub Enterprise Server.
            command.env("GITHUB_API_URL", format!("{}/api/v3", github.url));
            command.env("GITHUB_GRAPHQL_URL", format!("{}/api/graphql", github.url));
            let _ = RunOutput::of(command.output().expect("run")).exits(1);
        }
        assert_eq!(github.world().comments.len(), 1);
        assert_eq!(github.world().reviews.len(), 1);
        let _ = github.writes();
    }
}

#[test]
fn a_suggestion_that_would_repeat_a_token_is_not_made() {
    for (secret, reviews) in [("a word", 1), (TOKEN, 0)] {
        let (remote, github) = (GitRemote::new(), StandIn::new());
        let text = GAPS.replace("posts.", &format!("posts, {secret}."));
        let mut runner = Runner { github: &github, folder: runner(&github, &remote), run: 1000 };
        github.world().files[0]["patch"] = format!("@@ -0,0 +1,1 @@\n+{}", text.trim_end()).into();
        github.world().contents.insert("jobs/a.yml".into(), text.clone());
        let work = remote.clone("work");
        let head = commit(work.job("a.yml", &text), "topic");
        let _ = runner.ci(&work, "pull_request", &pull(OPENED, &head), "refs/pull/7/merge").exits(1);
        assert_eq!(github.world().reviews.len(), reviews, "{secret}");
        assert_eq!(github.world().comments.len(), 1);
    }
}

#[test]
fn a_long_text_that_changes_is_a_group_in_the_log() {
    let (remote, github) = (GitRemote::new(), StandIn::new());
    let mut runner = Runner { github: &github, folder: runner(&github, &remote), run: 1000 };
    let work = remote.clone("work");
    let head = commit(work.job("a.yml", READY), "main");
    let _ = runner.ci(&work, "push", &push(&head), "refs/heads/main").exits(0);
    let head = commit(work.job("a.yml", &READY.replace("5 fluent", "::error::x 9 fluent")), "main");
    let ran = runner.ci(&work, "push", &push(&head), "refs/heads/main").exits(0);
    let (_, group) = ran.err.split_once("::group::a: jobDescription\n").expect("a group");
    let (diff, _) = group.split_once("::endgroup::").expect("its end");
    assert!(diff.contains("+We need ::error::x 9 fluent"), "{diff}");
    assert!(diff.lines().all(|line| !line.trim_start().starts_with("::")), "{diff}");
}

/// What pull request 7 of this head is drafted as.
fn draft_for_pull_request(runner: &mut Runner<'_>, work: &Clone<'_>, exit: i32) -> Value {
    let head = commit(work, "topic");
    let _ = runner.ci(work, "pull_request", &pull(SYNCHRONIZE, &head), "refs/pull/7/merge").exits(exit);
    serde_json::from_str(&fs::read_to_string(runner.output("report")).expect("a report")).expect("JSON")
}

fn messages(findings: &Value, code: &str) -> Vec<String> {
    let findings = findings.as_array().expect("findings").iter().filter(|finding| finding["code"] == code);
    findings.map(|finding| finding["message"].as_str().expect("a message").to_owned()).collect()
}

#[test]
fn a_draft_whose_definition_left_its_pull_request_is_told_there_as_left_over() {
    let (remote, github) = (GitRemote::new(), StandIn::new());
    let mut runner = Runner { github: &github, folder: runner(&github, &remote), run: 1000 };
    let work = remote.clone("work");
    work.job("old.yml", READY);
    draft_for_pull_request(&mut runner, &work, 0);
    assert_eq!(remote.file("jobs/old.json")["pullRequest"], 7);
    fs::rename(work.path.join("jobs/old.yml"), work.path.join("jobs/new.yml")).expect("renamed");
    let report = draft_for_pull_request(&mut runner, &work, 0);
    let told = messages(&report["findings"], "removed-definition");
    assert!(told[0].contains("pull request #7 made it for definition `old`, last seen in jobs/old.yml"), "{told:?}");
    let other = remote.clone("other");
    let ran = other.job("else.yml", &format!("{READY}  jobTitle: Another\n")).run(&["draft"]).exits(0);
    assert_eq!(ran.run_codes(), Vec::<String>::new(), "it is nobody else's");
    let status = other.run(&["status"]).exits(0).report();
    let left = status["unlanded"].as_array().expect("a list").iter().find(|draft| draft["id"] == "old").expect("old");
    assert_eq!(left["pullRequest"], 7, "{status}");
    work.job("new.yml", &format!("id: old\n{READY}"));
    let report = draft_for_pull_request(&mut runner, &work, 0);
    assert_eq!(messages(&report["findings"], "removed-definition").len(), 1, "the draft of `new` is left over now");
}

#[test]
fn a_stale_field_names_the_pull_request_that_applied_it_and_was_never_merged() {
    let (remote, github) = (GitRemote::new(), StandIn::new());
    let mut runner = Runner { github: &github, folder: runner(&github, &remote), run: 1000 };
    let merged = remote.clone("merged");
    merged.job("a.yml", &format!("state: draft\n{READY}"));
    let _ = merged.run(&["publish"]).exits(0);
    let work = remote.clone("work");
    work.job("a.yml", &format!("state: draft\n{READY}  headcount: 7\n"));
    draft_for_pull_request(&mut runner, &work, 0);
    assert_eq!(remote.file("jobs/a.json")["job"]["unmerged"], serde_json::json!({"headcount": 7}));
    for _ in 0..2 {
        let ran = merged.run(&["publish"]).exits(0);
        let told = messages(&ran.entry("a")["findings"], "stale-field");
        assert!(told[0].contains("`headcount: 7`, by pull request #7, and never merged"), "{told:?}");
    }
    merged.job("a.yml", &format!("state: draft\n{READY}  headcount: 7\n"));
    let _ = merged.run(&["publish"]).exits(0);
    assert_eq!(remote.file("jobs/a.json")["job"]["unmerged"], Value::Null, "it is merged by now");
}
