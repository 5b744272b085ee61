//! Tells people. One value, one file a renderer; a renderer decides nothing and hides nothing.

pub mod annotations;
pub mod assemble;
pub mod comment;
mod gap;
pub mod json;
pub mod markdown;
mod snippet;
pub mod suggestion;
mod tally;
pub mod text;

use crate::domain::finding::{Finding, LineColumn};
use crate::domain::readiness::MissingField;
use crate::domain::step::{Change, StepResult};

/// All that a run has to tell.
#[derive(Clone, Debug)]
pub struct Report {
    /// The command's name.
    pub command: &'static str,
    /// The process's exit code.
    pub exit_code: u8,
    /// The namespace, where the command has one.
    pub namespace: Option<String>,
    /// One entry a definition, valid or not, and one a removed definition that was to be closed; by id.
    pub jobs: Vec<Job>,
    /// What belongs to no definition.
    pub findings: Vec<Located>,
    /// The numbers.
    pub totals: Totals,
}

/// All that is told of one definition.
#[derive(Clone, Debug, Default)]
pub struct Job {
    /// The id, or the text that should have been one.
    pub id: String,
    /// The file as shown to people.
    pub file: String,
    /// The file's text, for carets and suggestions; empty where it can't be read or nothing is said of it.
    pub source: String,
    /// The service's id.
    pub job_id: Option<String>,
    /// The status as last known.
    pub status: Option<String>,
    /// The service's last word on readiness.
    pub publish_ready: Option<bool>,
    /// The editor's address.
    pub draft_url: Option<String>,
    /// The public address.
    pub job_url: Option<String>,
    /// What was done, and what is left for the merge.
    pub steps: Vec<StepResult>,
    /// Values that differ from what was last applied.
    pub changes: Vec<Change>,
    /// The gap list.
    pub missing: Vec<Missing>,
    /// What is to be said.
    pub findings: Vec<Located>,
}

/// A gap and its line.
#[derive(Clone, Debug)]
pub struct Missing {
    /// The gap.
    pub gap: MissingField,
    /// Line in the definition, from 1.
    pub line: usize,
}

/// A finding and its place, looked up.
#[derive(Clone, Debug)]
pub struct Located {
    /// The finding.
    pub finding: Finding,
    /// `None` for a finding that belongs to no file.
    pub position: Option<LineColumn>,
}

/// How many definitions came to what; `missing` counts gaps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Drafts made.
    pub created: usize,
    /// Drafts changed.
    pub patched: usize,
    /// Drafts taken live.
    pub published: usize,
    /// Live jobs changed.
    pub updated: usize,
    /// Jobs closed.
    pub closed: usize,
    /// Definitions for which there is nothing to do, now or on the merge.
    pub unchanged: usize,
    /// Entries of all gap lists.
    pub missing: usize,
    /// Steps held back.
    pub held: usize,
    /// Steps that were refused, or failed, or were never answered.
    pub failed: usize,
}
