//! What the service answered to a write.

use jiff::Timestamp;

use super::ids::JobId;
use super::job::Status;
use super::readiness::{ParserOutput, Readiness};

/// The answer to a create or to a patch of a draft (pages job-drafts/create and job-drafts/update).
#[derive(Clone, Debug)]
pub struct DraftReply {
    /// The job, where the answer names one.
    pub job: Option<JobId>,
    /// The status, where the answer has one.
    pub status: Option<Status>,
    /// The editor's address.
    pub draft_url: Option<String>,
    /// Whether the draft may be published, where the answer has that.
    pub readiness: Option<Readiness>,
    /// What was read from the source.
    pub parsed: ParserOutput,
    /// The idempotency key that the service echoed.
    pub key: Option<String>,
    /// When the service answered, by its own clock.
    pub date: Option<Timestamp>,
}

/// The answer to a publish (page jobs/publish).
#[derive(Clone, Debug)]
pub struct PublishReply {
    /// The status, where the answer has one.
    pub status: Option<Status>,
    /// Whether the job was open before.
    pub already: bool,
    /// The public address.
    pub job_url: Option<String>,
    /// The attempt's id, for support.
    pub attempt: Option<String>,
    /// Warnings.
    pub warnings: Vec<String>,
    /// The state of distribution, for instance `queued`.
    pub side_effects: Option<String>,
    /// When the service answered, by its own clock.
    pub date: Option<Timestamp>,
}

/// The answer to an edit of a live job (page jobs/update).
#[derive(Clone, Debug)]
pub struct UpdateReply {
    /// The status, where the answer has one.
    pub status: Option<Status>,
    /// Moderation's decision, for instance `ALLOW`.
    pub decision: Option<String>,
    /// When the service answered, by its own clock.
    pub date: Option<Timestamp>,
}
