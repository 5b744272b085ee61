//! The schema of `_config.yml`.

use opentrain_jobs::domain::capabilities::DOCUMENTED;
use opentrain_jobs::domain::keys::{CONFIG_KEYS, LIMIT_KEYS, RATE};
use serde_json::{Map, Value, json};

use super::object;

/// The schema of `_config.yml`.
pub(super) fn schema() -> Value {
    let properties: Map<String, Value> = CONFIG_KEYS.iter().map(|key| ((*key).to_owned(), property(key))).collect();
    let about = "The settings of a jobs directory: `_config.yml` at its top.";
    let mut schema = object("opentrain-jobs settings", about, properties.into());
    schema["type"] = json!(["object", "null"]);
    schema
}

fn property(key: &str) -> Value {
    match key {
        "records" => json!({
            "title": "Records",
            "description": "Where records are kept, unless --records says otherwise: on a branch of `origin` (git:BRANCH) or in a folder below \
                            the working directory (dir:PATH).",
            "type": "string",
            "pattern": r"^(git:.+|dir:(?!/)(?!(.*/)?\.\.(/|$)).+)$",
            "patternErrorMessage": "Write `git:BRANCH`, or `dir:PATH` with a path below the working directory.",
            "examples": ["git:opentrain-records", "dir:.opentrain/records"],
        }),
        "namespace" => json!({
            "title": "Namespace",
            "description": "The owner of the definitions, and the first part of every job's key on OpenTrain, unless --namespace says otherwise.",
            "type": "string",
            "maxLength": 200,
            "pattern": r"^(?!\.\.?(/|$))[A-Za-z0-9._-]+(/(?!\.\.?$)[A-Za-z0-9._-]+)?$",
            "patternErrorMessage": "A namespace is `owner/name`: letters, digits, `.`, `_` and `-`.",
            "examples": ["acme/jobs"],
        }),
        "closeRemoved" => json!({
            "title": "Close removed",
            "description": "Whether `publish` closes the jobs of removed definitions, as with --close-removed.",
            "type": "boolean",
            "default": false,
        }),
        "require" => require(),
        "limits" => limits(),
        _ => panic!("the setting `{key}` has no schema yet"),
    }
}

fn require() -> Value {
    let names: Vec<&str> = DOCUMENTED.iter().map(|key| key.name).chain([RATE]).collect();
    json!({
        "title": "Required fields",
        "description": "What must be pinned before a posting goes live. `rate` is the rate that goes with the posting's payment type. An empty \
                        list asks for nothing. Names that are not listed here are allowed: OpenTrain may have more fields.",
        "type": "array",
        "items": {"anyOf": [{"enum": names}, {"type": "string", "pattern": r"\S"}]},
        "default": ["paymentType", RATE],
    })
}

fn limits() -> Value {
    let properties: Map<String, Value> = LIMIT_KEYS.iter().map(|key| ((*key).to_owned(), limit(key))).collect();
    object("Limits", "What postings may pay, in US dollars. Each is optional.", properties.into())
}

fn limit(key: &str) -> Value {
    let about = match key {
        "perHour" => "The most that a posting may pay an hour.",
        "perLabel" => "The most that a posting may pay a label.",
        "perPosting" => "The most that one posting may come to, where all factors are pinned.",
        "total" => "The most that all live postings may come to together. More is held, not refused.",
        _ => panic!("the limit `{key}` has no schema yet"),
    };
    json!({"title": key, "description": about, "type": "number", "minimum": 0})
}
