//! A value in advice: whoever pastes the line gets the value, whatever it is.

use opentrain_jobs::domain::definition::{Brief, Import};
use opentrain_jobs::domain::depth::is_too_deep;
use opentrain_jobs::domain::yaml;
use opentrain_jobs::loader;
use opentrain_jobs::redact::{escape, redact};
use serde_json::{Value, json};

/// Any text as a value, as an item, and, where it is short, as a key.
pub fn holds(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    assert_parses_back("jobTitle", &json!(text));
    assert_parses_back("languages", &json!([text, "Spanish"]));
    if text.chars().count() < 100 {
        assert_parses_back(&text, &json!({ "a": { text.as_ref(): [] } }));
    }
    if let Some(value) = serde_json::from_str::<Value>(&text).ok().filter(is_usual) {
        assert_parses_back("budgetRange", &value);
    }
}

/// YAML has no keys longer than 1,024 characters, and nobody advises to nest deeper than a definition may be.
fn is_usual(value: &Value) -> bool {
    fn has_short_keys(value: &Value) -> bool {
        match value {
            Value::Array(items) => items.iter().all(has_short_keys),
            Value::Object(map) => map.iter().all(|(key, value)| key.len() < 150 && has_short_keys(value)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
        }
    }
    !is_too_deep(value) && has_short_keys(value)
}

/// Fails unless the line for this value is one line, is shown as it is, and parses to the value, for us and for serde_yaml.
pub fn assert_parses_back(key: &str, value: &Value) {
    let line = yaml::entry(key, value);
    assert_eq!(line.lines().count(), 1, "{line:?}");
    assert_eq!(escape::line(&line), line);
    let parsed: Value = serde_yaml::from_str(&line).unwrap_or_else(|error| panic!("{line:?}: {error}"));
    assert_eq!(comparable(&parsed), comparable(&json!({ key: value })), "{line:?}");
    // A definition can't hold a control character or a token: nobody is advised to write the one, and the other is masked.
    if !yaml::is_allowed(&json!({ key: value })) || redact(line.clone()) != line {
        return;
    }
    let definition = format!("source:\n  format: opentrain_canonical\n  job:\n    {line}\n");
    let source = loader::parse("jobs/a.yml", &definition);
    let Some(Brief::Import(Import::Canonical(job))) = source.candidate.brief.as_deref().map(std::ops::Deref::deref)
    else {
        // The value may be nested deeper than a definition may be.
        assert!(source.findings.iter().any(|finding| finding.message.contains("levels deep")), "{line:?}\n{source:?}");
        return;
    };
    assert_eq!(comparable(job), comparable(&json!({ key: value })), "{line:?}");
}

/// The value with its numbers as floats: `5.0` is `5`.
fn comparable(value: &Value) -> Value {
    match value {
        Value::Number(number) if number.is_f64() => json!(number.as_f64()),
        Value::Number(number) => number.as_f64().map_or_else(|| value.clone(), |float| json!(float)),
        Value::Array(items) => items.iter().map(comparable).collect(),
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), comparable(value))).collect(),
        Value::Null | Value::Bool(_) | Value::String(_) => value.clone(),
    }
}
