//! Definitions and records that are too much.

use std::fs;

use super::bounded;
use crate::test_env::{READY, RunOutput, TestEnv};

#[test]
fn what_is_huge_is_refused_before_it_is_read() {
    let env = TestEnv::new();
    env.job("a.yml", "descriptionFile: a.md\n").job("b.yml", READY);
    let sparse = |name: &str| fs::File::create(env.file(name)).and_then(|file| file.set_len(1 << 30)).expect("a file");
    sparse("jobs/a.md");
    sparse("jobs/b.yml");
    let ran = bounded(&env, env.command(&["check", "--format", "json"]).args(["-q"])).exits(1);
    assert_eq!(
        (ran.codes("a"), ran.codes("b")),
        (vec!["error too-large".to_owned()], vec!["error too-large".to_owned()])
    );
    env.job("a.yml", READY).remove_job("b.yml");
    fs::create_dir_all(env.file("records/jobs")).expect("a folder");
    sparse("records/jobs/a.json");
    let ran = bounded(&env, &mut env.command(&["plan"])).exits(2);
    assert!(ran.err.contains("longer than 64 MiB"), "{}", ran.err);
}

#[test]
fn a_bomb_is_refused_before_it_goes_off() {
    let attributes: String = (0..90_000).map(|n| format!(" b{n}=\"\"")).collect();
    let namespaces: String = (0..1000).map(|n| format!(" xmlns:b{n}=\"u{n}\"")).collect();
    let elements = "<c xmlns:q=\"\"/>".repeat(60_000);
    let deep = 140_000;
    for (text, words, reason) in [
        (format!("<a{attributes}/>"), "more than 5000 attributes", "each is compared with each"),
        (format!("<a{namespaces}>{elements}</a>"), "more than 500 namespaces", "each is handed down to each"),
        (format!("{}{}", "<a>".repeat(deep), "</b>".repeat(deep)), "not well-formed", "each is inside each"),
        (format!("<!DOCTYPE a [<!ENTITY b \"{}\">]><a>&b;</a>", "&b;".repeat(9)), "document type", "entities"),
    ] {
        let env = TestEnv::new();
        env.job("a.yml", "source: {format: hr_xml, file: a.xml}\n").job("a.xml", &text);
        let ran = bounded(&env, &mut env.command(&["check"])).exits(1);
        assert!(ran.out.contains(words), "{reason}: {}", ran.out);
    }
    let env = TestEnv::new();
    env.job("a.yml", "source: {format: schema_org_job_posting, file: a.json}\n");
    env.job("a.json", &format!("{{\"a\": {}{}}}", "[".repeat(70), "]".repeat(70)));
    let ran = bounded(&env, &mut env.command(&["check"])).exits(1);
    assert!(ran.out.contains("more than 64 levels deep"), "{}", ran.out);
}

#[test]
fn a_long_list_of_mistakes_is_told_in_a_bounded_time() {
    let env = TestEnv::new();
    let keys: String = (0..2000).map(|n| format!("k{n}: 1\n")).collect();
    env.job("a.yml", &format!("description: x\n{keys}")).job("b.yml", &format!("? {}\n: 1\n", "k".repeat(250_000)));
    for format in ["text", "markdown", "json"] {
        let ran = bounded(&env, &mut env.command(&["check", "--format", format])).exits(1);
        assert!(ran.out.contains("k1999"), "{format}");
    }
}

#[test]
fn records_may_lie_among_the_definitions() {
    let env = TestEnv::new();
    env.job("a.yml", READY);
    let args =
        ["--namespace", "acme/jobs", "--base-url", &env.url, "--records", "dir:jobs/records", "--format", "json"];
    for steps in [vec!["create done", "publish done"], vec![]] {
        let ran = RunOutput::of(env.bare().arg("publish").args(args).output().expect("run")).exits(0);
        assert_eq!(ran.steps("a"), steps);
        assert_eq!(ran.report()["jobs"].as_array().map(Vec::len), Some(1));
    }
}
