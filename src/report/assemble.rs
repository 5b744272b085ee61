//! Builds the report from files and postings, and resolves symbolic locations to lines and columns.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::in_defaults::{self, InDefaults};
use super::missing_field::advised;
use super::remote_job::{add_remote_job, steps};
use super::removed_jobs::removed_jobs;
use super::{Job, Located, Missing, OnMerge, Report, Totals, Touched};
use crate::domain::DESCRIPTION_KEY;
use crate::domain::definition::DesiredState;
use crate::domain::finding::{Finding, Location, Subject};
use crate::domain::pay::ValueOrigin;
use crate::domain::readiness::MissingField;
use crate::domain::record::RemoteJob;
use crate::domain::step::{Outcome, StepKind};
use crate::loader::{FolderDefaults, LoadedFile};
use crate::opentrain;
use crate::plan::on_merge::{Blocker, MergedValue, on_merge};
use crate::plan::readiness::still_missing;
use crate::plan::total::cost_summary;
use crate::plan::{Decision, Origin, Posting, Remaining, findings, remaining};

/// A file and its index among all loaded files.
#[derive(Clone, Copy, Debug)]
pub struct IndexedFile<'a> {
    /// The index that a posting's origin refers to.
    pub index: usize,
    /// The file.
    pub file: &'a LoadedFile,
}

/// The input of [`assemble`].
#[derive(Debug)]
pub struct ReportInput<'a> {
    /// The command's name.
    pub command: &'static str,
    /// The namespace, where the command has one.
    pub namespace: Option<String>,
    /// The service whose addresses may be links; `None` for a command without jobs.
    pub origin: Option<opentrain::Origin>,
    /// The files to report on.
    pub files: Vec<IndexedFile<'a>>,
    /// The values that folders set for their definitions.
    pub defaults: &'a [FolderDefaults],
    /// The findings of loader and rules, and those about the run as a whole.
    pub findings: &'a [Finding],
    /// The postings after the run.
    pub postings: &'a [Posting],
    /// How many jobs of removed definitions stay open although they were asked to be closed.
    pub held_closes: usize,
    /// What the current change touches; `None` where that change is unknown.
    pub touched: Option<&'a Touched>,
}

/// Builds the report, in a fixed order. Its exit code is not set yet.
pub fn assemble(input: ReportInput<'_>) -> Report {
    let mut findings_by_file: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in input.findings {
        findings_by_file.entry(finding.file().unwrap_or_default()).or_default().push(finding);
    }
    let postings = remaining(input.postings);
    let mut postings_by_file: BTreeMap<usize, &Remaining<'_>> = BTreeMap::new();
    for remaining in &postings {
        if let Origin::Defined { file, .. } = remaining.posting.origin {
            postings_by_file.insert(file, remaining);
        }
    }
    let job = |IndexedFile { index, file }: &IndexedFile<'_>| {
        let findings = findings_by_file.get(file.candidate.file.as_str()).map_or(&[][..], Vec::as_slice);
        let touched = input.touched.map(|touched| touched.files.get(*index) == Some(&true));
        let job = defined_job(file, postings_by_file.get(index).copied(), findings, input.origin.as_ref());
        Job { touched, ..job }
    };
    let mut jobs: Vec<Job> = input.files.par_iter().map(job).collect();
    let unchanged = jobs.iter().filter(is_unchanged).count();
    jobs.extend(removed_jobs(&postings, input.touched, input.origin.as_ref()));
    jobs.sort_unstable_by(|a, b| (&a.id, &a.file).cmp(&(&b.id, &b.file)));
    let run_findings = input.findings.iter().filter(|finding| finding.subject == Subject::Run).cloned();
    let findings = run_findings.map(|finding| Located::new(finding, None)).collect();
    let only_touched = input.touched.is_some_and(|touched| touched.only_touched);
    in_defaults::count_repetitions(&mut jobs, |job| !only_touched || job.touched != Some(false));
    let defaults = in_defaults::texts(&jobs, input.defaults);
    let is_of_merge = |posting: &Posting| input.touched.is_none_or(|touched| touched.is_of_merge(posting));
    let cost = (!postings.is_empty()).then(|| cost_summary(&postings, is_of_merge));
    let totals = Totals { unchanged, ..totals(&jobs, input.held_closes) };
    let settings = input.touched.and_then(|touched| touched.settings.clone());
    let ReportInput { command, namespace, .. } = input;
    Report { command, exit_code: 0, namespace, jobs, findings, totals, defaults, cost, only_touched, settings }
}

/// The entry of a file, with its posting if its id is valid.
fn defined_job(
    file: &LoadedFile,
    remaining: Option<&Remaining<'_>>,
    file_findings: &[&Finding],
    origin: Option<&opentrain::Origin>,
) -> Job {
    let candidate = &file.candidate;
    let mut job = Job { id: candidate.name().to_owned(), file: candidate.file.clone(), ..Job::default() };
    let mut findings: Vec<Located> = file_findings.iter().map(|finding| located(file, finding)).collect();
    if let Some(remaining @ Remaining { posting, decision }) = remaining {
        job.steps = steps(remaining);
        job.changes = posting.planned.changes.clone();
        job.defaults = candidate.defaults.clone();
        if let Some(remote) = posting.job() {
            add_remote_job(&mut job, remote, origin);
            if is_missing_shown(file, remote) {
                job.missing = missing(file, remote, decision);
                job.unnamed = remote.readiness.unnamed;
            }
        }
        let posting_findings = decision.findings.iter().chain(&posting.findings);
        findings.extend(posting_findings.map(|finding| located(file, finding)));
        findings.extend(parser_findings(posting).iter().map(|finding| located(file, finding)));
        job.on_merge = Some(merge(file, remaining, !job.missing.is_empty()));
    }
    sort(&mut findings);
    job.findings = findings;
    if !(job.findings.is_empty() && job.missing.is_empty()) {
        job.source = file.text.clone();
    }
    job
}

/// What the merge does for the posting of a file.
fn merge(file: &LoadedFile, remaining: &Remaining<'_>, has_missing: bool) -> Box<OnMerge> {
    let mut decision = on_merge(remaining, Some(file.candidate.wanted));
    let is_listed = decision.blocked_by.contains(&Blocker::Missing);
    if has_missing && decision.step == Some(StepKind::Publish) && !is_listed {
        decision.blocked_by.insert(0, Blocker::Missing);
    }
    let place = |value: &MergedValue| match value.origin {
        ValueOrigin::Pinned if value.field == DESCRIPTION_KEY => Some(file.description_place()),
        ValueOrigin::Pinned | ValueOrigin::Default => Some(file.place(&Location::field(&value.field))),
        ValueOrigin::Source => Some(file.place(&Location::of_source(&value.field))),
        ValueOrigin::Read => None,
    };
    let places = decision.values.iter().map(place).collect();
    Box::new(OnMerge { decision, places })
}

fn sort(findings: &mut Vec<Located>) {
    let key = |found: &Located| (found.defaults.is_some(), found.position, found.finding.severity, found.finding.code);
    findings.sort_by(|a, b| key(a).cmp(&key(b)).then_with(|| a.finding.message.cmp(&b.finding.message)));
    findings.dedup_by(|a, b| a.finding == b.finding);
}

/// The parser's remarks on a job that this run created, whether it is live by now or not.
fn parser_findings(posting: &Posting) -> Vec<Finding> {
    match (posting.definition(), posting.job()) {
        (Some(definition), Some(job)) if posting.was_created() => findings::remarks(definition, job, posting),
        _ => Vec::new(),
    }
}

/// A definition that is to be closed needs no field.
fn is_missing_shown(file: &LoadedFile, job: &RemoteJob) -> bool {
    file.candidate.wanted != DesiredState::Closed && job.readiness.is_unready()
}

/// The missing fields that only an edit of the file can set.
fn missing(file: &LoadedFile, job: &RemoteJob, remaining: &Decision) -> Vec<Missing> {
    let missing = |field: &MissingField| Missing {
        field: field.clone(),
        advised: advised(field, &file.candidate),
        line: file.missing_line(&field.update_keys),
    };
    still_missing(job, &file.candidate.fields, remaining).map(missing).collect()
}

fn located(file: &LoadedFile, finding: &Finding) -> Located {
    let Subject::Definition(place) = &finding.subject else { return Located::new(finding.clone(), None) };
    let place = file.place(&place.location);
    let is_elsewhere = place.file != file.candidate.file;
    let defaults = is_elsewhere.then_some(InDefaults { file: place.file, others: 0, is_repeated: false });
    Located { finding: finding.clone(), position: Some(place.position), defaults }
}

/// A definition without an error and without a step.
fn is_unchanged(job: &&Job) -> bool {
    job.steps.is_empty() && !job.findings.iter().any(|found| found.finding.is_error())
}

/// All counts but that of unchanged definitions.
fn totals(jobs: &[Job], held_closes: usize) -> Totals {
    let steps = || jobs.iter().flat_map(|job| &job.steps);
    let done = |kind| steps().filter(|step| step.kind == kind && step.outcome == Outcome::Done).count();
    let ended = |outcomes: &[Outcome]| steps().filter(|step| outcomes.contains(&step.outcome)).count();
    Totals {
        created: done(StepKind::Create),
        found: ended(&[Outcome::Found]),
        patched: done(StepKind::Patch),
        published: done(StepKind::Publish),
        updated: done(StepKind::Update),
        closed: done(StepKind::Close),
        unchanged: 0,
        missing: jobs.iter().map(Job::missing_count).sum(),
        held: ended(&[Outcome::Held, Outcome::HeldByDailyLimit]) + held_closes,
        failed: ended(&[Outcome::Refused, Outcome::Failed, Outcome::Unknown]),
    }
}
