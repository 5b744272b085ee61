//! The body of a create: which brief, in which format, under which key (job-drafts/create).

use serde_json::{Map, Value, json};

use super::fields::LONGEST_DESCRIPTION;
use super::zod::{Words, refusal};
use crate::readings::{Length, Readings};
use crate::refusal::Refusal;

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

/// A create as it was meant.
pub(crate) struct Import {
    pub(crate) format: String,
    pub(crate) brief: Value,
    pub(crate) external_id: Option<String>,
    pub(crate) idempotency_key: Option<String>,
}

impl Import {
    /// The import of a body; 400 for every shape the page does not show.
    pub(crate) fn of(body: &Map<String, Value>, readings: &Readings) -> Result<Self, Refusal> {
        known(body, TOP_KEYS, &[], readings)?;
        let source = match body.get("source") {
            None => None,
            Some(Value::Object(source)) => Some(source),
            Some(other) => return Err(wrong_type("source", "object", other, readings)),
        };
        if let Some(source) = source {
            known(source, SOURCE_KEYS, &["source"], readings)?;
        }
        let identity = |key| match source.and_then(|source| source.get(key)).or_else(|| body.get(key)) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if !text.trim().is_empty() => Ok(Some(text.clone())),
            Some(other) => Err(wrong_type(key, "string", other, readings)),
        };
        let (format, brief) = brief(body, source, readings)?;
        Ok(Self { format, brief, external_id: identity("externalId")?, idempotency_key: identity("idempotencyKey")? })
    }
}

/// The format and the brief: exactly one, in the source or beside it.
fn brief(
    body: &Map<String, Value>,
    source: Option<&Map<String, Value>>,
    readings: &Readings,
) -> Result<(String, Value), Refusal> {
    let (holder, format_key) = source.map_or((body, "format"), |source| (source, "type"));
    let format = match holder.get(format_key) {
        None if holder.contains_key("rawJobDescription") => "text",
        None => return Err(Refusal::bad_request(format!("Send rawJobDescription, or a brief with its {format_key}"))),
        Some(Value::String(format)) => format.as_str(),
        Some(other) => return Err(wrong_type(format_key, "string", other, readings)),
    };
    if !FORMATS.contains(&format) {
        return Err(Refusal::bad_request("Unsupported import format").with(json!({ "supportedFormats": FORMATS })));
    }
    // With a source, a brief or a format beside it would be a second one.
    let beside = source.map_or(0, |_| present(body).count() + usize::from(body.contains_key("format")));
    let mut briefs = present(holder);
    match (briefs.next(), briefs.next(), beside) {
        (Some((key, formats, value)), None, 0) if formats.contains(&format) => {
            checked(key, value, readings).map(|()| (format.to_owned(), value.clone()))
        }
        (Some((key, _, _)), None, 0) => {
            Err(Refusal::bad_request(format!("{key} does not go with the format {format}")))
        }
        _ => Err(Refusal::bad_request("Send exactly one brief")),
    }
}

fn present(holder: &Map<String, Value>) -> impl Iterator<Item = (&'static str, &'static [&'static str], &Value)> {
    BRIEFS.iter().filter_map(|(key, formats)| holder.get(*key).map(|value| (*key, *formats, value)))
}

/// A brief of the right type: text that says something and is not too long, or an object.
fn checked(key: &str, brief: &Value, readings: &Readings) -> Result<(), Refusal> {
    match (key, brief) {
        ("job", Value::Object(_)) | ("jsonLd", Value::Object(_) | Value::Array(_)) => Ok(()),
        ("job" | "jsonLd", other) => Err(wrong_type(key, "object", other, readings)),
        (_, Value::String(text)) if text.trim().is_empty() => Err(Refusal::bad_request(format!("{key} is empty"))),
        ("xml", Value::String(_)) => Ok(()),
        (_, Value::String(text)) => not_too_long(text, readings),
        (_, other) => Err(wrong_type(key, "string", other, readings)),
    }
}

/// Refuses a description over 60,000 characters (job-drafts/create).
pub(crate) fn not_too_long(text: &str, readings: &Readings) -> Result<(), Refusal> {
    let length = match readings.length {
        Length::CodePoints => text.chars().count(),
        Length::Utf16 => text.encode_utf16().count(),
    };
    if length <= LONGEST_DESCRIPTION {
        return Ok(());
    }
    Err(Refusal::bad_request(format!("The job description is longer than {LONGEST_DESCRIPTION} characters")))
}

/// Refuses keys that no page shows, so that a misspelt one is not lost without a word.
fn known(object: &Map<String, Value>, keys: &[&str], path: &[&str], readings: &Readings) -> Result<(), Refusal> {
    let unknown: Vec<&str> = object.keys().map(String::as_str).filter(|key| !keys.contains(key)).collect();
    if unknown.is_empty() {
        return Ok(());
    }
    let mut issue = Words(readings.zod_style).unrecognized(&unknown);
    issue["path"] = json!(path);
    Err(refusal(vec![issue], readings))
}

fn wrong_type(key: &str, expected: &str, value: &Value, readings: &Readings) -> Refusal {
    refusal(vec![Words(readings.zod_style).wrong_type(&json!([key]), expected, value)], readings)
}
