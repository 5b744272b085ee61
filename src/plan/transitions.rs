//! Every change of a record by this run's own requests. A transition is synchronous, so that no await lies between an answer and its place in the posting.

use jiff::Timestamp;
use serde_json::Value;

use super::posting::{Attempt, Posting, Undo};
use crate::domain::definition::{Brief, Definition};
use crate::domain::ids::JobId;
use crate::domain::job::{JobSummary, Status};
use crate::domain::readiness::Readiness;
use crate::domain::record::{ModerationBlock, PendingCreate, Record, RecordState, RemoteJob};
use crate::domain::reply::{DraftReply, PublishReply};
use crate::domain::step::StepKind;
use crate::domain::{Fields, TITLE_KEY};

/// Intents: what is put on record before a request is sent. Each returns whether the record changed.
impl Posting {
    /// A create is about to be sent with this key and body. A create without an answer keeps the body it was sent with.
    pub fn intend_create(&mut self, definition: &Definition, brief: &Brief, key: &str, body: Value) -> bool {
        if self.record.is_some() {
            return self.intended(Undo::Nothing);
        }
        self.record = Some(Record {
            id: definition.id.clone(),
            file: definition.file.clone(),
            key: key.to_owned(),
            state: RecordState::PendingCreate(PendingCreate { body, brief: brief.digest() }),
            pull_request: self.pull_request,
            on_default_branch: false,
            removal_reported: false,
        });
        self.intended(Undo::ForgetCreate)
    }

    /// These values are about to be sent.
    pub fn intend_values(&mut self, fields: &Fields) -> bool {
        let Some(job) = self.job_mut() else { return false };
        let keys = job.applied.mark_in_flight(fields);
        self.intended(if keys.is_empty() { Undo::Nothing } else { Undo::Keys(keys) })
    }

    /// A publish is about to be sent, perhaps after a patch: so the mark is no part of the current attempt.
    pub fn intend_publish(&mut self) -> bool {
        let Some(job) = self.job_mut() else { return false };
        let is_new = !std::mem::replace(&mut job.publish_unanswered, true);
        self.is_publish_intended |= is_new;
        self.is_dirty |= is_new;
        is_new
    }

    fn intended(&mut self, undo: Undo) -> bool {
        let is_new = undo != Undo::Nothing;
        self.is_dirty |= is_new;
        // What an earlier round of this run recorded is still to be taken back if nothing is sent.
        self.attempt = match (std::mem::take(&mut self.attempt), undo) {
            (Attempt::Recorded(Undo::Keys(mut earlier)), Undo::Keys(new)) => {
                earlier.extend(new);
                Attempt::Recorded(Undo::Keys(earlier))
            }
            (Attempt::Recorded(earlier), Undo::Nothing) => Attempt::Recorded(earlier),
            (_, undo) => Attempt::Recorded(undo),
        };
        is_new
    }

    /// The request is handed over. Returns what takes the intent back.
    pub fn begin(&mut self, kind: StepKind) -> Undo {
        if kind == StepKind::Publish {
            self.attempt = Attempt::Sent(kind);
            return if std::mem::take(&mut self.is_publish_intended) { Undo::PublishMark } else { Undo::Nothing };
        }
        match std::mem::replace(&mut self.attempt, Attempt::Sent(kind)) {
            Attempt::Recorded(undo) => undo,
            Attempt::Idle | Attempt::Sent(_) => Undo::Nothing,
        }
    }

    /// Nothing is sent any more: takes back what was only recorded. Returns the request that was sent and not answered, if any.
    pub fn end(&mut self) -> Option<StepKind> {
        if std::mem::take(&mut self.is_publish_intended) {
            self.take_back(Undo::PublishMark);
        }
        match std::mem::take(&mut self.attempt) {
            Attempt::Idle => None,
            Attempt::Recorded(undo) => {
                self.take_back(undo);
                None
            }
            Attempt::Sent(kind) => Some(kind),
        }
    }

    /// The request was certainly not carried out.
    pub fn take_back(&mut self, undo: Undo) {
        self.is_dirty |= undo != Undo::Nothing;
        match (undo, self.job_mut()) {
            (Undo::ForgetCreate, None) => self.record = None,
            (Undo::Keys(keys), Some(job)) => job.applied.clear_in_flight(&keys),
            (Undo::PublishMark, Some(job)) => job.publish_unanswered = false,
            (Undo::Nothing | Undo::ForgetCreate | Undo::Keys(_) | Undo::PublishMark, _) => {}
        }
    }
}

/// Answers.
impl Posting {
    /// A create was answered with this job. `listed` is its row in the list at the start of the run, where it was there already.
    pub fn created(&mut self, definition: &Definition, job: JobId, reply: DraftReply, listed: Option<&JobSummary>) {
        let Some(Record { state, .. }) = &mut self.record else { return };
        let RecordState::PendingCreate(PendingCreate { brief, .. }) = state else { return };
        let status = listed.map(|listed| listed.status.clone()).or(reply.status).unwrap_or(Status::Draft);
        *state = RecordState::Created(Box::new(RemoteJob {
            last_write: reply.date,
            // A job that is live already has no missing fields.
            readiness: reply.readiness.filter(|_| status == Status::Draft).unwrap_or_default(),
            draft_url: reply.draft_url,
            job_url: listed.and_then(|listed| listed.url.clone()),
            parsed: reply.parsed,
            ..RemoteJob::new(job, status, brief.clone(), definition.content())
        }));
        self.is_dirty = true;
    }

    /// A patch of the draft was answered `now`, by this machine's clock.
    pub fn patched(&mut self, definition: &Definition, sent: &Fields, reply: DraftReply, now: Timestamp) {
        let Some(job) = self.job_mut() else { return };
        let earlier = std::mem::take(&mut job.readiness);
        job.readiness = match reply.readiness {
            Some(readiness) => readiness.informed_by(&earlier, sent),
            None => earlier.without(sent),
        };
        job.draft_url = reply.draft_url.or(job.draft_url.take());
        self.applied(definition, sent, reply.date, now);
    }

    /// An edit of the live job was applied `now`, by this machine's clock, whether or not moderation then took the job off the
    /// marketplace. `date` is the service's time.
    pub fn updated(&mut self, definition: &Definition, sent: &Fields, date: Option<Timestamp>, now: Timestamp) {
        let Some(job) = self.job_mut() else { return };
        job.last_live_content = Some(definition.content());
        self.applied(definition, sent, date, now);
    }

    /// The job has these values now.
    fn applied(&mut self, definition: &Definition, sent: &Fields, date: Option<Timestamp>, now: Timestamp) {
        let pull_request = self.pull_request;
        let Some(job) = self.job_mut() else { return };
        let is_new = |(key, value): &(&String, &Value)| job.applied.get(key) != Some(value);
        let new: Vec<String> = sent.iter().filter(is_new).map(|(key, _)| key.clone()).collect();
        match pull_request {
            Some(number) => job.unmerged.extend(new.into_iter().map(|key| (key, number))),
            None => job.unmerged.retain(|key, _| !sent.contains_key(key)),
        }
        if sent.get(TITLE_KEY).is_some_and(|title| job.applied.get(TITLE_KEY) != Some(title)) {
            job.service_title = None;
        }
        job.applied.confirm(sent);
        job.content = definition.content();
        job.last_write = date;
        if let Some(record) = self.record.as_mut().filter(|record| !record.on_default_branch) {
            record.pull_request = pull_request.or(record.pull_request);
        }
        if definition.pinned().keys().all(|key| sent.contains_key(key)) {
            self.verified_at = Some(now);
        }
        self.is_dirty = true;
    }

    /// A publish was answered. Returns whether the job is open by that answer; else only the list can settle it.
    pub fn published(&mut self, definition: &Definition, reply: &PublishReply) -> bool {
        let is_open = reply.status == Some(Status::Open);
        let Some(job) = self.job_mut() else { return is_open };
        if is_open {
            job.status = Status::Open;
            job.readiness = Readiness { ready: Some(true), ..Readiness::default() };
            job.last_live_content = Some(definition.content());
        }
        // Another answer leaves the publish unanswered until the list has settled it.
        job.publish_unanswered = !is_open;
        job.job_url = reply.job_url.clone().or(job.job_url.take());
        job.last_write = reply.date;
        job.moderation = None;
        job.possible_duplicate = None;
        self.is_dirty = true;
        is_open
    }

    /// The outcome of the publish is reported.
    pub fn publish_reported(&mut self) {
        if let Some(job) = self.job_mut().filter(|job| job.publish_unanswered) {
            job.publish_unanswered = false;
            self.is_dirty = true;
        }
    }

    /// The publish was refused because the draft is not ready.
    pub fn not_ready(&mut self, readiness: Readiness, date: Option<Timestamp>) {
        let Some(job) = self.job_mut() else { return };
        job.last_write = date;
        job.readiness = readiness.informed_by(&job.readiness, job.applied.confirmed());
        self.is_dirty = true;
    }

    /// Moderation refused the content; `status` is what the job is now, where that changed.
    pub fn blocked(&mut self, block: ModerationBlock, status: Option<Status>) {
        let Some(job) = self.job_mut() else { return };
        job.status = status.unwrap_or_else(|| job.status.clone());
        job.moderation = Some(block);
        self.is_dirty = true;
    }

    /// A close was answered, with this status where the answer has one. Returns whether the job has ended by that answer; else only the
    /// list can settle it.
    pub fn closed(&mut self, status: Option<Status>) -> bool {
        let (Some(job), Some(status)) = (self.job_mut(), status.filter(Status::is_ended)) else { return false };
        job.status = status;
        job.publish_unanswered = false;
        self.is_dirty = true;
        true
    }
}
