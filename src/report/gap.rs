//! A gap as YAML ready to paste.

use serde_json::{Value, json};

use crate::domain::capabilities::{Kind, kind};
use crate::domain::readiness::MissingField;

/// The lines that fill the gap, under `fields:`. Without an example or a list of values, the value is left to its author.
pub(super) fn paste(gap: &MissingField) -> String {
    let Some(key) = gap.update_keys.first() else { return String::new() };
    let example = gap.example.as_deref().or(gap.enum_values.first().map(String::as_str));
    match example.and_then(|text| typed(gap, key, text)) {
        Some(value) => serde_yaml::to_string(&json!({"fields": {key: value}})).unwrap_or_default(),
        None => format!("fields:\n  {key}: # {}\n", gap.kind.as_deref().unwrap_or("a value")),
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
