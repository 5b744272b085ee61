//! Parses a brief by simple rules. The service uses a model; the sandbox reports its parser as `rules`.

mod canonical;
mod pay;
mod schema_org;
mod text;
mod tokens;
mod vocabulary;
mod xml;

use serde_json::{Map, Value, json};

use super::service::fields;

const PREVIEW: usize = 80;

#[derive(Debug, Default)]
pub(crate) struct ParserOutput {
    /// By update key.
    pub(crate) fields: Map<String, Value>,
    pub(crate) warnings: Vec<String>,
    /// `unmappedFields`: path, reason and valuePreview (job-drafts/create).
    pub(crate) unmapped: Vec<Value>,
    /// `lowConfidenceFields`: path and reason.
    pub(crate) low_confidence: Vec<Value>,
}

/// Parses a brief whose type was checked. The error is the message of a 400.
pub(crate) fn parse(format: &str, brief: &Value) -> Result<ParserOutput, String> {
    let text = brief.as_str().unwrap_or_default();
    match format {
        "opentrain_canonical" => Ok(canonical::parse(brief)),
        "schema_org_job_posting" => schema_org::parse(brief),
        "indeed_xml" => xml::parse(text, "job"),
        "hr_xml" => xml::parse(text, "PositionOpening"),
        _ => Ok(text::parse(text)),
    }
}

impl ParserOutput {
    fn set(&mut self, key: &str, value: impl Into<Value>) {
        self.fields.insert(key.to_owned(), value.into());
    }

    fn set_number(&mut self, key: &str, number: f64) {
        self.set(key, shortest(number));
    }

    fn add_low_confidence(&mut self, path: &str, reason: impl Into<String>) {
        self.low_confidence.push(json!({ "path": path, "reason": reason.into() }));
    }

    fn add_unmapped(&mut self, path: &str, reason: &str, value: &Value) {
        let whole = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let preview: String = whole.chars().take(PREVIEW).collect();
        self.unmapped.push(json!({ "path": path, "reason": reason, "valuePreview": preview }));
    }

    /// Adds to a list without duplicates.
    fn add(&mut self, key: &str, text: &str) {
        let list = self.fields.entry(key).or_insert_with(|| json!([]));
        if let Value::Array(list) = list
            && !list.iter().any(|item| item == text)
        {
            list.push(json!(text));
        }
    }
}

/// A whole number as an integer: the page shows 20000, not 20000.0.
fn shortest(number: f64) -> Value {
    let whole = format!("{number:.0}").parse::<i64>().ok().filter(|_| number.fract() == 0.0);
    whole.map_or_else(|| json!(number), |whole| json!(whole))
}
