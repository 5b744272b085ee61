//! What we last did for a definition, as far as it is known.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::TITLE_KEY;
use super::applied::Applied;
use super::digest::ContentHash;
use super::ids::{DefinitionId, JobId};
use super::job::{AccountJobs, JobSummary, Status};
use super::readiness::{ParserOutput, Readiness};

/// An answer's date has whole seconds, and may be of another clock than the job's.
const CLOCK_TOLERANCE: SignedDuration = SignedDuration::from_secs(2);

/// What we last did for a definition.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// The definition.
    pub id: DefinitionId,
    /// The file it was last seen in.
    pub file: String,
    /// The idempotency key, `NAMESPACE/ID`.
    pub key: String,
    /// Whether the job was created yet.
    pub state: RecordState,
    /// The pull request that drafted it.
    pub pull_request: Option<u64>,
    /// Whether a `publish` has seen the definition: it is part of the default branch.
    pub on_default_branch: bool,
    /// Whether a `publish` has reported that the definition was removed.
    pub removal_reported: bool,
}

/// Whether the job was created yet.
#[derive(Clone, Debug, PartialEq)]
pub enum RecordState {
    /// A create is about to be sent, or was sent and not answered.
    PendingCreate(PendingCreate),
    /// The job exists.
    Created(Box<RemoteJob>),
}

/// A create without an answer. It is repeated with the same body.
#[derive(Clone, Debug, PartialEq)]
pub struct PendingCreate {
    /// The exact body.
    pub body: Value,
    /// The hash of the brief in that body.
    pub brief: ContentHash,
}

/// A job that exists, and what was done to it.
#[derive(Clone, Debug, PartialEq)]
pub struct RemoteJob {
    /// The service's id.
    pub job: JobId,
    /// The status as last read or answered.
    pub status: Status,
    /// Whether the account's list did not show the job when it was last read.
    pub missing_remotely: bool,
    /// The hash of the brief that the service parsed.
    pub brief: ContentHash,
    /// What was last applied. Keys that are no longer pinned stay in it.
    pub applied: Applied,
    /// Which pull request applied a value that no definition on the default branch has pinned so far, by key.
    pub unmerged: BTreeMap<String, u64>,
    /// The hash of the definition's content when it was last applied.
    pub content: ContentHash,
    /// The service's time at its answer to our last write of the job; `None` where it gave none.
    pub last_write: Option<Timestamp>,
    /// The title that the service lists after it got the one last applied, where it changes titles itself.
    pub service_title: Option<String>,
    /// Whether somebody else edited the draft since its import source was sent, which happens once: the job may have other values by now.
    pub source_edited: bool,
    /// What the service read from the brief.
    pub parsed: ParserOutput,
    /// The service's last answer on readiness.
    pub readiness: Readiness,
    /// The definition's content when a `publish` last saw the job live; where none did, what was applied to the live job.
    pub last_live_content: Option<ContentHash>,
    /// Whether a publish was sent and not answered, and no `publish` run has reported its outcome since.
    pub publish_unanswered: bool,
    /// The moderation block, if the last answer was one.
    pub moderation: Option<ModerationBlock>,
    /// A live job with the same title that no definition claimed when this job was created; holds the publish until released.
    pub possible_duplicate: Option<JobId>,
    /// The editor's address.
    pub draft_url: Option<String>,
    /// The public address.
    pub job_url: Option<String>,
}

/// A title that is listed otherwise than it was applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TitleEdit {
    /// What was last applied.
    pub applied: String,
    /// What the account's list shows.
    pub listed: String,
}

/// A content that moderation refused.
#[derive(Clone, Debug, PartialEq)]
pub struct ModerationBlock {
    /// The hash of the content.
    pub content: ContentHash,
    /// The service's reasons.
    pub reasons: Vec<String>,
    /// What to quote to OpenTrain: status, code and request.
    pub reference: String,
}

impl Record {
    /// The job, if one was created.
    pub fn job(&self) -> Option<&RemoteJob> {
        match &self.state {
            RecordState::Created(job) => Some(job),
            RecordState::PendingCreate(_) => None,
        }
    }

    /// The job, to be changed.
    pub fn job_mut(&mut self) -> Option<&mut RemoteJob> {
        match &mut self.state {
            RecordState::Created(job) => Some(job),
            RecordState::PendingCreate(_) => None,
        }
    }

    /// Takes over the job's row in the account's list. Returns whether anything changed.
    pub fn observe(&mut self, jobs: &AccountJobs) -> bool {
        self.job_mut().is_some_and(|job| job.observe(jobs))
    }
}

impl RemoteJob {
    /// A job to which nothing was applied and of which nothing else is known.
    pub fn new(job: JobId, status: Status, brief: ContentHash, content: ContentHash) -> Self {
        Self {
            job,
            status,
            missing_remotely: false,
            brief,
            applied: Applied::default(),
            unmerged: BTreeMap::new(),
            content,
            last_write: None,
            service_title: None,
            source_edited: false,
            parsed: ParserOutput::default(),
            readiness: Readiness::default(),
            last_live_content: None,
            publish_unanswered: false,
            moderation: None,
            possible_duplicate: None,
            draft_url: None,
            job_url: None,
        }
    }

    /// The job's value for a key: what was last applied, else what the service read from the brief. `None` where it is unknown.
    pub fn value(&self, key: &str) -> Option<&Value> {
        self.applied.get(key).or_else(|| self.parsed.fields.get(key))
    }

    /// Whether someone else changed the job after our last write, by the time that the account's list gives.
    pub fn is_changed_since(&self, updated_at: Timestamp) -> bool {
        self.last_write.is_some_and(|written| updated_at.duration_since(written) > CLOCK_TOLERANCE)
    }

    /// Whether someone else edited the title since it was applied, by the account's list. Blank space is no edit.
    pub fn title_edit(&self, listed: &JobSummary) -> Option<TitleEdit> {
        let applied = self.applied.get(TITLE_KEY)?.as_str()?;
        let words = |title: &str| title.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let is_known = |title: &str| words(title) == words(&listed.title);
        let is_edit = !is_known("") && !is_known(applied) && !self.service_title.as_deref().is_some_and(is_known);
        is_edit.then(|| TitleEdit { applied: applied.to_owned(), listed: listed.title.clone() })
    }

    /// Every job is observed in every run, so only the fields at stake are compared.
    fn observe(&mut self, jobs: &AccountJobs) -> bool {
        let Some(listed) = jobs.get(&self.job) else { return set(&mut self.missing_remotely, true) };
        let was_public = self.status.is_public();
        let mut is_changed = set(&mut self.missing_remotely, false);
        is_changed |= set(&mut self.status, listed.status.clone());
        // A publish that turns out to have worked stays unanswered until a `publish` run has reported it.
        let is_unanswered = self.publish_unanswered && self.status.was_published();
        is_changed |= set(&mut self.publish_unanswered, is_unanswered);
        // A later content may have been seen with the live job already, and not have reached it.
        let is_published_since = !was_public && self.publish_unanswered;
        if self.status.is_public() && (self.last_live_content.is_none() || is_published_since) {
            is_changed |= set(&mut self.last_live_content, Some(self.content.clone()));
        }
        // Only a draft has missing fields, whatever was answered while the job was one.
        if self.status != Status::Draft && self.readiness.is_unready() {
            is_changed |= set(&mut self.readiness, Readiness::default());
        }
        if self.status == Status::Open && listed.url.is_some() {
            is_changed |= set(&mut self.job_url, listed.url.clone());
        }
        is_changed
    }
}

/// Sets a field. Returns whether that changed it.
fn set<T: PartialEq>(field: &mut T, value: T) -> bool {
    let is_changed = *field != value;
    *field = value;
    is_changed
}
