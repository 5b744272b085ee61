//! A missing field as YAML to paste, and advice on its value.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::domain::capabilities::{Kind, is_amount, kind, only_rate, payment_type_of, rate_key_of};
use crate::domain::definition::RawDefinition;
use crate::domain::readiness::MissingField;
use crate::domain::{DESCRIPTION_KEY, PAYMENT_TYPE_KEY, yaml};
use crate::redact::escape;

/// The field with advice that goes with what the definition has; `None` where the service's own does.
pub(super) fn advised(field: &MissingField, definition: &RawDefinition) -> Option<MissingField> {
    let first = field.update_keys.first()?.as_str();
    let fields = &definition.fields;
    if first == DESCRIPTION_KEY && definition.text().is_some() {
        let hint = "Write it in the definition's own text: a second one under `fields` is refused.";
        return Some(MissingField { update_keys: Vec::new(), hint: Some(hint.to_owned()), ..field.clone() });
    }
    if first == PAYMENT_TYPE_KEY {
        let meant = only_rate(fields).and_then(payment_type_of)?;
        let is_allowed = field.enum_values.is_empty() || field.enum_values.iter().any(|value| value == meant);
        return is_allowed.then(|| MissingField { example: Some(meant.to_owned()), ..field.clone() });
    }
    let rate = rate_key_of(fields).filter(|rate| *rate != first)?;
    let is_rate = field.update_keys.iter().any(|key| key == rate);
    // The example is one for the first key.
    is_rate.then(|| MissingField { update_keys: vec![rate.to_owned()], example: None, ..field.clone() })
}

/// The lines that add the field under `fields:`. A number is left open, and so is a value without an example or a list.
pub(super) fn yaml_snippet(field: &MissingField) -> String {
    yaml_snippets([field])
}

/// The lines that add these fields under one `fields:`, each key once.
pub(super) fn yaml_snippets<'a>(fields: impl IntoIterator<Item = &'a MissingField>) -> String {
    let mut keys = BTreeSet::new();
    let fields = fields.into_iter().filter(|field| field.update_keys.first().is_some_and(|key| keys.insert(key)));
    let entries: String = fields.map(|field| indent(&yaml_entry(field), "  ")).collect();
    if entries.is_empty() { String::new() } else { format!("fields:\n{entries}") }
}

/// The key that sets the field, and the example or else the first allowed value. Never a number: nobody has decided that amount.
pub(super) fn example(field: &MissingField) -> Option<(&str, Value)> {
    let key = field.update_keys.first()?;
    let is_allowed = |text: &&str| {
        field.enum_values.is_empty()
            || kind(key) == Kind::TextList
            || field.enum_values.iter().any(|value| value == text)
    };
    let text = field.example.as_deref().filter(is_allowed).or(field.enum_values.first().map(String::as_str))?;
    let value = parse_example(field, key, text)?;
    yaml::short_entry(key, &value).map(|_| (key.as_str(), value))
}

/// A key and a value as the lines of a diff. Advice has [`yaml::entry`].
pub(super) fn diff_lines(key: &str, value: &Value) -> String {
    serde_yaml::to_string(&json!({ key: value })).unwrap_or_default()
}

/// Prefixes each line with `prefix`.
pub(super) fn indent(lines: &str, prefix: &str) -> String {
    lines.lines().map(|line| format!("{prefix}{line}\n")).collect()
}

/// The line that sets the field, or the open line in which its value is to be written.
pub(super) fn yaml_entry(field: &MissingField) -> String {
    match (example(field), field.update_keys.first()) {
        (Some((key, value)), _) => format!("{}\n", yaml::entry(key, &value)),
        (None, Some(key)) => format!("{}\n", open_entry(field, key)),
        (None, None) => String::new(),
    }
}

/// A key without a value, and what belongs there in a comment.
fn open_entry(field: &MissingField, key: &str) -> String {
    yaml::open_entry(key, &open_value(field, key))
}

/// What belongs in the place of a value that is left open, for a comment.
fn open_value(field: &MissingField, key: &str) -> String {
    let expected = match kind(key) {
        _ if is_amount(key) => "US dollars",
        Kind::Number => "a number",
        Kind::Text | Kind::TextList | Kind::Unknown => field.kind.as_deref().unwrap_or("a value"),
    };
    let example = field.example.as_deref().map(|example| format!(", for instance {}", escape::truncate(example, 200)));
    format!("{expected}{}", example.unwrap_or_default())
}

/// Whether the key takes a number, so that its value is left open.
pub(super) fn is_number(field: &MissingField, key: &str) -> bool {
    match kind(key) {
        Kind::Number => true,
        Kind::Unknown => matches!(field.kind.as_deref(), Some("number" | "integer")),
        Kind::Text | Kind::TextList => false,
    }
}

/// The service gives every example as text (page job-drafts/create); the type of the key, or else of the field, decides.
fn parse_example(field: &MissingField, key: &str, text: &str) -> Option<Value> {
    if is_number(field, key) {
        return None;
    }
    let field_type = field.kind.as_deref().unwrap_or_default();
    match (kind(key), field_type) {
        (Kind::Unknown, "boolean") => text.parse().ok().map(Value::Bool),
        (Kind::TextList, _) | (Kind::Unknown, "array" | "string[]") => {
            let array = serde_json::from_str(text).ok().filter(Value::is_array);
            array.or_else(|| Some(text.split(',').map(str::trim).collect()))
        }
        (Kind::Text | Kind::Number | Kind::Unknown, _) => Some(json!(text)),
    }
}

/// The allowed values, the service's hint and alternative keys, as one line.
pub(super) fn advice(field: &MissingField) -> Option<String> {
    let values = (!field.enum_values.is_empty()).then(|| format!("one of {}.", field.enum_values.join(", ")));
    let alternatives = field.update_keys.get(1..).filter(|keys| !keys.is_empty());
    let alternatives = alternatives.map(|keys| format!("Other keys that may fill it: {}.", keys.join(", ")));
    let parts: Vec<String> = values.into_iter().chain(field.hint.clone()).chain(alternatives).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}
