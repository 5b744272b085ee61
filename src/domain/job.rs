//! The thing on OpenTrain, as `/jobs/mine` tells of it.

use std::collections::BTreeMap;
use std::fmt;

use super::ids::JobId;

/// A job's status (page jobs/mine), or one we don't know yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// Not published, or unpublished again by moderation.
    Draft,
    /// Live.
    Open,
    /// Live, with work going on.
    Ongoing,
    /// Ended.
    Completed,
    /// Closed.
    Archived,
    /// Waiting for OpenTrain.
    PendingApproval,
    /// A status that no page names.
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

    /// Whether the job has ended for good: no page tells of a way back.
    pub fn is_ended(&self) -> bool {
        matches!(self, Self::Archived | Self::Completed)
    }

    /// Whether the public may see the job, or may soon, without any act of ours. An unknown status counts.
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
    /// The title; empty where the service tells none.
    pub title: String,
    /// The status when it was read.
    pub status: Status,
    /// The public address, where the service tells it.
    pub url: Option<String>,
}

/// Every job of the account at one moment.
pub type AccountJobs = BTreeMap<JobId, JobSummary>;
