//! Wrong use and wrong settings: exit 2, the reason, and what to do.

use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::test_env::{READY, RunOutput, TestEnv};

fn run(command: &mut Command) -> RunOutput {
    RunOutput::of(command.output().expect("run"))
}

#[test]
fn no_token_is_told_with_where_to_get_one() {
    let env = TestEnv::new();
    env.job("a.yml", READY);
    let ran = run(env.command(&["draft"]).env_remove("OT_API_TOKEN")).exits(2);
    assert!(ran.err.contains("OT_API_TOKEN") && ran.err.contains("--sandbox"), "{}", ran.err);
    let _ = run(env.command(&["draft"]).env("OT_API_TOKEN", "")).exits(2);
    let _ = run(env.command(&["draft"]).env("OT_API_TOKEN", "").env("OPENTRAIN_API_TOKEN", "ot_pat_sandbox")).exits(0);
    let ran = run(env.command(&["draft"]).env("OT_API_TOKEN", "ot_pat_a b\nc")).exits(2);
    assert!(!ran.err.contains("ot_pat_a"), "{}", ran.err);
}

#[test]
fn a_token_too_short_to_be_one_is_refused_and_masked_nowhere() {
    for token in ["job", "a"] {
        let env = TestEnv::new();
        env.job("a.yml", READY);
        for command in ["draft", "publish", "plan --refresh", "status", "doctor"] {
            let args: Vec<&str> = command.split(' ').collect();
            let ran = run(env.command(&args).env("OT_API_TOKEN", token)).exits(2);
            let told = ran.err.clone() + &ran.out;
            assert!(told.contains("OT_API_TOKEN: the token has fewer than 4 characters"), "{command}: {told}");
            assert!(!told.contains("[token]"), "{command}: {told}");
        }
        let ran = run(env.command(&["check"]).args(["--format", "json"]).env("OT_API_TOKEN", token)).exits(0);
        assert_eq!(ran.entry("a")["file"], "jobs/a.yml");
        assert_eq!(env.requests(), Vec::<String>::new(), "{token}");
    }
}

#[test]
fn the_official_clis_file_is_read_where_the_environment_is_silent() {
    let env = TestEnv::new();
    env.job("a.yml", READY);
    fs::create_dir_all(env.file(".config/opentrain")).expect("a folder");
    fs::write(
        env.file(".config/opentrain/cli.json"),
        format!(r#"{{"apiToken": "ot_pat_sandbox", "baseUrl": "{}"}}"#, env.url),
    )
    .expect("written");
    let args = ["publish", "--namespace", "acme/jobs", "--records", "dir:records"];
    let _ = run(env.bare().env_remove("OT_API_TOKEN").args(args)).exits(0);
    assert_eq!(env.statuses(), ["OPEN"]);
}

#[test]
fn only_https_or_loopback_origins_are_taken() {
    let env = TestEnv::new();
    env.job("a.yml", READY);
    for (url, word) in
        [("http://app.opentrain.ai", "https"), ("https://x/api/public/v1", "origin alone"), ("nonsense", "not a URL")]
    {
        let args = ["draft", "--namespace", "a/b", "--records", "dir:r", "--base-url", url];
        let ran = run(env.bare().args(args)).exits(2);
        assert!(ran.err.contains(word) && ran.err.contains("--base-url"), "{}", ran.err);
    }
}

#[test]
fn no_namespace_is_told_and_the_git_remote_gives_one() {
    let env = TestEnv::new();
    env.job("a.yml", READY);
    let plan = || env.bare().args(["plan", "--format", "json", "--records", "dir:none"]).output().expect("run");
    let ran = RunOutput::of(plan()).exits(2);
    assert!(ran.err.contains("--namespace"), "{}", ran.err);
    for url in ["https://github.com/acme/jobs.git", "git@github.com:acme/jobs.git", "ssh://git@github.com/acme/jobs"] {
        let git = |args: &[&str]| {
            assert!(Command::new("git").current_dir(env.path()).args(args).output().expect("git").status.success())
        };
        git(&["init", "-q"]);
        let _ = Command::new("git").current_dir(env.path()).args(["remote", "remove", "origin"]).output();
        git(&["remote", "add", "origin", url]);
        let path = std::env::vars().find(|(name, _)| name == "PATH").expect("PATH").1;
        let ran =
            run(env.bare().env("PATH", path).args(["plan", "--format", "json", "--records", "dir:none"])).exits(0);
        assert_eq!(ran.report()["namespace"], "acme/jobs", "{url}");
    }
    let ran =
        run(env.bare().env("GITHUB_REPOSITORY", "o/r").args(["plan", "--format", "json", "--records", "dir:none"]))
            .exits(0);
    assert_eq!(ran.report()["namespace"], "o/r");
}

#[test]
fn a_store_of_another_is_refused() {
    let env = TestEnv::new();
    env.job("a.yml", READY);
    let _ = run(env.command(&["draft"]).env("GITHUB_REPOSITORY_ID", "42")).exits(0);
    fs::create_dir(env.file("other")).expect("a folder");
    fs::write(env.file("other/a.yml"), READY).expect("written");
    let fixed = ["draft", "--records", "dir:records"];
    let with = |args: &[&str]| run(env.bare().args(fixed).args(args)).exits(2);
    for (ran, word) in [
        (with(&["--namespace", "acme/other", "--base-url", &env.url]), "namespace"),
        (with(&["--base-url", "http://127.0.0.1:9"]), "service"),
        (with(&["--base-url", &env.url, "--jobs", "other"]), "jobs directory"),
        (with(&["--sandbox"]), "namespace"),
        (run(env.command(&["draft"]).env("GITHUB_REPOSITORY_ID", "43")).exits(2), "GITHUB_REPOSITORY_ID"),
    ] {
        assert!(ran.err.contains(word), "{word}: {}", ran.err);
    }
    // A renamed repository keeps its namespace: the store's counts.
    let ran = run(env
        .bare()
        .args(fixed)
        .args(["--base-url", &env.url, "--format", "json"])
        .env("GITHUB_REPOSITORY", "acme/renamed")
        .env("GITHUB_REPOSITORY_ID", "42"));
    assert_eq!(ran.exits(0).report()["namespace"], "acme/jobs");
}

#[test]
fn records_of_a_later_version_or_damaged_ones_are_refused_untouched() {
    let env = TestEnv::new();
    env.job("a.yml", READY);
    let _ = env.run(&["draft"]).exits(0);
    let path = env.file("records/jobs/a.json");
    let good = fs::read_to_string(&path).expect("a record");
    let later = good.replace("\"version\": 2", "\"version\": 3");
    for (text, word) in
        [(later.as_str(), "version 3"), ("{", "damaged"), ("{}", "version"), ("[]", "version"), ("\u{0}", "damaged")]
    {
        fs::write(&path, text).expect("written");
        env.requests();
        for command in ["plan", "draft", "publish", "check"] {
            let ran = env.run(&[command]).exits(2);
            assert!(ran.err.contains(word) && ran.err.contains("a.json"), "{command} {word}: {}", ran.err);
        }
        assert_eq!(fs::read_to_string(&path).expect("untouched"), text);
        assert_eq!(env.requests(), Vec::<String>::new());
    }
    let mut moved: Value = serde_json::from_str(&good).expect("JSON");
    moved["id"] = "b".into();
    fs::write(&path, moved.to_string()).expect("written");
    let ran = env.run(&["draft"]).exits(2);
    assert!(ran.err.contains("under another name"), "{}", ran.err);
}

#[cfg(unix)]
#[test]
fn what_cannot_be_recorded_is_not_sent() {
    let env = TestEnv::new();
    env.job("a.yml", &READY.replace("posts.", &format!("posts. {}", "One more word. ".repeat(200))));
    let command = env.command(&["publish", "--format", "json"]);
    // No file may grow longer than a block or two, as on a disk that is full.
    let script = "trap '' XFSZ; ulimit -f 2; exec \"$0\" \"$@\"";
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", script]).arg(command.get_program()).args(command.get_args()).current_dir(env.path());
    shell.env_clear().envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let ran = run(&mut shell).exits(2);
    assert_eq!(ran.run_codes(), ["error records"], "told once");
    assert_eq!(ran.steps("a"), ["create planned", "publish planned"]);
    assert_eq!(env.requests(), ["GET /jobs/mine"]);
    let _ = env.run(&["publish"]).exits(0);
    assert_eq!(env.jobs()[0]["publishes"], 1);
}

#[test]
fn wrong_flags_and_folders_are_exit_2() {
    let env = TestEnv::new();
    env.job("a.yml", READY);
    for (args, word) in [
        (vec!["plan", "--only", "nope"], "nope"),
        (vec!["plan", "--records", "git:x"], "git repository"),
        (vec!["plan", "--records", "x"], "dir:x"),
        (vec!["plan", "--concurrency", "0"], "concurrency"),
        (vec!["plan", "--jobs", "missing"], "missing"),
        (vec!["plan", "--namespace", "a b"], "owner/name"),
        (vec!["plan", "--report", "pdf=x"], "json=FILE"),
        (vec!["plan", "--jbos", "x"], "--jobs"),
        (vec!["publish", "--token", "x"], "--token"),
    ] {
        let ran = run(env.bare().args(&args)).exits(2);
        assert!(ran.err.contains(word), "{args:?}: {}", ran.err);
    }
    let ran = run(env.bare().arg("--version")).exits(0);
    assert!(ran.out.starts_with("opentrain-jobs "), "{}", ran.out);
}

#[test]
fn an_embedded_sandbox_needs_nothing_and_keeps_nothing_unless_asked() {
    let env = TestEnv::new();
    env.job("a.yml", READY);
    let mut bare = env.bare();
    bare.env_remove("OT_API_TOKEN");
    let ran = run(bare.args(["publish", "--sandbox", "--format", "json"])).exits(0);
    assert_eq!(ran.report()["namespace"], "sandbox");
    assert_eq!(fs::read_dir(env.path()).expect("a folder").count(), 1, "only the jobs folder");
    for steps in [vec!["create done", "publish done"], vec![]] {
        let ran = run(env.bare().args(["publish", "--sandbox", "--records", "dir:kept", "--format", "json"])).exits(0);
        assert_eq!(ran.steps("a"), steps);
    }
    env.job("a.yml", &READY.replace("0.06", "0.07"));
    let ran = run(env.bare().args(["publish", "--sandbox", "--records", "dir:kept", "--format", "json"])).exits(0);
    assert_eq!(ran.steps("a"), ["update done"], "the sandbox's state is kept with the records");
}

#[test]
fn records_that_lost_their_store_file_still_say_whose_they_are() {
    let env = TestEnv::new();
    env.job("a.yml", READY);
    let _ = env.run(&["draft"]).exits(0);
    fs::remove_file(env.file("records/store.json")).expect("removed");
    env.requests();
    let args = ["publish", "--namespace", "evil/ns", "--base-url", &env.url, "--records", "dir:records"];
    let ran = run(env.bare().args(args)).exits(2);
    assert!(ran.err.contains("acme/jobs/a"), "{}", ran.err);
    assert_eq!(env.requests(), Vec::<String>::new());
    let _ = env.run(&["publish"]).exits(0);
}
