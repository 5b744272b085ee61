//! The messages of `adopt`.

use super::super::shell::shell_word;
use super::new_file::Written;
use super::select::Kept;
use super::{AdoptArgs, OpenJob};
use crate::domain::ids::JobId;
use crate::domain::job::AccountJobs;
use crate::redact::escape;
use crate::settings::SharedArgs;

/// A title may have any length.
const MAX_TITLE_CHARS: usize = 80;

/// The open jobs that have no definition, and how to adopt them. In a public log their number alone.
pub(super) fn unclaimed(open: &[JobId], jobs: &AccountJobs, args: &AdoptArgs, is_public_log: bool) -> String {
    if open.is_empty() {
        return NOTHING.to_owned();
    }
    let title = |job: &JobId| jobs.get(job).map(|listed| listed.title.as_str()).unwrap_or_default();
    let lines: String = match is_public_log {
        true => "  (not listed here: other people may read this log)\n".to_owned(),
        false => open.iter().map(|job| format!("  {job}  {}\n", one_line(title(job)))).collect(),
    };
    let flags = flags(args);
    format!(
        "{}:\n\n{lines}
Jobs that other repositories manage look the same from here. Adopt those that belong here:

  opentrain-jobs adopt JOB...{flags}

Or write a definition for each of them:

  opentrain-jobs adopt --all-live --yes{flags}
",
        match open.len() {
            1 => "1 open job has no definition here".to_owned(),
            count => format!("{count} open jobs have no definition here"),
        }
    )
}

const NOTHING: &str = "No open job of the account is without a definition or a record here.\n";

/// What was written, and what is next.
pub(super) fn outcome(written: &[Written], kept: &[Kept], open: &[OpenJob], args: &AdoptArgs) -> String {
    if written.is_empty() && kept.is_empty() && open.is_empty() {
        return NOTHING.to_owned();
    }
    let title = |written: &Written| open.iter().find(|job| job.job == written.job).map(|job| one_line(&job.title));
    let mut text: String = written
        .iter()
        .map(|file| format!("wrote  {}: job {}, {}\n", file.file, file.job, title(file).unwrap_or_default()))
        .collect();
    text.extend(kept.iter().map(|kept| format!("kept   {}, which is of job {} already\n", kept.file, kept.job)));
    let not_shown = open.iter().filter(|job| job.translation.is_none());
    text.extend(not_shown.map(|job| {
        format!("left   job {}: OpenTrain doesn't show its public page yet, run it again in an hour\n", job.job)
    }));
    if !written.is_empty() {
        text += &next_steps(args);
    }
    text
}

fn next_steps(args: &AdoptArgs) -> String {
    let jobs = jobs_flag(args);
    let flags = flags(args);
    format!(
        "
Next:

1. Read the files: what OpenTrain doesn't show stands in comments, and stays as it is until you pin it.
2. opentrain-jobs check{jobs}
   opentrain-jobs plan --refresh{flags}   # no steps: the files say what is live
3. Open a pull request. Its merge records the jobs; nothing about them changes.
"
    )
}

fn one_line(title: &str) -> String {
    let words = title.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.is_empty() { "without a title".to_owned() } else { escape::truncate(&words, MAX_TITLE_CHARS).to_string() }
}

/// The flag that names the jobs directory, where it is not the usual one.
fn jobs_flag(args: &AdoptArgs) -> String {
    match args.common.jobs.to_string_lossy() {
        jobs if jobs == "jobs" => String::new(),
        jobs => format!(" --jobs {}", shell_word(&jobs)),
    }
}

/// The flags for jobs and records, as they were given.
fn flags(args: &AdoptArgs) -> String {
    let SharedArgs { records, namespace, base_url, .. } = &args.common;
    let mut flags = jobs_flag(args);
    let mut add = |name: &str, value: Option<String>| {
        flags.extend(value.map(|value| format!(" --{name} {}", shell_word(&value))));
    };
    add("records", records.as_ref().map(ToString::to_string));
    add("namespace", namespace.as_ref().map(ToString::to_string));
    add("base-url", base_url.clone());
    if args.sandbox { flags + " --sandbox" } else { flags }
}
