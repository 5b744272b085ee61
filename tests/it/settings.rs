//! `_config.yml`: what a repository says about its jobs directory, strictly or not at all; and where records are found.

use std::fs;
use std::path::Path;

use crate::git_remote::{BRANCH, GitRemote, git, search_path};
use crate::github::stand_in::StandIn;
use crate::github_end_to_end::{Runner, commit, push, runner};
use crate::test_env::{READY, RunOutput, TestEnv};

#[test]
fn settings_that_can_t_be_understood_end_every_command_before_anything_is_sent() {
    for (text, place, message) in [
        ("limit:\n  perLabel: 1\n", "jobs/_config.yml:1:1", "Did you mean `limits`?"),
        ("limits:\n  perlabel: 1\n", "jobs/_config.yml:2:3", "Did you mean `perLabel`?"),
        ("limits:\n  perLabel: \"1\"\n", "jobs/_config.yml:2:13", "`limits.perLabel` is a number of US dollars"),
        ("limits:\n  perLabel: -1\n", "jobs/_config.yml:2:13", "from 0 up"),
        ("limits:\n  perLabel:\n", "jobs/_config.yml:2:3", "this is empty"),
        ("limits: 5\n", "jobs/_config.yml:1:9", "a mapping of keys to values"),
        ("limits: null\n", "jobs/_config.yml:1:9", "`limits` is a mapping of keys to values, and this is empty"),
        ("limits:\n", "jobs/_config.yml:1:1", "this is empty"),
        ("limits:\n# perLabel: 1\nrequire: []\n", "jobs/_config.yml:1:1", "this is empty"),
        ("require:\n", "jobs/_config.yml:1:1", "this is empty"),
        ("require: null\n", "jobs/_config.yml:1:10", "a list of field names"),
        ("require: [null]\n", "jobs/_config.yml:1:11", "a field's name is text"),
        ("require: ['']\n", "jobs/_config.yml:1:11", "this name of a field is empty"),
        ("records:\n", "jobs/_config.yml:1:1", "this is empty"),
        ("records: ''\n", "jobs/_config.yml:1:10", "names no place for records"),
        ("namespace: null\n", "jobs/_config.yml:1:12", "`namespace` is text"),
        ("namespace: ''\n", "jobs/_config.yml:1:12", "namespace"),
        ("closeRemoved:\n", "jobs/_config.yml:1:1", "this is empty"),
        ("require: paymentType\n", "jobs/_config.yml:1:10", "a list of field names"),
        ("require: [headcuont]\n", "jobs/_config.yml:1:11", "Did you mean `headcount`?"),
        ("closeRemoved: some\n", "jobs/_config.yml:1:15", "true or false"),
        ("records: opentrain-records\n", "jobs/_config.yml:1:10", "git:opentrain-records"),
        ("records: dir:/etc\n", "jobs/_config.yml:1:10", "not below the working directory"),
        ("records: dir:../other\n", "jobs/_config.yml:1:10", "not below the working directory"),
        ("namespace: 'a b'\n", "jobs/_config.yml:1:12", "namespace"),
        ("closeRemoved: true\ncloseRemoved: false\n", "jobs/_config.yml:2:1", "a second time"),
        ("- a\n", "jobs/_config.yml:1:1", "a mapping of keys to values"),
        ("limits: {perLabel: 1\n", "jobs/_config.yml:", ""),
    ] {
        let env = TestEnv::new();
        env.job("a.yml", READY).job("_config.yml", text);
        for command in ["check", "plan", "draft", "publish"] {
            let ran = env.run(&[command]).exits(2);
            assert!(ran.err.contains(place) && ran.err.contains(message), "{command} {text:?}: {}", ran.err);
        }
        assert_eq!(env.requests(), Vec::<String>::new(), "{text:?}");
    }
}

#[test]
fn quotes_are_no_advice_where_a_limit_takes_no_text() {
    for limits in ["perLabel: 0.12345678901234567", "Total: 0.12345678901234567", "total: {a: 0.12345678901234567}"] {
        let env = TestEnv::new();
        let ran = env.job("_config.yml", &format!("limits: {{{limits}}}\n")).run(&["check"]).exits(2);
        assert!(ran.err.contains("Write a number of at most 15 digits."), "{limits}: {}", ran.err);
        assert!(!ran.err.contains("quotes"), "{limits}: {}", ran.err);
    }
}

#[test]
fn a_required_name_is_judged_by_the_accounts_own_list_where_it_is_known() {
    let env = TestEnv::new();
    env.job("a.yml", READY).job("_config.yml", "require: [paymentType, rate, payTier]\n");
    let ran = env.run(&["check"]).exits(1);
    assert_eq!(ran.run_codes(), ["warning unknown-field"], "the built-in list may be outdated: {}", ran.out);
    assert_eq!(ran.codes("a"), ["error required-field"], "nothing is let through");
    let ran = env.run(&["publish"]).exits(2);
    assert!(ran.out.contains("jobs/_config.yml:1:30: a job has no field `payTier`"), "{}", ran.out);
    assert_eq!(env.writes(), Vec::<String>::new());
    let ran = env.run(&["check"]).exits(2);
    assert!(ran.err.contains("a job has no field `payTier`"), "the list is on record by now: {}", ran.err);
}

#[test]
fn all_errors_of_the_settings_are_told_at_once() {
    let env = TestEnv::new();
    env.job("a.yml", READY).job("_config.yml", "requires: []\nlimits:\n  perHour: a\n  perlabel: 1\ncloseRemoved: 1\n");
    insta::assert_snapshot!(env.text(&["check"]).exits(2).err);
}

#[test]
fn a_file_that_looks_like_settings_is_an_error_wherever_it_would_not_be_read() {
    for name in [
        "_config.yaml",
        "_Config.yml",
        "_CONFIG.YML",
        "_config.json",
        "_config",
        "team/_config.yml",
        "_confg.yml",
        "_config.yml.txt",
    ] {
        let env = TestEnv::new();
        env.job("a.yml", READY).job(name, "limits:\n  perLabel: 0.01\n");
        let ran = env.run(&["publish"]).exits(2);
        assert!(ran.err.contains(&format!("jobs/{name}:1:1")), "{name}: {}", ran.err);
        assert!(ran.err.contains("`_config.yml`") && !ran.err.contains("_defaults"), "{name}: {}", ran.err);
        assert_eq!(env.requests(), Vec::<String>::new(), "{name}");
    }
    for name in ["_old/_config.yml", ".git-like/_config.yaml", "_configuration.md", "_confidential.md"] {
        let env = TestEnv::new();
        let _ = env.job("a.yml", READY).job(name, "nonsense: 1\n").run(&["check"]).exits(0);
    }
}

#[test]
fn a_folder_that_is_named_like_settings_or_defaults_is_an_error() {
    for name in ["_config.yml", "_defaults.yml", "_Config.yaml", "team/_defaults.yml", "_config.yml/deeper"] {
        let env = TestEnv::new();
        env.job("a.yml", READY).job(&format!("{name}/b.yml"), READY);
        let ran = env.run(&["publish"]).exits(2);
        let folder = name.trim_end_matches("/deeper");
        assert!(ran.err.contains(&format!("jobs/{folder}:1:1: this is a folder")), "{name}: {}", ran.err);
        assert!(!ran.err.contains("b.yml"), "{name}: {}", ran.err);
        assert_eq!(env.requests(), Vec::<String>::new(), "{name}");
    }
    for name in ["_config", "_defaults", "team/_defaults"] {
        let env = TestEnv::new();
        env.job("a.yml", READY).job(&format!("{name}/b.yml"), "nonsense: 1\n");
        let _ = env.run(&["check"]).exits(0);
    }
}

#[test]
fn empty_settings_are_the_defaults_and_a_flag_wins_over_them() {
    let env = TestEnv::new();
    env.job("a.yml", READY).job("_config.yml", "# nothing yet\n");
    let _ = env.run(&["check"]).exits(0);
    env.job("_config.yml", "namespace: acme/settings\nrecords: dir:kept\n");
    let mut command = env.bare();
    let ran = RunOutput::of(command.args(["draft", "--base-url", &env.url, "--format", "json"]).output().expect("run"));
    assert_eq!(ran.exits(0).report()["namespace"], "acme/settings");
    assert!(env.file("kept/store.json").exists());
    let ran = env.run(&["draft"]).exits(0);
    assert_eq!(ran.report()["namespace"], "acme/jobs", "the flags of this test");
    assert!(env.file("records/store.json").exists());
}

#[test]
fn removed_definitions_are_closed_where_the_settings_say_so() {
    let remote = GitRemote::new();
    let clone = remote.clone("work");
    clone.job("a.yml", READY).job("b.yml", READY).job("_config.yml", "closeRemoved: true\n");
    let _ = clone.run(&["publish"]).exits(0);
    fs::remove_file(clone.path.join("jobs/a.yml")).expect("removed");
    clone.merge();
    git(&clone.path, &["fetch", "--quiet", "origin", "main"]);
    git(&clone.path, &["reset", "--quiet", "--mixed", "FETCH_HEAD"]);
    let ran = clone.run(&["publish", "--only", "b"]).exits(0);
    assert_eq!(ran.report()["totals"]["closed"], 0, "`--only` knows no removals");
    let ran = clone.run(&["publish"]).exits(0);
    assert_eq!(ran.steps("a"), ["close done"]);
}

#[test]
fn in_a_workflow_a_pull_request_can_t_lead_the_run_to_other_records() {
    let (remote, github) = (GitRemote::new(), StandIn::new());
    let runner = Runner { github: &github, folder: runner(&github, &remote), run: 1000 };
    let work = remote.clone("work");
    for (settings, both) in [
        ("records: git:mine\n", ["`records: git:opentrain-records`", "`records: git:mine`"]),
        ("records: dir:mine\n", ["`records: git:opentrain-records`", "`records: dir:mine`"]),
        ("namespace: evil/jobs\n", ["`namespace: acme/jobs`", "`namespace: evil/jobs`"]),
    ] {
        let head = commit(work.job("a.yml", READY).job("_config.yml", settings), "main");
        let args = ["--namespace", "acme/jobs"];
        let mut command = runner.command(&work, "push", &push(&head), "refs/heads/main", &args);
        let ran = RunOutput::of(command.output().expect("run")).exits(2);
        assert!(both.iter().all(|named| ran.err.contains(named)), "{settings}: {}", ran.err);
    }
    assert_eq!(remote.env.requests(), Vec::<String>::new());
    assert!(!remote.has_branch());
    let settings = "records: git:opentrain-records\nnamespace: acme/jobs\n";
    let head = commit(work.job("_config.yml", settings), "main");
    let mut command = runner.command(&work, "push", &push(&head), "refs/heads/main", &[]);
    let _ = RunOutput::of(command.output().expect("run")).exits(0);
}

#[test]
fn a_fresh_clone_finds_the_records_of_the_usual_branch_or_says_how_to_name_them() {
    let remote = GitRemote::new();
    let _ = remote.clone("ci").job("a.yml", READY).run(&["publish"]).exits(0);
    let fresh = remote.clone("fresh");
    let plain_in = |folder: &Path, args: &[&str]| {
        let mut command = remote.env.bare();
        command.current_dir(folder).env("PATH", crate::git_remote::search_path()).env("GIT_CONFIG_NOSYSTEM", "1");
        command.args(args).args(["--base-url", &remote.env.url, "--namespace", "acme/jobs", "--format", "json"]);
        RunOutput::of(command.output().expect("run"))
    };
    // A single-branch clone has not fetched the records, and `plan` says so.
    let ran = plain_in(&remote.shallow("single").path, &["plan"]).exits(0);
    assert!(ran.err.contains("this checkout knows no branch opentrain-records of `origin`"), "{}", ran.err);
    assert!(ran.err.contains("`plan --refresh` asks for it"), "{}", ran.err);
    let plain = |args: &[&str]| plain_in(&fresh.path, args);
    let ran = plain(&["plan"]).exits(0);
    assert_eq!(ran.steps("a"), Vec::<String>::new(), "it is live");
    assert!(
        ran.err.contains("records: the branch opentrain-records of `origin`, as fetched here; last changed 20"),
        "{}",
        ran.err
    );
    let ran = plain(&["plan", "--refresh"]).exits(0);
    assert_eq!(ran.steps("a"), Vec::<String>::new());
    for command in ["draft", "publish"] {
        let ran = plain(&[command]).exits(2);
        assert!(ran.err.contains("records: git:opentrain-records"), "{command}: {}", ran.err);
        assert!(ran.err.contains("--records git:opentrain-records"), "{command}: {}", ran.err);
    }
    fresh.job("_config.yml", &format!("records: git:{BRANCH}\n"));
    fresh.merge();
    let ran = plain(&["publish"]).exits(0);
    assert_eq!(ran.report()["totals"]["created"], 0);
    assert_eq!(remote.env.jobs().len(), 1);
}

#[test]
fn without_the_usual_branch_records_begin_in_the_usual_folder() {
    let remote = GitRemote::new();
    let clone = remote.clone("work");
    clone.job("a.yml", READY);
    let mut command = remote.env.bare();
    command.current_dir(&clone.path).env("PATH", crate::git_remote::search_path()).env("GIT_CONFIG_NOSYSTEM", "1");
    command.args(["draft", "--base-url", &remote.env.url, "--namespace", "acme/jobs"]);
    let _ = RunOutput::of(command.output().expect("run")).exits(0);
    assert!(clone.path.join(".opentrain/records/store.json").exists());
}

#[test]
fn a_partial_clone_without_the_records_plans_nothing_and_still_validates() {
    let remote = GitRemote::new();
    let _ = remote.clone("ci").job("a.yml", READY).run(&["publish"]).exits(0);
    git(&remote.remote(), &["config", "uploadpack.allowFilter", "true"]);
    let url = format!("file://{}", remote.remote().display());
    git(remote.env.path(), &["clone", "--quiet", "--filter=blob:none", &url, "partial"]);
    let plain = |args: &[&str]| {
        let mut command = remote.env.bare();
        command.current_dir(remote.env.file("partial")).env("PATH", crate::git_remote::search_path());
        RunOutput::of(command.env("GIT_CONFIG_NOSYSTEM", "1").args(args).output().expect("run"))
    };
    let ran = plain(&["plan", "--base-url", &remote.env.url, "--namespace", "acme/jobs"]).exits(2);
    assert!(ran.err.contains("this repository lacks objects of the branch"), "{}", ran.err);
    assert!(ran.err.contains("--refresh"), "{}", ran.err);
    let ran = plain(&["check"]).exits(0);
    assert!(ran.err.contains("the records on opentrain-records are not in this partial clone"), "{}", ran.err);
}

#[test]
fn without_a_remote_records_on_a_branch_are_told_to_need_one() {
    let env = TestEnv::new();
    git(env.path(), &["init", "--quiet"]);
    env.job("a.yml", READY).job("_config.yml", "records: git:opentrain-records\n");
    for command in ["plan", "draft", "status"] {
        let flags = [command, "--namespace", "acme/jobs", "--base-url", &env.url];
        let mut run = env.bare();
        let run = run.args(flags).env("PATH", search_path());
        let ran = RunOutput::of(run.output().expect("run")).exits(2);
        assert!(ran.err.contains("git remote add origin URL"), "{command}: {}", ran.err);
        assert!(ran.err.contains("--records dir:.opentrain/records"), "{command}: {}", ran.err);
    }
}
