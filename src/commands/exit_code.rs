//! What a run came to, as an exit code.

use super::store_error::hint;
use crate::domain::definition::DesiredState;
use crate::domain::finding::{Code, Finding, Severity};
use crate::domain::step::Outcome;
use crate::exit::Exit;
use crate::loader::LoadedFile;
use crate::reconcile::StopReason;
use crate::report::Report;

/// The exit code of a report: what stopped the run, what needs an edit, what was held back.
pub(super) fn exit(report: &Report, stops: &[StopReason], command: &str, sources: &[LoadedFile]) -> Exit {
    let mut exit = stops.iter().map(of_stop).fold(Exit::Success, Exit::most_severe);
    let located = report.jobs.iter().flat_map(|job| &job.findings).chain(&report.findings);
    let is_told = |code| matches!(code, Code::Configuration | Code::Service | Code::Records);
    if located.map(|found| &found.finding).any(|finding| finding.is_error() && !is_told(finding.code)) {
        exit = exit.most_severe(Exit::ActionRequired);
    }
    for step in report.jobs.iter().flat_map(|job| &job.steps) {
        exit = exit.most_severe(match step.outcome {
            Outcome::Done | Outcome::Found | Outcome::Planned => Exit::Success,
            Outcome::Refused => Exit::ActionRequired,
            Outcome::Failed | Outcome::Unknown => Exit::ServiceUnavailable,
            Outcome::Held => Exit::OnHold,
        });
    }
    let closed = |file: &str| {
        sources.iter().any(|source| source.candidate.file == file && source.candidate.wanted == DesiredState::Closed)
    };
    let asks = matches!(command, "draft" | "publish");
    let is_unready = |job: &crate::report::Job| job.publish_ready == Some(false) && !closed(&job.file);
    if asks && report.jobs.iter().any(is_unready) {
        exit = exit.most_severe(Exit::ActionRequired);
    }
    if report.totals.held > 0 { exit.most_severe(Exit::OnHold) } else { exit }
}

fn of_stop(stop: &StopReason) -> Exit {
    match stop {
        StopReason::Record(error) | StopReason::NotPushed(error) if error.is_transient() => Exit::ServiceUnavailable,
        StopReason::Configuration { .. } | StopReason::Record(_) | StopReason::NotPushed(_) => Exit::Configuration,
        StopReason::Service(_) | StopReason::Contended | StopReason::Interrupted(_) => Exit::ServiceUnavailable,
        // The newer commit's run does what is to be done.
        StopReason::Superseded(_) => Exit::Success,
    }
}

/// What stopped a run, as a finding.
pub(super) fn finding(stop: &StopReason) -> Finding {
    let (code, help) = match stop {
        StopReason::Configuration { help, .. } => (Code::Configuration, help.clone()),
        StopReason::Service(_) | StopReason::Contended | StopReason::Interrupted(_) => {
            (Code::Service, "No new request was started after this. Run again; nothing is lost.".into())
        }
        StopReason::Superseded(_) => {
            let help = "Nothing public was begun after this. The run of the newer commit does what is left.";
            return Finding::run(Code::Superseded, Severity::Note, stop.to_string()).help(help);
        }
        StopReason::Record(error) => {
            let help = "Nothing more was sent. Mend this and run again; jobs are found by their keys.";
            (Code::Records, format!("{} {help}", hint(error)))
        }
        StopReason::NotPushed(error) => {
            let help =
                "What was about to be sent was kept before it was sent, so the next run asks again by the same keys.";
            (Code::Records, format!("{} {help}", hint(error)))
        }
    };
    Finding::run(code, Severity::Error, stop.to_string()).help(help)
}
