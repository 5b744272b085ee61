//! Jobs on OpenTrain, as listed by `/jobs/mine`.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;

use super::ids::JobId;

/// A job's status (page jobs/mine).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// Not published, or unpublished again by moderation.
    Draft,
    /// Public on the marketplace.
    Open,
    /// Live, with work in progress.
    Ongoing,
    /// Ended with its work done.
    Completed,
    /// Ended by closing it.
    Archived,
    /// Waiting for OpenTrain's approval.
    PendingApproval,
    /// An undocumented status.
    Other(String),
}

impl Status {
    /// Parses a status as the service writes it; an unknown one is [`Status::Other`].
    pub fn parse(text: &str) -> Self {
        match text {
            "DRAFT" => Self::Draft,
            "OPEN" => Self::Open,
            "ONGOING" => Self::Ongoing,
            "COMPLETED" => Self::Completed,
            "ARCHIVED" => Self::Archived,
            "PENDING_APPROVAL" => Self::PendingApproval,
            other => Self::Other(other.to_owned()),
        }
    }

    /// The status as the service writes it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Draft => "DRAFT",
            Self::Open => "OPEN",
            Self::Ongoing => "ONGOING",
            Self::Completed => "COMPLETED",
            Self::Archived => "ARCHIVED",
            Self::PendingApproval => "PENDING_APPROVAL",
            Self::Other(text) => text,
        }
    }

    /// Whether the job has ended. No documented call opens it again.
    pub fn is_ended(&self) -> bool {
        matches!(self, Self::Archived | Self::Completed)
    }

    /// Whether a job of this status was published: every other one than a draft, and than one that may have been closed as a draft.
    pub fn was_published(&self) -> bool {
        !matches!(self, Self::Draft | Self::Archived)
    }

    /// Whether the job is public, or may become public without a request of ours. An unknown status counts as public.
    pub fn is_public(&self) -> bool {
        !matches!(self, Self::Draft | Self::Archived | Self::Completed)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One row of `/jobs/mine`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobSummary {
    /// Empty if the service doesn't return one.
    pub title: String,
    /// At the time of the request.
    pub status: Status,
    /// The public address, if the service returns it.
    pub url: Option<String>,
    /// When the job was last changed, if the service returns it.
    pub updated_at: Option<Timestamp>,
    /// How many people applied, if the service returns it.
    pub proposals: Option<ProposalCounts>,
    /// Whether people can apply, if the service returns it.
    pub accepts_applicants: Option<bool>,
}

/// How many people applied for a job (page jobs/mine).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProposalCounts {
    /// All.
    pub total: u64,
    /// Those not reviewed yet.
    pub unreviewed: u64,
}

/// All jobs of the account at one time.
pub type AccountJobs = BTreeMap<JobId, JobSummary>;
