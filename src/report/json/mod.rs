//! The JSON report, version 1. Its own structs keep the format stable for other programs.

mod on_merge;

use std::io;

use serde::Serialize;
use serde_json::Value;

use super::{Address, Job, Located, Missing, Report, Totals};
use crate::domain::job::Status;
use crate::domain::money;
use crate::domain::step::{Change, StepResult};
use crate::plan::total::CostSummary;
use on_merge::OnMergeV1;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ReportV1<'a> {
    version: u8,
    command: &'a str,
    exit_code: u8,
    namespace: Option<&'a str>,
    jobs: Vec<JobV1<'a>>,
    findings: Vec<FindingV1<'a>>,
    cost: Option<CostV1>,
    totals: TotalsV1,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct JobV1<'a> {
    id: &'a str,
    file: &'a str,
    job_id: Option<&'a str>,
    status: Option<&'a str>,
    publish_ready: Option<bool>,
    draft_url: Option<&'a str>,
    job_url: Option<&'a str>,
    touched: Option<bool>,
    steps: Vec<StepV1<'a>>,
    changes: Vec<ChangeV1<'a>>,
    on_merge: Option<OnMergeV1<'a>>,
    missing: Vec<MissingV1<'a>>,
    findings: Vec<FindingV1<'a>>,
}

/// Amounts are decimal numbers as text, so that no reader rounds them.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CostV1 {
    on_merge: String,
    live: String,
    currency: &'static str,
    unknown: usize,
}

#[derive(Serialize)]
struct StepV1<'a> {
    kind: &'a str,
    outcome: &'a str,
    reason: Option<&'a str>,
}

#[derive(Serialize)]
struct ChangeV1<'a> {
    field: &'a str,
    before: Option<&'a Value>,
    after: &'a Value,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct MissingV1<'a> {
    field: &'a str,
    label: &'a str,
    prompt: Option<&'a str>,
    r#type: Option<&'a str>,
    enum_values: Option<&'a [String]>,
    update_keys: &'a [String],
    example: Option<&'a str>,
    hint: Option<&'a str>,
    line: usize,
}

#[derive(Serialize)]
pub(super) struct FindingV1<'a> {
    code: &'a str,
    severity: &'a str,
    message: &'a str,
    file: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
    help: Option<String>,
}

#[derive(Serialize)]
pub(super) struct TotalsV1 {
    created: usize,
    found: usize,
    patched: usize,
    published: usize,
    updated: usize,
    closed: usize,
    unchanged: usize,
    missing: usize,
    held: usize,
    failed: usize,
}

/// Writes the report as indented JSON.
pub fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let Report {
        command,
        exit_code,
        namespace,
        jobs,
        findings,
        totals,
        defaults: _,
        cost,
        only_touched: _,
        settings: _,
    } = report;
    let report = ReportV1 {
        version: 1,
        command,
        exit_code: *exit_code,
        namespace: namespace.as_deref(),
        jobs: jobs.iter().map(job).collect(),
        findings: findings.iter().map(|found| finding(None, found)).collect(),
        cost: cost.as_ref().map(cost_v1),
        totals: (*totals).into(),
    };
    write_indented(&report, out)
}

/// Writes a report of any command.
pub(super) fn write_indented(report: &impl Serialize, out: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, report)?;
    writeln!(out)
}

pub(super) fn cost_v1(cost: &CostSummary) -> CostV1 {
    let CostSummary { on_merge, live, unknown, .. } = *cost;
    CostV1 { on_merge: money::exact(on_merge), live: money::exact(live), currency: "USD", unknown }
}

pub(super) fn job(job: &Job) -> JobV1<'_> {
    let Job {
        id,
        file,
        source: _,
        is_removed: _,
        job_id,
        status,
        publish_ready,
        draft_url,
        job_url,
        steps,
        changes,
        defaults: _,
        missing,
        findings,
        on_merge,
        touched,
        // `totals.missing` counts it, and a finding reports it.
        unnamed: _,
    } = job;
    JobV1 {
        id,
        file,
        job_id: job_id.as_deref(),
        status: status.as_ref().map(Status::as_str),
        publish_ready: *publish_ready,
        draft_url: draft_url.as_ref().and_then(Address::own),
        job_url: job_url.as_ref().and_then(Address::own),
        touched: *touched,
        steps: steps.iter().map(step).collect(),
        changes: changes.iter().map(change).collect(),
        on_merge: on_merge.as_deref().map(OnMergeV1::new),
        missing: missing.iter().map(self::missing).collect(),
        findings: findings.iter().map(|found| finding(Some(job), found)).collect(),
    }
}

fn step(StepResult { kind, outcome, reason }: &StepResult) -> StepV1<'_> {
    StepV1 { kind: kind.as_str(), outcome: outcome.as_str(), reason: reason.as_deref() }
}

fn change(Change { field, before, after }: &Change) -> ChangeV1<'_> {
    ChangeV1 { field, before: before.as_ref(), after }
}

fn missing(Missing { field, advised: _, line }: &Missing) -> MissingV1<'_> {
    MissingV1 {
        field: &field.field,
        label: &field.label,
        prompt: field.prompt.as_deref(),
        r#type: field.kind.as_deref(),
        enum_values: (!field.enum_values.is_empty()).then_some(&field.enum_values),
        update_keys: &field.update_keys,
        example: field.example.as_deref(),
        hint: field.hint.as_deref(),
        line: *line,
    }
}

pub(super) fn finding<'a>(job: Option<&'a Job>, found: &'a Located) -> FindingV1<'a> {
    let Located { finding, position, defaults: _ } = found;
    FindingV1 {
        code: finding.code.name(),
        severity: finding.severity.as_str(),
        message: &finding.message,
        file: job.map(|job| found.file(job)),
        line: position.map(|position| position.line),
        column: position.map(|position| position.column),
        help: finding.advice(),
    }
}

impl From<Totals> for TotalsV1 {
    fn from(totals: Totals) -> Self {
        let Totals { created, found, patched, published, updated, closed, unchanged, missing, held, failed } = totals;
        Self { created, found, patched, published, updated, closed, unchanged, missing, held, failed }
    }
}
