//! A gap as YAML ready to paste.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::domain::capabilities::{Kind, kind};
use crate::domain::readiness::MissingField;
use crate::redact::escape;

/// The lines that fill the gap, under `fields:`. Without an example or a list of values, the value is left to its author.
pub(super) fn paste(gap: &MissingField) -> String {
    paste_all([gap])
}

/// The lines that fill these gaps, under one `fields:`; each key once.
pub(super) fn paste_all<'a>(gaps: impl IntoIterator<Item = &'a MissingField>) -> String {
    let mut keys = BTreeSet::new();
    let gaps = gaps.into_iter().filter(|gap| gap.update_keys.first().is_some_and(|key| keys.insert(key)));
    let entries: String = gaps.map(|gap| indented(&entry(gap), "  ")).collect();
    if entries.is_empty() { String::new() } else { format!("fields:\n{entries}") }
}

/// The key that fills the gap, and an example or the first of its values.
pub(super) fn example(gap: &MissingField) -> Option<(&str, Value)> {
    let key = gap.update_keys.first()?;
    let text = gap.example.as_deref().or(gap.enum_values.first().map(String::as_str))?;
    Some((key, typed(gap, key, text)?))
}

/// A key and a value as YAML lines.
pub(super) fn yaml(key: &str, value: &Value) -> String {
    serde_yaml::to_string(&json!({ key: value })).unwrap_or_default()
}

/// The lines, each with `indent` before it.
pub(super) fn indented(lines: &str, indent: &str) -> String {
    lines.lines().map(|line| format!("{indent}{line}\n")).collect()
}

fn entry(gap: &MissingField) -> String {
    match (example(gap), gap.update_keys.first()) {
        (Some((key, value)), _) => yaml(key, &value),
        (None, Some(key)) => format!("{key}: # {}\n", escape::line(gap.kind.as_deref().unwrap_or("a value"))),
        (None, None) => String::new(),
    }
}

/// An example is text whatever the type (page job-drafts/create), so it is read by the type that the gap or the key has.
fn typed(gap: &MissingField, key: &str, text: &str) -> Option<Value> {
    let told = gap.kind.as_deref().unwrap_or_default();
    match (kind(key), told) {
        (Kind::Number, _) | (Kind::Unknown, "number" | "integer") => {
            serde_json::from_str(text).ok().filter(Value::is_number)
        }
        (Kind::Unknown, "boolean") => text.parse().ok().map(Value::Bool),
        (Kind::TextList, _) | (Kind::Unknown, "array" | "string[]") => {
            let listed = serde_json::from_str(text).ok().filter(Value::is_array);
            listed.or_else(|| Some(text.split(',').map(str::trim).collect()))
        }
        (Kind::Text | Kind::Unknown, _) => Some(json!(text)),
    }
}

/// What may stand there, and advice, as one sentence.
pub(super) fn advice(gap: &MissingField) -> Option<String> {
    let values = (!gap.enum_values.is_empty()).then(|| format!("one of {}.", gap.enum_values.join(", ")));
    let others = gap.update_keys.get(1..).filter(|keys| !keys.is_empty());
    let others = others.map(|keys| format!("Other keys that may fill it: {}.", keys.join(", ")));
    let parts: Vec<String> = values.into_iter().chain(gap.hint.clone()).chain(others).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}
