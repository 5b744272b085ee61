//! A definition with `job:` takes over a job that exists. Nothing is ever created for it.

use serde_json::Value;

use super::Decision;
use super::decide::only;
use super::posting::Posting;
use super::requirements;
use crate::domain::Fields;
use crate::domain::applied::Applied;
use crate::domain::definition::{AdoptedJob, Definition, DesiredState};
use crate::domain::finding::{Code, Finding, Location, Severity};
use crate::domain::ids::JobId;
use crate::domain::job::{AccountJobs, JobSummary, Status};
use crate::domain::record::{Record, RecordState, RemoteJob};

/// What came of taking over a job that was not on record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Adoption {
    /// It can't be taken over.
    Refused(Refusal),
    /// The posting's record shows the job as it is, and is not kept: only a `publish` keeps it.
    Planned,
    /// The posting's record shows the job as it is, and is kept.
    Recorded,
}

/// Why a job can't be taken over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The account has no such job.
    NotListed,
    /// It is not open.
    NotOpen(Status),
    /// It is listed as open, and its public page, which shows its values, is not there.
    NotShown,
}

/// What is known of a job that is taken over.
#[derive(Clone, Copy, Debug)]
pub struct Claim<'a> {
    /// The definition's key.
    pub key: &'a str,
    /// The job's row in the account's list.
    pub listed: &'a JobSummary,
    /// The job's values as its public page shows them, by update key.
    pub shown: &'a Fields,
    /// Whether the record is kept.
    pub is_kept: bool,
}

impl Posting {
    /// Looks for the job that the definition takes over and that is not on record yet. Returns the job if it is open.
    pub fn find_job_to_adopt(&mut self, jobs: &AccountJobs) -> Option<JobId> {
        let job = self.definition()?.adopted().filter(|_| self.record.is_none())?.job.clone();
        let refusal = match jobs.get(&job).map(|listed| &listed.status) {
            None => Refusal::NotListed,
            Some(Status::Open) => return Some(job),
            Some(status) => Refusal::NotOpen(status.clone()),
        };
        self.adoption = Some(Adoption::Refused(refusal));
        None
    }

    /// Takes over the job as it is. What differs from the definition is planned as an edit from then on.
    pub fn adopt(&mut self, claim: Claim<'_>) {
        let Some(definition) = self.definition().cloned() else { return };
        let Some(adopted) = definition.adopted() else { return };
        let status = claim.listed.status.clone();
        let mut job = RemoteJob {
            applied: Applied::new(with_pinned_spelling(claim.shown, &definition.pinned()), Default::default()),
            last_live_content: Some(definition.content()),
            job_url: claim.listed.url.clone(),
            ..RemoteJob::new(adopted.job.clone(), status, adopted.digest(), definition.content())
        };
        // The list and the public page show the same job: a title that differs is the service's own.
        job.service_title = job.title_edit(claim.listed).map(|edit| edit.listed);
        self.listed = Some(claim.listed.clone());
        self.record = Some(Record {
            id: definition.id.clone(),
            file: definition.file.clone(),
            key: claim.key.to_owned(),
            state: RecordState::Created(Box::new(job)),
            pull_request: None,
            on_default_branch: false,
            removal_reported: false,
        });
        self.is_dirty = claim.is_kept;
        self.adoption = Some(if claim.is_kept { Adoption::Recorded } else { Adoption::Planned });
    }
}

/// The values of the job. A text that differs from the pinned one only in white space is taken for that one.
fn with_pinned_spelling(shown: &Fields, pinned: &Fields) -> Fields {
    let own = |(key, value): (&String, &Value)| {
        let same = pinned.get(key).filter(|pinned| is_same_text(pinned, value));
        (key.clone(), same.unwrap_or(value).clone())
    };
    shown.iter().map(own).collect()
}

fn is_same_text(pinned: &Value, shown: &Value) -> bool {
    pinned.as_str().zip(shown.as_str()).is_some_and(|(a, b)| a.split_whitespace().eq(b.split_whitespace()))
}

/// What is decided for a definition whose job is not on record.
pub(super) fn without_record(definition: &Definition, adopted: &AdoptedJob, posting: &Posting) -> Decision {
    let AdoptedJob { job, .. } = adopted;
    match &posting.adoption {
        Some(Adoption::Refused(Refusal::NotOpen(status)))
            if status.is_ended() && definition.wanted == DesiredState::Closed =>
        {
            Decision::default()
        }
        Some(Adoption::Refused(refusal)) => only(refused(definition, job, refusal)),
        Some(Adoption::Planned | Adoption::Recorded) | None => {
            let message = format!("job {job} is not on record yet, so it is not known what changes");
            let note =
                Finding::new(Code::AdoptedJob, Severity::Note, &definition.file, Location::value(&["job"]), message)
                    .help("`plan --refresh` asks OpenTrain and shows it.");
            let unmet = requirements::unmet(definition, &posting.config, None).of_unedited_job();
            let mut decision = only(note);
            decision.findings.extend(unmet.findings);
            decision
        }
    }
}

fn refused(definition: &Definition, job: &JobId, refusal: &Refusal) -> Finding {
    let error = |code, message: String| Finding::error(code, &definition.file, Location::value(&["job"]), message);
    match refusal {
        Refusal::NotListed => error(Code::JobMissing, format!("job {job} is not among the account's jobs")).help(
            "Look at the id, and at the token: a job of another account can't be taken over. Nothing is created in its place.",
        ),
        Refusal::NotOpen(status) if status.is_ended() => {
            error(Code::JobClosed, format!("job {job} is {status}, and only an open job can be taken over")).help(
                "Remove this file. For a new posting, replace `job:` by a `description:`, under an `id` that was not used before.",
            )
        }
        Refusal::NotOpen(status) => {
            error(Code::OtherStatus, format!("job {job} is {status}, and only an open job can be taken over"))
                .help("OpenTrain shows the values of open jobs alone. Run again once the job is open.")
        }
        Refusal::NotShown => {
            error(Code::OtherStatus, format!("job {job} is listed as open, but OpenTrain doesn't show its public page yet"))
                .help("The public page can be an hour behind the list. Run again later.")
        }
    }
}

/// The note that this run takes over a job; `None` where it takes over none.
pub(super) fn claim(posting: &Posting) -> Option<Finding> {
    let definition = posting.definition()?;
    let job = &posting.job()?.job;
    let (message, help) = match posting.adoption.as_ref()? {
        Adoption::Refused(_) => return None,
        Adoption::Planned => (
            format!("takes over job {job}, as it is on OpenTrain now"),
            "`publish` records it; until then nothing is written.",
        ),
        Adoption::Recorded => (
            format!("took over job {job}, as it was on OpenTrain when this run began"),
            "It is on record now: later edits of this file become edits of the job.",
        ),
    };
    Some(
        Finding::new(Code::AdoptedJob, Severity::Note, &definition.file, Location::value(&["job"]), message).help(help),
    )
}

#[cfg(test)]
mod tests;
