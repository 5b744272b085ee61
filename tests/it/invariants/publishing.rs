//! Nothing becomes public on a pull request, and no token is ever given to a runner to be masked.

use std::fs;

use serde_json::{Value, json};

use crate::git_remote::{GitRemote, git};
use crate::github::stand_in::StandIn;
use crate::github_end_to_end::{OPENED, Runner, commit, pull, push, runner};
use crate::test_env::{GAPS, READY, RunOutput, TestEnv};

/// Every event by which GitHub says that a pull request set the run going.
const EVENTS: [&str; 5] = [
    "pull_request",
    "pull_request_target",
    "pull_request_review",
    "pull_request_review_comment",
    "pull_request_comment",
];

#[test]
fn a_publish_on_a_pull_request_ends_with_2_before_it_asks_anybody() {
    for event in EVENTS {
        let env = TestEnv::new();
        env.job("a.yml", READY);
        for args in [&["publish"][..], &["ci", "--command", "publish"]] {
            let ran = RunOutput::of(env.command(args).env("GITHUB_EVENT_NAME", event).output().expect("run")).exits(2);
            assert!(ran.err.contains(&format!("`{event}`")), "{event} {args:?}: {}", ran.err);
        }
        assert_eq!(env.requests(), Vec::<String>::new(), "{event}");
        assert!(!env.file("records").exists(), "{event}");
    }
    let env = TestEnv::new();
    env.job("a.yml", READY);
    let _ = RunOutput::of(env.command(&["publish"]).env("GITHUB_EVENT_NAME", "push").output().expect("run")).exits(0);
}

/// Runs `ci` for an event in a checkout. Returns what it said, and everything it left for the runner.
fn ci(runner: &mut Runner<'_>, remote: &GitRemote, event: &str, payload: &Value, reference: &str) -> String {
    runner.run += 1;
    let clone = remote.clone(&format!("work{}", runner.run));
    clone.job("a.yml", READY).job("b.yml", GAPS);
    let ran = RunOutput::of(runner.command(&clone, event, payload, reference, &["-vv"]).output().expect("run"));
    let files = fs::read_dir(&runner.folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let left: String = files.map(|file| fs::read_to_string(file).expect("text")).collect();
    format!("{}\n{}\n{left}", ran.out, ran.err)
}

#[test]
fn no_event_but_those_of_the_default_branch_makes_anything_public() {
    let (remote, github) = (GitRemote::new(), StandIn::new());
    let mut runner = Runner { github: &github, folder: runner(&github, &remote), run: 1000 };
    let work = remote.clone("work");
    let head = commit(work.job("a.yml", READY).job("b.yml", GAPS), "topic");
    let (opened, other) = (pull(OPENED, &head), json!({"repository": {"default_branch": "main"}}));
    let mut topic = push(&head);
    topic["ref"] = "refs/heads/topic".into();
    let events = EVENTS.map(|event| (event, &opened, "refs/pull/7/merge"));
    for (event, payload, reference) in events.into_iter().chain([
        ("push", &topic, "refs/heads/topic"),
        ("workflow_dispatch", &other, "refs/heads/topic"),
        ("merge_group", &other, "refs/heads/gh-readonly-queue/main/pr-7"),
        ("issue_comment", &opened, "refs/heads/main"),
        ("release", &other, "refs/tags/v1"),
    ]) {
        let said = ci(&mut runner, &remote, event, payload, reference);
        assert!(!said.contains("add-mask"), "{event}: {said}");
        let writes = remote.env.writes();
        let is_drafting = |write: &String| write.contains("/job-drafts");
        assert!(writes.iter().all(is_drafting), "{event}: {writes:?}");
        assert!(writes.is_empty() || event == "pull_request", "{event}: {writes:?}");
    }
    assert!(remote.env.statuses().iter().all(|status| status == "DRAFT"));
    assert_eq!(remote.env.jobs().len(), 2, "the pull request was drafted");
    git(&work.path, &["push", "--quiet", "origin", "HEAD:main"]);
    let said = ci(&mut runner, &remote, "push", &push(&head), "refs/heads/main");
    assert!(!said.contains("add-mask"), "{said}");
    assert!(remote.env.writes().iter().any(|write| write.ends_with("/publish")), "{said}");
}
