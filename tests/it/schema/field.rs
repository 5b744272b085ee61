//! The schema of `fields`.

use opentrain_jobs::domain::capabilities::{DOCUMENTED, DocumentedKey, Kind};
use opentrain_jobs::domain::keys::MAX_DESCRIPTION_CHARS;
use serde_json::{Map, Value, json};

use super::field_texts::{FieldText, TEXTS};
use super::{NOT_BLANK, TEXT};

/// The file that the fields are in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum FieldsOf {
    /// `null` drops a default there.
    Definition,
    /// There is nothing to drop.
    Defaults,
}

/// The schema of `fields` in that file.
pub(super) fn fields(file: FieldsOf) -> Value {
    let nullable = |schema| if file == FieldsOf::Definition { or_null(schema) } else { schema };
    let properties: Map<String, Value> =
        DOCUMENTED.iter().map(|key| (key.name.to_owned(), nullable(field(key)))).collect();
    let unknown = json!({"description": "A key that this schema does not know. OpenTrain validates it when the draft is created."});
    json!({
        "title": "Pinned fields",
        "description": about(file),
        "type": ["object", "null"],
        "properties": properties,
        "additionalProperties": nullable(with_type(unknown, Kind::Unknown)),
    })
}

fn about(file: FieldsOf) -> &'static str {
    match file {
        FieldsOf::Definition => {
            "Pinned values, by OpenTrain's update keys. They override what OpenTrain reads from the brief, and are applied again right \
             before the job goes live. `null` drops a default. Keys that are not listed here are allowed: OpenTrain may accept more."
        }
        FieldsOf::Defaults => {
            "Pinned values, by OpenTrain's update keys, for every definition that does not pin the key itself. Keys that are not listed \
             here are allowed: OpenTrain may accept more."
        }
    }
}

fn field(key: &DocumentedKey) -> Value {
    let text = TEXTS.iter().find(|text| text.key == key.name);
    let FieldText { title, about, examples, .. } = text.unwrap_or_else(|| panic!("`{}` has no text yet", key.name));
    let about = match key.kind {
        Kind::Unknown => format!("{about} OpenTrain documents neither a type nor a list of values."),
        Kind::Number | Kind::Text | Kind::TextList => (*about).to_owned(),
    };
    let mut schema = with_type(json!({"title": title, "description": about}), key.kind);
    if !key.values.is_empty() {
        schema = json!({"title": title, "description": about, "enum": key.values});
    }
    match key.name {
        "headcount" => {
            schema["type"] = json!("integer");
            schema["minimum"] = json!(1);
        }
        "jobDescription" => {
            schema["pattern"] = json!(NOT_BLANK);
            schema["maxLength"] = json!(MAX_DESCRIPTION_CHARS);
        }
        _ => {}
    }
    let examples: Value = serde_json::from_str(examples).expect("JSON");
    if examples.as_array().is_some_and(|examples| !examples.is_empty()) {
        schema["examples"] = examples;
    }
    schema
}

fn with_type(mut schema: Value, kind: Kind) -> Value {
    let constraints = match kind {
        Kind::Number => json!({"type": "number", "minimum": 0}),
        Kind::Text => json!({"type": "string", "pattern": TEXT}),
        Kind::TextList => json!({"type": "array", "items": {"type": "string", "pattern": TEXT}}),
        Kind::Unknown => json!({
            "type": ["string", "number", "boolean", "array"],
            "minimum": 0,
            "pattern": TEXT,
            "items": {"type": "string", "pattern": TEXT},
        }),
    };
    for (key, value) in constraints.as_object().into_iter().flatten() {
        schema[key] = value.clone();
    }
    schema
}

fn or_null(mut schema: Value) -> Value {
    if let Some(values) = schema.get_mut("enum").and_then(Value::as_array_mut) {
        values.push(Value::Null);
        return schema;
    }
    let types = match schema["type"].take() {
        Value::Array(types) => types,
        one => vec![one],
    };
    schema["type"] = types.into_iter().chain([json!("null")]).collect();
    schema
}
