//! After the merge: the pull request's comment tells once what came of it.

use std::fs;

use opentrain_sandbox::Options;
use serde_json::{Value, json};

use crate::git_remote::{Clone, GitRemote, git};
use crate::github::stand_in::StandIn;
use crate::github_end_to_end::{OPENED, Runner, SYNCHRONIZE, commit, pull, push, runner};
use crate::test_env::{GAPS, READY, RunOutput};

const MAIN: &str = "refs/heads/main";
const BOT: &str = "github-actions[bot]";

/// A pull request as GitHub lists it for a commit.
fn merged(number: u64, commit: &str) -> Value {
    json!({
        "number": number, "merged_at": "2026-01-01T00:00:00Z", "merge_commit_sha": commit, "base": { "ref": "main" },
    })
}

fn changed(names: &[&str]) -> Vec<Value> {
    names.iter().map(|name| json!({ "filename": name, "status": "modified" })).collect()
}

fn titled(title: &str) -> String {
    format!("{READY}  jobTitle: {title}\n")
}

/// A pull request with these files is drafted, and its commit is merged.
fn merge(runner: &mut Runner<'_>, work: &Clone<'_>, files: &[&str]) -> String {
    let head = commit(work, "topic");
    let _ = runner.ci(work, "pull_request", &pull(OPENED, &head), "refs/pull/7/merge");
    git(&work.path, &["push", "--quiet", "origin", "HEAD:main"]);
    let mut world = runner.github.world();
    world.files = changed(files);
    world.pulls.insert(head.clone(), vec![merged(7, &head)]);
    head
}

/// A comment without its header and run.
fn text(github: &StandIn, id: u64) -> String {
    let body = github.body_of(id);
    let (header, text) = body.split_once('\n').expect("a header");
    assert!(header.starts_with("<!-- opentrain-jobs v1 of=") && header.contains(" merged="), "{header}");
    text.to_owned()
}

#[test]
fn the_comment_of_a_merged_pull_request_tells_what_came_of_its_postings_once() {
    let (remote, github) = (GitRemote::of(Options { daily_limit: Some(2), ..Options::default() }), StandIn::new());
    let mut runner = Runner { github: &github, folder: runner(&github, &remote), run: 1000 };
    let work = remote.clone("work");
    let head = merge(&mut runner, work.job("live.yml", &titled("Live")), &["jobs/live.yml"]);
    let _ = runner.ci(&work, "push", &push(&head), MAIN).exits(0);
    assert!(text(&github, 101).starts_with("### ✅ Merged: 1 posting is live\n"), "{}", github.body_of(101));
    github.world().comments.clear();

    work.job("live.yml", &titled("Live").replace("0.06", "0.08")).job("new.yml", &titled("New"));
    work.job("then.yml", &titled("Then")).job("draft.yml", &format!("state: draft\n{}", titled("Draft")));
    work.job("gap.yml", GAPS).job("other.yml", &titled("Other"));
    let files = ["jobs/live.yml", "jobs/new.yml", "jobs/then.yml", "jobs/draft.yml", "jobs/gap.yml", "README.md"];
    let head = merge(&mut runner, &work, &files);
    github.writes();
    let _ = runner.ci(&work, "push", &push(&head), MAIN).exits(1);
    assert_eq!(github.writes(), ["PATCH issues/comments/101"]);
    let told = text(&github, 101).replace(&remote.env.url, "ORIGIN");
    // The drafts are made at once, in no fixed order.
    let told = (1..9).fold(told, |text, n| text.replace(&format!("job_00000{n}"), "JOB"));
    insta::assert_snapshot!(told);

    // The next runs, of whatever event, leave it.
    let _ = runner.ci(&work, "schedule", &json!({ "schedule": "17 6 * * *" }), MAIN).exits(1);
    let _ = runner.ci(&work, "push", &push(&head), MAIN).exits(1);
    let mut edited = pull(SYNCHRONIZE, &head);
    edited["pull_request"]["merged"] = true.into();
    let _ = runner.ci(&work, "pull_request", &edited, "refs/pull/7/merge").exits(0);
    assert!(github.writes().iter().all(|request| !request.contains("comments")));
    assert!(text(&github, 101).contains("Merged"));
}

#[test]
fn a_run_that_is_started_again_corrects_what_it_has_told() {
    let (remote, github) = (GitRemote::new(), StandIn::new());
    let mut runner = Runner { github: &github, folder: runner(&github, &remote), run: 1000 };
    let work = remote.clone("work");
    let head = merge(&mut runner, work.job("a.yml", READY), &["jobs/a.yml"]);
    remote.env.faults(&["POST /jobs/*/publish * = redirect"]);
    let _ = runner.ci(&work, "push", &push(&head), MAIN).exits(3);
    let told = text(&github, 101);
    assert!(told.starts_with("### ⚠️ Merged: 1 posting is not done yet\n"), "{told}");
    remote.env.control.clear_faults();
    let mut again = runner.command(&work, "push", &push(&head), MAIN, &[]);
    let _ = RunOutput::of(again.env("GITHUB_RUN_ATTEMPT", "2").output().expect("run")).exits(0);
    assert!(text(&github, 101).starts_with("### ✅ Merged: 1 posting is live\n"));
}

#[test]
fn a_merge_that_a_later_one_overtakes_is_told_who_publishes_it() {
    let (remote, github) = (GitRemote::new(), StandIn::new());
    let mut runner = Runner { github: &github, folder: runner(&github, &remote), run: 1000 };
    let work = remote.clone("work");
    let old = merge(&mut runner, work.job("a.yml", READY), &["jobs/a.yml"]);
    let _ = commit(work.job("b.yml", &titled("B")), "main");
    git(&work.path, &["checkout", "--quiet", "--detach", &old]);
    let ran = runner.ci(&work, "push", &push(&old), MAIN).exits(0);
    assert!(ran.err.contains("superseded"), "{}", ran.err);
    let told = text(&github, 101);
    assert!(told.starts_with("### ✅ Merged: the run of a later merge publishes it\n"), "{told}");
    assert_eq!(remote.env.statuses(), ["DRAFT"]);
}

#[test]
fn an_old_run_that_is_started_again_leaves_what_its_first_attempt_has_told() {
    let (remote, github) = (GitRemote::new(), StandIn::new());
    let mut runner = Runner { github: &github, folder: runner(&github, &remote), run: 1000 };
    let work = remote.clone("work");
    let old = merge(&mut runner, work.job("a.yml", READY), &["jobs/a.yml"]);
    let _ = runner.ci(&work, "push", &push(&old), MAIN).exits(0);
    let told = text(&github, 101);
    let _ = commit(work.job("b.yml", &titled("B")), "main");
    git(&work.path, &["checkout", "--quiet", "--detach", &old]);
    let mut again = runner.command(&work, "push", &push(&old), MAIN, &[]);
    let ran = RunOutput::of(again.env("GITHUB_RUN_ATTEMPT", "2").output().expect("run")).exits(0);
    assert!(ran.err.contains("superseded"), "{}", ran.err);
    assert_eq!(text(&github, 101), told);
}

#[test]
fn a_file_that_is_no_definition_tells_of_all_that_the_run_acted_on() {
    let (remote, github) = (GitRemote::new(), StandIn::new());
    let mut runner = Runner { github: &github, folder: runner(&github, &remote), run: 1000 };
    let work = remote.clone("work");
    let named = READY.replace("description: We need 5 fluent", "descriptionFile: brief.md\n#");
    fs::write(work.path.join("jobs/brief.md"), "We need 5 fluent Spanish speakers. Pay per label.").expect("written");
    let head = merge(&mut runner, work.job("a.yml", &named).job("b.yml", &titled("B")), &["jobs/brief.md"]);
    let _ = runner.ci(&work, "push", &push(&head), MAIN);
    let told = text(&github, 101);
    assert!(told.contains("`jobs/a.yml`") && told.contains("`jobs/b.yml`"), "{told}");
}

#[test]
fn a_merge_of_settings_alone_is_told_even_where_no_posting_changed() {
    let (remote, github) = (GitRemote::new(), StandIn::new());
    let mut runner = Runner { github: &github, folder: runner(&github, &remote), run: 1000 };
    let work = remote.clone("work");
    let head = merge(&mut runner, work.job("a.yml", &titled("A")), &["jobs/a.yml"]);
    let _ = runner.ci(&work, "push", &push(&head), MAIN).exits(0);
    let settings = ["jobs/_config.yml"];
    for (config, fault, told) in [
        ("limits: {perLabel: 0.50}", None, "### ✅ Merged: no posting changed\n"),
        ("limits: {perLabel: 0.60}", Some("GET /jobs/mine * = 400"), "### ⚠️ Merged: nothing is done yet\n"),
    ] {
        github.world().comments.clear();
        let head = merge(&mut runner, work.job("_config.yml", config), &settings);
        remote.env.faults(fault.as_slice());
        let _ = runner.ci(&work, "push", &push(&head), MAIN);
        remote.env.control.clear_faults();
        assert!(text(&github, 101).starts_with(told), "{config}: {}", github.body_of(101));
    }
    github.world().comments.clear();
    work.job("_config.yml", "require: [headcount]").job("b.yml", &titled("B"));
    let head = merge(&mut runner, &work, &settings);
    let _ = runner.ci(&work, "push", &push(&head), MAIN).exits(1);
    let told = text(&github, 101);
    assert!(told.contains("1 posting needs an edit") && !told.contains("`jobs/a.yml`"), "{told}");
}

#[test]
fn a_pull_request_without_our_comment_or_without_a_posting_is_left_alone() {
    let (remote, github) = (GitRemote::new(), StandIn::new());
    let mut runner = Runner { github: &github, folder: runner(&github, &remote), run: 1000 };
    let work = remote.clone("work");
    let head = merge(&mut runner, work.job("a.yml", READY), &["README.md"]);
    let header = github.body_of(101).lines().next().expect("a header").to_owned();
    {
        let mut world = github.world();
        let mut open = merged(8, &head);
        open["merged_at"] = Value::Null;
        let mut elsewhere = merged(9, &head);
        elsewhere["base"]["ref"] = "release".into();
        world.pulls.insert(head.clone(), vec![merged(7, &head), open, elsewhere, merged(10, &head)]);
        for number in ["8", "9", "10"] {
            world.other_files.insert(number.into(), changed(&["jobs/a.yml"]));
        }
        for number in ["8", "9"] {
            world.comment(number, BOT, &format!("{header}\nours"));
        }
        world.comment("10", "mallory", &format!("{header}\nforged"));
    }
    github.writes();
    let _ = runner.ci(&work, "push", &push(&head), MAIN).exits(0);
    assert_eq!(github.writes(), [""; 0]);
}

#[test]
fn ten_pull_requests_of_a_push_are_told_whatever_commit_brought_them() {
    let (remote, github) = (GitRemote::new(), StandIn::new());
    let mut runner = Runner { github: &github, folder: runner(&github, &remote), run: 1000 };
    let work = remote.clone("work");
    let head = merge(&mut runner, work.job("a.yml", READY), &["jobs/a.yml"]);
    let header = github.body_of(101).lines().next().expect("a header").to_owned();
    let mut payload = push(&head);
    payload["commits"] = (20..32).map(|n| json!({ "id": format!("{n:040}") })).collect();
    for n in 20..32 {
        let mut world = github.world();
        world.pulls.insert(format!("{n:040}"), vec![merged(n, &format!("{n:040}")), merged(7, &head)]);
        world.other_files.insert(n.to_string(), changed(&["jobs/a.yml"]));
        world.comment(&n.to_string(), BOT, &format!("{header}\nours"));
    }
    github.writes();
    let _ = runner.ci(&work, "push", &payload, MAIN).exits(0);
    let told: Vec<String> =
        [101].into_iter().chain((105..114).rev()).map(|id| format!("PATCH issues/comments/{id}")).collect();
    assert_eq!(github.writes(), told, "the latest ten");
}

#[test]
fn what_cannot_be_told_is_a_warning_and_changes_no_verdict() {
    let (remote, github) = (GitRemote::new(), StandIn::new());
    let mut runner = Runner { github: &github, folder: runner(&github, &remote), run: 1000 };
    let work = remote.clone("work");
    let head = merge(&mut runner, work.job("a.yml", READY), &["jobs/a.yml"]);
    github.world().refusal = Some("Resource not accessible by integration".into());
    for request in ["GET commits", "GET issues", "PATCH issues"] {
        github.world().faults = vec![(request, 403, 9)];
        let ran = runner.ci(&work, "push", &push(&head), MAIN).exits(0);
        let warning = "::warning title=opentrain-jobs::the merged pull requests can't be updated";
        assert!(ran.err.contains(warning) && ran.err.contains("`permissions: pull-requests: write`"), "{}", ran.err);
    }
    runner.run += 1;
    let mut command = runner.command(&work, "push", &push(&head), MAIN, &["--comment=false"]);
    let ran = RunOutput::of(command.output().expect("run")).exits(0);
    assert!(!ran.err.contains("::warning"), "{}", ran.err);
}
