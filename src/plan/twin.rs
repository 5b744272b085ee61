//! A last look before a new job goes live: does it stand there already, made under a key that the service forgot?

use std::collections::BTreeSet;

use crate::domain::ids::JobId;
use crate::domain::job::{AccountJobs, JobSummary};

/// A live job with this very title that no definition claims.
pub fn twin_of<'a>(title: &str, listing: &'a AccountJobs, claimed: &BTreeSet<JobId>) -> Option<&'a JobId> {
    let title = title.trim();
    let is_twin = |(id, job): &(&JobId, &JobSummary)| {
        !title.is_empty() && job.status.is_public() && job.title.trim() == title && !claimed.contains(*id)
    };
    listing.iter().find(is_twin).map(|(id, _)| id)
}
