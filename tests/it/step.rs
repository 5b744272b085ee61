//! What a workflow's step leaves in the runner's files, also where its inputs or these files are wrong.

use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::git_remote::{Clone, GitRemote};
use crate::github::stand_in::StandIn;
use crate::github_end_to_end::{OPENED, Runner, commit, pull, push, runner};
use crate::test_env::{READY, RunOutput};

const ZEROS: &str =
    "created=0\nfound=0\npatched=0\npublished=0\nupdated=0\nclosed=0\nmissing=0\nheld=0\nchanged=false\n";

/// `ci` for the push of one definition to the default branch.
fn ci(runner: &mut Runner<'_>, work: &Clone<'_>, args: &[&str]) -> Command {
    runner.run += 1;
    let head = commit(work.job("a.yml", &format!("# {}\n{READY}", runner.run)), "main");
    runner.command(work, "push", &push(&head), "refs/heads/main", args)
}

#[track_caller]
fn exits(command: &mut Command, code: i32) -> RunOutput {
    RunOutput::of(command.output().expect("run")).exits(code)
}

#[track_caller]
fn assert_one_error(ran: &RunOutput, words: &[&str]) {
    let errors: Vec<&str> = ran.err.lines().filter(|line| line.starts_with("::error")).collect();
    assert_eq!(errors.len(), 1, "{}", ran.err);
    for word in words {
        assert!(errors[0].contains(word), "{word}: {}", errors[0]);
    }
}

#[cfg(unix)]
#[test]
fn a_file_of_the_runner_that_cannot_be_written_is_found_before_anything_is_sent() {
    let (remote, github) = (GitRemote::new(), StandIn::new());
    let mut runner = Runner { github: &github, folder: runner(&github, &remote), run: 1000 };
    let work = remote.clone("work");
    let pipe = remote.env.file("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo").success());
    for (variable, path) in [
        ("GITHUB_STEP_SUMMARY", remote.env.path().to_owned()),
        ("GITHUB_STEP_SUMMARY", pipe.clone()),
        ("GITHUB_OUTPUT", remote.env.file("missing/output")),
        ("GITHUB_OUTPUT", pipe),
        ("RUNNER_TEMP", remote.env.file("missing")),
        ("RUNNER_TEMP", remote.env.file("remote.git/HEAD")),
    ] {
        let mut command = ci(&mut runner, &work, &[]);
        let ran = exits(command.env(variable, &path), 2);
        assert_one_error(&ran, &[variable, &path.display().to_string()]);
        assert_eq!(remote.env.requests(), Vec::<String>::new(), "{variable}");
        assert!(!remote.has_branch(), "{variable}");
        if variable != "GITHUB_OUTPUT" {
            let outputs = fs::read_to_string(runner.folder.join("output")).expect("outputs");
            assert_eq!(outputs, format!("exit-code=2\n{ZEROS}"), "{variable}");
        }
        if variable != "GITHUB_STEP_SUMMARY" {
            assert!(runner.summary().contains(variable), "{}", runner.summary());
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_of_the_runner_that_fails_later_is_only_a_warning() {
    for (variable, path) in [("GITHUB_STEP_SUMMARY", "/dev/full"), ("GITHUB_OUTPUT", "/dev/full")] {
        let (remote, github) = (GitRemote::new(), StandIn::new());
        let runner = Runner { github: &github, folder: runner(&github, &remote), run: 1000 };
        let work = remote.clone("work");
        let head = commit(work.job("a.yml", READY), "topic");
        let mut command = runner.command(&work, "pull_request", &pull(OPENED, &head), "refs/pull/7/merge", &[]);
        let ran = exits(command.env(variable, path), 0);
        let warning = format!("::warning title=opentrain-jobs::{variable} (/dev/full) can't be written");
        assert!(ran.err.contains(&warning), "{}", ran.err);
        assert_eq!(remote.env.statuses(), ["DRAFT"]);
        assert_eq!(github.world().comments.len(), 1);
        if variable == "GITHUB_OUTPUT" {
            assert!(runner.summary().contains("draft: pull request opened"));
        } else {
            assert_eq!((runner.output("exit-code"), runner.output("created")), ("0".into(), "1".into()));
            assert!(fs::read_to_string(runner.output("report")).expect("a report").contains("\"exitCode\": 0"));
        }
    }
}

#[cfg(unix)]
#[test]
fn a_runner_s_folder_that_vanishes_during_the_run_is_only_a_warning() {
    let (remote, github) = (GitRemote::new(), StandIn::new());
    let mut runner = Runner { github: &github, folder: runner(&github, &remote), run: 1000 };
    let work = remote.clone("work");
    let mut command = ci(&mut runner, &work, &[]);
    remote.hook(&format!("rm -rf '{}'", runner.folder.join("temp").display()));
    fs::create_dir(runner.folder.join("temp")).expect("a folder");
    let ran = exits(command.env("RUNNER_TEMP", runner.folder.join("temp")), 0);
    assert!(ran.err.contains("::warning title=opentrain-jobs::the report can't be written"), "{}", ran.err);
    assert_eq!(remote.env.statuses(), ["OPEN"]);
    assert_eq!((runner.output("exit-code"), runner.output("published")), ("0".into(), "1".into()));
    assert!(!fs::read_to_string(runner.folder.join("output")).expect("outputs").contains("report="));
}

#[cfg(target_os = "linux")]
#[test]
fn a_report_file_that_fails_at_the_end_is_told_in_the_outputs() {
    let (remote, github) = (GitRemote::new(), StandIn::new());
    let mut runner = Runner { github: &github, folder: runner(&github, &remote), run: 1000 };
    let work = remote.clone("work");
    let ran = exits(&mut ci(&mut runner, &work, &["--report", "json=/dev/full"]), 2);
    assert_one_error(&ran, &["/dev/full"]);
    assert_eq!((runner.output("exit-code"), runner.output("published")), ("2".into(), "1".into()));
}

#[test]
fn a_wrong_input_is_named_as_the_workflow_names_it() {
    let (remote, github) = (GitRemote::new(), StandIn::new());
    let mut runner = Runner { github: &github, folder: runner(&github, &remote), run: 1000 };
    let work = remote.clone("work");
    for (argument, words) in [
        ("--concurrency=0", ["the input `concurrency` is `0`", "from 1 to 64"]),
        ("--concurrency=many", ["the input `concurrency` is `many`", "from 1 to 64"]),
        ("--concurrency=65536", ["the input `concurrency` is `65536`", "from 1 to 64"]),
        ("--records=x", ["the input `records` is `x`", "`dir:x`"]),
        ("--command=pulish", ["the input `command` is `pulish`", "Did you mean `publish`?"]),
        ("--command=deploy", ["the input `command` is `deploy`", "`auto`, `check`, `plan`, `draft`, `publish`"]),
        ("--close-removed=maybe", ["the input `close-removed` is `maybe`", "`false`, `true`, `all`"]),
        ("--close-removed=yes", ["the input `close-removed` is `yes`", "Did you mean `true`?"]),
        ("--comment=yes", ["the input `comment` is `yes`", "Did you mean `true`?"]),
        ("--suggest=False", ["the input `suggest` is `False`", "Did you mean `false`?"]),
        ("--namespace=a b", ["the input `namespace` is `a b`", "owner/name"]),
        ("--base-url=nonsense", ["the input `base-url`", "not a URL"]),
        ("--base-url=https://app.opentrain.ai/jobs", ["the input `base-url`", "`https://app.opentrain.ai`"]),
        ("--base-url=https://me:hunter2@app.opentrain.ai", ["the input `base-url`", "password"]),
    ] {
        let command = ci(&mut runner, &work, &[]);
        // The argument alone, with the environment of a step.
        let mut wrong = Command::new(command.get_program());
        wrong.env_clear().envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
        wrong.current_dir(&work.path).args(["ci", argument]);
        let ran = exits(&mut wrong, 2);
        assert_one_error(&ran, &words);
        assert!(!ran.err.contains("--") && !ran.err.contains("hunter2"), "{argument}: {}", ran.err);
        let outputs = fs::read_to_string(runner.folder.join("output")).expect("outputs");
        assert_eq!(outputs, format!("exit-code=2\n{ZEROS}"), "{argument}");
        assert!(runner.summary().contains("failed"), "{argument}");
    }
    assert_eq!(remote.env.requests(), Vec::<String>::new());
}

#[test]
fn outside_a_workflow_a_wrong_argument_of_ci_is_a_flag() {
    let remote = GitRemote::new();
    let ran = exits(remote.env.bare().args(["ci", "--command", "pulish"]), 2);
    assert!(ran.err.contains("`--command` is `pulish`"), "{}", ran.err);
    let ran = exits(remote.env.bare().args(["ci", "--nope"]), 2);
    assert!(ran.err.contains("unexpected argument '--nope'"), "{}", ran.err);
}

#[test]
fn an_event_that_cannot_be_read_leaves_outputs_and_one_error() {
    let (remote, github) = (GitRemote::new(), StandIn::new());
    let mut runner = Runner { github: &github, folder: runner(&github, &remote), run: 1000 };
    let work = remote.clone("work");
    for (event, payload, word) in [
        ("push", "no JSON", "not JSON"),
        ("push", "", "not JSON"),
        ("push", "[]", "`ref`"),
        ("pull_request", "{}", "`action`"),
    ] {
        let mut command = ci(&mut runner, &work, &[]);
        fs::write(runner.folder.join("event.json"), payload).expect("written");
        let ran = exits(command.env("GITHUB_EVENT_NAME", event).env_remove("GITHUB_REF"), 2);
        assert_one_error(&ran, &["GITHUB_EVENT_PATH", word]);
        let outputs = fs::read_to_string(runner.folder.join("output")).expect("outputs");
        assert_eq!(outputs, format!("exit-code=2\n{ZEROS}"), "{payload}");
    }
    let mut command = ci(&mut runner, &work, &[]);
    let ran = exits(command.env("GITHUB_EVENT_PATH", remote.env.file("missing")), 2);
    assert_one_error(&ran, &["GITHUB_EVENT_PATH", "missing"]);
    assert_eq!(remote.env.requests(), Vec::<String>::new());
}

#[test]
fn each_use_of_the_action_in_a_job_has_a_report_of_its_own() {
    let (remote, github) = (GitRemote::new(), StandIn::new());
    let mut runner = Runner { github: &github, folder: runner(&github, &remote), run: 1000 };
    let work = remote.clone("work");
    let mut reports = Vec::new();
    for command in ["draft", "plan", "plan"] {
        let _ = exits(&mut ci(&mut runner, &work, &["--command", command]), 0);
        reports.push((command, runner.output("report")));
    }
    for (command, report) in reports {
        let report: Value = serde_json::from_str(&fs::read_to_string(&report).expect(&report)).expect("JSON");
        assert_eq!(report["command"], command);
    }
    let _ = exits(&mut ci(&mut runner, &work, &["--concurrency=0"]), 2);
    let files = fs::read_dir(&runner.folder).expect("a folder").map(|entry| entry.expect("an entry").file_name());
    let reports = files.filter(|name| name.to_string_lossy().ends_with(".json") && name != "event.json");
    assert_eq!(reports.count(), 3, "a run without a report leaves no file");
}
