//! The value that travels through a run: one definition, its record, and what this run did for it.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;

use super::Decision;
use super::adoption::Adoption;
use crate::domain::config::Config;
use crate::domain::definition::Definition;
use crate::domain::finding::Finding;
use crate::domain::ids::{DefinitionId, JobId};
use crate::domain::job::{JobSummary, Status};
use crate::domain::record::{Record, RemoteJob, TitleEdit};
use crate::domain::step::{Outcome, StepKind, StepResult};

/// One definition with a valid id, or one record without a definition.
#[derive(Clone, Debug)]
pub struct Posting {
    /// The definition's id.
    pub id: DefinitionId,
    /// Where the posting comes from.
    pub origin: Origin,
    /// What must be pinned, and what it may pay.
    pub config: Arc<Config>,
    /// The job that the file names as its own, valid or not.
    pub named_job: Option<JobId>,
    /// What came of taking over that job in this run; `None` where it is on record, and before the account was read.
    pub adoption: Option<Adoption>,
    /// What is on record; `None` where nothing is yet.
    pub record: Option<Record>,
    /// The job's row in the account's list, as last read in this run.
    pub listed: Option<JobSummary>,
    /// An edit of the title by somebody else, by that row.
    pub title_edit: Option<TitleEdit>,
    /// The pull request for which this run drafts.
    pub pull_request: Option<u64>,
    /// Whether all values of a live job are to be sent again.
    pub is_reapplied: bool,
    /// Whether this run leaves it as it is, since the current change doesn't touch it. It is decided and reported all the same.
    pub is_untouched: bool,
    /// A live job with the same title that no definition claims, as recorded until this run compares: the publish is held.
    pub possible_duplicate: Option<JobId>,
    /// The removed definition whose job that is: the file may be its file, renamed.
    pub renamed_from: Option<DefinitionId>,
    /// Whether the file has `state: closed`, and its errors are none of syntax or identity: they don't keep a job from closing.
    pub closes_despite_errors: bool,
    /// Why the publish or edit is held: with it, all live postings come to more than the settings allow.
    pub over_total: Option<String>,
    /// What was decided before anything was sent, as shown. It is not changed while the run goes on.
    pub planned: Decision,
    /// The request that is about to be sent or under way. It survives a dropped future.
    pub attempt: Attempt,
    /// Whether this run put a publish on record that it has not sent.
    pub is_publish_intended: bool,
    /// When this run last applied all pinned values; `None` before.
    pub verified_at: Option<Timestamp>,
    /// Whether another run's record replaced ours while this run went on.
    pub is_replaced: bool,
    /// Whether the record differs from what the store has.
    pub is_dirty: bool,
    /// The steps that were tried, in order.
    pub steps: Vec<StepResult>,
    /// What the service's answers of this run gave to report.
    pub findings: Vec<Finding>,
}

/// Where a posting comes from.
#[derive(Clone, Debug)]
pub enum Origin {
    /// A file with a usable id; of several with one id the first, and all of them have an error.
    Defined {
        /// The index of the file among the loaded ones.
        file: usize,
        /// The definition; `None` where the file has errors.
        definition: Option<Arc<Definition>>,
        /// Whether the command was asked to look after it.
        is_asked_for: bool,
    },
    /// A record whose definition was removed.
    Removed {
        /// Whether its job is to be closed in this run.
        is_to_close: bool,
    },
    /// A record that came with another run's records while this run went on. It claims its job and is otherwise left alone.
    Foreign,
}

/// What happened to the request of the current step.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Attempt {
    /// Nothing is under way.
    #[default]
    Idle,
    /// The intent is on record; nothing was sent.
    Recorded(Undo),
    /// The request was handed over and is not answered.
    Sent(StepKind),
}

/// What takes an intent off the record again if the request was certainly not carried out.
#[derive(Clone, Debug, PartialEq)]
pub enum Undo {
    /// Nothing: an earlier run, or another one, recorded it too.
    Nothing,
    /// The pending create is forgotten.
    ForgetCreate,
    /// These keys are no longer in flight.
    Keys(Vec<String>),
    /// The publish is no longer unanswered.
    PublishMark,
}

/// The jobs that nobody else may have: those on record, and those that files name.
pub fn claimed_jobs(postings: &[Posting]) -> BTreeSet<&JobId> {
    postings.iter().filter_map(Posting::claimed_job).collect()
}

impl Posting {
    /// A posting for which nothing was decided or done yet.
    pub fn new(id: DefinitionId, origin: Origin, record: Option<Record>) -> Self {
        let recorded = record.as_ref().and_then(Record::job);
        Self {
            possible_duplicate: recorded.and_then(|job| job.possible_duplicate.clone()),
            id,
            origin,
            config: Arc::default(),
            named_job: None,
            adoption: None,
            record,
            listed: None,
            title_edit: None,
            pull_request: None,
            is_reapplied: false,
            is_untouched: false,
            renamed_from: None,
            closes_despite_errors: false,
            over_total: None,
            planned: Decision::default(),
            attempt: Attempt::Idle,
            is_publish_intended: false,
            verified_at: None,
            is_replaced: false,
            is_dirty: false,
            steps: Vec::new(),
            findings: Vec::new(),
        }
    }

    /// The definition, if it is valid and the command was asked to look after it.
    pub fn definition(&self) -> Option<&Arc<Definition>> {
        match &self.origin {
            Origin::Defined { definition, is_asked_for: true, .. } => definition.as_ref(),
            Origin::Defined { .. } | Origin::Removed { .. } | Origin::Foreign => None,
        }
    }

    /// Whether the command was asked to look after it.
    pub fn is_asked_for(&self) -> bool {
        matches!(&self.origin, Origin::Defined { is_asked_for: true, .. })
    }

    /// The job that nobody else may have: the recorded one, else the one that the file names.
    pub fn claimed_job(&self) -> Option<&JobId> {
        self.job().map(|job| &job.job).or(self.named_job.as_ref())
    }

    /// The job, if one was created.
    pub fn job(&self) -> Option<&RemoteJob> {
        self.record.as_ref().and_then(Record::job)
    }

    /// The job, if the public sees it.
    pub fn live_job(&self) -> Option<&RemoteJob> {
        self.job().filter(|job| job.status.is_public() && !job.missing_remotely)
    }

    /// Whether its definition names a job that nothing is known of: it has no record yet, or it is gone.
    pub fn names_unknown_job(&self) -> bool {
        self.named_job.is_some() && self.job().is_none_or(|job| job.missing_remotely)
    }

    /// The job, to be changed.
    pub fn job_mut(&mut self) -> Option<&mut RemoteJob> {
        self.record.as_mut().and_then(Record::job_mut)
    }

    /// Whether this draft was not ready, and somebody changed it since: only a new answer shows whether it is ready now.
    pub fn may_be_ready(&self) -> bool {
        let Some(job) = self.job().filter(|_| self.verified_at.is_none()) else { return false };
        let updated_at = self.listed.as_ref().and_then(|listed| listed.updated_at);
        job.status == Status::Draft
            && job.readiness.is_unready()
            && updated_at.is_some_and(|time| job.is_changed_since(time))
    }

    /// Whether there is something to do in this run, as planned or because another run changed the record.
    pub fn is_due(&self) -> bool {
        !self.is_untouched && (!self.planned.is_idle() || self.is_replaced)
    }

    /// Whether a step of this kind was tried in this run.
    pub fn has_step(&self, kind: StepKind) -> bool {
        self.steps.iter().any(|step| step.kind == kind)
    }

    /// Whether a step was held back in this run.
    pub fn has_held_step(&self) -> bool {
        self.steps.iter().any(|step| step.outcome.is_held())
    }

    /// Whether the service refused what this run sent for the draft.
    pub fn is_draft_refused(&self) -> bool {
        let is_draft_step = |kind| matches!(kind, StepKind::Create | StepKind::Patch);
        self.steps.iter().any(|step| is_draft_step(step.kind) && step.outcome == Outcome::Refused)
    }

    /// Whether an edit of the live job was carried out in this run.
    pub fn was_updated(&self) -> bool {
        self.steps.iter().any(|step| step.kind == StepKind::Update && step.outcome == Outcome::Done)
    }

    /// Whether the draft was created in this run, or found by its key.
    pub fn was_created(&self) -> bool {
        self.steps.iter().any(|step| step.kind == StepKind::Create && step.outcome.is_success())
    }

    /// Adds the outcome of a step.
    pub fn add_step(&mut self, kind: StepKind, outcome: Outcome, reason: Option<String>) {
        self.steps.push(StepResult { kind, outcome, reason });
    }
}
