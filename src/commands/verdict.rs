//! What a run came to, as an exit code.

use super::book::hint;
use crate::apply::Stop;
use crate::domain::definition::Wanted;
use crate::domain::finding::{Code, Finding, Severity};
use crate::domain::step::Outcome;
use crate::exit::Exit;
use crate::report::Report;
use crate::source::Source;

/// The exit code of a report: what stopped the run, what a person must do, what was held back.
pub(super) fn exit(report: &Report, stops: &[Stop], command: &str, sources: &[Source]) -> Exit {
    let mut exit = stops.iter().map(of_stop).fold(Exit::Holds, Exit::or);
    let located = report.jobs.iter().flat_map(|job| &job.findings).chain(&report.findings);
    let is_told = |code| matches!(code, Code::Setup | Code::Service | Code::Records);
    if located.map(|found| &found.finding).any(|finding| finding.is_error() && !is_told(finding.code)) {
        exit = exit.or(Exit::NeedsPerson);
    }
    for step in report.jobs.iter().flat_map(|job| &job.steps) {
        exit = exit.or(match step.outcome {
            Outcome::Done | Outcome::Planned => Exit::Holds,
            Outcome::Refused => Exit::NeedsPerson,
            Outcome::Failed | Outcome::Unknown => Exit::Service,
            Outcome::Held => Exit::Held,
        });
    }
    let closed = |file: &str| {
        sources.iter().any(|source| source.candidate.file == file && source.candidate.wanted == Wanted::Closed)
    };
    let asks = matches!(command, "draft" | "publish");
    let is_unready = |job: &crate::report::Job| job.publish_ready == Some(false) && !closed(&job.file);
    if asks && report.jobs.iter().any(is_unready) {
        exit = exit.or(Exit::NeedsPerson);
    }
    if report.totals.held > 0 { exit.or(Exit::Held) } else { exit }
}

fn of_stop(stop: &Stop) -> Exit {
    match stop {
        Stop::Record(error) | Stop::Unkept(error) if error.is_passing() => Exit::Service,
        Stop::Setup { .. } | Stop::Record(_) | Stop::Unkept(_) => Exit::Setup,
        Stop::Service(_) | Stop::Interrupted(_) => Exit::Service,
        // The newer commit's run does what is to be done.
        Stop::Superseded(_) => Exit::Holds,
    }
}

/// What stopped a run, as a finding.
pub(super) fn finding(stop: &Stop) -> Finding {
    let (code, help) = match stop {
        Stop::Setup { help, .. } => (Code::Setup, help.clone()),
        Stop::Service(_) | Stop::Interrupted(_) => {
            (Code::Service, "No new request was started after this. Run again; nothing is lost.".into())
        }
        Stop::Superseded(_) => {
            let help = "Nothing public was begun after this. The run of the newer commit does what is left.";
            return Finding::run(Code::Superseded, Severity::Note, stop.to_string()).help(help);
        }
        Stop::Record(error) => {
            let help = "Nothing more was sent. Mend this and run again; jobs are found by their keys.";
            (Code::Records, format!("{} {help}", hint(error)))
        }
        Stop::Unkept(error) => {
            let help =
                "What was about to be sent was kept before it was sent, so the next run asks again by the same keys.";
            (Code::Records, format!("{} {help}", hint(error)))
        }
    };
    Finding::run(code, Severity::Error, stop.to_string()).help(help)
}
