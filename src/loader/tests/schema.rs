//! The schema for editors refuses what the loader refuses for its form, and nothing else. Every file of these tests is compared.

use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::Value;

use super::*;
use crate::domain::capabilities::Capabilities;
use crate::rules::{self, RuleContext};

static VALIDATOR: LazyLock<Validator> = LazyLock::new(|| {
    let schema = serde_json::from_str(include_str!("../../../schema/job.schema.json")).expect("JSON");
    jsonschema::options().with_draft(jsonschema::Draft::Draft7).build(&schema).expect("a schema")
});

/// Why a value has the wrong form.
const FORM: &[Code] = &[Code::WrongType, Code::UnknownKey, Code::Brief, Code::InvalidId, Code::TooLarge];

/// Parts of messages about what a parsed value no longer shows, or what it does not show by itself.
const UNSEEN: &[(&str, &str)] = &[
    ("has no value", "`null` drops a default, and the defaults are in another file"),
    ("begins a comment", "a comment is no part of the value"),
    ("the point may be a decimal point", "the value is a number, however it was written"),
    ("more digits than JSON numbers keep", "the value is rounded already"),
    ("must be finite", "JSON has no such number"),
    ("doesn't fit this", "tags are gone"),
    ("bytes long", "the size of the file"),
    ("nested more than", "depth is no form"),
];

/// Compares the loader's result for a file with the schema's.
#[track_caller]
pub(super) fn assert_agrees(source: &LoadedFile) {
    // Syntax, duplicate keys, unknown tags and numbers that JSON can't hold are seen by a parser, and not in what it parsed.
    let Some(value) = parsed(&source.text) else { return };
    let is_unparsed = |finding: &Finding| {
        matches!(finding.code, Code::Syntax | Code::DuplicateKey | Code::UnknownTag | Code::Secret | Code::Unreadable)
    };
    if source.text.is_empty() || source.findings.iter().any(is_unparsed) {
        return;
    }
    let is_valid = VALIDATOR.is_valid(&value);
    let refusal = source.findings.iter().find(|finding| finding.is_error() && is_form(finding, &value));
    assert!(refusal.is_none() || !is_valid, "the schema takes it:\n{}\n{refusal:#?}", source.text);
    let is_refused = source.findings.iter().any(Finding::is_error) || rules_refuse(source);
    let reasons: Vec<String> = VALIDATOR.iter_errors(&value).map(|error| error.to_string()).collect();
    assert!(is_valid || is_refused, "the schema alone refuses it:\n{}\n{reasons:#?}", source.text);
}

fn parsed(text: &str) -> Option<Value> {
    let yaml: serde_yaml::Value = serde_yaml::from_str(text).ok()?;
    serde_json::to_value(yaml).ok()
}

fn is_form(finding: &Finding, value: &Value) -> bool {
    let is_unseen = UNSEEN.iter().any(|(part, _)| finding.message.contains(part));
    FORM.contains(&finding.code) && !is_unseen && !is_about_a_named_file(finding, value)
}

/// The content of a file that a definition names.
fn is_about_a_named_file(finding: &Finding, value: &Value) -> bool {
    let named = value["descriptionFile"].as_str().or(value["source"]["file"].as_str());
    named.is_some_and(|name| finding.message.contains(&format!("`{name}`")))
}

/// Rules that a schema can check too: they need the definition alone.
fn rules_refuse(source: &LoadedFile) -> bool {
    let capabilities = Capabilities::bundled();
    let context = RuleContext { candidates: vec![&source.candidate], capabilities: &capabilities, records: Vec::new() };
    let is_checked = |code| matches!(code, Code::UnknownValue | Code::DuplicateDescription);
    rules::validate(&context).iter().any(|finding| is_checked(finding.code))
}
