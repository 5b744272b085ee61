//! What a run came to, as an exit code.

use anyhow::anyhow;

use super::store_error::hint;
use crate::domain::definition::DesiredState;
use crate::domain::finding::{Code, Finding, Severity};
use crate::domain::step::Outcome;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::loader::LoadedFile;
use crate::reconcile::StopReason;
use crate::report::{Job, Report};

/// The exit code of a report: what stopped the run, what needs an edit, what was held back.
pub(super) fn exit(report: &Report, stops: &[StopReason], command: &str, files: &[LoadedFile]) -> Exit {
    let mut exit = stops.iter().map(of_stop).fold(Exit::Success, Exit::most_severe);
    let of_jobs = report.jobs.iter().flat_map(|job| job.findings.iter().filter(|found| report.counts(job, found)));
    let located = of_jobs.chain(&report.findings);
    let is_of_stop = |code| matches!(code, Code::Configuration | Code::Service | Code::Records);
    if located.map(|found| &found.finding).any(|finding| finding.is_error() && !is_of_stop(finding.code)) {
        exit = exit.most_severe(Exit::ActionRequired);
    }
    let asked_for = || report.jobs.iter().filter(|job| report.is_asked_for(job));
    for step in asked_for().flat_map(|job| &job.steps) {
        exit = exit.most_severe(match step.outcome {
            Outcome::Done | Outcome::Found | Outcome::Planned => Exit::Success,
            Outcome::Refused => Exit::ActionRequired,
            Outcome::Failed | Outcome::Unknown => Exit::ServiceUnavailable,
            Outcome::Held | Outcome::HeldByDailyLimit => Exit::OnHold,
        });
    }
    let closed = |name: &str| {
        files.iter().any(|file| file.candidate.file == name && file.candidate.wanted == DesiredState::Closed)
    };
    let asks = matches!(command, "draft" | "publish");
    let is_unready = |job: &Job| job.publish_ready == Some(false) && !closed(&job.file);
    if asks && asked_for().any(is_unready) {
        exit = exit.most_severe(Exit::ActionRequired);
    }
    // What only a `publish` to come would hold back is no failure of a run that closes nothing.
    let is_held = command == "publish" && report.totals.held > 0;
    if is_held { exit.most_severe(Exit::OnHold) } else { exit }
}

fn of_stop(stop: &StopReason) -> Exit {
    match stop {
        StopReason::Record(error) | StopReason::NotPushed(error) if error.is_transient() => Exit::ServiceUnavailable,
        StopReason::Configuration { .. }
        | StopReason::Submodule { .. }
        | StopReason::Record(_)
        | StopReason::NotPushed(_) => Exit::Configuration,
        StopReason::Service(_) | StopReason::Contended | StopReason::Interrupted(_) => Exit::ServiceUnavailable,
        StopReason::OriginUnavailable(_) => Exit::ServiceUnavailable,
        StopReason::Behind { .. } | StopReason::Edited { .. } | StopReason::OriginUnknown(_) => Exit::OnHold,
        // The newer commit's run does what is to be done.
        StopReason::Superseded { .. } => Exit::Success,
    }
}

/// What kept a run from beginning, as its failure.
pub(super) fn failure(stop: &StopReason) -> Failure {
    let hints = finding(stop).help.into_iter().collect();
    Failure { kind: of_stop(stop), cause: anyhow!(stop.to_string()), hints }
}

/// What stopped a run, as a finding.
pub(super) fn finding(stop: &StopReason) -> Finding {
    let (code, help) = match stop {
        StopReason::Configuration { help, .. } => (Code::Configuration, help.clone()),
        StopReason::Service(_) | StopReason::Contended | StopReason::Interrupted(_) => {
            (Code::Service, "No new request was started after this. Run again; nothing is lost.".into())
        }
        StopReason::Superseded { .. } => {
            let help = "Nothing public was begun after this. The run of the newer commit does what is left.";
            return Finding::run(Code::Superseded, Severity::Note, stop.to_string()).help(help);
        }
        StopReason::Behind { .. } => {
            let help = "Only what is merged is published. Update this checkout (`git pull`), or merge your changes first. \
                        `--allow-behind` publishes the local files all the same.";
            return Finding::run(Code::Superseded, Severity::Warning, stop.to_string()).help(help);
        }
        StopReason::Edited { .. } => {
            let help = "Only what is merged is published, and no other run does what is left. An earlier step of this workflow may change \
                        or add files: `git status` after it shows them. Run it after this step, or commit what it makes.";
            return Finding::run(Code::Superseded, Severity::Warning, stop.to_string()).help(help);
        }
        StopReason::Submodule { .. } => {
            let help = "Only what is merged in this repository is published. Move the definitions into it, or don't check out the \
                        submodule (`submodules: false` of actions/checkout).";
            (Code::Configuration, help.into())
        }
        StopReason::OriginUnavailable(_) => {
            let help = "`publish` compares the definitions with the default branch of `origin` first. Run again once \
                        `git ls-remote origin HEAD` works here.";
            (Code::Service, help.into())
        }
        StopReason::OriginUnknown(_) => {
            let help = "`publish` compares the definitions with the default branch of `origin` first. Run again once \
                        `git ls-remote origin HEAD` works here, or publish the local files with `--allow-behind`.";
            return Finding::run(Code::Superseded, Severity::Warning, stop.to_string()).help(help);
        }
        StopReason::Record(error) => {
            let help = "Nothing more was sent. Fix this and run again; jobs are found by their keys.";
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
