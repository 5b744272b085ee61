//! Every change of a posting that comes from outside its own requests: the account's list, the default branch, another run's records.

use super::adoption::Adoption;
use super::posting::{Attempt, Posting, Undo};
use crate::domain::definition::{Definition, DesiredState};
use crate::domain::job::{AccountJobs, Status};
use crate::domain::record::{Record, RemoteJob, TitleEdit};

impl Posting {
    /// Takes over the job's row in the account's list.
    pub fn observe(&mut self, jobs: &AccountJobs) {
        self.listed = self.job().and_then(|job| jobs.get(&job.job)).cloned();
        self.title_edit = self.listed.as_ref().and_then(|listed| self.job()?.title_edit(listed));
        self.is_dirty |= self.record.as_mut().is_some_and(|record| record.observe(jobs));
        self.observe_edit_of_source();
    }

    /// A draft that somebody else edited may no longer have the pay of its canonical source, which is sent once.
    fn observe_edit_of_source(&mut self) {
        let updated_at = self.listed.as_ref().and_then(|listed| listed.updated_at);
        let is_canonical = self.definition().is_some_and(|definition| definition.canonical().is_some());
        let Some(updated_at) = updated_at.filter(|_| is_canonical) else { return };
        let is_edit = |job: &&mut RemoteJob| job.status == Status::Draft && job.is_changed_since(updated_at);
        if let Some(job) = self.job_mut().filter(is_edit).filter(|job| !job.source_edited) {
            job.source_edited = true;
            self.is_dirty = true;
        }
    }

    /// Records that a `publish` found the job live with this definition. If the job is withdrawn later, only another content opens it again, whether
    /// or not this one reached it.
    pub fn seen_live(&mut self) {
        let is_seen = self.listed.is_some() && self.live_job().is_some();
        let definition = self.definition().filter(|definition| is_seen && definition.wanted == DesiredState::Published);
        let Some(content) = definition.map(|definition| definition.content()) else { return };
        if let Some(job) = self.job_mut().filter(|job| job.last_live_content.as_ref() != Some(&content)) {
            job.last_live_content = Some(content);
            self.is_dirty = true;
        }
    }

    /// Records a listed title that differs as the service's own: all values were applied right before the list was read. Returns the
    /// difference; `None` without one.
    pub fn accept_listed_title(&mut self) -> Option<TitleEdit> {
        let edit = self.title_edit.take()?;
        self.job_mut()?.service_title = Some(edit.listed.clone());
        self.is_dirty = true;
        Some(edit)
    }

    /// Records that the definition is part of the default branch, and so are the keys that it pins.
    pub fn seen_on_default_branch(&mut self, definition: &Definition) {
        let Some(record) = &mut self.record else { return };
        let is_known = record.on_default_branch && !record.removal_reported && record.file == definition.file;
        record.on_default_branch = true;
        record.removal_reported = false;
        definition.file.clone_into(&mut record.file);
        self.is_dirty |= !is_known;
        if let Some(job) = self.job_mut().filter(|job| job.unmerged.keys().any(|key| definition.pins(key))) {
            job.unmerged.retain(|key, _| !definition.pins(key));
            self.is_dirty = true;
        }
    }

    /// Leaves out which fields the service finds missing, for a report that doesn't show them.
    pub fn forget_missing_fields(&mut self) {
        if let Some(job) = self.job_mut() {
            job.readiness.missing.clear();
        }
    }

    /// Another run put a publish of this job on record too, and may send it: the mark is not this run's to take back.
    pub fn share_publish(&mut self) {
        self.is_publish_intended = false;
    }

    /// Goes on from a record that another run's records were merged into. What we are about to send, that run may have sent.
    pub fn replace(&mut self, record: Option<Record>) {
        // A claim that only a `publish` keeps is in no store.
        if record.is_none() && self.adoption == Some(Adoption::Planned) {
            return;
        }
        let is_changed = self.record != record;
        self.is_replaced |= is_changed;
        self.verified_at = self.verified_at.filter(|_| !is_changed);
        let is_same_job = self.job().map(|job| &job.job) == record.as_ref().and_then(Record::job).map(|job| &job.job);
        self.listed = self.listed.take().filter(|_| is_same_job);
        self.title_edit = self.title_edit.take().filter(|_| !self.is_replaced);
        self.record = record;
        self.is_dirty = false;
        self.is_publish_intended &= is_same_job && self.job().is_some_and(|job| job.publish_unanswered);
        if let Attempt::Recorded(undo) = &mut self.attempt {
            *undo = Undo::Nothing;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::definition::{Brief, JobOrigin};
    use crate::domain::finding::Code;
    use crate::domain::ids::{DefinitionId, JobId};
    use crate::domain::job::{JobSummary, Status};
    use crate::domain::record::{RecordState, RemoteJob};
    use crate::plan::{Origin, decide};

    fn definition(text: &str) -> Definition {
        Definition {
            id: DefinitionId::parse("a").expect("valid"),
            file: "jobs/a.yml".into(),
            wanted: DesiredState::Published,
            job_origin: JobOrigin::Brief(Brief::Description(text.into()).into()),
            fields: Default::default(),
            defaults: Default::default(),
        }
    }

    fn listed(status: Status) -> AccountJobs {
        let job = JobSummary {
            title: String::new(),
            status,
            url: None,
            updated_at: None,
            proposals: None,
            accepts_applicants: None,
        };
        [(JobId::parse("1").expect("valid"), job)].into()
    }

    /// A job that was live with the text `first`, to which `applied` was applied last, and whose definition has the text `second`.
    fn posting(status: Status, applied: &str) -> Posting {
        let Definition { id, file, .. } = definition("second");
        let brief = definition("first").brief_digest();
        let mut job = RemoteJob::new(JobId::parse("1").expect("valid"), status, brief, definition(applied).content());
        job.last_live_content = Some(definition("first").content());
        let origin = Origin::Defined { file: 0, definition: Some(Arc::new(definition("second"))), is_asked_for: true };
        let record = Record {
            id: id.clone(),
            file,
            key: "acme/jobs/a".into(),
            state: RecordState::Created(Box::new(job)),
            pull_request: None,
            on_default_branch: true,
            removal_reported: false,
        };
        Posting::new(id, origin, Some(record))
    }

    fn is_withdrawn(posting: &mut Posting) -> bool {
        posting.observe(&listed(Status::Draft));
        decide(posting).findings.iter().any(|finding| finding.code == Code::Withdrawn)
    }

    #[test]
    fn a_content_that_a_publish_saw_with_the_live_job_does_not_open_it_again() {
        let mut unseen = posting(Status::Open, "first");
        unseen.observe(&listed(Status::Open));
        assert!(!is_withdrawn(&mut unseen), "the definition changed after any publish");
        let mut seen = posting(Status::Open, "first");
        seen.observe(&listed(Status::Open));
        seen.seen_live();
        assert!(is_withdrawn(&mut seen.clone()), "withdrawn in the very run");
        seen.observe(&listed(Status::Open));
        assert!(is_withdrawn(&mut seen), "another command saw the job live meanwhile");
        let mut unlisted = posting(Status::Open, "first");
        unlisted.seen_live();
        assert!(!is_withdrawn(&mut unlisted), "the list was not read: the job may have been withdrawn before");
    }

    #[test]
    fn a_publish_whose_answer_was_lost_has_taken_the_applied_content_live() {
        let mut lost = posting(Status::Draft, "second");
        lost.job_mut().expect("a job").publish_unanswered = true;
        lost.observe(&listed(Status::Open));
        assert!(is_withdrawn(&mut lost));
    }

    #[test]
    fn a_mark_of_a_publish_that_was_not_sent_is_taken_back_unless_another_run_has_it_too() {
        for is_shared in [false, true] {
            let mut merged = posting(Status::Draft, "second");
            assert!(merged.intend_publish());
            let mut theirs = merged.record.clone();
            theirs.as_mut().expect("a record").pull_request = Some(7);
            merged.verified_at = Some(jiff::Timestamp::UNIX_EPOCH);
            merged.replace(theirs);
            assert!(merged.verified_at.is_none(), "another run may have changed the values");
            if is_shared {
                merged.share_publish();
            }
            let _ = merged.end();
            assert_eq!(merged.job().expect("a job").publish_unanswered, is_shared);
        }
    }
}
