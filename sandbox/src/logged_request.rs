//! What the log keeps of a request.

use std::time::Duration;

use serde_json::{Value, json};

/// A logged request to the service. Requests to the control API are not logged, nor is any header.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// In capitals.
    pub method: String,
    /// As sent, with the base path.
    pub path: String,
    /// As sent, without `?`; empty without a query.
    pub query: String,
    /// JSON if it can be parsed, else a string; null without a body.
    pub body: Value,
    /// 0 if the client got no complete response.
    pub status: u16,
    /// The fault that was applied, as it was written.
    pub fault: Option<String>,
    /// Since the start of the sandbox.
    pub arrived: Duration,
}

impl Request {
    pub(crate) fn to_json(&self) -> Value {
        json!({
            "method": self.method,
            "path": self.path,
            "query": self.query,
            "body": self.body,
            "status": self.status,
            "fault": self.fault,
            "arrivedMillis": u64::try_from(self.arrived.as_millis()).unwrap_or(u64::MAX),
        })
    }
}
