//! Which jobs and ids are taken, also by files that have errors.

use std::collections::BTreeMap;

use super::super::files::Files;
use crate::domain::definition::IdOrigin;
use crate::domain::ids::{DefinitionId, JobId};
use crate::loader::LoadedFile;
use crate::plan::{Origin, Posting};

/// Who has a job or an id.
#[derive(Clone, Copy)]
pub(super) enum Owner<'a> {
    /// A file of the jobs directory, valid or not.
    File(&'a LoadedFile),
    /// A record without a file, with this id.
    Record(&'a DefinitionId),
}

/// The owners of jobs and ids.
pub(super) struct Owners<'a> {
    by_job: BTreeMap<&'a str, Owner<'a>>,
    by_id: BTreeMap<&'a str, Owner<'a>>,
}

impl<'a> Owners<'a> {
    /// A file goes before a record without one; of several files, the one that has the job on record.
    pub(super) fn new(files: &'a Files, postings: &'a [Posting]) -> Self {
        let owner = |posting: &'a Posting| match &posting.origin {
            Origin::Defined { file, .. } => Owner::File(&files.loaded[*file]),
            Origin::Removed { .. } | Origin::Foreign => Owner::Record(&posting.id),
        };
        let mut owners = Self { by_job: BTreeMap::new(), by_id: BTreeMap::new() };
        for file in &files.loaded {
            owners.by_job.extend(named_jobs(file).map(|job| (job, Owner::File(file))));
            owners.by_id.extend(named_ids(file).map(|id| (id, Owner::File(file))));
        }
        for posting in postings {
            owners.by_id.insert(posting.id.as_str(), owner(posting));
            if let Some(job) = posting.claimed_job() {
                match owner(posting) {
                    file @ Owner::File(_) => owners.by_job.insert(job.as_str(), file),
                    record @ Owner::Record(_) => Some(*owners.by_job.entry(job.as_str()).or_insert(record)),
                };
            }
        }
        owners
    }

    pub(super) fn of_job(&self, job: &JobId) -> Option<Owner<'a>> {
        self.by_job.get(job.as_str()).copied()
    }

    pub(super) fn of_id(&self, id: &DefinitionId) -> Option<Owner<'a>> {
        self.by_id.get(id.as_str()).copied()
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = &'a str> {
        self.by_id.keys().copied()
    }
}

/// The job that the file names. Where its value is unusable or the file can't be parsed, the words after `job:`.
fn named_jobs(file: &LoadedFile) -> impl Iterator<Item = &str> {
    let parsed = file.candidate.job.as_ref().map(JobId::as_str);
    let written = parsed.is_none().then(|| words(&file.text, "job:"));
    parsed.into_iter().chain(written.into_iter().flatten().flat_map(|word| word.split(['/', '.'])))
}

/// The id that a file which can't be parsed seems to have.
fn named_ids(file: &LoadedFile) -> impl Iterator<Item = &str> {
    let is_unparsed = file.candidate.origin == IdOrigin::Assumed;
    is_unparsed.then(|| words(&file.text, "id:")).into_iter().flatten()
}

/// The words behind this key, on any line.
fn words<'a>(text: &'a str, key: &'static str) -> impl Iterator<Item = &'a str> {
    let values = text.lines().filter_map(move |line| line.trim_start().strip_prefix(key));
    let is_of_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/');
    values.flat_map(move |value| value.split(move |c| !is_of_word(c))).filter(|word| !word.is_empty())
}
