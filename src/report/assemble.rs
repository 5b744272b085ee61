//! Puts the report together. Symbolic places become lines and columns here.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{Job, Located, Missing, Report, Totals};
use crate::domain::definition::DesiredState;
use crate::domain::finding::{Finding, Subject};
use crate::domain::ids::DefinitionId;
use crate::domain::readiness::MissingField;
use crate::domain::record::{Record, RemoteJob};
use crate::domain::step::{Outcome, StepKind, StepResult};
use crate::loader::LoadedFile;
use crate::plan::{DraftStep, JobPlan, Plan, record_of, state};
use crate::reconcile::JobResult;

/// What a report is made from.
#[derive(Debug)]
pub struct Facts<'a> {
    /// The command's name.
    pub command: &'static str,
    /// The namespace, where the command has one.
    pub namespace: Option<String>,
    /// The definitions' files.
    pub sources: &'a [LoadedFile],
    /// What source and rules found.
    pub findings: Vec<Finding>,
    /// The plan as it was decided and shown.
    pub plan: &'a Plan,
    /// What is left to do, decided from the records as they are now.
    pub left: &'a Plan,
    /// What was done.
    pub results: BTreeMap<DefinitionId, JobResult>,
    /// The records as they are now, by id.
    pub records: &'a [Record],
}

/// The report, in a fixed order. Its exit code is not decided yet.
pub fn assemble(facts: Facts<'_>) -> Report {
    let mut own: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in &facts.findings {
        own.entry(finding.file().unwrap_or_default()).or_default().push(finding);
    }
    let of = |source: &LoadedFile| own.get(source.candidate.file.as_str()).map_or(&[][..], Vec::as_slice);
    let mut jobs: Vec<Job> = facts.sources.par_iter().map(|source| defined(&facts, source, of(source))).collect();
    jobs.extend(facts.plan.jobs.iter().filter(|job| job.definition.is_none()).map(|job| removed(&facts, job)));
    jobs.sort_by(|a, b| (&a.id, &a.file).cmp(&(&b.id, &b.file)));
    let unplaced = facts.findings.iter().filter(|finding| finding.subject == Subject::Run);
    let findings =
        unplaced.chain(&facts.left.findings).cloned().map(|finding| Located { finding, spot: None }).collect();
    let totals = totals(&jobs, facts.left.braked);
    Report { command: facts.command, exit_code: 0, namespace: facts.namespace, jobs, findings, totals }
}

fn defined(facts: &Facts<'_>, source: &LoadedFile, own: &[&Finding]) -> Job {
    let candidate = &source.candidate;
    let id = candidate.id.as_ref().ok();
    let planned = id.and_then(|id| of(facts.plan, id, &candidate.file));
    let left = id.and_then(|id| of(facts.left, id, &candidate.file));
    let result = planned.and(id).and_then(|id| facts.results.get(id));
    let made = id.and_then(|id| record_of(facts.records, id)).and_then(Record::made);
    // What was made in this run may be live by now: say all the same how it was understood.
    let is_new = result
        .is_some_and(|r| r.steps.iter().any(|step| step.kind == StepKind::Create && step.outcome == Outcome::Done));
    let definition = planned.and_then(|job| job.definition.as_ref()).filter(|_| is_new);
    let understood =
        definition.zip(made).map(|(definition, made)| state::remarks(definition, made)).unwrap_or_default();
    let own = own.iter().copied();
    let told =
        own.chain(left.into_iter().flat_map(|job| &job.findings)).chain(result.into_iter().flat_map(|r| &r.findings));
    let mut findings: Vec<Located> = told.chain(&understood).map(|finding| located(source, finding)).collect();
    let place = |found: &Located| (found.spot, found.finding.severity, found.finding.code);
    findings.sort_by(|a, b| place(a).cmp(&place(b)).then_with(|| a.finding.message.cmp(&b.finding.message)));
    findings.dedup_by(|a, b| a.finding == b.finding);
    let mut job = Job {
        id: candidate.name().to_owned(),
        file: candidate.file.clone(),
        steps: steps(result, left),
        changes: planned.map(|job| job.changes.clone()).unwrap_or_default(),
        findings,
        ..Job::default()
    };
    if let Some(made) = made {
        known(&mut job, made);
        if candidate.wanted != DesiredState::Closed && made.readiness.is_unready() {
            let gap = |gap: &MissingField| Missing { line: source.missing_line(&gap.update_keys), gap: gap.clone() };
            // A gap that a patch of this plan is about to fill is nobody's to fill any more.
            let pending = left.and_then(|job| job.draft.as_ref()).map(DraftStep::fields).unwrap_or_default();
            // Nor is one that the file fills, although an error in it keeps it from being sent.
            let is_unsent =
                |key: &String| candidate.fields.get(key).is_some_and(|value| made.applied.get(key) != Some(value));
            let is_filled = |key: &String| pending.contains_key(key) || is_unsent(key);
            let open = |gap: &&MissingField| !gap.update_keys.iter().any(is_filled);
            job.missing = made.readiness.missing.iter().filter(open).map(gap).collect();
        }
    }
    if !(job.findings.is_empty() && job.missing.is_empty()) {
        job.source = source.text.clone();
    }
    job
}

fn removed(facts: &Facts<'_>, planned: &JobPlan) -> Job {
    let left = of(facts.left, &planned.id, &planned.file);
    let steps = steps(facts.results.get(&planned.id), left);
    let mut job = Job { id: planned.id.to_string(), file: planned.file.clone(), steps, ..Job::default() };
    if let Some(made) = record_of(facts.records, &planned.id).and_then(Record::made) {
        known(&mut job, made);
    }
    job
}

fn of<'p>(plan: &'p Plan, id: &DefinitionId, file: &str) -> Option<&'p JobPlan> {
    let index = plan.jobs.binary_search_by(|job| job.id.cmp(id)).ok()?;
    Some(&plan.jobs[index]).filter(|job| job.file == file)
}

fn known(job: &mut Job, made: &RemoteJob) {
    job.job_id = Some(made.job.to_string());
    job.status = Some(made.status.to_string());
    job.publish_ready = made.readiness.ready;
    job.draft_url = made.draft_url.clone();
    job.job_url = made.job_url.clone();
}

/// What was done, then what is left.
fn steps(result: Option<&JobResult>, left: Option<&JobPlan>) -> Vec<StepResult> {
    let mut steps = result.map(|result| result.steps.clone()).unwrap_or_default();
    let left = left.into_iter();
    let kinds = left.flat_map(|job| {
        let draft = job.draft.as_ref().map(crate::plan::DraftStep::kind);
        draft.into_iter().chain(job.live.as_ref().map(crate::plan::LiveStep::kind))
    });
    for kind in kinds {
        if !steps.iter().any(|step| step.kind == kind) {
            steps.push(StepResult { kind, outcome: Outcome::Planned, reason: None });
        }
    }
    steps
}

fn located(source: &LoadedFile, finding: &Finding) -> Located {
    let spot = match &finding.subject {
        Subject::Definition(place) => Some(source.spot(&place.at)),
        Subject::Run => None,
    };
    Located { finding: finding.clone(), spot }
}

fn totals(jobs: &[Job], braked: usize) -> Totals {
    let steps = || jobs.iter().flat_map(|job| &job.steps);
    let done = |kind| steps().filter(|step| step.kind == kind && step.outcome == Outcome::Done).count();
    let ended = |outcomes: &[Outcome]| steps().filter(|step| outcomes.contains(&step.outcome)).count();
    let is_unchanged = |job: &&Job| job.steps.is_empty() && !job.findings.iter().any(|found| found.finding.is_error());
    Totals {
        created: done(StepKind::Create),
        patched: done(StepKind::Patch),
        published: done(StepKind::Publish),
        updated: done(StepKind::Update),
        closed: done(StepKind::Close),
        unchanged: jobs.iter().filter(is_unchanged).count(),
        missing: jobs.iter().map(|job| job.missing.len()).sum(),
        held: ended(&[Outcome::Held]) + braked,
        failed: ended(&[Outcome::Refused, Outcome::Failed, Outcome::Unknown]),
    }
}
