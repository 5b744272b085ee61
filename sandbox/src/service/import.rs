//! The body of a create: the brief, its format and its keys (job-drafts/create).

use serde_json::{Map, Value, json};

use super::fields::MAX_DESCRIPTION_CHARS;
use super::zod::{invalid_type, unrecognized_keys, validation_error};
use crate::api_error::ApiError;
use crate::variants::{Length, Variants};

/// The formats of a brief (job-drafts/capabilities).
pub(crate) const FORMATS: &[&str] = &["text", "opentrain_canonical", "schema_org_job_posting", "indeed_xml", "hr_xml"];

/// The keys that hold a brief, and the formats each goes with.
const BRIEFS: &[(&str, &[&str])] = &[
    ("rawJobDescription", &["text"]),
    ("text", &["text"]),
    ("job", &["opentrain_canonical"]),
    ("jsonLd", &["schema_org_job_posting"]),
    ("xml", &["indeed_xml", "hr_xml"]),
];

const TOP_KEYS: &[&str] =
    &["rawJobDescription", "source", "format", "job", "jsonLd", "xml", "text", "externalId", "idempotencyKey"];
const SOURCE_KEYS: &[&str] = &["type", "text", "job", "jsonLd", "xml", "externalId", "idempotencyKey"];

pub(crate) struct Import {
    pub(crate) format: String,
    pub(crate) brief: Value,
    pub(crate) external_id: Option<String>,
    pub(crate) idempotency_key: Option<String>,
}

impl Import {
    /// 400 for every form that the page does not show.
    pub(crate) fn from_body(body: &Map<String, Value>, variants: &Variants) -> Result<Self, ApiError> {
        known(body, TOP_KEYS, &[], variants)?;
        let source = match body.get("source") {
            None => None,
            Some(Value::Object(source)) => Some(source),
            Some(other) => return Err(wrong_type("source", "object", other, variants)),
        };
        if let Some(source) = source {
            known(source, SOURCE_KEYS, &["source"], variants)?;
        }
        let identity = |key| match source.and_then(|source| source.get(key)).or_else(|| body.get(key)) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if !text.trim().is_empty() => Ok(Some(text.clone())),
            Some(other) => Err(wrong_type(key, "string", other, variants)),
        };
        let (format, brief) = brief(body, source, variants)?;
        Ok(Self { format, brief, external_id: identity("externalId")?, idempotency_key: identity("idempotencyKey")? })
    }
}

/// The format and the only brief, in `source` or beside it.
fn brief(
    body: &Map<String, Value>,
    source: Option<&Map<String, Value>>,
    variants: &Variants,
) -> Result<(String, Value), ApiError> {
    let (holder, format_key) = source.map_or((body, "format"), |source| (source, "type"));
    let format = match holder.get(format_key) {
        None if holder.contains_key("rawJobDescription") => "text",
        None => return Err(ApiError::bad_request(format!("Send rawJobDescription, or a brief with its {format_key}"))),
        Some(Value::String(format)) => format.as_str(),
        Some(other) => return Err(wrong_type(format_key, "string", other, variants)),
    };
    if !FORMATS.contains(&format) {
        return Err(ApiError::bad_request("Unsupported import format").with(json!({ "supportedFormats": FORMATS })));
    }
    // A brief or a format beside `source` is a second one.
    let beside = source.map_or(0, |_| present(body).count() + usize::from(body.contains_key("format")));
    let mut briefs = present(holder);
    match (briefs.next(), briefs.next(), beside) {
        (Some((key, formats, value)), None, 0) if formats.contains(&format) => {
            checked(key, value, variants).map(|()| (format.to_owned(), value.clone()))
        }
        (Some((key, _, _)), None, 0) => {
            Err(ApiError::bad_request(format!("{key} does not go with the format {format}")))
        }
        _ => Err(ApiError::bad_request("Send exactly one brief")),
    }
}

fn present(holder: &Map<String, Value>) -> impl Iterator<Item = (&'static str, &'static [&'static str], &Value)> {
    BRIEFS.iter().filter_map(|(key, formats)| holder.get(*key).map(|value| (*key, *formats, value)))
}

/// Checks the type of a brief, and that text is neither blank nor too long.
fn checked(key: &str, brief: &Value, variants: &Variants) -> Result<(), ApiError> {
    match (key, brief) {
        ("job", Value::Object(_)) | ("jsonLd", Value::Object(_) | Value::Array(_)) => Ok(()),
        ("job" | "jsonLd", other) => Err(wrong_type(key, "object", other, variants)),
        (_, Value::String(text)) if text.trim().is_empty() => Err(ApiError::bad_request(format!("{key} is empty"))),
        ("xml", Value::String(_)) => Ok(()),
        (_, Value::String(text)) => not_too_long(text, variants),
        (_, other) => Err(wrong_type(key, "string", other, variants)),
    }
}

/// 400 for a description over 60,000 characters (job-drafts/create).
pub(crate) fn not_too_long(text: &str, variants: &Variants) -> Result<(), ApiError> {
    let length = match variants.length {
        Length::CodePoints => text.chars().count(),
        Length::Utf16 => text.encode_utf16().count(),
    };
    if length <= MAX_DESCRIPTION_CHARS {
        return Ok(());
    }
    Err(ApiError::bad_request(format!("The job description is longer than {MAX_DESCRIPTION_CHARS} characters")))
}

/// 400 for keys that no page shows, so that a misspelt one is not ignored.
fn known(object: &Map<String, Value>, keys: &[&str], path: &[&str], variants: &Variants) -> Result<(), ApiError> {
    let unknown: Vec<&str> = object.keys().map(String::as_str).filter(|key| !keys.contains(key)).collect();
    if unknown.is_empty() {
        return Ok(());
    }
    Err(validation_error(vec![unrecognized_keys(path, &unknown)], variants))
}

fn wrong_type(key: &str, expected: &str, value: &Value, variants: &Variants) -> ApiError {
    validation_error(vec![invalid_type(&json!([key]), expected, value)], variants)
}
