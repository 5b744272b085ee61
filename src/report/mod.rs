//! The report of a run, and its renderers, one per file. A renderer shows the report as it is and decides nothing.

pub mod annotations;
pub mod assemble;
pub mod comment;
mod cost;
pub mod doctor;
mod in_defaults;
pub mod issue;
pub mod json;
pub mod markdown;
pub mod merged;
mod missing_field;
mod remote_job;
mod removed_jobs;
pub mod render;
mod review;
mod short_value;
mod snippet;
pub mod status;
pub mod suggestion;
pub mod summary;
pub mod text;
mod touched;

use std::collections::BTreeMap;

pub use in_defaults::InDefaults;
pub use touched::{SettingsChange, Touched};

use crate::domain::defaults::DefaultOrigins;
use crate::domain::finding::{Finding, LineColumn};
use crate::domain::job::Status;
use crate::domain::readiness::{MissingField, Unnamed};
use crate::domain::step::{Change, StepResult};
use crate::loader::Place;
use crate::plan::on_merge;
use crate::plan::total::CostSummary;

/// The result of a run.
#[derive(Clone, Debug, Default)]
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
    /// The texts of the `_defaults.yml` that findings are in, by file.
    pub defaults: BTreeMap<String, String>,
    /// What the postings come to; `None` where the command looks at no job.
    pub cost: Option<CostSummary>,
    /// Whether the command looks after touched definitions alone: a pull request's, or those changed since a commit.
    pub only_touched: bool,
    /// How the current change changes the settings, if it does.
    pub settings: Option<SettingsChange>,
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
    pub status: Option<Status>,
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
    /// Which pinned values are defaults, and where those are written.
    pub defaults: DefaultOrigins,
    /// The missing fields that are known by name.
    pub missing: Vec<Missing>,
    /// What is missing besides.
    pub unnamed: Unnamed,
    /// The findings about this definition.
    pub findings: Vec<Located>,
    /// What the merge makes public; `None` where the command looks at no job.
    pub on_merge: Option<Box<OnMerge>>,
    /// Whether no file defines it any more.
    pub is_removed: bool,
    /// Whether the current change touches the definition; `None` where that change is unknown.
    pub touched: Option<bool>,
}

impl Job {
    /// The posting's title, or its id where it has none.
    fn title(&self) -> &str {
        let title = self.on_merge.as_ref().and_then(|merge| merge.decision.title.as_deref());
        title.filter(|title| !title.trim().is_empty()).unwrap_or(&self.id)
    }

    /// How many fields are missing, named or not, as far as that is known.
    fn missing_count(&self) -> usize {
        self.missing.len() + self.unnamed.count()
    }

    /// How many fields are missing, as text.
    fn missing_summary(&self) -> String {
        let or_more = if self.unnamed == Unnamed::Unknown { " or more" } else { "" };
        format!("{}{or_more} missing", self.missing_count())
    }

    /// What is missing besides the named fields, for the end of a list.
    fn unnamed_summary(&self) -> Option<String> {
        match self.unnamed {
            Unnamed::Nothing => None,
            Unnamed::Fields(count) => Some(format!("{count} that OpenTrain doesn't name")),
            Unnamed::Unknown => Some("perhaps more".to_owned()),
        }
    }

    /// The public page, where there is one and the job is no draft.
    fn public_page(&self) -> Option<&Address> {
        self.job_url.as_ref().filter(|_| self.status != Some(Status::Draft))
    }

    /// The public page, else the draft's editor.
    fn page(&self) -> Option<&Address> {
        self.public_page().or(self.draft_url.as_ref())
    }
}

/// What the merge does for a posting, with the place of each value.
#[derive(Clone, Debug)]
pub struct OnMerge {
    /// What was decided.
    pub decision: on_merge::OnMerge,
    /// The places of `decision.values`, in the same order; `None` for a value that no file holds.
    pub places: Vec<Option<Place>>,
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
    /// The field, as the service names it.
    pub field: MissingField,
    /// The same with advice that goes with what the definition has, where the service's own does not.
    pub advised: Option<MissingField>,
    /// The line in the definition, from 1.
    pub line: usize,
}

impl Missing {
    /// The field for advice on it.
    fn for_advice(&self) -> &MissingField {
        self.advised.as_ref().unwrap_or(&self.field)
    }
}

/// A finding and its resolved location.
#[derive(Clone, Debug)]
pub struct Located {
    /// The finding.
    pub finding: Finding,
    /// Line and column in characters, both from 1; `None` for a finding about the run.
    pub position: Option<LineColumn>,
    /// The defaults that the position is in, if it is not in the definition's own file.
    pub defaults: Option<InDefaults>,
}

impl Located {
    /// A finding in the definition's own file, or about the run.
    pub fn new(finding: Finding, position: Option<LineColumn>) -> Self {
        Self { finding, position, defaults: None }
    }

    /// The file that the position is in, for a finding of this definition.
    pub fn file<'a>(&'a self, job: &'a Job) -> &'a str {
        self.defaults.as_ref().map_or(&job.file, |defaults| &defaults.file)
    }

    /// Whether people have read it at another definition.
    pub fn is_repeated(&self) -> bool {
        self.defaults.as_ref().is_some_and(|defaults| defaults.is_repeated)
    }

    /// The message, with the number of other definitions that it is about.
    pub fn message(&self) -> String {
        match self.defaults.as_ref().map_or(0, |defaults| defaults.others) {
            0 => self.finding.message.clone(),
            others => format!("{} (in {})", self.finding.message, summary::plural(others + 1, "definition")),
        }
    }
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
