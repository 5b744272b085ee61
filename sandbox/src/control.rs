//! The controls of a sandbox for tests in the same process.

use std::sync::{Arc, MutexGuard};
use std::time::Duration;

use serde_json::{Value, json};

use super::database::Change;
use super::faults::ActiveFault;
use super::handler::SharedState;
use super::job::Job;
use super::state::SandboxState;
use super::{Fault, Variants};

/// One request as the service saw it. Requests to the controls are not among them, and no header is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// The method, in capitals.
    pub method: String,
    /// The path as sent, with the service's base path.
    pub path: String,
    /// The query as sent, without `?`; empty without one.
    pub query: String,
    /// The body: JSON where it was some, else its text, null without one.
    pub body: Value,
    /// The status answered; 0 when the client got no complete answer.
    pub status: u16,
    /// The text of the fault that struck it.
    pub fault: Option<String>,
    /// When it had arrived, since the start of the sandbox.
    pub arrived: Duration,
}

impl Request {
    /// The request as GET /sandbox/requests shows it.
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

/// A handle on a running sandbox. It may outlive the server; then it shows the last state.
#[derive(Clone, Debug)]
pub struct Control {
    shared: Arc<SharedState>,
}

impl Control {
    pub(crate) const fn new(shared: Arc<SharedState>) -> Self {
        Self { shared }
    }

    /// The state itself, for the controls over HTTP.
    pub(crate) fn lock(&self) -> MutexGuard<'_, SandboxState> {
        self.shared.lock()
    }

    /// Pulls a control_call and keeps what it changed. A state file that cannot be written shows at the next request.
    fn pull<R>(&self, control_call: impl FnOnce(&mut SandboxState) -> R) -> R {
        let mut state = self.lock();
        let result = control_call(&mut state);
        let _kept = state.save();
        result
    }

    /// All requests to the service so far, in the order they were acted on.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        self.lock().log.clone()
    }

    /// Forgets the requests so far.
    pub fn clear_requests(&self) {
        self.lock().log.clear();
    }

    /// The most requests to the service that were under way at once so far.
    #[must_use]
    pub fn max_in_flight(&self) -> usize {
        self.lock().in_flight.most
    }

    /// All jobs, oldest first, the vanished ones too, each with id, title, status, fields, externalId,
    /// idempotencyKey, publishes (how often it went live) and vanished.
    #[must_use]
    pub fn jobs(&self) -> Vec<Value> {
        self.lock().database.jobs().iter().map(Job::to_json).collect()
    }

    /// Whether there is such a job; its status is now this one, known to the pages or not.
    pub fn set_status(&self, job_id: &str, status: &str) -> bool {
        self.pull(|state| state.change_job(job_id, |job| job.status = status.to_owned())).is_some()
    }

    /// Whether there is such a job; somebody has now edited this field in the web app. Null clears it.
    pub fn set_field(&self, job_id: &str, key: &str, value: Value) -> bool {
        self.pull(|state| state.change_job(job_id, |job| job.set(key, value))).is_some()
    }

    /// Whether there was such a job; it is no longer listed, and 404 everywhere.
    pub fn vanish(&self, job_id: &str) -> bool {
        self.pull(|state| state.change_job(job_id, |job| job.vanished = true)).is_some()
    }

    /// Makes the service forget all idempotency keys, as if they had expired.
    pub fn forget_keys(&self) {
        self.pull(|state| state.database.apply(Change::AllKeysForgotten));
    }

    /// Adds faults; each counts the requests from now on.
    pub fn add_faults(&self, faults: Vec<Fault>) {
        self.lock().faults.extend(faults.into_iter().map(ActiveFault::new));
    }

    /// Takes all faults away.
    pub fn clear_faults(&self) {
        self.lock().faults.clear();
    }

    /// Replaces all variants.
    pub fn set_variants(&self, variants: Variants) {
        self.lock().variants = variants;
    }

    /// Chooses one variant, written `name=value`.
    ///
    /// # Errors
    /// When there is no such variant or value.
    pub fn set_variant(&self, text: &str) -> Result<(), String> {
        self.lock().variants.set(text)
    }

    /// The id of a new job, made by hand in the web app from `title`, `status` (DRAFT) and `fields`.
    pub fn add_job(&self, job: Value) -> String {
        self.pull(|state| {
            let mut new = Job::new_draft(state.database.next_id(), state.clock.now());
            new.fields = job["fields"].as_object().cloned().unwrap_or_default();
            if job["title"].is_string() {
                new.set("jobTitle", job["title"].clone());
            }
            if let Some(status) = job["status"].as_str() {
                status.clone_into(&mut new.status);
            }
            new.publishes = u64::from(!new.is_draft());
            let id = new.id.clone();
            state.database.apply(Change::Job(new));
            id
        })
    }

    /// Moves the sandbox's clock forward, for the window of the daily limit.
    pub fn advance_clock(&self, by: Duration) {
        self.lock().clock.advance(by);
    }
}
