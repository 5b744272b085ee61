//! GitHub's published OpenAPI (github.com/octokit/openapi, MIT), cut to the paths we use: the judge of every request.

use serde_json::{Value, json};

pub(crate) struct Spec(Value);

impl Spec {
    pub(crate) fn read() -> Self {
        Self(serde_json::from_str(include_str!("../pages/github/openapi-slim.json")).expect("GitHub's OpenAPI"))
    }

    /// What is wrong with a request, by the book.
    pub(crate) fn faults(
        &self,
        method: &str,
        path: &str,
        query: &[(String, String)],
        body: Option<&Value>,
    ) -> Vec<String> {
        let paths = self.0["paths"].as_object().expect("paths");
        let Some((template, item)) = paths.iter().find(|(template, _)| is_of(template, path)) else {
            return vec![format!("no such path: {path}")];
        };
        let operation = &item[&method.to_lowercase()];
        if operation.is_null() {
            return vec![format!("{template} takes no {method}")];
        }
        let mut faults = self.query_faults(operation, item, query);
        faults.extend(self.body_faults(operation, body));
        faults.iter().map(|fault| format!("{method} {template}: {fault}")).collect()
    }

    fn query_faults(&self, operation: &Value, item: &Value, query: &[(String, String)]) -> Vec<String> {
        let listed =
            [operation, item].map(|place| place["parameters"].as_array().cloned().unwrap_or_default()).concat();
        let known: Vec<&Value> = listed.iter().map(|parameter| self.resolved(parameter)).collect();
        let mut faults = Vec::new();
        for (name, value) in query {
            match known.iter().find(|known| known["in"] == "query" && known["name"] == name.as_str()) {
                None => faults.push(format!("no such query: {name}")),
                Some(known) if known["schema"]["type"] == "integer" && value.parse::<u64>().is_err() => {
                    faults.push(format!("{name}={value} is no integer"));
                }
                Some(_) => {}
            }
        }
        faults
    }

    fn body_faults(&self, operation: &Value, body: Option<&Value>) -> Vec<String> {
        let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
        let Some(body) = body else {
            let is_due = operation["requestBody"]["required"] == true;
            return if is_due { vec!["a body is due".to_owned()] } else { Vec::new() };
        };
        if schema.is_null() {
            return vec!["it takes no body".to_owned()];
        }
        let whole = json!({ "components": self.0["components"], "allOf": [schema] });
        let validator = jsonschema::options().with_draft(jsonschema::Draft::Draft4).build(&whole).expect("a schema");
        let wrong = validator.iter_errors(body).map(|error| format!("{error} at {}", error.instance_path()));
        wrong.chain(self.strangers(schema, body)).collect()
    }

    /// Keys that the schema does not name: it does not forbid them, but nobody would read them.
    fn strangers(&self, schema: &Value, body: &Value) -> Vec<String> {
        let schema = self.resolved(schema);
        match body {
            Value::Object(map) => map
                .iter()
                .flat_map(|(key, value)| match schema["properties"].get(key) {
                    None => vec![format!("nobody reads `{key}`")],
                    Some(inner) => self.strangers(inner, value),
                })
                .collect(),
            Value::Array(items) => items.iter().flat_map(|item| self.strangers(&schema["items"], item)).collect(),
            _ => Vec::new(),
        }
    }

    fn resolved<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value["$ref"].as_str() {
            Some(pointer) => self.0.pointer(pointer.trim_start_matches('#')).expect("a part of the document"),
            None => value,
        }
    }
}

/// Whether a path is of a template; `{path}` takes several segments, a number's name takes a number.
fn is_of(template: &str, path: &str) -> bool {
    let mut segments = path.split('/');
    for part in template.split('/') {
        if part == "{path}" {
            return segments.next().is_some();
        }
        let Some(segment) = segments.next() else { return false };
        let is_number = |part: &str| part.ends_with("_id}") || part.ends_with("_number}");
        let fits = match part.starts_with('{') {
            true if is_number(part) => segment.parse::<u64>().is_ok(),
            true => !segment.is_empty(),
            false => part == segment,
        };
        if !fits {
            return false;
        }
    }
    segments.next().is_none()
}

#[test]
fn the_judge_knows_a_bad_request() {
    let spec = Spec::read();
    let faults = |method, path, body: Value| spec.faults(method, path, &[], Some(&body));
    assert!(faults("POST", "/repos/a/b/issues/7/comments", json!({"body": "x"})).is_empty());
    assert!(!faults("POST", "/repos/a/b/issues/7/comments", json!({"text": "x"})).is_empty());
    assert!(!faults("POST", "/repos/a/b/issues/seven/comments", json!({"body": "x"})).is_empty());
    assert!(!faults("POST", "/repos/a/b/pulls/7/reviews", json!({"event": "OK"})).is_empty());
    assert!(!spec.faults("GET", "/repos/a/b/pulls/7/files", &[("size".into(), "9".into())], None).is_empty());
}
