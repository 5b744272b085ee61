//! `status`: where everything stands, told of odd accounts too, and nothing written.

use std::fs;

use serde_json::{Value, json};

use crate::fuzz::command::assert_no_commands;
use crate::fuzz::shown::assert_harmless;
use crate::git_remote::{BRANCH, GitRemote};
use crate::test_env::{GAPS, READY, RunOutput, TestEnv};

/// A definition with this title.
fn titled(title: &str) -> String {
    format!("{READY}  jobTitle: {title}\n")
}

/// Definitions in every state, and jobs that none of them claims.
fn account() -> TestEnv {
    let env = TestEnv::new();
    for name in ["applied", "live", "waiting", "closed"] {
        env.job(&format!("{name}.yml"), &titled(&format!("The {name} one")));
    }
    let _ = env.run(&["publish", "--concurrency", "1"]).exits(0);
    env.control.set_proposals(&env.id_of("applied"), 12, 3);
    env.control.set_status(&env.id_of("waiting"), "PENDING_APPROVAL");
    env.control.set_status(&env.id_of("closed"), "ARCHIVED");
    env.job("gaps.yml", GAPS).job("elsewhere.yml", &titled("On a branch"));
    let _ = env.run(&["draft", "--only", "elsewhere"]).exits(0);
    let _ = env.run(&["draft", "--only", "gaps"]).exits(1);
    env.remove_job("elsewhere.yml");
    env.job("new.yml", &titled("Not drafted yet")).job("broken.yml", "state: open\ndescription: Label.\n");
    env.control.add_job(json!({"title": "An old one of the web app", "status": "COMPLETED"}));
    env.control.add_job(json!({"title": "One of the web app", "status": "OPEN"}));
    env.requests();
    env
}

fn texts<'a>(entries: &'a Value, key: &str) -> Vec<&'a str> {
    entries.as_array().expect("a list").iter().map(|entry| entry[key].as_str().expect("a text")).collect()
}

#[test]
fn one_table_shows_what_needs_attention_first() {
    let env = account();
    insta::assert_snapshot!("text", env.text(&["status"]).exits(0).out);
    let markdown = env.text(&["status", "--format", "markdown"]).exits(0).out;
    insta::assert_snapshot!("markdown", markdown.replace(&env.url, "URL"));
    env.only_read_the_list("status");
}

#[test]
fn programs_get_what_stands_for_each_definition_and_what_stands_besides() {
    let env = account();
    let ran = env.run(&["status"]).exits(0);
    let report = ran.report();
    assert_eq!((&report["version"], &report["command"], &report["exitCode"]), (&json!(1), &json!("status"), &json!(0)));
    let entry = ran.entry("applied");
    assert_eq!(entry["title"], "The applied one");
    assert_eq!(entry["pay"], "$0.06 a label");
    assert_eq!(entry["proposals"], json!({"total": 12, "unreviewed": 3}));
    assert_eq!(
        (&entry["status"], &entry["attention"], &entry["file"]),
        (&json!("OPEN"), &json!(""), &json!("jobs/applied.yml"))
    );
    let entry = ran.entry("gaps");
    let unpinned = "`paymentType` is not pinned, so nobody has decided what this posting pays";
    let missing = "missing: Experience level, Price per label";
    assert_eq!(entry["attention"], format!("{unpinned}; {missing}"));
    let entry = ran.entry("new");
    assert_eq!(
        (&entry["title"], &entry["proposals"], &entry["jobId"]),
        (&json!("Not drafted yet"), &json!(null), &json!(null))
    );
    assert_eq!(ran.steps("new"), ["create planned", "publish planned"]);
    assert_eq!(
        texts(&report["unclaimed"], "title"),
        ["One of the web app", "An old one of the web app"],
        "public ones first"
    );
    let first = &report["unclaimed"][0];
    assert_eq!((&first["jobId"], &first["status"]), (&json!("job_000008"), &json!("OPEN")));
    assert!(first["jobUrl"].as_str().expect("a URL").ends_with("/jobs/job_000008"), "{first}");
    assert_eq!(report["unlanded"].as_array().map(Vec::len), Some(1), "{}", report["unlanded"]);
    let left = &report["unlanded"][0];
    assert_eq!(
        (&left["id"], &left["jobId"], &left["pullRequest"]),
        (&json!("elsewhere"), &json!("job_000005"), &json!(null))
    );
    assert!(left["draftUrl"].as_str().expect("a URL").contains("job_000005"), "{left}");
}

#[test]
fn in_a_workflow_jobs_of_others_are_only_counted() {
    let env = account();
    for format in ["text", "markdown", "json"] {
        let mut command = env.command(&["status", "--format", format]);
        let ran = RunOutput::of(command.env("GITHUB_ACTIONS", "true").output().expect("run")).exits(0);
        assert!(!ran.out.contains("web app") && !ran.out.contains("job_000008"), "{}", ran.out);
        if format == "json" {
            assert_eq!(ran.report()["unclaimed"], 2);
        } else {
            assert!(ran.out.contains("2 jobs of the account are claimed by no definition here."), "{}", ran.out);
        }
    }
}

#[test]
fn the_markdown_goes_to_the_summary_of_a_step() {
    let env = account();
    let summary = env.file("summary.md");
    let target = format!("markdown={}", summary.display());
    let mut command = env.command(&["status", "--report", &target]);
    let ran = RunOutput::of(command.env("GITHUB_ACTIONS", "true").output().expect("run")).exits(0);
    assert!(ran.out.starts_with("definition "), "{}", ran.out);
    let summary = fs::read_to_string(summary).expect("a summary");
    assert!(summary.starts_with("**7 definitions: ") && summary.contains("| `gaps` |"), "{summary}");
}

#[test]
fn an_account_without_jobs_and_a_folder_without_definitions_are_no_failure() {
    let env = TestEnv::new();
    let ran = env.run(&["status"]).exits(0);
    let report = ran.report();
    assert_eq!((&report["jobs"], &report["unclaimed"], &report["unlanded"]), (&json!([]), &json!([]), &json!([])));
    let ran = env.text(&["status"]).exits(0);
    assert!(ran.out.contains("no-definitions") && ran.out.ends_with("status: 0 definitions.\n"), "{}", ran.out);
    env.job("a.yml", READY);
    let ran = env.text(&["status"]).exits(0);
    assert!(ran.out.ends_with("status: 1 definition: 1 without a job.\n"), "{}", ran.out);
    let mut command = env.command(&["status"]);
    let ran = RunOutput::of(command.env("GITHUB_ACTIONS", "true").output().expect("run")).exits(0);
    assert!(ran.out.ends_with("status: 1 definition: 1 without a job.\n"), "where unclaimed jobs are only counted");
}

#[test]
fn three_hundred_jobs_are_all_read_and_a_few_are_shown() {
    let env = TestEnv::new();
    env.job("a.yml", READY);
    let _ = env.run(&["publish"]).exits(0);
    for number in 0..299 {
        env.control.add_job(json!({"title": format!("Job {number}"), "status": "OPEN"}));
    }
    env.requests();
    let report = env.run(&["status"]).exits(0).report();
    assert_eq!(report["unclaimed"].as_array().map(Vec::len), Some(299));
    assert_eq!(report["jobs"][0]["status"], "OPEN", "the oldest job is on the last page");
    assert_eq!(env.requests(), ["GET /jobs/mine"; 3]);
    let ran = env.text(&["status"]).exits(0);
    assert_eq!(ran.out.matches("no definition here claims it").count(), 20, "{}", ran.out);
    assert!(ran.out.contains("… and 279 more jobs that no definition here claims"), "{}", ran.out);
}

#[test]
fn a_service_that_fails_on_page_two_leaves_nothing_half_told() {
    let env = account();
    env.control.set_variant("page-cap=2").expect("a variant");
    env.faults(&["GET /jobs/mine #2n = 503 retry-after=1000"]);
    for format in ["text", "markdown", "json"] {
        let ran = env.text(&["status", "--format", format]).exits(3);
        assert_eq!(ran.out, "");
        assert!(ran.err.contains("503") && ran.err.contains("Run again"), "{}", ran.err);
    }
}

#[test]
fn a_token_that_may_not_look_is_exit_2_with_the_remedy() {
    let env = account();
    for (token, words) in
        [("ot_pat_revoked", "Make a new one"), ("ot_pat_nojobs", "lacks a scope: jobs:read"), ("", "OT_API_TOKEN")]
    {
        let ran = RunOutput::of(env.command(&["status"]).env("OT_API_TOKEN", token).output().expect("run")).exits(2);
        assert_eq!(ran.out, "");
        assert!(ran.err.contains(words), "{token}: {}", ran.err);
    }
    env.control.set_variant("scope-details=message").expect("a variant");
    let mut command = env.command(&["status"]);
    let ran = RunOutput::of(command.env("OT_API_TOKEN", "ot_pat_nojobs").output().expect("run")).exits(2);
    assert!(ran.err.contains("may lack the scope `jobs:read`"), "{}", ran.err);
}

#[test]
fn titles_that_mean_harm_are_shown_and_nothing_more() {
    let env = TestEnv::new();
    env.job("a.yml", READY);
    let _ = env.run(&["publish"]).exits(0);
    for title in [
        "a\n::error::x",
        "##[error]x",
        "| a | `b` <script>",
        "\u{202e}lmth\u{1b}[31m",
        "@everyone",
        "[x](https://evil.example)",
        "",
    ] {
        env.control.add_job(json!({"title": title, "status": "::error::y"}));
        env.control.set_field(&env.id_of("a"), "jobTitle", json!(title));
        env.control.set_status(&env.id_of("a"), "ON\n::error::HOLD");
        for format in ["text", "markdown", "json"] {
            let ran = env.text(&["status", "-vv", "--format", format]).exits(0);
            for text in [&ran.out, &ran.err] {
                assert_harmless(text);
                assert_no_commands(text);
            }
        }
    }
}

#[test]
fn a_fresh_clone_finds_its_records_and_nothing_is_pushed() {
    let remote = GitRemote::new();
    let clone = remote.clone("first");
    clone.job("a.yml", READY);
    let _ = clone.run(&["publish"]).exits(0);
    let tip = remote.on_branch(&["rev-parse", BRANCH]);
    let fresh = remote.clone("fresh");
    fresh.job("a.yml", READY);
    let state = fresh.state();
    let mut command = remote.env.bare();
    command.current_dir(&fresh.path).env("PATH", crate::git_remote::search_path());
    command.args(["status", "--namespace", "acme/jobs", "--base-url", &remote.env.url, "--format", "json"]);
    let ran = RunOutput::of(command.output().expect("run")).exits(0);
    assert_eq!(ran.entry("a")["status"], "OPEN");
    assert!(ran.err.contains(BRANCH), "it says where the records are: {}", ran.err);
    assert_eq!(ran.report()["unclaimed"], json!([]));
    assert_eq!((remote.on_branch(&["rev-parse", BRANCH]), fresh.state()), (tip, state));
}

#[test]
fn a_sandbox_shows_the_jobs_beside_its_records() {
    let env = TestEnv::new();
    env.job("a.yml", READY);
    let sandbox = |command: &str| {
        let mut run = env.bare();
        run.env_remove("OT_API_TOKEN").args([command, "--sandbox", "--records", "dir:kept", "--format", "json"]);
        RunOutput::of(run.output().expect("run")).exits(0)
    };
    assert_eq!(sandbox("status").entry("a")["status"], Value::Null);
    assert!(!env.file("kept").exists(), "a look makes no folder");
    let _ = sandbox("publish");
    assert_eq!(sandbox("status").entry("a")["status"], "OPEN");
}

#[test]
fn a_create_without_an_answer_is_worth_a_look() {
    let env = TestEnv::new();
    env.job("a.yml", READY);
    env.faults(&["POST /job-drafts #1 = reset-after", "POST /job-drafts #2 = 503 retry-after=1000"]);
    let _ = env.run(&["draft"]).exits(3);
    let attention = env.run(&["status"]).exits(0).entry("a")["attention"].clone();
    assert_eq!(attention, "a create was sent and not answered; the next run settles it");
}

#[test]
fn each_draft_without_a_definition_is_told_of_once() {
    let env = TestEnv::new();
    let draft = format!("state: draft\n{READY}");
    env.job("kept.yml", READY).job("gone.yml", &draft);
    let _ = env.run(&["publish"]).exits(0);
    env.remove_job("gone.yml");
    let ran = env.run(&["status"]).exits(0);
    assert_eq!(ran.run_codes(), ["warning removed-definition"]);
    assert_eq!(ran.report()["unlanded"], json!([]));
    let _ = env.run(&["publish"]).exits(0);
    let ran = env.run(&["status"]).exits(0);
    assert_eq!(ran.run_codes(), Vec::<String>::new(), "a publish has told of it");
    assert_eq!(texts(&ran.report()["unlanded"], "id"), ["gone"]);
}
