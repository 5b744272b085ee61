//! The nesting limit.

use serde_json::Value;

/// Levels of lists and objects in a value. serde_json reads 127 levels, so records and requests can add their own.
pub const MAX_DEPTH: usize = 64;

/// Whether a value is nested more than [`MAX_DEPTH`] levels deep.
pub fn is_too_deep(value: &Value) -> bool {
    is_deeper(value, MAX_DEPTH)
}

fn is_deeper(value: &Value, levels: usize) -> bool {
    match value {
        Value::Array(_) | Value::Object(_) if levels == 0 => true,
        Value::Array(items) => items.iter().any(|item| is_deeper(item, levels - 1)),
        Value::Object(entries) => entries.values().any(|entry| is_deeper(entry, levels - 1)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_lists_and_objects_are_levels() {
        let nested = |levels| {
            (0..levels).fold(json!(1), |inner, at| if at % 2 == 0 { json!([inner]) } else { json!({"a": inner}) })
        };
        assert!(!is_too_deep(&nested(MAX_DEPTH)));
        assert!(is_too_deep(&nested(MAX_DEPTH + 1)));
    }
}
