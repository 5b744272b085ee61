//! The check of a PATCH body, with issues as the zod library words them (job-drafts/update, jobs/update).

use serde_json::{Map, Value, json};

use super::fields::{FieldType, MAX_DESCRIPTION_CHARS, field_type};
use crate::api_error::ApiError;
use crate::variants::{Null, Untyped, Variants, ZodPlace, ZodStyle};

/// Refuses a body with unknown keys or wrong types, as a whole; nothing of it is applied.
pub(crate) fn check(body: &Map<String, Value>, variants: &Variants) -> Result<(), ApiError> {
    if body.is_empty() {
        return Err(ApiError::bad_request("Request body must have at least one field"));
    }
    let words = Words(variants.zod_style);
    let mut issues: Vec<Value> = body.iter().filter_map(|(key, value)| issue(words, key, value, variants)).collect();
    let unknown: Vec<&str> = body.keys().filter(|key| field_type(key).is_none()).map(String::as_str).collect();
    if !unknown.is_empty() {
        issues.push(words.unrecognized(&unknown));
    }
    if issues.is_empty() { Ok(()) } else { Err(validation_error(issues, variants)) }
}

/// 400 with the issues, at the place the variant says.
pub(crate) fn validation_error(issues: Vec<Value>, variants: &Variants) -> ApiError {
    ApiError::bad_request("Invalid request body").with(match variants.zod {
        ZodPlace::Array => Value::Array(issues),
        ZodPlace::Issues => json!({ "issues": issues }),
    })
}

/// What is wrong with the value of a known key.
fn issue(words: Words, key: &str, value: &Value, variants: &Variants) -> Option<Value> {
    if value.is_null() && variants.null == Null::Clear {
        return None;
    }
    match (field_type(key)?, value) {
        (FieldType::Text, Value::String(text)) if key == "jobDescription" => {
            (text.chars().count() > MAX_DESCRIPTION_CHARS).then(|| words.too_big(key))
        }
        (FieldType::Number, Value::Number(number)) => {
            number.as_f64().is_some_and(|n| n < 0.0).then(|| words.too_small(key))
        }
        (FieldType::Choice(options), Value::String(text)) => {
            (!options.contains(&text.as_str())).then(|| words.not_one_of(key, options, text))
        }
        (FieldType::List, Value::Array(list)) => {
            let (at, item) = list.iter().enumerate().find(|(_, item)| !item.is_string())?;
            Some(words.wrong_type(&json!([key, at]), "string", item))
        }
        (FieldType::Text | FieldType::Untyped, Value::String(_)) => None,
        (FieldType::Untyped, Value::Array(list)) if list.iter().all(Value::is_string) => None,
        (FieldType::Untyped, value) if variants.untyped == Untyped::Any && !value.is_null() => None,
        (FieldType::Number, value) => Some(words.wrong_type(&json!([key]), "number", value)),
        (FieldType::List, value) => Some(words.wrong_type(&json!([key]), "array", value)),
        (FieldType::Text | FieldType::Choice(_) | FieldType::Untyped, value) => {
            Some(words.wrong_type(&json!([key]), "string", value))
        }
    }
}

/// The words of one zod generation.
#[derive(Clone, Copy)]
pub(crate) struct Words(pub(crate) ZodStyle);

impl Words {
    /// Keys that nobody knows.
    pub(crate) fn unrecognized(self, keys: &[&str]) -> Value {
        let message = match (self.0, keys) {
            (ZodStyle::V3, _) => format!("Unrecognized key(s) in object: {}", quoted(keys, '\'', ", ")),
            (ZodStyle::V4, [_]) => format!("Unrecognized key: {}", quoted(keys, '"', ", ")),
            (ZodStyle::V4, _) => format!("Unrecognized keys: {}", quoted(keys, '"', ", ")),
        };
        json!({ "code": "unrecognized_keys", "keys": keys, "path": [], "message": message })
    }

    /// A value of another type.
    pub(crate) fn wrong_type(self, path: &Value, expected: &str, value: &Value) -> Value {
        let received = type_name(value);
        match self.0 {
            ZodStyle::V3 => json!({
                "code": "invalid_type", "expected": expected, "received": received, "path": path,
                "message": format!("Expected {expected}, received {received}"),
            }),
            ZodStyle::V4 => json!({
                "code": "invalid_type", "expected": expected, "path": path,
                "message": format!("Invalid input: expected {expected}, received {received}"),
            }),
        }
    }

    fn not_one_of(self, key: &str, options: &[&str], received: &str) -> Value {
        match self.0 {
            ZodStyle::V3 => json!({
                "code": "invalid_enum_value", "options": options, "received": received, "path": [key],
                "message": format!("Invalid enum value. Expected {}, received '{received}'", quoted(options, '\'', " | ")),
            }),
            ZodStyle::V4 => json!({
                "code": "invalid_value", "values": options, "path": [key],
                "message": format!("Invalid option: expected one of {}", quoted(options, '"', "|")),
            }),
        }
    }

    fn too_small(self, key: &str) -> Value {
        match self.0 {
            ZodStyle::V3 => json!({
                "code": "too_small", "minimum": 0, "inclusive": true, "path": [key], "type": "number",
                "message": "Number must be greater than or equal to 0",
            }),
            ZodStyle::V4 => json!({
                "code": "too_small", "minimum": 0, "inclusive": true, "path": [key], "origin": "number",
                "message": "Too small: expected number to be >=0",
            }),
        }
    }

    fn too_big(self, key: &str) -> Value {
        match self.0 {
            ZodStyle::V3 => json!({
                "code": "too_big", "maximum": MAX_DESCRIPTION_CHARS, "inclusive": true, "path": [key], "type": "string",
                "message": format!("String must contain at most {MAX_DESCRIPTION_CHARS} character(s)"),
            }),
            ZodStyle::V4 => json!({
                "code": "too_big", "maximum": MAX_DESCRIPTION_CHARS, "inclusive": true, "path": [key], "origin": "string",
                "message": format!("Too big: expected string to have <={MAX_DESCRIPTION_CHARS} characters"),
            }),
        }
    }
}

fn quoted(words: &[&str], quote: char, between: &str) -> String {
    words.iter().map(|word| format!("{quote}{word}{quote}")).collect::<Vec<_>>().join(between)
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
