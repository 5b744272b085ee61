//! The schemas for editors: generated from the lists that the loader reads, and checked by a validator that is not ours.
//!
//! `UPDATE_SCHEMA=1 cargo test --test it schema` writes them.

mod config;
mod definition;
mod field;
mod field_texts;
mod source;

use std::fs;
use std::path::{Path, PathBuf};

use jsonschema::Validator;
use opentrain_jobs::domain::keys::DEFINITION_KEYS;
use serde_json::{Value, json};

use crate::test_env::TestEnv;

/// Control characters besides tab and line feed are refused in every text.
const TEXT: &str = r"^[^\x00-\x08\x0b-\x1f\x7f-\x9f]*$";

/// The same, and not blank.
const NOT_BLANK: &str = r"^(?=[\s\S]*\S)[^\x00-\x08\x0b-\x1f\x7f-\x9f]*$";

/// An object with these properties alone.
fn object(title: &str, description: &str, properties: Value) -> Value {
    json!({"title": title, "description": description, "type": "object", "additionalProperties": false, "properties": properties})
}

fn schema(name: &str) -> Value {
    let mut schema = match name {
        "job" => definition::schema(DEFINITION_KEYS),
        "config" => config::schema(),
        _ => definition::defaults(),
    };
    schema["$schema"] = json!("http://json-schema.org/draft-07/schema#");
    schema
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn validator(schema: &Value) -> Validator {
    jsonschema::options().with_draft(jsonschema::Draft::Draft7).build(schema).expect("a schema")
}

fn yaml(path: &Path) -> Value {
    let text = fs::read_to_string(path).expect("a file");
    serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The definitions below a folder of the repository.
fn definitions(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() && name != "workflows" {
                folders.push(path);
            } else if name.ends_with(".yml") && !name.starts_with('_') {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the tests have no settings of their own")]
fn the_schemas_are_those_of_the_types() {
    for name in ["job", "config", "defaults"] {
        let path = root().join(format!("schema/{name}.schema.json"));
        let current = format!("{:#}\n", schema(name));
        if std::env::var_os("UPDATE_SCHEMA").is_some() {
            fs::write(&path, current).expect("written");
            continue;
        }
        let written = fs::read_to_string(&path).unwrap_or_default();
        assert!(written == current, "{name} is outdated: UPDATE_SCHEMA=1 cargo test --test it schema");
    }
}

#[test]
fn the_examples_and_jobs_of_this_repository_follow_the_schema() {
    let validator = validator(&schema("job"));
    let mut count = 0;
    for folder in ["jobs", "examples"] {
        for path in definitions(folder) {
            let is_wrong = path.to_string_lossy().contains("/mistakes/");
            assert_eq!(validator.validate(&yaml(&path)).is_err(), is_wrong, "{}", path.display());
            count += 1;
        }
    }
    assert!(count > 5, "only {count} files were read");
}

#[test]
fn a_definition_names_the_schema_that_is_there() {
    for path in definitions("jobs").into_iter().chain(definitions("examples")) {
        let text = fs::read_to_string(&path).expect("a file");
        let named = text.lines().next().and_then(|line| line.strip_prefix("# yaml-language-server: $schema="));
        let schema = path.parent().expect("a folder").join(named.unwrap_or_default());
        let schema = fs::canonicalize(schema).unwrap_or_default();
        assert_eq!(
            schema,
            fs::canonicalize(root().join("schema/job.schema.json")).expect("there"),
            "{}",
            path.display()
        );
    }
}

#[test]
fn every_example_in_a_schema_follows_it() {
    let mut count = 0;
    for name in ["job", "config", "defaults"] {
        count += examples(&schema(name), name);
    }
    assert!(count > 30, "only {count} examples were read");
}

/// Validates the examples of a schema and of those in it. Returns how many there were.
fn examples(schema: &Value, place: &str) -> usize {
    let own = schema.get("examples").and_then(Value::as_array).into_iter().flatten();
    let count = own.inspect(|example| assert!(validator(schema).is_valid(example), "{place}: {example}")).count();
    let properties = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    count + properties.map(|(key, schema)| examples(schema, &format!("{place}.{key}"))).sum::<usize>()
}

#[test]
fn what_the_sandbox_offers_and_reads_follows_the_schema() {
    let fields = validator(&schema("defaults")["properties"]["fields"]);
    let env = TestEnv::new();
    let brief = "Draw bounding boxes in 500 pictures, in Kenya or the USA, in English.";
    env.job("a.yml", &format!("description: {brief}\nfields: {{paymentType: PAY_PER_HOUR}}\n"));
    let ran = env.run(&["draft"]).exits(1);
    let missing = ran.entry("a")["missing"].as_array().expect("a list").clone();
    assert!(!missing.is_empty(), "{}", ran.out);
    for field in missing {
        let example = field["example"].as_str().expect("a text");
        let example = match field["type"].as_str() {
            Some("number") => json!(example.parse::<f64>().expect("a number")),
            _ => json!(example),
        };
        let key = field["field"].as_str().expect("a name");
        assert!(fields.is_valid(&json!({ key: example })), "{field}");
    }
    let record = fs::read_to_string(env.file("records/jobs/a.json")).expect("a record");
    let record: Value = serde_json::from_str(&record).expect("JSON");
    let read = &record["job"]["parsed"]["fields"];
    assert_eq!(read["labelTypes"], json!(["OBJECT_DETECTION"]), "{record:#}");
    assert!(fields.is_valid(read), "{read}");
}

#[test]
fn defaults_hold_fields_alone_and_no_null() {
    let validator = validator(&schema("defaults"));
    for (defaults, is_valid) in [
        (json!({"fields": {"languages": ["Spanish"], "pricePerLabel": 0.06}}), true),
        (json!({"fields": {"languages": null}}), false),
        (json!({"fields": {"headcount": 0}}), false),
        (json!({"fields": {}, "state": "draft"}), false),
        (json!({"fields": []}), false),
        (json!(null), true),
    ] {
        assert_eq!(validator.is_valid(&defaults), is_valid, "{defaults}");
    }
}

#[test]
fn a_definition_may_drop_a_default() {
    let validator = validator(&schema("job"));
    for field in ["languages", "pricePerLabel", "paymentType", "jobTitle", "visibility", "mood"] {
        assert!(validator.is_valid(&json!({"description": "x", "fields": {field: null}})), "{field}");
    }
}

#[test]
fn a_definition_of_a_job_that_exists_needs_no_brief() {
    let keys: Vec<&str> = DEFINITION_KEYS.iter().copied().filter(|key| *key != "job").chain(["job"]).collect();
    let validator = validator(&definition::schema(&keys));
    let text = json!({"format": "text", "text": "x"});
    for (definition, is_valid) in [
        (json!({"job": "cmr0f33n30005gf3lo6e3dlh9"}), true),
        (json!({"job": "1690000000000x123456789012345678"}), true),
        (json!({"job": "cmr0f33n30005gf3lo6e3dlh9", "description": "x"}), true),
        (json!({"job": "cmr0f33n30005gf3lo6e3dlh9", "descriptionFile": "x.md"}), true),
        (json!({"job": "cmr0f33n30005gf3lo6e3dlh9", "fields": {"jobDescription": "x"}}), true),
        (json!({"job": "cmr0f33n30005gf3lo6e3dlh9", "source": text}), false),
        (json!({"job": "cmr0f33n30005gf3lo6e3dlh9", "description": "x", "fields": {"jobDescription": "x"}}), false),
        (json!({"job": ""}), false),
        (json!({"job": 5}), false),
        (json!({"job": "https://app.opentrain.ai/jobs/x"}), false),
        (json!({"description": "x"}), true),
        (json!({"state": "draft"}), false),
    ] {
        assert_eq!(validator.is_valid(&definition), is_valid, "{definition}");
    }
}

#[test]
fn settings_follow_their_schema_where_the_loader_takes_them() {
    let validator = validator(&schema("config"));
    for (settings, is_valid) in [
        (json!({}), true),
        (json!({"records": "git:opentrain-records", "namespace": "acme/jobs", "closeRemoved": false}), true),
        (json!({"records": "dir:.opentrain/records", "namespace": "sandbox", "closeRemoved": true}), true),
        (json!({"require": ["paymentType", "rate"], "limits": {"perHour": 80, "perLabel": 0.5, "total": 0}}), true),
        (json!({"require": [], "limits": {}}), true),
        (json!({"limits": null}), false),
        (json!({"require": [""]}), false),
        (json!({"limit": {"perLabel": 1}}), false),
        (json!({"limits": {"perlabel": 1}}), false),
        (json!({"limits": {"perLabel": "1"}}), false),
        (json!({"limits": {"perLabel": -1}}), false),
        (json!({"limits": {"perLabel": null}}), false),
        (json!({"limits": 5}), false),
        (json!({"require": "paymentType"}), false),
        (json!({"require": [5]}), false),
        (json!({"closeRemoved": "some"}), false),
        (json!({"records": "opentrain-records"}), false),
        (json!({"records": "dir:/etc"}), false),
        (json!({"records": "dir:../other"}), false),
        (json!({"records": "dir:a/.."}), false),
        (json!({"namespace": "a b"}), false),
        (json!({"namespace": "a/b/c"}), false),
        (json!({"namespace": ".."}), false),
        (json!([]), false),
    ] {
        assert_eq!(validator.is_valid(&settings), is_valid, "{settings}");
        let jobs = tempfile::tempdir().expect("a folder");
        fs::write(jobs.path().join("_config.yml"), settings.to_string()).expect("written");
        let loaded = opentrain_jobs::loader::load(jobs.path(), "jobs").expect("loaded");
        assert_eq!(loaded.config.errors.is_empty(), is_valid, "{settings}: {:?}", loaded.config.errors);
    }
}
