//! What we know we last did for a definition.

use super::Fields;
use super::digest::ContentHash;
use super::ids::{DefinitionId, JobId};
use super::job::{AccountJobs, Status};
use super::readiness::{ParserOutput, Readiness};

/// What we know we last did for a definition.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// The definition.
    pub id: DefinitionId,
    /// The file it was last seen in.
    pub file: String,
    /// The key under which the service knows the job.
    pub key: String,
    /// How far the job's life has come.
    pub life: RecordState,
    /// Whether a `publish` has seen the definition: it is part of main.
    pub landed: bool,
    /// Whether a `publish` has told people that the definition is gone.
    pub removal_reported: bool,
}

/// How far a job's life has come.
#[derive(Clone, Debug, PartialEq)]
pub enum RecordState {
    /// A create is about to be sent, or was sent and never answered.
    PendingCreate(PendingCreate),
    /// The job is there.
    Created(Box<RemoteJob>),
}

/// A create whose answer we don't have. It is repeated to the letter.
#[derive(Clone, Debug, PartialEq)]
pub struct PendingCreate {
    /// The exact body.
    pub body: serde_json::Value,
    /// The digest of the brief in that body.
    pub brief: ContentHash,
}

/// A job that is there, and what was done to it.
#[derive(Clone, Debug, PartialEq)]
pub struct RemoteJob {
    /// The service's id.
    pub job: JobId,
    /// The status as last read or answered.
    pub status: Status,
    /// Whether the job was not listed when it was last looked for.
    pub gone: bool,
    /// The digest of the brief that the service parsed.
    pub brief: ContentHash,
    /// What was last applied, key by key; keys that are no longer pinned stay in it. `null` is a value that was about to be
    /// sent, or was sent and never answered: it equals nothing, so it is sent again.
    pub applied: Fields,
    /// The digest of the definition's content when it was last applied.
    pub content: ContentHash,
    /// What the service understood.
    pub parsed: ParserOutput,
    /// The service's last word on readiness.
    pub readiness: Readiness,
    /// The content with which the job was last known to be live.
    pub opened: Option<ContentHash>,
    /// Whether the account's list said DRAFT while the definition asked for a closed job: then there is nothing to close, and no
    /// need to look again. A record alone may be behind: a publish whose answer was lost, or a hand in the web app.
    pub at_rest: bool,
    /// Whether a publish was sent and never answered: the job may be live.
    pub asked: bool,
    /// The moderation block, if the last word was one.
    pub moderation: Option<ModerationBlock>,
    /// A live job that looked like this one when a `publish` made it; held until released.
    pub twin: Option<JobId>,
    /// The editor's address.
    pub draft_url: Option<String>,
    /// The public address.
    pub job_url: Option<String>,
}

/// A content that moderation refused.
#[derive(Clone, Debug, PartialEq)]
pub struct ModerationBlock {
    /// The content's digest.
    pub content: ContentHash,
    /// The service's reasons.
    pub reasons: Vec<String>,
    /// What to quote to OpenTrain: status, code and request.
    pub reference: String,
}

impl Record {
    /// The job, if one was made.
    pub fn made(&self) -> Option<&RemoteJob> {
        match &self.life {
            RecordState::Created(made) => Some(made),
            RecordState::PendingCreate(_) => None,
        }
    }

    /// Takes over what the account's listing tells; `is_closed`: the definition asks for a closed job. Returns whether anything
    /// changed.
    pub fn observe(&mut self, listing: &AccountJobs, is_closed: bool) -> bool {
        let RecordState::Created(made) = &mut self.life else { return false };
        let before = made.clone();
        match listing.get(&made.job) {
            None => made.gone = true,
            Some(listed) => {
                made.gone = false;
                made.status = listed.status.clone();
                // A publish that turns out to have worked stays unanswered until a `publish` run has reported it.
                made.asked &= made.status == Status::Open;
                made.at_rest = is_closed && made.status == Status::Draft;
                if made.status.is_public() {
                    made.opened = Some(made.content.clone());
                    // Who is live has no gaps to fill, whatever was said of the draft.
                    made.readiness = Readiness::default();
                }
                if made.status == Status::Open {
                    made.job_url = listed.url.clone().or(made.job_url.take());
                }
            }
        }
        before != *made
    }
}
