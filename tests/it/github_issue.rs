//! `ci --issue`: one issue is open while a publish of the default branch needs an edit.

use std::time::Duration;

use opentrain_sandbox::Options;
use serde_json::{Value, json};

use crate::git_remote::{BRANCH, Clone, GitRemote, git};
use crate::github::stand_in::StandIn;
use crate::github_end_to_end::{OPENED, Runner, commit, pull, push, runner};
use crate::test_env::{GAPS, READY, RunOutput};

const MAIN: &str = "refs/heads/main";
const TITLE: &str = "Job postings in jobs need an edit";

impl Runner<'_> {
    /// A push of what the jobs folder holds, with these flags besides.
    fn publish(&mut self, work: &Clone<'_>, args: &[&str]) -> RunOutput {
        let head = push_to_main(work);
        self.event(work, "push", &push(&head), MAIN, args)
    }

    fn event(&mut self, work: &Clone<'_>, event: &str, payload: &Value, on: &str, args: &[&str]) -> RunOutput {
        self.run += 1;
        RunOutput::of(self.command(work, event, payload, on, args).output().expect("run"))
    }
}

fn push_to_main(work: &Clone<'_>) -> String {
    git(&work.path, &["add", "-f", "--all", "jobs"]);
    git(&work.path, &["commit", "--quiet", "--allow-empty", "-m", "jobs"]);
    git(&work.path, &["push", "--quiet", "origin", "HEAD:main"]);
    git(&work.path, &["rev-parse", "HEAD"])
}

fn schedule() -> Value {
    json!({ "schedule": "17 6 * * *" })
}

#[test]
fn an_issue_is_open_from_the_first_publish_that_needs_an_edit_to_the_first_that_needs_none() {
    let (remote, github) = (GitRemote::new(), StandIn::new());
    let mut runner = Runner { github: &github, folder: runner(&github, &remote), run: 1000 };
    let work = remote.clone("work");
    work.job("a.yml", GAPS).job("b.yml", &format!("{READY}  headcount: 0\n")).job("c.yml", READY);
    let _ = runner.publish(&work, &["--issue=true"]).exits(1);
    assert_eq!(github.writes(), ["POST issues"]);
    let body = github.world().issues[0]["body"].as_str().expect("a body").to_owned();
    let (header, text) = body.split_once('\n').expect("a header");
    assert!(header.starts_with("<!-- opentrain-jobs v1 of="), "{header}");
    insta::assert_snapshot!(text);

    let _ = runner.event(&work, "schedule", &schedule(), MAIN, &["--issue=true"]).exits(1);
    assert_eq!(github.writes(), ["PATCH issues/1"], "the same issue, with the last run");
    let _ = runner.event(&work, "schedule", &schedule(), MAIN, &[]).exits(1);
    assert_eq!(github.writes(), [""; 0], "not asked for");

    work.job("a.yml", READY).job("b.yml", READY);
    let _ = runner.publish(&work, &["--issue=true"]).exits(0);
    assert_eq!(github.issues(), [format!("1 closed {TITLE}")]);
    let _ = runner.event(&work, "schedule", &schedule(), MAIN, &["--issue=true"]).exits(0);
    assert_eq!(github.writes(), ["PATCH issues/1"], "closed once");
}

#[test]
fn a_publish_that_ends_before_it_begins_says_why() {
    let (remote, github) = (GitRemote::new(), StandIn::new());
    let mut runner = Runner { github: &github, folder: runner(&github, &remote), run: 1000 };
    let work = remote.clone("work");
    work.job("a.yml", READY).job("_config.yml", "limit: 5\n");
    let _ = runner.publish(&work, &["--issue=true"]).exits(2);
    let body = github.world().issues[0]["body"].as_str().expect("a body").to_owned();
    assert!(body.contains("The publish ended before it began") && body.contains("_config.yml"), "{body}");
    let head = push_to_main(work.job("_config.yml", "require: []\n"));
    runner.run += 1;
    let mut command = runner.command(&work, "push", &push(&head), MAIN, &["--issue=true"]);
    let _ = RunOutput::of(command.env_remove("OT_API_TOKEN").output().expect("run")).exits(2);
    assert!(github.world().issues[0]["body"].as_str().expect("a body").contains("OT_API_TOKEN"));
    assert_eq!(github.writes(), ["POST issues", "PATCH issues/1"]);
    let _ = runner.publish(&work, &["--issue=true"]).exits(0);
    assert_eq!(github.issues(), [format!("1 closed {TITLE}")]);
}

#[test]
fn what_the_daily_limit_holds_back_needs_no_edit_and_what_somebody_must_look_at_does() {
    let (remote, github) = (GitRemote::of(Options { daily_limit: Some(1), ..Options::default() }), StandIn::new());
    let mut runner = Runner { github: &github, folder: runner(&github, &remote), run: 1000 };
    let work = remote.clone("work");
    let titled = |title: &str| format!("{READY}  jobTitle: {title}\n");
    work.job("a.yml", &titled("A")).job("b.yml", &titled("B"));
    let _ = runner.publish(&work, &["--issue=true"]).exits(4);
    assert_eq!(github.issues(), [""; 0]);
    remote.env.control.advance_clock(Duration::from_secs(25 * 3600));
    let _ = runner.event(&work, "schedule", &schedule(), MAIN, &["--issue=true"]).exits(0);

    // The new job of a lost record has the title of a live one. It waits for somebody, whatever the limit holds back besides.
    remote.env.control.advance_clock(Duration::from_secs(25 * 3600));
    git(&remote.remote(), &["update-ref", "-d", &format!("refs/heads/{BRANCH}")]);
    remote.env.control.forget_keys();
    work.job("0.yml", &titled("C")).job("00.yml", &titled("D")).job("b.yml", &format!("state: draft\n{READY}"));
    let _ = runner.publish(&work, &["--issue=true"]).exits(4);
    assert_eq!(github.issues(), [format!("1 open {TITLE}")]);
    let body = github.world().issues[0]["body"].as_str().expect("a body").to_owned();
    assert!(body.contains("**1 posting is held back**") && body.contains("`jobs/a.yml`"), "{body}");
    assert!(body.contains("possible-duplicate") && !body.contains("0.yml"), "{body}");
    let _ = runner.publish(work.job("c.yml", GAPS), &["--issue=true"]).exits(1);
    let body = github.world().issues[0]["body"].as_str().expect("a body").to_owned();
    assert!(body.contains("**1 posting needs an edit**") && body.contains("1 posting is held back"), "{body}");
    work.job("c.yml", &format!("state: draft\n{READY}"));

    remote.env.control.advance_clock(Duration::from_secs(25 * 3600));
    let release = ["--issue=true", "--only", "a", "--allow-duplicate", "a"];
    let _ = runner.publish(&work, &release).exits(0);
    assert_eq!(github.issues(), [format!("1 open {TITLE}")], "a part says nothing about the rest");
    remote.env.control.advance_clock(Duration::from_secs(25 * 3600));
    let _ = runner.event(&work, "schedule", &schedule(), MAIN, &["--issue=true"]).exits(0);
    assert_eq!(github.issues(), [format!("1 closed {TITLE}")]);
}

#[test]
fn a_run_that_cannot_look_leaves_the_issue_as_it_is() {
    let (remote, github) = (GitRemote::new(), StandIn::new());
    let mut runner = Runner { github: &github, folder: runner(&github, &remote), run: 1000 };
    let work = remote.clone("work");
    let _ = runner.publish(work.job("a.yml", GAPS), &["--issue=true"]).exits(1);
    let old = git(&work.path, &["rev-parse", "HEAD"]);
    let _ = runner.publish(work.job("a.yml", READY).job("b.yml", GAPS), &["--issue=true"]).exits(1);
    github.writes();
    // The run of an old commit, started again.
    git(&work.path, &["checkout", "--quiet", "--detach", &old]);
    let ran = runner.event(&work, "push", &push(&old), MAIN, &["--issue=true"]).exits(0);
    assert!(ran.err.contains("superseded"), "{}", ran.err);
    git(&work.path, &["checkout", "--quiet", "main"]);
    // The service is down.
    remote.env.faults(&["GET /jobs/mine * = redirect"]);
    let ran = runner.event(&work, "schedule", &schedule(), MAIN, &["--issue=true"]).exits(3);
    assert!(!ran.err.contains("the issue"), "{}", ran.err);
    remote.env.control.clear_faults();
    // Pull requests and other branches.
    let topic = commit(work.job("b.yml", READY), "topic");
    let _ = runner.event(&work, "pull_request", &pull(OPENED, &topic), "refs/pull/7/merge", &["--issue=true"]).exits(0);
    assert!(github.writes().iter().all(|request| !request.ends_with("issues") && !request.contains("issues/1")));
    let _ = runner.event(&work, "workflow_dispatch", &push(&topic), "refs/heads/topic", &["--issue=true"]).exits(0);
    assert_eq!(github.issues(), [format!("1 open {TITLE}")]);
    assert!(github.writes().iter().all(|request| !request.contains("issues")));
}

#[test]
fn an_issue_that_can_not_be_written_is_a_warning_with_its_remedy() {
    let (remote, github) = (GitRemote::new(), StandIn::new());
    let mut runner = Runner { github: &github, folder: runner(&github, &remote), run: 1000 };
    let work = remote.clone("work");
    work.job("a.yml", GAPS);
    for (request, status, refusal, remedy) in [
        ("POST issues", 403, "Resource not accessible by integration", "`permissions: issues: write`"),
        ("GET issues", 404, "Not Found", "`permissions: issues: write`"),
        ("GET issues", 410, "Issues has been disabled in this repository.", "remove `issue: true`"),
        ("GET issues", 500, "", "The next run tries again"),
    ] {
        github.world().refusal = Some(refusal.into());
        github.world().faults = vec![(request, status, 9)];
        let ran = runner.publish(&work, &["--issue=true"]).exits(1);
        let warning = "::warning title=opentrain-jobs::the issue can't be updated";
        assert!(ran.err.contains(warning) && ran.err.contains(remedy), "{status}: {}", ran.err);
        assert_eq!(runner.output("exit-code"), "1");
    }
}
