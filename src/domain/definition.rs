//! Definitions: as loaded, and after validation.

use std::sync::Arc;

use serde_json::Value;

pub use super::brief::{Brief, HashedBrief, Import, TEXT_FORMAT};
use super::defaults::DefaultOrigins;
use super::digest::ContentHash;
use super::ids::{DefinitionId, JobId};
pub use super::job_origin::{AdoptedJob, JobOrigin};
use super::{DESCRIPTION_KEY, Fields};

/// The state of the job once its definition is merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DesiredState {
    /// A draft, visible in the account.
    Draft,
    /// Live on the marketplace.
    Published,
    /// Taken off the marketplace.
    Closed,
}

/// Whether the id is written in the file or derived from its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdOrigin {
    /// `id:` in the file.
    Explicit,
    /// The path below the jobs directory, without its extension.
    Derived,
    /// The path too, since the file can't be parsed: it may have an `id:`.
    Assumed,
}

/// A definition as far as it could be parsed, before validation.
#[derive(Clone, Debug)]
pub struct RawDefinition {
    /// As shown in reports: the jobs directory as typed, then `/`-separated names.
    pub file: String,
    /// The id, or the invalid text in its place.
    pub id: Result<DefinitionId, String>,
    /// Decides where an error about the id is reported.
    pub origin: IdOrigin,
    /// Published by default.
    pub wanted: DesiredState,
    /// The job that exists already, where the file names one.
    pub job: Option<JobId>,
    /// `None` if it is missing, ambiguous or invalid. Beside a job none is needed.
    pub brief: Option<Arc<HashedBrief>>,
    /// The valid pinned values, defaults included.
    pub fields: Arc<Fields>,
    /// Which of them are defaults.
    pub defaults: DefaultOrigins,
}

impl RawDefinition {
    /// Whether the file was parsed and has a brief or names a job.
    pub fn is_readable(&self) -> bool {
        self.brief.is_some() || self.job.is_some()
    }

    /// The brief's plain text; `None` where there is none.
    pub fn text(&self) -> Option<&str> {
        self.brief.as_deref()?.text()
    }

    /// The id as shown in reports, valid or not.
    pub fn name(&self) -> &str {
        self.id.as_ref().map_or_else(String::as_str, DefinitionId::as_str)
    }
}

/// A validated definition.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    /// Unique among all definitions.
    pub id: DefinitionId,
    /// As in [`RawDefinition::file`].
    pub file: String,
    /// Applies once the definition is merged.
    pub wanted: DesiredState,
    /// Where its job comes from.
    pub job_origin: JobOrigin,
    /// The values pinned under `fields`, here or in a `_defaults.yml`.
    pub fields: Arc<Fields>,
    /// Which of them are defaults.
    pub defaults: DefaultOrigins,
}

impl Definition {
    /// What the service parses when the draft is created; `None` where the job exists already.
    pub fn brief(&self) -> Option<&Brief> {
        match &self.job_origin {
            JobOrigin::Brief(brief) => Some(brief),
            JobOrigin::Adopted(_) => None,
        }
    }

    /// The job that exists already, where the definition names one.
    pub fn adopted(&self) -> Option<&AdoptedJob> {
        match &self.job_origin {
            JobOrigin::Brief(_) => None,
            JobOrigin::Adopted(adopted) => Some(adopted),
        }
    }

    /// The description as plain text; `None` for a structured import, and for a job that exists and whose description is not pinned.
    pub fn text(&self) -> Option<&str> {
        match &self.job_origin {
            JobOrigin::Brief(brief) => brief.text(),
            JobOrigin::Adopted(adopted) => adopted.description.as_deref(),
        }
    }

    /// The job of a canonical import.
    pub fn canonical(&self) -> Option<&Value> {
        self.brief().and_then(Brief::canonical)
    }

    /// Hashes what the service parses, or would parse of this text.
    pub fn brief_digest(&self) -> ContentHash {
        match &self.job_origin {
            JobOrigin::Brief(brief) => brief.digest().clone(),
            JobOrigin::Adopted(AdoptedJob { description: Some(text), .. }) => Brief::Description(text.clone()).digest(),
            JobOrigin::Adopted(adopted) => adopted.digest(),
        }
    }

    /// All values that go live as reviewed: `fields`, and a text as `jobDescription`.
    pub fn pinned(&self) -> Fields {
        let mut pinned = Fields::clone(&self.fields);
        if let Some(text) = self.text() {
            pinned.insert(DESCRIPTION_KEY.into(), Value::from(text));
        }
        pinned
    }

    /// Whether [`Self::pinned`] has this key.
    pub fn pins(&self, key: &str) -> bool {
        self.fields.contains_key(key) || key == DESCRIPTION_KEY && self.text().is_some()
    }

    /// Hashes everything that is visible in the job: not `state`, not the file's path.
    pub fn content(&self) -> ContentHash {
        ContentHash::new("content", &(self.brief_digest().as_str(), &*self.fields))
    }
}
