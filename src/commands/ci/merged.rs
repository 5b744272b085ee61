//! After a push to the default branch: the comments on the merged pull requests report the result of the merge, once. A failure is a
//! warning and never changes the run's result.

use std::collections::BTreeSet;

use super::CiArgs;
use super::pull_request::{client, run_url, workflow_run, working_directory_prefix};
use crate::commands::pipeline::CompletedRun;
use crate::domain::finding::{Code, Finding, Severity};
use crate::github::event::{Event, Push};
use crate::github::{Author, ChangedFile, Header, MAX_CHANGED_FILES, Permission, changed_files, merged};
use crate::report::comment::Context;
use crate::report::merged::{body, superseded, without_postings};
use crate::report::{Job, Report, annotations};
use crate::settings::{self, Environment};

/// Reports what a publish did with the postings of the pull requests that this push has merged.
pub(super) async fn update(args: &CiArgs, environment: &Environment, run: &CompletedRun, event: &Event) {
    let Event::Push(push) = event else { return };
    let is_of_default_branch = push.target.is_default_branch() == Some(true);
    let is_published = run.report.command == "publish" || is_superseded(&run.report);
    if !args.comment || !is_of_default_branch || !is_published {
        return;
    }
    if let Err(error) = try_update(args, environment, run, push).await {
        let message = format!("the merged pull requests can't be updated: {error}");
        run.output.command(&annotations::warning(&message));
    }
}

async fn try_update(args: &CiArgs, environment: &Environment, run: &CompletedRun, push: &Push) -> Result<(), String> {
    let client = client(environment)?;
    let with_help = |error: crate::github::Error| format!("{error}. {}", error.help(Permission::PullRequests));
    let branch = push.target.default_branch.as_deref().unwrap_or_default();
    let merged = merged::pull_requests(&client, &push.commits, branch).await.map_err(with_help)?;
    if merged.is_empty() {
        return Ok(());
    }
    let author = Author::fetch(&client).await.map_err(with_help)?;
    let jobs = settings::identity_of(&args.common.jobs);
    let namespace = run.report.namespace.as_deref().unwrap_or_default();
    let sha = push.after.as_deref().unwrap_or_default();
    let header = Header::new(namespace, &jobs, workflow_run(environment), sha);
    for pull_request in merged {
        let header = header.clone().with_merge(&pull_request.commit);
        let number = pull_request.number;
        let unreported = merged::unreported_merge(&client, &author, number, &header).await.map_err(with_help)?;
        // A run of an old commit that is started again knows less than its first attempt.
        let is_new = |comment: &merged::UnreportedMerge| !(comment.is_correction && is_superseded(&run.report));
        let Some(comment) = unreported.filter(is_new) else { continue };
        let files = changed_files(&client, number).await.map_err(with_help)?;
        let Some(postings) = touched(&run.report, files, &jobs) else { continue };
        let context = Context { header, run_url: run_url(environment) };
        let text = match () {
            () if is_superseded(&run.report) => superseded(&context),
            () if postings.is_empty() => without_postings(&run.report, &context),
            () => body(&postings, &context),
        };
        merged::report(&client, comment, &run.output.redacted(&text)).await.map_err(with_help)?;
    }
    Ok(())
}

/// Whether the run only planned since a later merge is published by its own run. That run does not know of this push's pull requests.
fn is_superseded(report: &Report) -> bool {
    let is_note = |finding: &Finding| finding.code == Code::Superseded && finding.severity == Severity::Note;
    report.findings.iter().any(|found| is_note(&found.finding))
}

/// The postings whose definitions are among the files; `None` where no file is of the jobs directory. Where other files of it changed, such
/// as settings, defaults and briefs, it is unknown which postings use them: then those, too, that the run acted on, or that
/// need an edit because of the settings.
fn touched<'r>(report: &'r Report, files: Vec<ChangedFile>, jobs: &str) -> Option<Vec<&'r Job>> {
    let paths = files.into_iter().flat_map(|file| [Some(file.path), file.previous_path]);
    let files: BTreeSet<String> = paths.flatten().collect();
    let root = working_directory_prefix();
    let definitions: BTreeSet<String> = report.jobs.iter().map(|job| format!("{root}{}", job.file)).collect();
    let is_below_jobs =
        |file: &&String| jobs == "." || file.strip_prefix(jobs).is_some_and(|rest| rest.starts_with('/'));
    let are_all_listed = files.len() < MAX_CHANGED_FILES;
    let of_jobs: Vec<&String> = files.iter().filter(is_below_jobs).collect();
    if of_jobs.is_empty() && are_all_listed && files.is_disjoint(&definitions) {
        return None;
    }
    let is_known = are_all_listed && of_jobs.iter().all(|file| definitions.contains(*file));
    let is_affected = |job: &Job| !job.steps.is_empty() || job.needs_edit_by_settings();
    let is_touched = |job: &&Job| files.contains(&format!("{root}{}", job.file)) || !is_known && is_affected(job);
    Some(report.jobs.iter().filter(is_touched).collect())
}
