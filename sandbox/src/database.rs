//! What the service stores: jobs, idempotency keys and publish attempts. Every change is a value, which the journal keeps.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::job::Job;

const ID_PREFIX: &str = "job_";

/// One change, as a line of the journal.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(crate) enum Change {
    /// A new job, or all of a changed one.
    Job(Job),
    KeyUsed {
        key: String,
        usage: KeyUsage,
    },
    AllKeysForgotten,
    /// `counted_at` (milliseconds since 1970) is set if the attempt counts towards the daily limit.
    PublishAttempt {
        counted_at: Option<u64>,
    },
}

/// The job that an idempotency key made, and the body it was sent with.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct KeyUsage {
    pub(crate) job_id: String,
    pub(crate) body: Map<String, Value>,
}

#[derive(Debug, Default)]
pub(crate) struct Database {
    /// In the order of creation; a job's id is its position.
    jobs: Vec<Job>,
    keys: BTreeMap<String, KeyUsage>,
    publish_attempts: Vec<Option<u64>>,
    unsaved: Vec<Change>,
}

impl Database {
    /// All jobs, oldest first, with those that have vanished.
    pub(crate) fn jobs(&self) -> &[Job] {
        &self.jobs
    }

    /// The jobs that the service lists, oldest first, each with its position.
    pub(crate) fn listed(&self) -> impl DoubleEndedIterator<Item = (usize, &Job)> {
        self.jobs.iter().enumerate().filter(|(_, job)| !job.vanished)
    }

    /// The job of this id, unless it has vanished.
    pub(crate) fn job(&self, id: &str) -> Option<&Job> {
        position(id).and_then(|at| self.jobs.get(at)).filter(|job| job.id == id && !job.vanished)
    }

    pub(crate) fn key_usage(&self, key: &str) -> Option<&KeyUsage> {
        self.keys.get(key)
    }

    pub(crate) fn next_id(&self) -> String {
        format!("{ID_PREFIX}{:06}", self.jobs.len() + 1)
    }

    /// How many publishes were attempted.
    pub(crate) fn publish_attempts(&self) -> usize {
        self.publish_attempts.len()
    }

    /// When something counted towards the daily limit, in milliseconds since 1970.
    pub(crate) fn limit_uses(&self) -> impl Iterator<Item = u64> {
        self.publish_attempts.iter().flatten().copied()
    }

    /// Makes a change that is still to be saved.
    pub(crate) fn apply(&mut self, change: Change) {
        self.replay(change.clone());
        self.unsaved.push(change);
    }

    /// Makes a change that is already saved.
    pub(crate) fn replay(&mut self, change: Change) {
        match change {
            Change::Job(job) => match position(&job.id).and_then(|at| self.jobs.get_mut(at)) {
                Some(existing) => *existing = job,
                None => self.jobs.push(job),
            },
            Change::KeyUsed { key, usage } => {
                self.keys.insert(key, usage);
            }
            Change::AllKeysForgotten => self.keys.clear(),
            Change::PublishAttempt { counted_at } => self.publish_attempts.push(counted_at),
        }
    }

    /// The changes since the last save.
    pub(crate) fn unsaved(&self) -> &[Change] {
        &self.unsaved
    }

    pub(crate) fn mark_saved(&mut self) {
        self.unsaved.clear();
    }

    /// The changes that lead from an empty database to this one.
    pub(crate) fn snapshot(&self) -> impl Iterator<Item = Change> {
        let jobs = self.jobs.iter().cloned().map(Change::Job);
        let keys = self.keys.iter().map(|(key, usage)| Change::KeyUsed { key: key.clone(), usage: usage.clone() });
        let attempts =
            self.publish_attempts.iter().map(|counted_at| Change::PublishAttempt { counted_at: *counted_at });
        jobs.chain(keys).chain(attempts)
    }
}

fn position(id: &str) -> Option<usize> {
    id.strip_prefix(ID_PREFIX)?.parse::<usize>().ok()?.checked_sub(1)
}
