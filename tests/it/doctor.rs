//! `doctor`: each part of a set-up, right and wrong, with the remedy of what is wrong.

use std::fs;

use serde_json::{Value, json};

use crate::fuzz::command::assert_no_commands;
use crate::fuzz::shown::assert_harmless;
use crate::git_remote::{BRANCH, Clone, GitRemote, git, search_path};
use crate::test_env::{READY, RunOutput};

const WORKFLOW: &str = ".github/workflows/opentrain-jobs.yml";
const CHECKS: [&str; 8] = ["token", "scopes", "drafting", "publishing", "list", "records", "definitions", "workflow"];

/// A clone in which everything is in place.
fn set_up(remote: &GitRemote) -> Clone<'_> {
    let clone = remote.clone("here");
    let mut command = remote.env.bare();
    let command = command.current_dir(&clone.path).env("PATH", search_path()).arg("init");
    let _ = RunOutput::of(command.output().expect("run")).exits(0);
    clone.job("a.yml", READY);
    clone
}

fn run(clone: &Clone<'_>, args: &[&str], variables: &[(&str, &str)]) -> RunOutput {
    let env = &clone.origin.env;
    let mut command = env.bare();
    command.current_dir(&clone.path).env("PATH", search_path()).env("GIT_CONFIG_NOSYSTEM", "1");
    command.env("OT_API_BASE_URL", &env.url).envs(variables.iter().copied());
    command.arg("doctor").args(args);
    if !args.contains(&"--namespace") && !args.contains(&"--sandbox") {
        command.args(["--namespace", "acme/jobs"]);
    }
    RunOutput::of(command.output().expect("run"))
}

/// The checks of a run, by name.
fn check(ran: &RunOutput, name: &str) -> Value {
    let report = ran.report();
    let checks = report["checks"].as_array().expect("checks");
    checks.iter().find(|check| check["name"] == name).expect("the check").clone()
}

/// Fails unless these checks, and no others, are bad.
#[track_caller]
fn bad(ran: &RunOutput) -> Vec<String> {
    let report = ran.report();
    let checks = report["checks"].as_array().expect("checks");
    assert_eq!(checks.iter().map(|check| &check["name"]).collect::<Vec<_>>(), CHECKS);
    for check in checks {
        let has_help = check["help"].as_str().is_some_and(|help| !help.is_empty());
        assert_eq!(check["ok"], !has_help, "a remedy where it is bad: {check}");
    }
    let bad = checks.iter().filter(|check| check["ok"] == false);
    bad.map(|check| check["name"].as_str().expect("a name").to_owned()).collect()
}

#[test]
fn a_set_up_that_is_right_is_told_so_line_by_line() {
    let remote = GitRemote::new();
    let clone = set_up(&remote);
    let _ = clone.run(&["publish"]).exits(0);
    remote.env.requests();
    let ran = run(&clone, &[], &[]).exits(0);
    insta::assert_snapshot!("good", ran.out);
    let ran = run(&clone, &["--format", "json"], &[]).exits(0);
    assert_eq!((bad(&ran), &ran.report()["version"], &ran.report()["exitCode"]), (vec![], &json!(1), &json!(0)));
}

#[test]
fn an_address_that_can_t_be_used_is_told_with_the_remedy_of_an_address() {
    let remote = GitRemote::new();
    let clone = set_up(&remote);
    for (address, word) in
        [("http://app.opentrain.ai", "plain http"), ("nonsense", "not a URL"), ("ftp://x", "not https")]
    {
        for (args, source) in [(&["--base-url", address][..], "--base-url"), (&[], "OT_API_BASE_URL")] {
            let args = [args, &["--format", "json"]].concat();
            let ran = run(&clone, &args, &[("OT_API_BASE_URL", address)]).exits(2);
            let token = check(&ran, "token");
            let text = |key: &str| token[key].as_str().expect("a text").to_owned();
            assert!(text("detail").contains(source) && text("detail").contains(word), "{token}");
            assert!(text("help").contains("https://app.opentrain.ai") && !text("help").contains("token"), "{token}");
        }
    }
}

#[test]
fn what_is_wrong_is_told_with_its_remedy() {
    let remote = GitRemote::new();
    let clone = set_up(&remote);
    fs::remove_file(clone.path.join(WORKFLOW)).expect("removed");
    clone.job("a.yml", "state: open\n");
    let ran = run(&clone, &[], &[("OT_API_TOKEN", "ot_pat_read")]).exits(2);
    insta::assert_snapshot!("bad", ran.out);
    let ran = run(&clone, &["--format", "markdown"], &[("OT_API_TOKEN", "ot_pat_read")]).exits(2);
    insta::assert_snapshot!("bad_markdown", ran.out);
}

#[test]
fn each_token_is_told_what_it_lacks() {
    let remote = GitRemote::new();
    let clone = set_up(&remote);
    for (token, expected, words) in [
        ("", &["token", "scopes", "drafting", "publishing", "list"][..], "OT_API_TOKEN is not set"),
        ("ot_pat_a b", &["token", "scopes", "drafting", "publishing", "list"], "a token can't have"),
        ("ot_pat_revoked", &["token", "scopes", "drafting", "publishing", "list"], "Make a new one"),
        ("ot_pat_read", &["scopes"], "lacks jobs:write"),
        ("ot_pat_nojobs", &["scopes", "list"], "lacks jobs:read and jobs:write"),
        ("ot_pat_nodraft", &["drafting", "publishing"], "public_api_job_drafting"),
        ("ot_pat_nopublish", &["publishing"], "off for this account"),
    ] {
        let ran = run(&clone, &["--format", "json"], &[("OT_API_TOKEN", token)]).exits(2);
        assert_eq!(bad(&ran), expected, "{token}");
        assert!(ran.out.contains(words), "{token}: {}", ran.out);
        assert!(!ran.out.contains("ot_pat_a b"), "{}", ran.out);
    }
}

#[test]
fn a_service_that_fails_or_is_none_is_told_once_and_the_rest_is_still_looked_at() {
    let remote = GitRemote::new();
    let clone = set_up(&remote);
    remote.env.faults(&["GET /auth/me = 503 retry-after=1000"]);
    let ran = run(&clone, &["--format", "json"], &[]).exits(2);
    assert_eq!(bad(&ran), ["token", "scopes", "drafting", "publishing", "list"]);
    assert_eq!(remote.env.requests(), ["GET /auth/me"]);
    remote.env.faults(&["GET /jobs/mine = 503 retry-after=1000"]);
    assert_eq!(bad(&run(&clone, &["--format", "json"], &[]).exits(2)), ["list"]);
    // A service without these pages says nothing about the token.
    remote.env.faults(&["GET /auth/me = 404", "GET /job-drafts/capabilities = 404"]);
    let ran = run(&clone, &["--format", "json"], &[]).exits(0);
    assert_eq!(check(&ran, "token")["detail"], "valid; OpenTrain does not say whose");
    let ran = run(&clone, &["--format", "json", "--base-url", "http://example.com"], &[]).exits(2);
    assert_eq!(bad(&ran), ["token", "scopes", "drafting", "publishing", "list"]);
    assert!(check(&ran, "token")["detail"].as_str().expect("a text").contains("use https"), "{}", ran.out);
}

#[test]
fn a_report_that_can_t_be_written_is_told_before_anybody_is_asked() {
    let remote = GitRemote::new();
    let clone = set_up(&remote);
    let ran = run(&clone, &["--report", "json=no/such/folder.json"], &[]).exits(2);
    assert!(ran.err.contains("no/such/folder.json") && ran.out.is_empty(), "{}", ran.err);
    assert_eq!(remote.env.requests(), Vec::<String>::new());
}

#[test]
fn in_a_workflow_accounts_are_ids() {
    let remote = GitRemote::new();
    let clone = set_up(&remote);
    for format in ["text", "json", "markdown"] {
        let ran = run(&clone, &["--format", format], &[]).exits(0);
        assert!(ran.out.contains("sandbox@example.com"), "{}", ran.out);
        let ran = run(&clone, &["--format", format], &[("GITHUB_ACTIONS", "true")]).exits(0);
        assert!(!ran.out.contains("example.com") && !ran.out.contains("Sandy"), "{}", ran.out);
        assert!(ran.out.contains("organization org_sandbox, user user_sandbox"), "{}", ran.out);
    }
}

#[test]
fn records_are_found_to_be_of_another_or_nowhere_said() {
    let remote = GitRemote::new();
    let clone = set_up(&remote);
    let _ = clone.run(&["publish"]).exits(0);
    let ran = run(&clone, &["--format", "json", "--namespace", "other/jobs"], &[]).exits(2);
    assert_eq!(bad(&ran), ["records"]);
    let ran = run(&clone, &["--format", "json"], &[]).exits(0);
    assert_eq!(check(&ran, "records")["detail"], format!("git:{BRANCH}: 1 record of acme/jobs"));
    clone.job("_config.yml", "");
    let ran = run(&clone, &["--format", "json"], &[]).exits(2);
    assert_eq!(bad(&ran), ["records"], "draft and publish would end with 2");
    assert!(check(&ran, "records")["help"].as_str().expect("a text").contains("records: git:"), "{}", ran.out);
    clone.job("_config.yml", "record: x\n");
    assert_eq!(bad(&run(&clone, &["--format", "json"], &[]).exits(2)), ["records", "definitions"]);
    let ran = run(&clone, &["--format", "json", "--jobs", "nowhere"], &[]).exits(2);
    assert_eq!(bad(&ran), ["records", "definitions", "workflow"]);
}

#[test]
fn a_workflow_that_would_not_do_is_told_why() {
    let remote = GitRemote::new();
    let clone = set_up(&remote);
    git(&clone.path, &["remote", "set-head", "origin", "main"]);
    let file = clone.path.join(WORKFLOW);
    let good = fs::read_to_string(&file).expect("a workflow");
    let on = |on: &str| {
        format!(
            "on: {on}\njobs:\n  a:\n    permissions: {{contents: write, pull-requests: write}}\n    steps:\n      \
             - uses: opentrain-jobs/opentrain-jobs@v0\n"
        )
    };
    let steps = |permissions: &str, with: &str| {
        format!(
            "on: [pull_request, push]\njobs:\n  a:\n    permissions: {permissions}\n    steps:\n      \
             - uses: opentrain-jobs/opentrain-jobs@v0\n        with: {with}\n"
        )
    };
    let both = "{contents: write, pull-requests: write}";
    for (text, words) in [
        (good.clone(), None),
        (on("[pull_request, push]"), None),
        (on("{pull_request: , push: {branches: ['release/*', main]}}"), None),
        (on("push"), Some("without `pull_request`, no pull request is drafted")),
        (on("pull_request"), Some("without `push`, no merge publishes")),
        (on("[pull_request, push, pull_request_target]"), Some("`pull_request_target` runs with secrets")),
        (on("{pull_request: , push: {branches: [master]}}"), Some("no push to `main`")),
        (on("{pull_request: , push: {paths: ['postings/**']}}"), Some("the `paths` of `push` leave out `jobs`")),
        (on("{pull_request: , push: {paths: ['**.yml']}}"), None),
        (steps("write-all", "{}"), None),
        (steps("read-all", "{}"), Some("may not push the branch of records")),
        (steps("{contents: write}", "{}"), Some("a step may not comment")),
        (steps("{contents: write}", "{comment: false, suggest: 'false'}"), None),
        (steps(both, "{issue: true}"), Some("may not open an issue")),
        (steps("{contents: write, pull-requests: write, issues: write}", "{issue: 'true'}"), None),
        (steps("{pull-requests: write}", "{records: 'dir:records'}"), Some("may not read the repository")),
        (steps("{contents: read}", "{command: check}"), None),
        (steps(both, "{jobs: postings}"), Some("no step looks at `jobs`")),
        (steps(both, "{jobs: './jobs/'}"), None),
        (steps(both, "{jobs: '${{ matrix.jobs }}'}"), None),
        (
            on("[pull_request, push]").replace("    permissions: {contents: write, pull-requests: write}\n", ""),
            Some("may not push"),
        ),
        (
            format!("permissions: write-all\n{}", on("[pull_request, push]"))
                .replace("    permissions: {contents: write, pull-requests: write}\n", ""),
            None,
        ),
        (
            "on: [pull_request, push]\njobs: {a: {steps: [{run: opentrain-jobs ci}], permissions: write-all}}".into(),
            None,
        ),
        ("# opentrain-jobs/opentrain-jobs@v0\non: push\njobs: {}".into(), Some("no file in .github/workflows runs")),
        ("on: [push\nuses: a/opentrain-jobs@v0".into(), Some("is not YAML")),
    ] {
        fs::write(&file, &text).expect("written");
        let ran = run(&clone, &["--format", "json"], &[]);
        let found = check(&ran, "workflow");
        assert_eq!(found["ok"], words.is_none(), "{text}\n{found}");
        let detail = found["detail"].as_str().expect("a text");
        assert!(words.is_none_or(|words| detail.contains(words)), "{text}\n{found}");
    }
}

#[test]
fn a_remote_without_a_default_branch_is_told_before_a_publish_is_refused() {
    let remote = GitRemote::new();
    let clone = set_up(&remote);
    for head in ["refs/heads/gone", "refs/heads/main"] {
        git(&remote.remote(), &["symbolic-ref", "HEAD", head]);
        let ran = run(&clone, &["--format", "json"], &[]);
        let is_absent = head == "refs/heads/gone";
        assert_eq!(bad(&ran), if is_absent { vec!["workflow"] } else { vec![] }, "{head}");
        let workflow = check(&ran, "workflow").to_string();
        assert_eq!(workflow.contains("`origin` has no default branch"), is_absent, "{workflow}");
        let _ = run(&clone, &["--sandbox"], &[]).exits(0);
    }
}

#[test]
fn what_failed_is_said_once() {
    let remote = GitRemote::new();
    let clone = set_up(&remote);
    clone.job("_config.yml", "");
    git(&clone.path, &["remote", "set-url", "origin", "http://127.0.0.1:1/x.git"]);
    let ran = run(&clone, &["--format", "json"], &[]).exits(2);
    let detail = check(&ran, "records")["detail"].as_str().expect("a text").to_owned();
    assert_eq!(detail.matches("`git ls-remote` failed").count(), 1, "{detail}");
}

#[test]
fn a_sandbox_needs_no_token_and_nothing_is_written() {
    let remote = GitRemote::new();
    let clone = set_up(&remote);
    let state = (clone.state(), remote.has_branch());
    for args in [&["--sandbox", "--format", "json"][..], &["--sandbox", "--records", "dir:kept", "--format", "json"]] {
        let ran = run(&clone, args, &[("OT_API_TOKEN", ""), ("OT_API_BASE_URL", "")]).exits(0);
        assert_eq!(bad(&ran), Vec::<String>::new());
    }
    let _ = run(&clone, &[], &[]).exits(0);
    assert!(!clone.path.join("kept").exists());
    assert_eq!((clone.state(), remote.has_branch()), state);
    assert!(remote.env.writes().is_empty());
}

#[test]
fn names_that_mean_harm_are_shown_and_nothing_more() {
    let remote = GitRemote::new();
    let clone = set_up(&remote);
    let name = ".github/workflows/a | `b`\u{202e} @x ::error::.yml";
    fs::rename(clone.path.join(WORKFLOW), clone.path.join(name)).expect("renamed");
    for format in ["text", "markdown", "json"] {
        let ran = run(&clone, &["--format", format, "-vv"], &[]).exits(0);
        for text in [&ran.out, &ran.err] {
            assert_harmless(text);
            assert_no_commands(text);
        }
    }
}
