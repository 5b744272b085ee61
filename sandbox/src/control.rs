//! Control of a sandbox by tests in the same process.

use std::sync::{Arc, MutexGuard};
use std::time::Duration;

use serde_json::Value;

use super::database::Change;
use super::faults::ActiveFault;
use super::job::{Job, Proposals};
use super::logged_request::Request;
use super::shared::SharedState;
use super::state::SandboxState;
use super::{Fault, Variants};

/// A handle on a running sandbox. It may outlive the server and then shows the last state.
#[derive(Clone, Debug)]
pub struct Control {
    shared: Arc<SharedState>,
}

impl Control {
    pub(crate) const fn new(shared: Arc<SharedState>) -> Self {
        Self { shared }
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, SandboxState> {
        self.shared.lock()
    }

    /// Changes and saves the state. If that fails, the next request saves again and reports the failure.
    fn change<R>(&self, change: impl FnOnce(&mut SandboxState) -> R) -> R {
        let mut state = self.lock();
        let result = change(&mut state);
        let _kept = state.save();
        result
    }

    /// The requests to the service so far, in the order in which they were handled.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        self.lock().log.clone()
    }

    /// Clears the log of requests.
    pub fn clear_requests(&self) {
        self.lock().log.clear();
    }

    /// The highest number of concurrent requests to the service so far.
    #[must_use]
    pub fn max_in_flight(&self) -> usize {
        self.lock().in_flight.max
    }

    /// All jobs, oldest first, with those that have vanished. Each has id, title, status, fields, externalId,
    /// idempotencyKey, publishes (how often it went live) and vanished.
    #[must_use]
    pub fn jobs(&self) -> Vec<Value> {
        self.lock().database.jobs().iter().map(Job::to_json).collect()
    }

    /// Sets a job's status, which may be one that no page names. False without such a job.
    pub fn set_status(&self, job_id: &str, status: &str) -> bool {
        self.change(|state| state.change_job(job_id, |job| job.status = status.to_owned())).is_some()
    }

    /// Sets a field as if it were edited in the web app; null clears it. False without such a job.
    pub fn set_field(&self, job_id: &str, key: &str, value: Value) -> bool {
        self.change(|state| state.change_job(job_id, |job| job.set(key, value))).is_some()
    }

    /// Sets how many people applied for a job. False without such a job.
    pub fn set_proposals(&self, job_id: &str, total: u64, unreviewed: u64) -> bool {
        let proposals = Proposals { total, unreviewed };
        self.change(|state| state.change_job(job_id, |job| job.proposals = proposals)).is_some()
    }

    /// Removes a job from the service: not listed, and 404 everywhere. False without such a job.
    pub fn vanish(&self, job_id: &str) -> bool {
        self.change(|state| state.change_job(job_id, |job| job.vanished = true)).is_some()
    }

    /// Forgets all idempotency keys, as if they had expired.
    pub fn forget_keys(&self) {
        self.change(|state| state.database.apply(Change::AllKeysForgotten));
    }

    /// Adds faults; each counts the requests from now on.
    pub fn add_faults(&self, faults: Vec<Fault>) {
        self.lock().faults.extend(faults.into_iter().map(ActiveFault::new));
    }

    /// Removes all faults.
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

    /// Adds a job as if it were made in the web app, from `title`, `status` (by default DRAFT) and `fields`. Returns its id.
    pub fn add_job(&self, job: Value) -> String {
        self.change(|state| {
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

    /// Moves the sandbox's clock forward, for instance past the window of the daily limit.
    pub fn advance_clock(&self, by: Duration) {
        self.lock().clock.advance(by);
    }
}
