//! The report of `status`: the state of each definition, and the jobs of the account that no definition here claims.

mod attention;
mod facts;
mod json;
mod markdown;
mod table;
mod text;

use std::io::{self, Write};

pub use facts::{StatusFacts, UnclaimedDetail};

use super::render::Render;
use super::{Address, Job, Located, Report, Totals};
use crate::domain::job::{ProposalCounts, Status};
use crate::plan::total::CostSummary;

/// The state of all definitions and of the account.
#[derive(Clone, Debug)]
pub struct StatusReport {
    /// The namespace.
    pub namespace: Option<String>,
    /// Each definition, by id.
    pub definitions: Vec<DefinitionStatus>,
    /// Jobs of the account that no definition here claims.
    pub unclaimed: Unclaimed,
    /// Recorded drafts whose definitions are not here.
    pub unlanded: Vec<UnlandedDraft>,
    /// Findings that belong to no definition.
    pub findings: Vec<Located>,
    /// What the postings come to.
    pub cost: Option<CostSummary>,
    /// Counts over all definitions.
    pub totals: Totals,
}

/// The state of one definition.
#[derive(Clone, Debug)]
pub struct DefinitionStatus {
    /// The definition and its job, as in other reports.
    pub job: Job,
    /// The job's title as listed, else the one that is pinned or was read.
    pub title: Option<String>,
    /// What it pays, as text.
    pub pay: Option<String>,
    /// How many people applied, where the job is listed.
    pub proposals: Option<ProposalCounts>,
    /// Why it needs an edit or a look; empty where it doesn't.
    pub attention: String,
}

/// Jobs of the account that no definition here claims.
#[derive(Clone, Debug)]
pub enum Unclaimed {
    /// Each of them, public ones first.
    Jobs(Vec<UnclaimedJob>),
    /// How many. A workflow's log may have other readers than the account.
    Count(usize),
}

/// A job of the account that no definition here claims.
#[derive(Clone, Debug)]
pub struct UnclaimedJob {
    /// The service's id.
    pub job_id: String,
    /// The title as listed.
    pub title: String,
    /// The status as listed.
    pub status: Status,
    /// The public address.
    pub job_url: Option<Address>,
}

/// A recorded draft whose definition is not here: that of another branch, of a pull request that was closed, or a removed one.
#[derive(Clone, Debug)]
pub struct UnlandedDraft {
    /// The definition's id.
    pub id: String,
    /// The service's id.
    pub job_id: String,
    /// The draft's editor.
    pub draft_url: Option<Address>,
    /// The pull request that drafted it, where known.
    pub pull_request: Option<u64>,
}

impl StatusReport {
    /// Joins the report of a run that only looked with what else is known of its jobs.
    pub fn new(report: Report, mut facts: StatusFacts) -> Self {
        let Report { namespace, jobs, findings, totals, cost, .. } = report;
        let status = |job: Job| {
            let known = facts.by_id.remove(&job.id).unwrap_or_default();
            let attention = attention::summary(&job, &known.remarks);
            DefinitionStatus { job, title: known.title, pay: known.pay, proposals: known.proposals, attention }
        };
        let definitions = jobs.into_iter().map(status).collect();
        let StatusFacts { unclaimed, unlanded, .. } = facts;
        Self { namespace, definitions, unclaimed, unlanded, findings, cost, totals }
    }

    /// The definitions, those that need attention first.
    fn by_urgency(&self) -> Vec<&DefinitionStatus> {
        let mut definitions: Vec<&DefinitionStatus> = self.definitions.iter().collect();
        definitions.sort_by_key(|definition| definition.urgency());
        definitions
    }
}

/// In the order in which the table shows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Urgency {
    NeedsEdit,
    NeedsLook,
    HasNewProposals,
    Fine,
}

impl DefinitionStatus {
    fn urgency(&self) -> Urgency {
        if attention::needs_edit(&self.job) {
            Urgency::NeedsEdit
        } else if !self.attention.is_empty() {
            Urgency::NeedsLook
        } else if self.proposals.is_some_and(|counts| counts.unreviewed > 0) {
            Urgency::HasNewProposals
        } else {
            Urgency::Fine
        }
    }
}

impl Unclaimed {
    fn count(&self) -> usize {
        match self {
            Self::Jobs(jobs) => jobs.len(),
            Self::Count(count) => *count,
        }
    }

    /// Each of them, as far as the report may name them.
    fn jobs(&self) -> &[UnclaimedJob] {
        match self {
            Self::Jobs(jobs) => jobs,
            Self::Count(_) => &[],
        }
    }
}

impl Render for StatusReport {
    fn write_text(&self, out: &mut dyn Write) -> io::Result<()> {
        text::write(self, out)
    }

    fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
        json::write(self, out)
    }

    fn write_markdown(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(markdown::render(self).as_bytes())
    }
}
