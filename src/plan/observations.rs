//! Every change of a posting that comes from outside its own requests: the account's list, the default branch, another run's records.

use super::adoption::Adoption;
use super::posting::{Attempt, Posting, Undo};
use crate::domain::definition::Definition;
use crate::domain::job::AccountJobs;
use crate::domain::record::{Record, TitleEdit};

impl Posting {
    /// Takes over the job's row in the account's list.
    pub fn observe(&mut self, jobs: &AccountJobs) {
        self.listed = self.job().and_then(|job| jobs.get(&job.job)).cloned();
        self.title_edit = self.listed.as_ref().and_then(|listed| self.job()?.title_edit(listed));
        self.is_dirty |= self.record.as_mut().is_some_and(|record| record.observe(jobs));
    }

    /// All values were applied right before the list was read: a title that differs is the service's own.
    pub fn accept_listed_title(&mut self) -> Option<TitleEdit> {
        let edit = self.title_edit.take()?;
        self.job_mut()?.service_title = Some(edit.listed.clone());
        self.is_dirty = true;
        Some(edit)
    }

    /// The definition is part of the default branch, and so are the keys that it pins.
    pub fn seen_on_default_branch(&mut self, definition: &Definition) {
        let Some(record) = &mut self.record else { return };
        let is_known = record.on_default_branch && !record.removal_reported && record.file == definition.file;
        record.on_default_branch = true;
        record.removal_reported = false;
        definition.file.clone_into(&mut record.file);
        self.is_dirty |= !is_known;
        let pinned = definition.pinned();
        if let Some(job) = self.job_mut().filter(|job| job.unmerged.keys().any(|key| pinned.contains_key(key))) {
            job.unmerged.retain(|key, _| !pinned.contains_key(key));
            self.is_dirty = true;
        }
    }

    /// Goes on from a record that another run's records were merged into. What we are about to send, that run may have sent.
    pub fn replace(&mut self, record: Option<Record>) {
        // A claim that only a `publish` keeps is in no store.
        if record.is_none() && self.adoption == Some(Adoption::Planned) {
            return;
        }
        self.is_replaced |= self.record != record;
        let is_same_job = self.job().map(|job| &job.job) == record.as_ref().and_then(Record::job).map(|job| &job.job);
        self.listed = self.listed.take().filter(|_| is_same_job);
        self.title_edit = self.title_edit.take().filter(|_| !self.is_replaced);
        self.record = record;
        self.is_dirty = false;
        self.is_publish_intended = false;
        if let Attempt::Recorded(undo) = &mut self.attempt {
            *undo = Undo::Nothing;
        }
    }
}
