//! What a person sees, in each form.

use crate::test_env::{GAPS, READY, RunOutput, TestEnv};

const MISTAKES: &str = "\
id: Sentiment
experienceLevel: EXPERT
description: Label posts.
fields:
  headcont: 5
  experienceLevel: EXPRT
  pricePerLabel: -1
  dataVolume: \"300\"
  languages: Spanish
  countries: null
";

fn shown(ran: &RunOutput, env: &TestEnv) -> String {
    ran.out.replace(&env.url, "http://SANDBOX")
}

#[test]
fn mistakes_are_told_all_at_once_each_with_its_line() {
    let env = TestEnv::new();
    env.job("mistakes.yml", MISTAKES).job("syntax.yml", "description: a\nfields:\n\tx: 1\n").job("fine.yml", READY);
    let ran = env.text(&["check"]).exits(1);
    insta::assert_snapshot!(ran.out);
}

#[test]
fn a_gap_list_says_what_is_missing_where_and_what_to_paste() {
    let env = TestEnv::new();
    env.job("a.yml", &format!("{GAPS}fields:\n  headcount: 8\n"));
    let ran = env.text(&["draft"]).exits(1);
    insta::assert_snapshot!(shown(&ran, &env));
}

#[test]
fn a_publish_tells_what_was_done_and_where_the_jobs_are() {
    let env = TestEnv::new();
    env.job("new.yml", READY).job("old.yml", READY).job("end.yml", READY).job("gap.yml", GAPS);
    let _ = env.run(&["publish", "--only", "old", "--only", "end", "--concurrency", "1"]).exits(0);
    env.job("old.yml", &READY.replace("0.06", "0.08").replace("We need 5", "We need\n  9"))
        .job("end.yml", &format!("state: closed\n{READY}"));
    let plan = env.text(&["plan"]).exits(1);
    insta::assert_snapshot!("the_plan_before", shown(&plan, &env));
    let ran = env.text(&["publish", "--concurrency", "1"]).exits(1);
    insta::assert_snapshot!(shown(&ran, &env));
}

#[test]
fn markdown_says_the_verdict_first() {
    let env = TestEnv::new();
    env.job("a.yml", &format!("{GAPS}fields:\n  headcount: 8\n")).job("b.yml", MISTAKES);
    let ran = env.text(&["draft", "--format", "markdown"]).exits(1);
    insta::assert_snapshot!(shown(&ran, &env));
}

#[test]
fn a_long_text_is_shown_as_a_unified_diff() {
    let env = TestEnv::new();
    let brief = |last: &str| {
        READY.replacen("description: ", "description: |\n  One line.\n  ", 1).replace("Pay per label.", last)
    };
    env.job("a.yml", &brief("Pay per label."));
    let _ = env.run(&["draft"]).exits(0);
    env.job("a.yml", &brief("Pay per label, weekly."));
    let ran = env.text(&["plan"]).exits(0);
    insta::assert_snapshot!(shown(&ran, &env));
}

#[test]
fn hostile_words_are_inert_in_every_form() {
    let env = TestEnv::new();
    let evil = "::error file=x::pwned\\n##[error]pwned @everyone </details> <img src=x> `code` | ```\\u001b[31m\\u202e";
    env.job("a.yml", &format!("description: Label.\nfields:\n  jobTitle: \"{evil}\"\n  \"::error::k\": 1\n"));
    env.job("::error::x.yml", "::error::y: 1\n##[error]z: 2\n");
    let _ = env.run(&["draft"]).exits(1);
    env.job("a.yml", &format!("description: Label.\nfields:\n  jobTitle: \"{evil}\"\n"));
    env.faults(&["PATCH /job-drafts/* * = 400"]);
    for command in ["check", "plan", "draft"] {
        for format in ["text", "markdown", "json"] {
            let ran = RunOutput::of(env.command(&[command, "-v", "--format", format]).output().expect("run"));
            for line in ran.out.lines().chain(ran.err.lines()) {
                let line = line.trim_start();
                assert!(!line.starts_with("::") && !line.contains("##["), "{command} {format}: {line}");
                assert!(
                    !line.contains('\u{1b}') && !line.contains('\u{202e}') || format == "json",
                    "{command} {format}: {line}"
                );
            }
            if format == "markdown" {
                assert!(!ran.out.contains("</details>") || ran.out.contains('`'), "{}", ran.out);
            }
            let _ = ran.exits(1);
        }
    }
}

#[test]
fn reports_are_the_same_however_the_lanes_ran() {
    let report = || {
        let env = TestEnv::new();
        for name in ["e", "d", "c", "b", "a"] {
            env.job(&format!("{name}.yml"), GAPS);
        }
        let ran = env.text(&["draft", "--format", "markdown"]).exits(1);
        let ids = regexless(&shown(&ran, &env));
        drop(env);
        ids
    };
    assert_eq!(report(), report());
}

/// Job numbers follow the lanes; all else must not.
fn regexless(text: &str) -> String {
    let mut parts = text.split("job_00000");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |shown, part| shown + "job_N" + &part[1..])
}

#[test]
fn reports_can_go_to_files_as_well() {
    let env = TestEnv::new();
    env.job("a.yml", READY);
    let ran = env.text(&["plan", "--report", "json=r.json", "--report", "markdown=r.md", "-q"]).exits(0);
    assert!(ran.err.is_empty(), "{}", ran.err);
    let json: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(env.file("r.json")).unwrap()).unwrap();
    assert_eq!((&json["version"], &json["command"], &json["exitCode"]), (&1.into(), &"plan".into(), &0.into()));
    assert!(
        std::fs::read_to_string(env.file("r.md")).unwrap().starts_with("### ✅ Ready to merge: 1 posting goes live\n")
    );
    let ran = env.text(&["plan", "--report", "json=no/such/folder/r.json"]).exits(2);
    assert!(ran.err.contains("no/such/folder"), "{}", ran.err);
}

#[test]
fn one_value_is_read_in_the_singular() {
    let env = TestEnv::new();
    env.job("a.yml", "description: Label 100 sounds.\nfields: {jobTitle: Sounds}\n");
    let ran = env.text(&["draft"]).exits(1);
    assert!(ran.out.contains("OpenTrain read 1 value from the brief"), "{}", ran.out);
}

#[test]
fn a_heading_stands_once_above_what_follows_it() {
    let env = TestEnv::new();
    let unpinned = "description: We need 5 fluent Spanish speakers. Pay per label, $0.06 per label.\nfields: {experienceLevel: EXPERT}\n";
    env.job("a.yml", unpinned);
    let headings = |text: &str, id: &str| text.lines().filter(|line| line.starts_with(&format!("{id}  jobs/"))).count();
    let text = env.text(&["draft"]).exits(1).out;
    assert!(text.contains("create ") && text.contains("error[unpinned-pay]"), "{text}");
    assert_eq!(headings(&text, "a"), 1, "{text}");
    env.job("b.yml", &unpinned.replace("Spanish", "French")).job("c.yml", READY);
    let text = env.text(&["draft"]).exits(1).out;
    let counts = ["a", "b", "c"].map(|id| headings(&text, id));
    assert_eq!(counts, [2, 2, 1], "the errors of all stand together, above the entries: {text}");
}
