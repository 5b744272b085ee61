//! The examples in docs/rules.md are what the rules report.

use serde_json::Value;

use super::file;
use crate::test_env::TestEnv;

const BRIEF: &str = "description: We need 5 people to label 20,000 pictures.\n";

/// A `yaml` block below a rule's heading.
struct Example<'a> {
    rule: &'a str,
    /// Whether it is the text after the fix.
    is_fixed: bool,
    text: &'a str,
}

fn examples(page: &str) -> Vec<Example<'_>> {
    let sections = page.split("\n## ").skip(1).filter_map(|section| section.split_once('\n'));
    sections
        .flat_map(|(rule, section)| {
            section.split("```yaml").skip(1).map(move |block| {
                let (kind, rest) = block.split_once('\n').expect("a block");
                let (text, _) = rest.split_once("```").expect("a closed block");
                Example { rule, is_fixed: kind == " fixed", text }
            })
        })
        .collect()
}

/// The codes of all findings of a definition with this text, and a brief where it has none.
fn codes(text: &str) -> Vec<String> {
    let has_brief = text.lines().any(|line| line.starts_with("description"));
    let env = TestEnv::new();
    env.job("a.yml", &format!("{}{text}", if has_brief { "" } else { BRIEF }));
    let report = env.run(&["check"]).report();
    let jobs = report["jobs"].as_array().expect("jobs").iter().map(|job| &job["findings"]);
    let findings = jobs.chain([&report["findings"]]).filter_map(Value::as_array).flatten();
    findings.filter_map(|finding| finding["code"].as_str().map(str::to_owned)).collect()
}

#[test]
fn each_example_is_reported_by_its_rule_until_it_is_fixed() {
    let page = file("docs/rules.md");
    let examples = examples(&page);
    assert!(examples.len() > 20, "the page has examples");
    for Example { rule, is_fixed, text } in examples {
        let codes = codes(text);
        assert_eq!(codes.iter().any(|code| code == rule), !is_fixed, "{rule}: {codes:?}\n{text}");
        let is_valid = !codes.iter().any(|code| ["syntax", "unknown-key", "wrong-type"].contains(&code.as_str()));
        assert!(!is_fixed || is_valid, "{rule}: {codes:?}\n{text}");
    }
}
