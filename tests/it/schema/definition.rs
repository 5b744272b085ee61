//! The schema of a definition, and that of `_defaults.yml`.

use opentrain_jobs::domain::ids::DefinitionId;
use opentrain_jobs::domain::keys::{BRIEF_KEYS, MAX_DESCRIPTION_CHARS, STATES};
use serde_json::{Map, Value, json};

use super::field::{FieldsOf, fields};
use super::{NOT_BLANK, TEXT, object, source};

const ONE_BRIEF: &str = "A definition has one brief: `description`, `descriptionFile` or `source`.";

/// The schema of a definition with these keys.
pub(super) fn schema(keys: &[&str]) -> Value {
    let properties: Map<String, Value> = keys.iter().map(|key| ((*key).to_owned(), property(key))).collect();
    let about = "One job on OpenTrain, as a YAML file. A pull request creates a draft; a merge publishes it.";
    let mut schema = object("OpenTrain job definition", about, properties.into());
    let has_job = keys.contains(&"job");
    let adopted = has_job.then(|| brief("Of a job that exists", "job"));
    schema["oneOf"] = [
        brief("Brief in the file", "description"),
        brief("Brief in a text file", "descriptionFile"),
        imported(has_job),
    ]
    .into_iter()
    .chain(adopted)
    .collect();
    schema["if"] = json!({"anyOf": [
        {"required": ["description"]},
        {"required": ["descriptionFile"]},
        {"required": ["source"], "properties": {"source": {"required": ["format"], "properties": {"format": {"const": "text"}}}}},
    ]});
    schema["then"] = json!({"properties": {"fields": {
        "properties": {"jobDescription": {"type": "null"}},
        "errorMessage": "The brief already is the job's description: put the whole text there.",
    }}});
    schema
}

/// The schema of `_defaults.yml`.
pub(super) fn defaults() -> Value {
    let about = "Values for all definitions in this folder and below. A nearer `_defaults.yml` wins, and the definition over all.";
    let mut schema = object("OpenTrain defaults", about, json!({"fields": fields(FieldsOf::Defaults)}));
    schema["type"] = json!(["object", "null"]);
    schema
}

/// A definition with this brief and no other.
fn brief(title: &str, key: &str) -> Value {
    let others = BRIEF_KEYS.iter().filter(|other| **other != key);
    let properties: Map<String, Value> = others.map(|other| ((*other).to_owned(), Value::from(false))).collect();
    json!({"title": title, "required": [key], "properties": properties, "errorMessage": ONE_BRIEF})
}

/// A job that exists has its text already, so nothing is imported for it.
fn imported(has_job: bool) -> Value {
    let mut branch = brief("Brief imported", "source");
    if has_job {
        branch["properties"]["job"] = Value::from(false);
    }
    branch
}

fn property(key: &str) -> Value {
    match key {
        "id" => id(),
        "state" => json!({
            "title": "State",
            "description": "The state of the job once the definition is merged: draft (visible in your account), published (live on the \
                            marketplace; the default) or closed (removed from the marketplace permanently).",
            "enum": STATES,
            "default": "published",
        }),
        "description" => json!({
            "title": "Description",
            "description": "The brief in plain text: what the work is, how much of it there is, how good it must be and how it is paid. \
                            OpenTrain reads fields from it, and it goes live as the job's description. At most 60,000 characters.",
            "type": "string",
            "maxLength": MAX_DESCRIPTION_CHARS,
            "pattern": NOT_BLANK,
            "patternErrorMessage": "The description is empty, or has a control character in it.",
        }),
        "descriptionFile" => json!({
            "title": "Description file",
            "description": "The brief in a text file: a path relative to this definition, inside the jobs directory. At most 60,000 characters.",
            "type": "string",
            "minLength": 1,
            "pattern": TEXT,
            "examples": ["brief.md"],
        }),
        "source" => source::schema(),
        "fields" => fields(FieldsOf::Definition),
        "job" => job(),
        _ => panic!("`{key}` has no schema yet"),
    }
}

fn id() -> Value {
    json!({
        "title": "Id",
        "description": "Identifies one job permanently. The default is the file's path below the jobs directory without its extension, for \
                        example vision/dashcam. A new id is a new job; a closed job stays closed. Write the id down before you rename a file.",
        "type": "string",
        "maxLength": DefinitionId::MAX_LENGTH,
        "pattern": r"^(?!.*\.ya?ml$)[a-z0-9][a-z0-9._-]*(/[a-z0-9][a-z0-9._-]*)*$",
        "patternErrorMessage": "An id doesn't end in `.yml` or `.yaml`. It is made of lower-case letters, digits, `.`, `_` and `-`, in segments \
                                separated by `/`, each beginning with a letter or digit.",
        "examples": ["sentiment-es", "vision/dashcam"],
    })
}

fn job() -> Value {
    json!({
        "title": "Job",
        "description": "The id of a job that exists on OpenTrain already. The definition takes it over, and nothing is created. It needs no \
                        brief then; a description is the job's new text.",
        "type": "string",
        "minLength": 1,
        "maxLength": 100,
        "pattern": "^[0-9A-Za-z_-]+$",
        "patternErrorMessage": "The id of a job, not its address: letters and digits.",
        "examples": ["cmr0f33n30005gf3lo6e3dlh9"],
    })
}
