//! Names and words that mean harm: they are shown, and nothing more.

use std::fs;

#[cfg(unix)]
use super::bounded;
#[cfg(unix)]
use crate::fuzz::command::assert_annotations;
use crate::fuzz::command::assert_no_commands;
use crate::fuzz::shown::assert_harmless;
use crate::test_env::{READY, RunOutput, TestEnv};

#[cfg(unix)]
#[test]
fn names_that_mean_harm_are_shown_and_nothing_more() {
    let env = TestEnv::new();
    let long = "x".repeat(250);
    for name in [
        "a\nb",
        "::error::x",
        "##[error]x",
        "a\n::error::x",
        "%0A::error::x",
        "\"'`$(x)",
        "| a |",
        "</details>",
        "\u{202e}lmth",
        "-rf",
        "\u{1b}[31mred",
        "a\\b",
        " ",
        "ü",
        "A",
        "@everyone",
        "a\rb",
        "a\u{85}b",
        "a\u{2028}b",
        "a,line=9",
        &long,
    ] {
        env.job(&format!("{name}.yml"), "state: \u{9b}open\n");
    }
    for command in ["check", "plan"] {
        for format in ["text", "markdown", "json"] {
            let ran =
                env.text(&[command, "-vv", "--format", format, "--report", "json=r.json", "--report", "markdown=r.md"]);
            for text in [&ran.out, &ran.err] {
                assert_harmless(text);
                assert_no_commands(text);
            }
            assert!(format != "json" || ran.report()["jobs"].as_array().expect("jobs").len() == 21);
            for name in ["r.json", "r.md"] {
                assert_harmless(&fs::read_to_string(env.file(name)).expect("a report"));
            }
            let _ = ran.exits(1);
        }
    }
    let mut command = env.bare();
    command.args(["ci", "--command", "check", "-q"]).env("GITHUB_STEP_SUMMARY", env.file("summary"));
    command.env("GITHUB_OUTPUT", env.file("output")).env("RUNNER_TEMP", env.path());
    let ran = bounded(&env, &mut command).exits(1);
    let annotations = ran.err.strip_prefix("check: requested by `command`\n").expect("what runs");
    assert_annotations(annotations);
    assert_harmless(&fs::read_to_string(env.file("summary")).expect("a summary"));
    let outputs = fs::read_to_string(env.file("output")).expect("outputs");
    assert_eq!(outputs.lines().count(), 11, "{outputs}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_no_text_is_shown_as_far_as_it_is() {
    use std::os::unix::ffi::OsStrExt as _;
    let env = TestEnv::new();
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9\x1b[31m.yml");
    fs::write(env.file("jobs").join(name), READY).expect("written");
    for format in ["text", "markdown", "json"] {
        let ran = env.text(&["plan", "--format", format]).exits(1);
        assert_harmless(&ran.out);
        assert!(ran.out.contains("not UTF-8"), "{}", ran.out);
    }
    let ran = RunOutput::of(env.bare().arg("check").arg("--jobs").arg(name).output().expect("run")).exits(2);
    assert_harmless(&ran.err);
}

#[test]
fn what_was_typed_is_shown_and_nothing_more() {
    let env = TestEnv::new();
    for args in [
        ["plan", "--only", "[\n::error::x"],
        ["plan", "--concurrency", "\u{202e}\u{1b}[31m"],
        ["plan", "--namespace", "a\n##[error]x"],
        ["plan", "--jobs", "no\n::error::\u{9b}"],
        ["plan", "--records", "x\n::error::y"],
        ["plan", "--report", "a\n::error::y"],
        ["plan", "--base-url", "x\n::error::y"],
        ["\n::error::x", "-q", "-q"],
    ] {
        let ran = RunOutput::of(env.bare().args(args).output().expect("run")).exits(2);
        assert_harmless(&ran.err);
        assert_no_commands(&ran.err);
        assert!(ran.out.is_empty() && !ran.err.is_empty(), "{args:?}");
    }
}

#[test]
fn names_that_only_case_or_ending_tells_apart_are_no_two_jobs() {
    let env = TestEnv::new();
    env.job("a.yml", READY)
        .job("a.yaml", READY)
        .job("folder/b.yml", READY)
        .job("c.yml", &format!("id: folder/b\n{READY}"));
    let ran = env.run(&["draft"]).exits(1);
    assert_eq!(ran.out.matches("\"duplicate-id\"").count(), 4, "{}", ran.out);
    assert_eq!(env.jobs().len(), 0);
    let env = TestEnv::new();
    env.job("A.yml", READY).job("b.yml", &format!("id: A\n{READY}"));
    let ran = env.run(&["draft"]).exits(1);
    assert_eq!(ran.codes("A"), ["error invalid-id"]);
    assert_eq!(ran.codes("b"), ["error invalid-id"]);
}

#[test]
fn what_the_service_says_is_shown_and_nothing_more() {
    let evil = "\u{1b}[31m\u{9b}\u{202e}\u{2028}\r##[error]x @all | `";
    for fault in ["status", "job", "key"] {
        for format in ["text", "markdown", "json"] {
            let env = TestEnv::new();
            env.job("a.yml", READY);
            env.faults(&[
                &format!("POST /job-drafts = {fault}={evil}"),
                &format!("PATCH /job-drafts/* = {fault}={evil}"),
            ]);
            let ran =
                env.text(&["draft", "-vv", "--format", format, "--report", "json=r.json", "--report", "markdown=r.md"]);
            let reports = ["r.json", "r.md"].map(|name| fs::read_to_string(env.file(name)).expect("a report"));
            for text in [&ran.out, &ran.err, &reports[0], &reports[1]] {
                assert_harmless(text);
            }
            assert_no_commands(&ran.out);
            assert_no_commands(&ran.err);
            assert!(ran.err.contains("u{202e}"), "it is told, in another form: {}", ran.err);
            let _ = ran;
        }
    }
}
