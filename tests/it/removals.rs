//! A definition counts as removed, and its job may be closed, only where git shows the removal.

use std::fs;

use crate::git_remote::{BRANCH, Clone, GitRemote, git};
use crate::github::stand_in::StandIn;
use crate::github_end_to_end::{Runner, commit, push, runner};
use crate::test_env::{READY, TestEnv};

const CLOSE: [&str; 2] = ["publish", "--close-removed"];
const CLOSE_ALL: [&str; 2] = ["publish", "--close-removed=all"];

/// A remote whose `main` has these live definitions, and a clone of it.
fn live<'f>(remote: &'f GitRemote, names: &[&str]) -> Clone<'f> {
    let clone = remote.clone("work");
    for name in names {
        clone.job(name, READY);
    }
    let _ = clone.run(&["publish"]).exits(0);
    clone
}

fn remove(clone: &Clone<'_>, name: &str) {
    fs::remove_file(clone.path.join("jobs").join(name)).expect("removed");
}

/// The clone's own commit is the tip of `main`.
fn update(clone: &Clone<'_>) {
    git(&clone.path, &["fetch", "--quiet", "origin", "main"]);
    git(&clone.path, &["reset", "--quiet", "--mixed", "FETCH_HEAD"]);
}

#[test]
fn removed_definitions_are_closed_only_on_demand_and_within_limits() {
    let remote = GitRemote::new();
    let clone = live(&remote, &["a.yml", "b.yml", "c.yml", "d.yml"]);
    remove(&clone, "a.yml");
    let _ = clone.run(&["publish"]).exits(0);
    assert_eq!(remote.env.statuses(), ["OPEN"; 4], "a removal is only reported");
    update(&clone);
    let ran = clone.run(&["plan", "--close-removed"]).exits(0);
    assert_eq!(ran.steps("a"), ["close planned"]);
    let ran = clone.run(&CLOSE).exits(0);
    assert_eq!(ran.steps("a"), ["close done"]);
    assert_eq!(remote.env.statuses(), ["ARCHIVED", "OPEN", "OPEN", "OPEN"]);
    remove(&clone, "b.yml");
    remove(&clone, "c.yml");
    clone.merge();
    update(&clone);
    remote.env.requests();
    let ran = clone.run(&CLOSE).exits(4);
    assert_eq!(ran.report()["totals"]["held"], 2);
    assert_eq!(remote.env.writes(), Vec::<String>::new());
    clone.job("d.yml", "description: [");
    let broken = clone.run(&CLOSE_ALL).exits(1);
    assert!(broken.run_codes().contains(&"warning close-limit".to_owned()));
    remove(&clone, "d.yml");
    clone.merge();
    update(&clone);
    let _ = clone.run(&CLOSE_ALL).exits(4);
    assert_eq!(remote.env.writes(), Vec::<String>::new(), "an empty folder closes nothing");
    clone.job("d.yml", READY);
    let _ = clone.run(&CLOSE_ALL).exits(0);
    assert_eq!(remote.env.statuses(), ["ARCHIVED", "ARCHIVED", "ARCHIVED", "OPEN"]);
    let ran = clone.run(&["publish", "--close-removed", "--only", "d"]).exits(2);
    assert!(ran.err.contains("--only"), "{}", ran.err);
}

#[test]
fn what_the_merge_would_close_is_shown_alike_before_it() {
    let remote = GitRemote::new();
    let clone = live(&remote, &["a.yml", "b.yml", "c.yml", "d.yml"]);
    clone.job("_config.yml", "closeRemoved: true\n");
    clone.merge();
    update(&clone);
    let commit_without = |name: &str| {
        remove(&clone, name);
        git(&clone.path, &["add", "--all", "--force", "jobs"]);
        git(&clone.path, &["-c", "user.name=a", "-c", "user.email=a@example", "commit", "--quiet", "-m", "Remove it"]);
    };
    commit_without("a.yml");
    for command in ["plan", "draft"] {
        let ran = clone.run(&[command, "--changed-since", "HEAD~1"]).exits(0);
        assert_eq!(ran.steps("a"), ["close planned"], "{command}: {}", ran.out);
        assert_eq!(ran.entry("a")["onMerge"]["step"], "close", "{command}");
    }
    assert_eq!(remote.env.statuses(), ["OPEN"; 4]);
    commit_without("b.yml");
    for command in ["plan", "draft"] {
        let ran = clone.run(&[command, "--changed-since", "HEAD~2"]).exits(0);
        assert_eq!(ran.entry("a")["onMerge"]["step"], "none", "{command}: {}", ran.out);
        assert!(ran.run_codes().contains(&"warning close-limit".to_owned()), "{command}: {}", ran.out);
    }
}

#[test]
fn outside_git_nothing_shows_a_removal_so_the_job_is_held_open() {
    let env = TestEnv::new();
    env.job("a.yml", READY).job("b.yml", READY);
    let _ = env.run(&["publish"]).exits(0);
    env.remove_job("a.yml");
    for args in [CLOSE, CLOSE_ALL] {
        let ran = env.run(&args).exits(4);
        assert_eq!(ran.report()["totals"]["held"], 1);
        assert!(ran.out.contains("is in no git repository with a remote `origin`"), "{}", ran.out);
    }
    assert_eq!(env.statuses(), ["OPEN", "OPEN"]);
}

#[test]
fn a_record_of_a_definition_that_never_was_closes_no_job() {
    let remote = GitRemote::new();
    let clone = live(&remote, &["a.yml", "b.yml"]);
    // Somebody who may push the branch of the records claims a job for a definition that never was.
    let by_hand = remote.clone("hand");
    git(&by_hand.path, &["checkout", "--quiet", BRANCH]);
    let jobs = by_hand.path.join("jobs");
    let mut record = fs::read_to_string(jobs.join("a.json")).expect("a record");
    for (of_a, of_ghost) in [
        ("\"a\"", "\"ghost\""),
        ("acme/jobs/a\"", "acme/jobs/ghost\""),
        ("jobs/a.yml", "jobs/ghost.yml"),
        (&remote.env.id_of("a"), &job_made_by_hand(&remote)),
    ] {
        assert!(record.contains(of_a), "{of_a}: {record}");
        record = record.replace(of_a, of_ghost);
    }
    fs::write(jobs.join("ghost.json"), record).expect("written");
    git(&by_hand.path, &["add", "--force", "jobs"]);
    git(&by_hand.path, &["commit", "--quiet", "-m", "ghost"]);
    git(&by_hand.path, &["push", "--quiet", "origin", BRANCH]);
    for args in [CLOSE, CLOSE_ALL] {
        let ran = clone.run(&args).exits(4);
        assert!(ran.out.contains("no earlier commit of the default branch has the definition"), "{}", ran.out);
    }
    assert_eq!(remote.env.statuses(), ["OPEN"; 3]);
}

/// A live job of the account that is in no record here.
fn job_made_by_hand(remote: &GitRemote) -> String {
    let env = &remote.env;
    let before: Vec<String> = env.jobs().iter().map(|job| job["id"].to_string()).collect();
    let folder = env.file("by-hand");
    fs::create_dir_all(folder.join("jobs")).expect("a folder");
    fs::write(folder.join("jobs/hand.yml"), format!("{READY}  jobTitle: Made by hand\n")).expect("written");
    let mut command = env.bare();
    command.current_dir(&folder).args(["publish", "--base-url", &env.url, "--namespace", "by/hand"]);
    assert!(command.output().expect("run").status.success());
    let jobs = env.jobs();
    let made = jobs.iter().find(|job| !before.contains(&job["id"].to_string())).expect("a new job");
    made["id"].as_str().expect("an id").to_owned()
}

#[test]
fn a_file_that_the_checked_out_commit_has_is_not_removed() {
    let remote = GitRemote::new();
    let clone = live(&remote, &["a.yml", "b.yml", "c.yml"]);
    update(&clone);
    remove(&clone, "a.yml");
    clone.job("b.yml", &format!("id: other\n{READY}  jobTitle: Other\n"));
    let args = ["publish", "--close-removed=all", "--allow-behind"];
    let ran = clone.run_unmerged(&args).exits(4);
    assert_eq!(ran.report()["totals"]["held"], 2, "one is absent, one has another id here");
    assert!(ran.out.contains("the checked out commit has the definition, but the folder has not"), "{}", ran.out);
    assert!(!remote.env.statuses().contains(&"ARCHIVED".to_owned()));
}

#[test]
fn an_id_that_left_with_an_edit_or_a_rename_of_its_file_counts_as_removed() {
    let remote = GitRemote::new();
    let clone = live(&remote, &["a.yml"]);
    clone.job("b.yml", &format!("id: explicit\n{READY}  jobTitle: Explicit\n"));
    clone.job("c.yml", READY);
    let _ = clone.run(&["publish", "--allow-duplicate", "c"]).exits(0);
    clone.job("b.yml", &format!("id: renewed\n{READY}  jobTitle: Renewed\n"));
    clone.merge();
    update(&clone);
    let ran = clone.run(&CLOSE).exits(0);
    assert_eq!(ran.steps("explicit"), ["close done"]);
}

#[test]
fn the_push_shows_what_it_removed_to_a_shallow_checkout_and_a_later_run_asks_history() {
    let (remote, github) = (GitRemote::new(), StandIn::new());
    let mut runner = Runner { github: &github, folder: runner(&github, &remote), run: 1000 };
    let work = remote.clone("work");
    let title = |name: &str| format!("{READY}  jobTitle: Posts of {name}\n");
    for name in ["a", "b", "c", "d", "e", "f", "g", "h"] {
        work.job(&format!("{name}.yml"), &title(name));
    }
    let before = commit(&work, "main");
    let _ = runner.ci(&work, "push", &push(&before), "refs/heads/main").exits(0);
    let mut close = |checkout: &Clone<'_>, event: &str, payload: &serde_json::Value| {
        runner.run += 1;
        let mut command = runner.command(checkout, event, payload, "refs/heads/main", &["--close-removed"]);
        crate::test_env::RunOutput::of(command.output().expect("run")).exits(0)
    };
    remove(&work, "a.yml");
    let after = commit(&work, "main");
    let mut payload = push(&after);
    payload["before"] = before.as_str().into();
    let _ = close(&remote.shallow("first"), "push", &payload);
    assert_eq!(remote.env.statuses()[0], "ARCHIVED");
    let is_shallow = git(&remote.env.file("first"), &["rev-parse", "--is-shallow-repository"]);
    assert_eq!(is_shallow, "true", "the push's own commits were enough");

    remove(&work, "b.yml");
    let _ = commit(&work, "main");
    fs::write(work.path.join("README"), "z").expect("written");
    git(&work.path, &["commit", "--quiet", "-am", "words"]);
    git(&work.path, &["push", "--quiet", "origin", "HEAD:main"]);
    let schedule = serde_json::json!({"schedule": "0 7 * * *"});
    let _ = close(&remote.shallow("second"), "schedule", &schedule);
    assert_eq!(remote.env.statuses()[1], "ARCHIVED");
}
