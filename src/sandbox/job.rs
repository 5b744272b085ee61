//! One job as the service keeps it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::clock::iso;

/// A job: a draft, a live one, or what became of it.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Job {
    pub(super) id: String,
    pub(super) status: String,
    /// The values by update key.
    pub(super) fields: Map<String, Value>,
    pub(super) external_id: Option<String>,
    pub(super) idempotency_key: Option<String>,
    /// How often it went live.
    pub(super) publishes: u64,
    /// Gone from the service: not listed, 404 everywhere.
    pub(super) vanished: bool,
    /// Milliseconds since 1970.
    #[serde(rename = "createdAtMillis")]
    pub(super) created_at: u64,
    #[serde(rename = "updatedAtMillis")]
    pub(super) updated_at: u64,
    /// What the parser said at the create: format, warnings, unmappedFields, lowConfidenceFields, parsedFields.
    pub(super) parse: Value,
}

impl Job {
    /// A fresh draft.
    pub(super) fn draft(id: String, now: u64) -> Self {
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
            parse: Value::Null,
        }
    }

    /// The title to show.
    pub(super) fn title(&self) -> &str {
        self.text("jobTitle").unwrap_or("Untitled job")
    }

    /// The text under an update key, where there is one.
    pub(super) fn text(&self, key: &str) -> Option<&str> {
        self.fields.get(key).and_then(Value::as_str)
    }

    /// Puts a value under an update key; null clears it.
    pub(super) fn set(&mut self, key: &str, value: Value) {
        if value.is_null() {
            self.fields.remove(key);
        } else {
            self.fields.insert(key.to_owned(), value);
        }
    }

    /// Whether the job can still be drafted.
    pub(super) fn is_draft(&self) -> bool {
        self.status == "DRAFT"
    }

    /// Whether the job is live.
    pub(super) fn is_open(&self) -> bool {
        self.status == "OPEN"
    }

    /// The whole job, for the controls: as in the state file, with what is easier to read.
    pub(super) fn to_json(&self) -> Value {
        let mut job = serde_json::to_value(self).unwrap_or_default();
        job["title"] = json!(self.title());
        job["createdAt"] = json!(iso(self.created_at));
        job["updatedAt"] = json!(iso(self.updated_at));
        job
    }
}
