//! One job as the service stores it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::clock::format_iso8601;

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Job {
    pub(crate) id: String,
    pub(crate) status: String,
    /// By update key.
    pub(crate) fields: Map<String, Value>,
    pub(crate) external_id: Option<String>,
    pub(crate) idempotency_key: Option<String>,
    pub(crate) publishes: u64,
    /// Not listed, and 404 everywhere.
    pub(crate) vanished: bool,
    /// Milliseconds since 1970.
    #[serde(rename = "createdAtMillis")]
    pub(crate) created_at: u64,
    #[serde(rename = "updatedAtMillis")]
    pub(crate) updated_at: u64,
    /// How many people applied.
    #[serde(default)]
    pub(crate) proposals: Proposals,
    /// The parser's output at the create: format, warnings, unmappedFields, lowConfidenceFields, parsedFields.
    pub(crate) parse: Value,
}

/// How many people applied for a job.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Proposals {
    pub(crate) total: u64,
    pub(crate) unreviewed: u64,
}

impl Job {
    pub(crate) fn new_draft(id: String, now: u64) -> Self {
        Self {
            id,
            status: "DRAFT".to_owned(),
            fields: Map::new(),
            external_id: None,
            idempotency_key: None,
            publishes: 0,
            vanished: false,
            created_at: now,
            updated_at: now,
            proposals: Proposals::default(),
            parse: Value::Null,
        }
    }

    pub(crate) fn title(&self) -> &str {
        self.text("jobTitle").unwrap_or("Untitled job")
    }

    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        self.fields.get(key).and_then(Value::as_str)
    }

    /// Null clears the field.
    pub(crate) fn set(&mut self, key: &str, value: Value) {
        if value.is_null() {
            self.fields.remove(key);
        } else {
            self.fields.insert(key.to_owned(), value);
        }
    }

    pub(crate) fn is_draft(&self) -> bool {
        self.status == "DRAFT"
    }

    pub(crate) fn is_open(&self) -> bool {
        self.status == "OPEN"
    }

    /// The job for the control API: as it is stored, with its title and readable times.
    pub(crate) fn to_json(&self) -> Value {
        let mut job = serde_json::to_value(self).unwrap_or_default();
        job["title"] = json!(self.title());
        job["createdAt"] = json!(format_iso8601(self.created_at));
        job["updatedAt"] = json!(format_iso8601(self.updated_at));
        job
    }
}
