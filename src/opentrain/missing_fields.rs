//! Missing fields, in each of the shapes that the service's pages show.

use serde_json::Value;

use super::body::{list, text, texts};
use crate::domain::readiness::{MissingField, Readiness, Unnamed};

/// The readiness in a response or in an error's details; `None` where it has neither `publishReady` nor a missing field.
///
/// Pages differ: missing fields are at the top level (job-drafts/create), or inside `validation` as objects (quickstart) or names
/// (guide).
pub(super) fn readiness(answer: &Value) -> Option<Readiness> {
    let validation = answer.get("validation").unwrap_or(&Value::Null);
    let missing = merged(list(answer, "missingFields"), list(validation, "missingFields"));
    let explicit = validation.get("publishReady").or(answer.get("publishReady")).and_then(Value::as_bool);
    let issues = sentences(list(validation, "issues"));
    let count = validation.get("missingFieldCount").and_then(Value::as_u64);
    let ready = explicit.or((!missing.is_empty() || count.is_some_and(|count| count > 0)).then_some(false))?;
    let unnamed = match count.and_then(|count| usize::try_from(count).ok()) {
        Some(count) if !ready && count > missing.len() => Unnamed::Fields(count - missing.len()),
        None if !ready && missing.is_empty() && issues.is_empty() => Unnamed::Unknown,
        Some(_) | None => Unnamed::Nothing,
    };
    Some(Readiness { ready: Some(ready), missing, unnamed, issues, is_outdated: false })
}

/// Both lists as one, objects first: they have more than a name.
fn merged(top: &[Value], inner: &[Value]) -> Vec<MissingField> {
    let mut fields: Vec<MissingField> = Vec::new();
    let (objects, names): (Vec<&Value>, Vec<&Value>) = top.iter().chain(inner).partition(|entry| entry.is_object());
    for missing in objects.into_iter().chain(names).filter_map(missing_field) {
        if !fields.iter().any(|known| known.field == missing.field) {
            fields.push(missing);
        }
    }
    fields
}

fn missing_field(entry: &Value) -> Option<MissingField> {
    if let Some(name) = entry.as_str() {
        return Some(MissingField::named(name));
    }
    let update_keys = texts(entry, "updateKeys");
    let field = text(entry, "field").or_else(|| update_keys.first().cloned()).or_else(|| text(entry, "label"))?;
    let enum_values = texts(entry, "enumValues");
    Some(MissingField {
        label: text(entry, "label").unwrap_or_else(|| field.clone()),
        prompt: text(entry, "prompt").or_else(|| text(entry, "message")).map(|prompt| plain(&prompt, &enum_values)),
        kind: text(entry, "type"),
        example: entry.get("example").and_then(scalar),
        hint: text(entry, "hint"),
        update_keys: if update_keys.is_empty() { vec![field.clone()] } else { update_keys },
        enum_values,
        field,
    })
}

/// A prompt without a leading `ask:` and without the enum values in brackets at its end.
fn plain(prompt: &str, enum_values: &[String]) -> String {
    let prompt = prompt.strip_prefix("ask:").unwrap_or(prompt).trim();
    let repeated = format!("({})", enum_values.join(", "));
    let prompt = if enum_values.is_empty() { prompt } else { prompt.strip_suffix(&repeated).unwrap_or(prompt) };
    prompt.trim_end().to_owned()
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// Entries of unknown shape, each as one sentence.
pub(super) fn sentences(entries: &[Value]) -> Vec<String> {
    entries.iter().map(sentence).collect()
}

/// An entry of unknown shape: its text, its message with its field, or its JSON.
pub(super) fn sentence(entry: &Value) -> String {
    let field = text(entry, "field").or_else(|| text(entry, "path"));
    match (entry.as_str(), text(entry, "message").or_else(|| text(entry, "reason")), field) {
        (Some(text), _, _) => text.to_owned(),
        (None, Some(message), Some(field)) => format!("{field}: {message}"),
        (None, Some(message), None) => message,
        (None, None, _) => entry.to_string(),
    }
}
