//! Recorded definitions that were removed. Absence alone never closes a job.

use super::posting::{Origin, Posting};
use crate::domain::finding::{Code, Finding, Severity};
use crate::domain::job::Status;
use crate::domain::record::{Record, RemoteJob};

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

/// What is to be reported of removed definitions.
#[derive(Debug, Default)]
pub struct Removals {
    /// One finding a removed definition, and one about the limit where that keeps jobs open.
    pub findings: Vec<Finding>,
    /// How many jobs the limit keeps open although they were asked to be closed.
    pub over_close_limit: usize,
}

/// Decides for all removed definitions together which jobs are to be closed in this run.
pub fn assign_removals(postings: &mut [Posting], policy: RemovalPolicy, completeness: Completeness) -> Removals {
    let on_default_branch =
        postings.iter().filter_map(|posting| posting.record.as_ref()).filter(|r| r.on_default_branch);
    let limit = (on_default_branch.filter(|record| is_open(record)).count() * 3 / 10).max(1);
    let open = postings.iter().filter_map(removed).filter(|record| is_open(record)).count();
    let may_close = match policy {
        RemovalPolicy::Report => false,
        RemovalPolicy::Close => completeness == Completeness::Complete && open <= limit,
        RemovalPolicy::CloseAll => completeness == Completeness::Complete,
    };
    let mut removals = Removals::default();
    for posting in postings {
        let Some(record) = removed(posting) else { continue };
        removals.findings.push(report(record, may_close));
        posting.origin = Origin::Removed { is_to_close: may_close };
    }
    if policy != RemovalPolicy::Report && !may_close && open > 0 {
        removals.over_close_limit = open;
        removals.findings.push(close_limit(open, limit, completeness));
    }
    removals
}

/// The record of a definition that was on the default branch and was removed, as far as it is to be reported.
fn removed(posting: &Posting) -> Option<&Record> {
    let record = posting.record.as_ref().filter(|record| record.on_default_branch)?;
    let is_reported = record.removal_reported;
    let is_removed = matches!(posting.origin, Origin::Removed { .. });
    Some(record).filter(|record| is_removed && record.job().is_some_and(|job| is_left_over(job, is_reported)))
}

fn is_open(record: &Record) -> bool {
    record.job().is_some_and(|job| job.status == Status::Open)
}

/// A removed draft is reported once, a public job until it is closed.
fn is_left_over(job: &RemoteJob, is_reported: bool) -> bool {
    !job.missing_remotely && (job.status.is_public() || (job.status == Status::Draft && !is_reported))
}

fn report(record: &Record, may_close: bool) -> Finding {
    let (job, status) = record.job().map_or(("?", &Status::Draft), |job| (job.job.as_str(), &job.status));
    let message =
        format!("definition `{}`, last seen in {}, is gone; its job {job} is {status}", record.id, record.file);
    let help = match (status, may_close) {
        (Status::Draft, _) => {
            "It was not published, and stays a draft on OpenTrain; delete it there if you no longer need it."
        }
        (Status::Open, true) => "It is closed by `publish --close-removed`.",
        (Status::Open, false) => {
            "It is left as it is. To close it, bring the file back with `state: closed`, or run `publish --close-removed`."
        }
        (_, _) => "It is left as it is. To close it, bring the file back with `state: closed`.",
    };
    Finding::run(Code::RemovedDefinition, Severity::Warning, message).help(help)
}

fn close_limit(count: usize, limit: usize, all: Completeness) -> Finding {
    let (why, help) = match all {
        Completeness::HasErrors => (
            "a definition has an error".to_owned(),
            "Mend it first; jobs are closed by absence only when every definition is known.",
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
