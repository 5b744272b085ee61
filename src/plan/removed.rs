//! Recorded definitions that are gone. Absence alone never closes a job.

use super::{JobPlan, LiveStep, Plan};
use crate::domain::finding::{Code, Finding, Severity};
use crate::domain::job::Status;
use crate::domain::record::{Record, RemoteJob};

/// What to do about the jobs of removed definitions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemovalPolicy {
    /// Tell people.
    Report,
    /// Close them, but not too many in one run.
    Close,
    /// Close them all: a person has looked.
    CloseAll,
}

/// Whether the definitions at hand are all there are, each of them valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Completeness {
    /// Every definition was loaded and is valid.
    Complete,
    /// Some definition could not be loaded or has an error.
    HasErrors,
    /// There is no definition at all.
    Empty,
}

/// Adds to the plan what concerns landed records whose id `is_present` does not know.
pub fn add(
    plan: &mut Plan,
    records: &[Record],
    is_present: impl Fn(&str) -> bool,
    policy: RemovalPolicy,
    all: Completeness,
) {
    let left_over = |record: &&Record| {
        record.landed
            && !is_present(record.id.as_str())
            && record.made().is_some_and(|made| is_left_over(made, record.removal_reported))
    };
    let gone: Vec<&Record> = records.iter().filter(left_over).collect();
    let is_open = |record: &&Record| record.made().is_some_and(|made| made.status == Status::Open);
    let open_gone: Vec<&Record> = gone.iter().copied().filter(is_open).collect();
    let open_all = records.iter().filter(|record| record.landed).filter(is_open).count();
    let limit = (open_all * 3 / 10).max(1);
    let may_close = match policy {
        RemovalPolicy::Report => false,
        RemovalPolicy::Close => all == Completeness::Complete && open_gone.len() <= limit,
        RemovalPolicy::CloseAll => all == Completeness::Complete,
    };
    plan.findings.extend(gone.iter().map(|record| report(record, may_close)));
    if may_close {
        plan.jobs.extend(open_gone.into_iter().map(close));
        plan.jobs.sort_by(|a, b| a.id.cmp(&b.id));
    } else if policy != RemovalPolicy::Report && !open_gone.is_empty() {
        plan.braked = open_gone.len();
        plan.findings.push(brake(open_gone.len(), limit, all));
    }
}

fn close(record: &Record) -> JobPlan {
    let mut plan = JobPlan::idle(record.id.clone(), record.file.clone(), None);
    plan.live = Some(LiveStep::Close);
    plan
}

/// A draft is nobody's burden: it is told of once. What the public may see is told of until it ends.
fn is_left_over(made: &RemoteJob, is_reported: bool) -> bool {
    !made.gone && (made.status.is_public() || (made.status == Status::Draft && !is_reported))
}

fn report(record: &Record, may_close: bool) -> Finding {
    let (job, status) = record.made().map_or(("?", &Status::Draft), |made| (made.job.as_str(), &made.status));
    let message =
        format!("definition `{}`, last seen in {}, is gone; its job {job} is {status}", record.id, record.file);
    let help = match (status, may_close) {
        (Status::Draft, _) => {
            "It was not published, and stays a draft on OpenTrain; delete it there if nobody needs it."
        }
        (Status::Open, true) => "It is closed by `publish --close-removed`.",
        (Status::Open, false) => {
            "It is left as it is. To close it, bring the file back with `state: closed`, or run `publish --close-removed`."
        }
        (_, _) => "It is left as it is. To close it, bring the file back with `state: closed`.",
    };
    Finding::run(Code::RemovedDefinition, Severity::Warning, message).help(help)
}

fn brake(count: usize, limit: usize, all: Completeness) -> Finding {
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
