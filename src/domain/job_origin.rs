//! Where the job of a definition comes from: from a brief, or it exists already.

use std::sync::Arc;

use super::brief::HashedBrief;
use super::digest::ContentHash;
use super::ids::JobId;

/// The kind of hash in the place of a brief's, where a job was taken over and nothing was parsed for it.
const ADOPTED: &str = "job";

/// Where the job of a definition comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum JobOrigin {
    /// It is created from this brief.
    Brief(Arc<HashedBrief>),
    /// It exists already: nothing is ever created for the definition.
    Adopted(AdoptedJob),
}

/// A job that a definition takes over.
#[derive(Clone, Debug, PartialEq)]
pub struct AdoptedJob {
    /// The service's id.
    pub job: JobId,
    /// The pinned description, if there is one.
    pub description: Option<String>,
}

impl AdoptedJob {
    /// In a record, replaces the hash of a brief: the service parsed none of ours.
    pub fn digest(&self) -> ContentHash {
        ContentHash::new(ADOPTED, &self.job.as_str())
    }
}

impl ContentHash {
    /// Whether it is of a job that was taken over, for which no brief was parsed.
    pub fn is_of_adopted_job(&self) -> bool {
        self.has_kind(ADOPTED)
    }
}
