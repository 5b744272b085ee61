//! The report of a run, and its renderers, one per file. A renderer shows the report as it is and decides nothing.

pub mod annotations;
pub mod assemble;
pub mod comment;
pub mod doctor;
pub mod json;
pub mod markdown;
mod missing_field;
pub mod render;
mod snippet;
pub mod status;
pub mod suggestion;
pub mod summary;
pub mod text;

use crate::domain::finding::{Finding, LineColumn};
use crate::domain::readiness::MissingField;
use crate::domain::step::{Change, StepResult};
use crate::plan::total::CostSummary;

/// The result of a run.
#[derive(Clone, Debug)]
pub struct Report {
    /// The command's name.
    pub command: &'static str,
    /// The process's exit code.
    pub exit_code: u8,
    /// The namespace, where the command has one.
    pub namespace: Option<String>,
    /// One entry per definition, valid or not, and per removed definition with steps; by id.
    pub jobs: Vec<Job>,
    /// Findings about the run as a whole.
    pub findings: Vec<Located>,
    /// Counts over all jobs.
    pub totals: Totals,
    /// What the postings come to; `None` where the command looks at no job.
    pub cost: Option<CostSummary>,
}

/// One definition's part of the report.
#[derive(Clone, Debug, Default)]
pub struct Job {
    /// The id, or the text that should have been one.
    pub id: String,
    /// The path as displayed.
    pub file: String,
    /// The file's text, for carets and suggestions; empty if it can't be read or has no finding and no missing field.
    pub source: String,
    /// The job's id at the service.
    pub job_id: Option<String>,
    /// The last known status.
    pub status: Option<String>,
    /// Whether the service last reported the job as ready to publish.
    pub publish_ready: Option<bool>,
    /// The URL of the draft's editor.
    pub draft_url: Option<Address>,
    /// The public URL.
    pub job_url: Option<Address>,
    /// The steps done, then those that are planned.
    pub steps: Vec<StepResult>,
    /// The pinned values that differ from those last applied.
    pub changes: Vec<Change>,
    /// The missing fields.
    pub missing: Vec<Missing>,
    /// The findings about this definition.
    pub findings: Vec<Located>,
}

/// An address that a record gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// On the service's own hosts, in its normal form. It may be a link.
    Own(String),
    /// Anywhere else, as recorded. It is never a link.
    Foreign(String),
}

impl Address {
    /// The address, if it is the service's own.
    pub fn own(&self) -> Option<&str> {
        match self {
            Self::Own(url) => Some(url),
            Self::Foreign(_) => None,
        }
    }
}

/// A missing field and the line to add it at.
#[derive(Clone, Debug)]
pub struct Missing {
    /// The field.
    pub field: MissingField,
    /// The line in the definition, from 1.
    pub line: usize,
}

/// A finding and its resolved location.
#[derive(Clone, Debug)]
pub struct Located {
    /// The finding.
    pub finding: Finding,
    /// Line and column in characters, both from 1; `None` for a finding about the run.
    pub position: Option<LineColumn>,
}

/// Counts over all jobs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Drafts created.
    pub created: usize,
    /// Definitions whose draft was there already.
    pub found: usize,
    /// Drafts patched.
    pub patched: usize,
    /// Drafts published.
    pub published: usize,
    /// Live jobs updated.
    pub updated: usize,
    /// Jobs closed.
    pub closed: usize,
    /// Definitions without an error and without a step, done or planned.
    pub unchanged: usize,
    /// Missing fields.
    pub missing: usize,
    /// Steps held back.
    pub held: usize,
    /// Steps that were refused, failed or got no answer.
    pub failed: usize,
}
