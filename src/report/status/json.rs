//! The JSON report of `status`, version 1: each definition as in other reports, and what `status` adds.

use std::io;

use serde::Serialize;

use super::{DefinitionStatus, StatusReport, Unclaimed, UnclaimedJob, UnlandedDraft};
use crate::domain::job::ProposalCounts;
use crate::report::Address;
use crate::report::json::{CostV1, FindingV1, JobV1, TotalsV1, cost_v1, finding, job, write_indented};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct StatusV1<'a> {
    version: u8,
    command: &'a str,
    exit_code: u8,
    namespace: Option<&'a str>,
    jobs: Vec<DefinitionV1<'a>>,
    unclaimed: UnclaimedV1<'a>,
    unlanded: Vec<UnlandedV1<'a>>,
    findings: Vec<FindingV1<'a>>,
    cost: Option<CostV1>,
    totals: TotalsV1,
}

#[derive(Serialize)]
struct DefinitionV1<'a> {
    #[serde(flatten)]
    job: JobV1<'a>,
    title: Option<&'a str>,
    pay: Option<&'a str>,
    proposals: Option<ProposalsV1>,
    attention: &'a str,
}

#[derive(Serialize)]
struct ProposalsV1 {
    total: u64,
    unreviewed: u64,
}

#[derive(Serialize)]
#[serde(untagged)]
enum UnclaimedV1<'a> {
    Jobs(Vec<UnclaimedJobV1<'a>>),
    Count(usize),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct UnclaimedJobV1<'a> {
    job_id: &'a str,
    title: &'a str,
    status: &'a str,
    job_url: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct UnlandedV1<'a> {
    id: &'a str,
    job_id: &'a str,
    draft_url: Option<&'a str>,
    pull_request: Option<u64>,
}

/// Writes the report as indented JSON.
pub(super) fn write(report: &StatusReport, out: &mut dyn io::Write) -> io::Result<()> {
    let StatusReport { namespace, definitions, unclaimed, unlanded, findings, cost, totals } = report;
    let report = StatusV1 {
        version: 1,
        command: "status",
        exit_code: 0,
        namespace: namespace.as_deref(),
        jobs: definitions.iter().map(definition).collect(),
        unclaimed: match unclaimed {
            Unclaimed::Jobs(jobs) => UnclaimedV1::Jobs(jobs.iter().map(unclaimed_job).collect()),
            Unclaimed::Count(count) => UnclaimedV1::Count(*count),
        },
        unlanded: unlanded.iter().map(unlanded_draft).collect(),
        findings: findings.iter().map(|found| finding(None, found)).collect(),
        cost: cost.as_ref().map(cost_v1),
        totals: (*totals).into(),
    };
    write_indented(&report, out)
}

fn definition(status: &DefinitionStatus) -> DefinitionV1<'_> {
    let DefinitionStatus { job: of_job, title, pay, proposals, attention } = status;
    let counts = |ProposalCounts { total, unreviewed }: ProposalCounts| ProposalsV1 { total, unreviewed };
    DefinitionV1 {
        job: job(of_job),
        title: title.as_deref(),
        pay: pay.as_deref(),
        proposals: proposals.map(counts),
        attention,
    }
}

fn unclaimed_job(UnclaimedJob { job_id, title, status, job_url }: &UnclaimedJob) -> UnclaimedJobV1<'_> {
    UnclaimedJobV1 { job_id, title, status: status.as_str(), job_url: job_url.as_ref().and_then(Address::own) }
}

fn unlanded_draft(UnlandedDraft { id, job_id, draft_url, pull_request }: &UnlandedDraft) -> UnlandedV1<'_> {
    UnlandedV1 { id, job_id, draft_url: draft_url.as_ref().and_then(Address::own), pull_request: *pull_request }
}
