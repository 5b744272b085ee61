//! The schema of `source`.

use opentrain_jobs::domain::keys::{IMPORT_FORMATS, MAX_DESCRIPTION_CHARS, SOURCE_KEYS};
use serde_json::{Map, Value, json};

use super::{NOT_BLANK, TEXT, object};

/// The schema of `source`: `format`, and either `file` or the content itself.
pub(super) fn schema() -> Value {
    let properties: Map<String, Value> = SOURCE_KEYS.iter().map(|key| ((*key).to_owned(), property(key))).collect();
    let about = "The brief in one of OpenTrain's import formats, from a file or inline. It is imported once, when the draft is created; put \
                 later changes under `fields`, or into a definition with a new `id`.";
    let mut schema = object("Import source", about, properties.into());
    schema["required"] = json!(["format"]);
    schema["oneOf"] = SOURCE_KEYS.iter().filter(|key| **key != "format").map(|key| content(key)).collect();
    schema
}

/// A source with this content and no other.
fn content(key: &str) -> Value {
    let others = SOURCE_KEYS.iter().filter(|other| !["format", key].contains(other));
    let mut properties: Map<String, Value> = others.map(|other| ((*other).to_owned(), Value::from(false))).collect();
    let formats: Vec<&str> =
        IMPORT_FORMATS.iter().filter(|format| format.inline_key == key).map(|format| format.name).collect();
    if formats.is_empty() {
        let message = "A source imports one thing: `file`, or the content itself.";
        return json!({"title": "From a file", "required": [key], "properties": properties, "errorMessage": message});
    }
    properties.insert("format".into(), json!({"enum": formats}));
    let message = format!("`{key}` is the content of {}, and a source imports one thing.", formats.join(" or "));
    json!({"title": formats.join(", "), "required": [key], "properties": properties, "errorMessage": message})
}

fn property(key: &str) -> Value {
    match key {
        "format" => json!({
            "title": "Import format",
            "description": "The format of the file or of the inline content: plain text, OpenTrain's own job object, a schema.org JobPosting, \
                            an Indeed-style XML feed with one job, or HR-XML.",
            "enum": IMPORT_FORMATS.iter().map(|format| format.name).collect::<Vec<_>>(),
        }),
        "file" => json!({
            "title": "File",
            "description": "A path relative to this definition, inside the jobs directory. At most 1 MiB.",
            "type": "string",
            "minLength": 1,
            "pattern": TEXT,
            "examples": ["posting.jsonld", "posting.xml"],
        }),
        "job" => json!({
            "title": "Canonical job",
            "description": "OpenTrain's job object, for the format opentrain_canonical. Its keys are not those of `fields`: title, description, \
                            paymentType, rateAmount, languages, countries, labelTypes, tools, experienceLevel and others.",
            "type": "object",
            "minProperties": 1,
        }),
        "jsonLd" => json!({
            "title": "JSON-LD",
            "description": "A schema.org JobPosting written as YAML, for the format schema_org_job_posting; or a list that holds one.",
            "type": ["object", "array"],
            "minProperties": 1,
            "minItems": 1,
            "items": {"type": "object"},
        }),
        "xml" => json!({
            "title": "XML",
            "description": "The XML as text, for the formats indeed_xml and hr_xml. Write it below `xml: |`, indented. A document type \
                            (<!DOCTYPE>) is not allowed.",
            "type": "string",
            "pattern": NOT_BLANK,
        }),
        "text" => json!({
            "title": "Text",
            "description": "The brief in plain text, for the format text. The same as `description` without a source. At most 60,000 characters.",
            "type": "string",
            "maxLength": MAX_DESCRIPTION_CHARS,
            "pattern": NOT_BLANK,
            "patternErrorMessage": "The text is empty, or has a control character in it.",
        }),
        _ => panic!("`source.{key}` has no schema yet"),
    }
}
