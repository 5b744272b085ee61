//! Validates a PATCH body; issues have the form of the zod library, version 3 (job-drafts/update, jobs/update).

use serde_json::{Map, Value, json};

use super::fields::{FieldType, MAX_DESCRIPTION_CHARS, field_type};
use crate::api_error::ApiError;
use crate::variants::{Untyped, Variants, ZodPlace};

/// Refuses a body with unknown keys or wrong types as a whole.
pub(crate) fn check(body: &Map<String, Value>, variants: &Variants) -> Result<(), ApiError> {
    if body.is_empty() {
        return Err(ApiError::bad_request("Request body must have at least one field"));
    }
    let mut issues: Vec<Value> = body.iter().filter_map(|(key, value)| issue(key, value, variants)).collect();
    let unknown: Vec<&str> = body.keys().filter(|key| field_type(key).is_none()).map(String::as_str).collect();
    if !unknown.is_empty() {
        issues.push(unrecognized_keys(&[], &unknown));
    }
    if issues.is_empty() { Ok(()) } else { Err(validation_error(issues, variants)) }
}

/// 400 with the issues where the variant `zod` puts them.
pub(crate) fn validation_error(issues: Vec<Value>, variants: &Variants) -> ApiError {
    ApiError::bad_request("Invalid request body").with(match variants.zod {
        ZodPlace::Array => Value::Array(issues),
        ZodPlace::Issues => json!({ "issues": issues }),
    })
}

/// The issue with the value of a known key.
fn issue(key: &str, value: &Value, variants: &Variants) -> Option<Value> {
    match (field_type(key)?, value) {
        (FieldType::Text, Value::String(text)) if key == "jobDescription" => {
            (text.chars().count() > MAX_DESCRIPTION_CHARS).then(|| too_big(key))
        }
        (FieldType::Number, Value::Number(number)) => {
            number.as_f64().is_some_and(|number| number < 0.0).then(|| too_small(key))
        }
        (FieldType::Choice(options), Value::String(text)) => {
            (!options.contains(&text.as_str())).then(|| invalid_enum_value(key, options, text))
        }
        (FieldType::List, Value::Array(list)) => {
            let (index, item) = list.iter().enumerate().find(|(_, item)| !item.is_string())?;
            Some(invalid_type(&json!([key, index]), "string", item))
        }
        (FieldType::Text | FieldType::Untyped, Value::String(_)) => None,
        (FieldType::Untyped, Value::Array(list)) if list.iter().all(Value::is_string) => None,
        (FieldType::Untyped, value) if variants.untyped == Untyped::Any && !value.is_null() => None,
        (FieldType::Number, value) => Some(invalid_type(&json!([key]), "number", value)),
        (FieldType::List, value) => Some(invalid_type(&json!([key]), "array", value)),
        (FieldType::Text | FieldType::Choice(_) | FieldType::Untyped, value) => {
            Some(invalid_type(&json!([key]), "string", value))
        }
    }
}

/// The issue of keys that the service doesn't know.
pub(crate) fn unrecognized_keys(path: &[&str], keys: &[&str]) -> Value {
    let message = format!("Unrecognized key(s) in object: {}", quoted(keys, ", "));
    json!({ "code": "unrecognized_keys", "keys": keys, "path": path, "message": message })
}

pub(crate) fn invalid_type(path: &Value, expected: &str, value: &Value) -> Value {
    let received = type_name(value);
    json!({
        "code": "invalid_type", "expected": expected, "received": received, "path": path,
        "message": format!("Expected {expected}, received {received}"),
    })
}

fn invalid_enum_value(key: &str, options: &[&str], received: &str) -> Value {
    json!({
        "code": "invalid_enum_value", "options": options, "received": received, "path": [key],
        "message": format!("Invalid enum value. Expected {}, received '{received}'", quoted(options, " | ")),
    })
}

fn too_small(key: &str) -> Value {
    json!({
        "code": "too_small", "minimum": 0, "inclusive": true, "path": [key], "type": "number",
        "message": "Number must be greater than or equal to 0",
    })
}

fn too_big(key: &str) -> Value {
    json!({
        "code": "too_big", "maximum": MAX_DESCRIPTION_CHARS, "inclusive": true, "path": [key], "type": "string",
        "message": format!("String must contain at most {MAX_DESCRIPTION_CHARS} character(s)"),
    })
}

fn quoted(values: &[&str], separator: &str) -> String {
    values.iter().map(|value| format!("'{value}'")).collect::<Vec<_>>().join(separator)
}

const fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
