//! Recorded definitions that were removed. A record whose definition is absent closes no job: git must show the removal.

use std::collections::BTreeMap;

use super::posting::{Origin, Posting};
use crate::domain::finding::{Code, Finding, Severity};
use crate::domain::ids::DefinitionId;
use crate::domain::job::Status;
use crate::domain::record::{Record, RemoteJob};
use crate::domain::yaml;

/// What to do about the jobs of removed definitions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemovalPolicy {
    /// Report them.
    Report,
    /// Close them, but not too many in one run.
    Close,
    /// Close them all: somebody has looked.
    CloseAll,
}

/// Whether all definitions are known and valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Completeness {
    /// Every definition was loaded and is valid.
    Complete,
    /// Some definition could not be loaded or has an error.
    HasErrors,
    /// There is no definition at all.
    Empty,
}

/// What git shows of a definition that is absent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// It was in an earlier commit of the default branch and is not in the checked out one.
    Removed,
    /// The checked out commit has it.
    CheckedOut,
    /// No earlier commit of the default branch has it.
    NeverThere,
    /// git does not show it, for this reason.
    Unknown(String),
}

/// The evidence for each absent definition that may be closed. Without an entry, a job stays open.
pub type RemovalEvidence = BTreeMap<DefinitionId, Evidence>;

/// What is to be reported of removed definitions.
#[derive(Debug, Default)]
pub struct Removals {
    /// One finding a removed definition, and one about the limit where that keeps jobs open.
    pub findings: Vec<Finding>,
    /// How many jobs stay open although they were asked to be closed.
    pub held_closes: usize,
}

/// What happens to the job of a removed definition.
enum Fate<'a> {
    /// It is closed in this run.
    Closed,
    /// It is left as it is, since nobody asked to close it.
    Left,
    /// It was asked to be closed, and the limit keeps it open.
    OverLimit,
    /// It was asked to be closed, and git does not show that its definition was removed.
    Unproven(&'a Evidence),
}

/// Decides for all removed definitions together which jobs are to be closed in this run.
pub fn assign_removals(
    postings: &mut [Posting],
    policy: RemovalPolicy,
    completeness: Completeness,
    evidence: &RemovalEvidence,
) -> Removals {
    let is_removed = |record: &Record| evidence.get(&record.id) == Some(&Evidence::Removed);
    let on_default_branch =
        postings.iter().filter_map(|posting| posting.record.as_ref()).filter(|r| r.on_default_branch);
    let limit = (on_default_branch.filter(|record| is_open(record)).count() * 3 / 10).max(1);
    let open = postings.iter().filter_map(removed).filter(|record| is_open(record) && is_removed(record)).count();
    let may_close = match policy {
        RemovalPolicy::Report => false,
        RemovalPolicy::Close => completeness == Completeness::Complete && open <= limit,
        RemovalPolicy::CloseAll => completeness == Completeness::Complete,
    };
    let mut removals = Removals::default();
    for posting in postings {
        let Some(record) = removed(posting) else { continue };
        let fate = match policy {
            RemovalPolicy::Report => Fate::Left,
            _ if !is_open(record) => Fate::Left,
            _ if !is_removed(record) => Fate::Unproven(evidence.get(&record.id).unwrap_or(&Evidence::NeverThere)),
            _ if may_close => Fate::Closed,
            _ => Fate::OverLimit,
        };
        removals.held_closes += usize::from(matches!(fate, Fate::OverLimit | Fate::Unproven(_)));
        removals.findings.push(report(record, &fate));
        posting.origin = Origin::Removed { is_to_close: matches!(fate, Fate::Closed) };
    }
    if policy != RemovalPolicy::Report && !may_close && open > 0 {
        removals.findings.push(close_limit(open, limit, completeness));
    }
    removals
}

/// The definitions whose jobs would be closed if git shows that they were removed.
pub fn absent_definitions(postings: &[Posting]) -> Vec<DefinitionId> {
    let open = postings.iter().filter_map(removed).filter(|record| is_open(record));
    open.map(|record| record.id.clone()).collect()
}

/// The record of a definition that was on the default branch and was removed, as far as it is to be reported.
fn removed(posting: &Posting) -> Option<&Record> {
    let record = posting.record.as_ref().filter(|record| record.on_default_branch)?;
    let is_reported = record.removal_reported;
    let is_removed = matches!(posting.origin, Origin::Removed { .. });
    Some(record).filter(|record| is_removed && record.job().is_some_and(|job| is_left_over(job, is_reported)))
}

/// A draft that this pull request made, and whose definition it no longer has.
pub fn left_over(posting: &Posting) -> Option<Finding> {
    let is_removed = matches!(posting.origin, Origin::Removed { .. });
    let record = posting.record.as_ref().filter(|record| is_removed && !record.on_default_branch)?;
    let number = posting.pull_request.filter(|number| record.pull_request == Some(*number))?;
    let job = record.job().filter(|job| job.status == Status::Draft && !job.missing_remotely)?;
    let message = format!(
        "draft {} is left over: pull request #{number} made it for definition `{}`, last seen in {}, and no longer has it",
        job.job, record.id, record.file
    );
    let help = format!(
        "If you renamed the file, write `id: {}` in it to go on with this draft. Else delete the draft on OpenTrain; nothing publishes it.",
        yaml::text(record.id.as_str())
    );
    Some(Finding::run(Code::RemovedDefinition, Severity::Warning, message).help(help))
}

fn is_open(record: &Record) -> bool {
    record.job().is_some_and(|job| job.status == Status::Open)
}

/// A removed draft is reported once, a public job until it is closed.
fn is_left_over(job: &RemoteJob, is_reported: bool) -> bool {
    !job.missing_remotely && (job.status.is_public() || (job.status == Status::Draft && !is_reported))
}

fn report(record: &Record, fate: &Fate<'_>) -> Finding {
    let (job, status) = record.job().map_or(("?", &Status::Draft), |job| (job.job.as_str(), &job.status));
    let message =
        format!("definition `{}`, last seen in {}, is gone; its job {job} is {status}", record.id, record.file);
    let help = match (status, fate) {
        (Status::Draft, _) => {
            "It was not published, and stays a draft on OpenTrain; delete it there if you no longer need it.".to_owned()
        }
        (_, Fate::Closed) => "`publish` closes it, as `--close-removed` or `closeRemoved` in `_config.yml` says.".to_owned(),
        (_, Fate::Unproven(evidence)) => format!("It is held open: {}", unproven(evidence)),
        (Status::Open, _) => {
            "It is left as it is. To close it, bring the file back with `state: closed`, or run `publish --close-removed`."
                .to_owned()
        }
        (_, _) => "It is left as it is. To close it, bring the file back with `state: closed`.".to_owned(),
    };
    Finding::run(Code::RemovedDefinition, Severity::Warning, message).help(help)
}

/// Why evidence does not suffice to close a job, and what to do.
fn unproven(evidence: &Evidence) -> String {
    let by_state = "To close it, bring the file back with `state: closed`.";
    match evidence {
        Evidence::CheckedOut => {
            "the checked out commit has the definition, but the folder has not. Check out all files of the jobs directory."
                .into()
        }
        Evidence::Unknown(reason) => format!("git does not show that the definition was removed ({reason}). {by_state}"),
        Evidence::Removed | Evidence::NeverThere => {
            format!("no earlier commit of the default branch has the definition. {by_state}")
        }
    }
}

fn close_limit(count: usize, limit: usize, all: Completeness) -> Finding {
    let (why, help) = match all {
        Completeness::HasErrors => (
            "a definition has an error".to_owned(),
            "Fix it first; jobs are closed by absence only when every definition is known.",
        ),
        Completeness::Empty => (
            "no definition is left".to_owned(),
            "Is this the right jobs directory? An empty one closes nothing; close the last jobs with `state: closed`.",
        ),
        Completeness::Complete => (
            format!("at most {limit} may be closed in one run"),
            "If they are all meant to end, run `publish --close-removed=all`.",
        ),
    };
    let message =
        format!("{count} open {} of removed definitions held open: {why}", if count == 1 { "job" } else { "jobs" });
    Finding::run(Code::CloseLimit, Severity::Warning, message).help(help)
}
