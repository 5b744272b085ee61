//! A value as it fits in a table's cell.

use serde_json::Value;

/// A longer value is not shown.
const MAX_CHARS: usize = 40;

/// The value as text; `None` for a list, and for what is too long.
pub(super) fn short(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(_) | Value::Bool(_) => value.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    (text.chars().count() <= MAX_CHARS).then_some(text)
}
