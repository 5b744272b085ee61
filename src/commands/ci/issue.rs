//! The issue that is open while a publish of the default branch needs an edit. A failure is a warning and never changes the run's
//! result.

use super::CiArgs;
use super::pull_request::{client, run_url, workflow_run};
use crate::commands::output::Output;
use crate::commands::pipeline::CompletedRun;
use crate::domain::step::Outcome;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::github::issue::{self, Text};
use crate::github::{Author, Header, Permission};
use crate::report::annotations;
use crate::report::comment::Context;
use crate::report::issue::{Cause, body, title};
use crate::settings::{self, Environment};

/// What a publish shows about the default branch.
enum Verdict<'a> {
    NeedsEdit(Cause<'a>),
    NeedsNone,
    /// The run could not look, or it looked at an old commit.
    Unknown,
}

/// Opens, updates or closes the issue by the result of a publish. One of a part of the definitions shows nothing about the rest.
pub(super) async fn update(
    args: &CiArgs,
    environment: &Environment,
    output: &Output,
    result: &Result<Option<CompletedRun>, Failure>,
) {
    if !args.issue || !args.common.only.is_empty() {
        return;
    }
    let output = result.as_ref().ok().and_then(Option::as_ref).map_or(output, |run| &run.output);
    if let Err(error) = try_update(args, environment, output, verdict(result)).await {
        output.command(&annotations::warning(&format!("the issue can't be updated: {error}")));
    }
}

fn verdict(result: &Result<Option<CompletedRun>, Failure>) -> Verdict<'_> {
    let cause = match result {
        Err(failure) => Cause::Failure(failure.message()),
        // A publish of an old commit only plans.
        Ok(Some(run)) if run.report.command == "publish" => Cause::Report(&run.report),
        Ok(_) => return Verdict::Unknown,
    };
    let exit = match result {
        Err(failure) => failure.kind,
        Ok(run) => run.as_ref().map_or(Exit::Success, |run| run.exit),
    };
    match exit {
        Exit::Success => Verdict::NeedsNone,
        Exit::OnHold if waits_for_daily_limit(&cause) => Verdict::NeedsNone,
        Exit::ActionRequired | Exit::Configuration | Exit::OnHold => Verdict::NeedsEdit(cause),
        Exit::ServiceUnavailable => Verdict::Unknown,
    }
}

/// Whether everything that is held back goes on by itself.
fn waits_for_daily_limit(cause: &Cause<'_>) -> bool {
    let Cause::Report(report) = cause else { return false };
    let steps = report.jobs.iter().flat_map(|job| &job.steps);
    report.totals.held == steps.filter(|step| step.outcome == Outcome::HeldByDailyLimit).count()
}

async fn try_update(
    args: &CiArgs,
    environment: &Environment,
    output: &Output,
    verdict: Verdict<'_>,
) -> Result<(), String> {
    if matches!(verdict, Verdict::Unknown) {
        return Ok(());
    }
    let client = client(environment)?;
    let with_help = |error: crate::github::Error| format!("{error}. {}", error.help(Permission::Issues));
    let author = Author::fetch(&client).await.map_err(with_help)?;
    let jobs = settings::identity_of(&args.common.jobs);
    let header = header(args, environment, &jobs);
    let changed = match verdict {
        Verdict::NeedsEdit(cause) => {
            let context = Context { header: header.clone(), run_url: run_url(environment) };
            let text = Text { title: output.redacted(&title(&jobs)), body: output.redacted(&body(&cause, &context)) };
            issue::report(&client, &author, &header, &text).await
        }
        Verdict::NeedsNone | Verdict::Unknown => issue::close(&client, &author, &header).await,
    };
    changed.map(drop).map_err(with_help)
}

/// The namespace is part of it only where a flag gives it: a run that fails early does not know the records' one.
fn header(args: &CiArgs, environment: &Environment, jobs: &str) -> Header {
    let namespace = args.common.namespace.as_ref().map(ToString::to_string).unwrap_or_default();
    let sha = environment.var("GITHUB_SHA").unwrap_or_default();
    Header::new(&namespace, jobs, workflow_run(environment), sha)
}
