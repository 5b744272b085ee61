//! The findings about a job as it is.

use serde_json::Value;

use super::posting::Posting;
use super::settled::is_settled;
use super::{compare, readiness};
use crate::domain::capabilities::{is_amount, rate_key_of};
use crate::domain::definition::{Definition, TEXT_FORMAT};
use crate::domain::finding::{Code, Finding, Location, Severity};
use crate::domain::job::Status;
use crate::domain::pay::{ValueOrigin, effective_value};
use crate::domain::readiness::ParserRemark;
use crate::domain::record::RemoteJob;
use crate::domain::{DESCRIPTION_KEY, yaml};

/// The location of a finding about the whole definition.
const WHOLE: Location = Location::File;

/// The recorded job is not in the account's list.
pub(super) fn job_missing(definition: &Definition, job: &RemoteJob) -> Finding {
    let message = format!("job {} of this definition is no longer among the account's jobs", job.job);
    Finding::error(Code::JobMissing, &definition.file, WHOLE, message).help(
        "Nothing is created in its place. If the token is of another account, use the right one. If the job was deleted, \
         give the definition a new `id` to make a new job.",
    )
}

/// A draft is wanted, the job is live.
pub(super) fn already_live(definition: &Definition, job: &RemoteJob) -> Finding {
    let message =
        format!("`state: draft` is wanted, but job {} is live, and a live job can't become a draft again", job.job);
    Finding::error(Code::AlreadyLive, &definition.file, Location::value(&["state"]), message)
        .help("Write `state: closed` to withdraw it, or `state: published` to keep it live.")
}

/// The job was closed.
pub(super) fn job_closed(definition: &Definition, job: &RemoteJob) -> Finding {
    let message = format!("job {} is {}, and a closed job can't be reopened", job.job, job.status);
    Finding::error(Code::JobClosed, &definition.file, Location::value(&["state"]), message).help(
        match definition.adopted() {
            None => "Give the definition a new `id` for a new posting, or write `state: closed`.",
            Some(_) => "Write `state: closed`. For a new posting, write a new definition without `job:`.",
        },
    )
}

/// The job's work is done.
pub(super) fn job_completed(definition: &Definition, job: &RemoteJob) -> Finding {
    let message = format!("job {} is {}: its work is done, and nothing more is written to it", job.job, job.status);
    Finding::new(Code::JobCompleted, Severity::Warning, &definition.file, Location::value(&["state"]), message)
        .help("Write `state: closed`. For a new posting, give the definition a new `id`.")
}

/// The job has a status in which we write nothing.
pub(super) fn unmanaged(definition: &Definition, job: &RemoteJob) -> Finding {
    let message = format!("job {} is {}; nothing is written to it in this status", job.job, job.status);
    Finding::new(Code::OtherStatus, Severity::Note, &definition.file, WHOLE, message)
}

/// The import source is another one than the draft was created from.
pub(super) fn source_changed(definition: &Definition, job: &RemoteJob) -> Finding {
    let message =
        format!("the source was changed after job {} was created from it, and OpenTrain doesn't import twice", job.job);
    Finding::error(Code::SourceChanged, &definition.file, Location::key(&["source"]), message).help(
        "Put the source back and pin the new values under `fields`, or give the definition a new `id` to import it as a new job.",
    )
}

/// Moderation blocked this very content.
pub(super) fn moderation(definition: &Definition, job: &RemoteJob) -> Option<Finding> {
    let block = job.moderation.as_ref().filter(|block| block.content == definition.content())?;
    let reasons = if block.reasons.is_empty() { "no reason given".to_owned() } else { block.reasons.join("; ") };
    let message = format!("OpenTrain's moderation blocked this content: {reasons} ({})", block.reference);
    let help = "Change the description or the fields; until then nothing is sent.";
    Some(Finding::error(Code::Moderation, &definition.file, WHOLE, message).help(help))
}

/// What keeps this draft from being published until its content changes.
pub(super) fn block(definition: &Definition, job: &RemoteJob) -> Option<Finding> {
    moderation(definition, job).or_else(|| withdrawn(definition, job))
}

/// A `publish` saw the job live with this very content.
fn withdrawn(definition: &Definition, job: &RemoteJob) -> Option<Finding> {
    let content = definition.content();
    if job.last_live_content.as_ref() != Some(&content) {
        return None;
    }
    let edit = if job.content == content { "" } else { " before the latest edit of the definition was confirmed" };
    let message = format!(
        "job {} was published and is a draft again: it was withdrawn{edit}, in the web app or by OpenTrain",
        job.job
    );
    let help = "It is not opened again by itself. Change the definition to publish it again, or write `state: closed` or `draft`.";
    Some(Finding::error(Code::Withdrawn, &definition.file, WHOLE, message).help(help))
}

/// A publish was sent and never answered.
fn publish_unanswered(definition: &Definition, job: &RemoteJob) -> Option<Finding> {
    let message = format!("a publish of job {} was sent and never answered: it may be live already", job.job);
    let finding = Finding::new(Code::ServiceWarning, Severity::Warning, &definition.file, WHOLE, message);
    (job.publish_unanswered && job.status == Status::Draft)
        .then(|| finding.help("The next `publish` settles it, and `plan --refresh` looks; nothing is published twice."))
}

/// A live job had the same title when this one was created; the publish is held while that is so.
fn possible_duplicate(definition: &Definition, job: &RemoteJob, posting: &Posting) -> Option<Finding> {
    let other = posting.possible_duplicate.as_ref()?;
    let id = &definition.id;
    let message = format!(
        "job {other} was live with the same or nearly the same title when {} was created, and no definition claimed it; `publish` holds it",
        job.job
    );
    let same = match &posting.renamed_from {
        Some(old) => format!(
            "It is the job of `{old}`, whose definition is gone. If this file is that one, renamed, write `{}` at the top to keep the job.",
            yaml::entry("id", &old.as_str().into())
        ),
        None => {
            "If it is this posting, created before the records were lost, restore the records or close it.".to_owned()
        }
    };
    let help = format!("{same} If it is another one, run `publish --allow-duplicate {id}`.");
    Some(Finding::new(Code::PossibleDuplicate, Severity::Warning, &definition.file, WHOLE, message).help(help))
}

/// Values that we applied and the definition no longer pins.
pub(super) fn stale_fields(definition: &Definition, job: &RemoteJob, severity: Severity) -> Vec<Finding> {
    let rate = rate_key_of(&definition.fields);
    let finding = |(key, value): (&String, Option<&Value>)| {
        let applied = value.map(|value| shown_entry(key, value));
        let applied = applied.unwrap_or_else(|| "one that was sent and never answered".into());
        let by = job.unmerged.get(key).map(|number| format!(", by pull request #{number}, and never merged"));
        let by = by.unwrap_or_default();
        let message = match job.brief.is_of_adopted_job() && definition.adopted().is_some() {
            true => format!("`{key}` is not pinned, and the job has a value: {applied}{by}"),
            false => {
                format!("`{key}` is no longer pinned, but the job still has the value applied earlier: {applied}{by}")
            }
        };
        let pin = match rate.is_some_and(|rate| is_amount(key) && rate != key) {
            false => format!("Pin `{key}`, with this value or another one."),
            true => format!(
                "It doesn't go with the payment type any more. For a posting without it, give the definition a new `id`; to go on with \
                 this job, pin `{key}` all the same."
            ),
        };
        let help = format!("OpenTrain has no known way to clear a value. {pin}");
        Finding::new(Code::StaleField, severity, &definition.file, Location::key(&["fields"]), message).help(help)
    };
    compare::stale_fields(definition, &job.applied).into_iter().map(finding).collect()
}

/// Values that were parsed from an earlier brief.
pub(super) fn stale_parse(definition: &Definition, job: &RemoteJob) -> Vec<Finding> {
    let mut stale = unpinned(definition, job).peekable();
    if stale.peek().is_none() || !is_reworded(definition, job) {
        return Vec::new();
    }
    let finding = |(key, value): (&String, &Value)| {
        let entry = shown_entry(key, value);
        let message = format!("{entry} was parsed from an earlier brief, and a changed brief is not parsed again");
        Finding::new(Code::StaleParse, Severity::Warning, &definition.file, Location::key(&["fields"]), message)
            .help(format!("Pin `{}` under `fields`, with this value or the right one.", yaml::text(key)))
    };
    stale.map(finding).collect()
}

/// What reviewers should know of a draft before it goes live.
pub fn remarks(definition: &Definition, job: &RemoteJob, posting: &Posting) -> Vec<Finding> {
    let note = |code, at, message: String| Finding::new(code, Severity::Note, &definition.file, at, message);
    let mut found = stale_parse(definition, job);
    found.extend(possible_duplicate(definition, job, posting).into_iter().chain(publish_unanswered(definition, job)));
    let uncertain = |key: &String| job.parsed.low_confidence.iter().find(|remark| remark.path == *key);
    let parsed = (!is_reworded(definition, job)).then(|| unpinned(definition, job));
    for (key, value) in parsed.into_iter().flatten() {
        let entry = shown_entry(key, value);
        let help = format!("Pin it under `fields` if it must be so: {entry}");
        found.push(match uncertain(key) {
            Some(remark) => {
                let message = format!("OpenTrain is not sure of {entry}: {}", remark.reason);
                note(Code::LowConfidence, Location::key(&["fields"]), message).help(help)
            }
            None => note(Code::Unpinned, Location::key(&["fields"]), format!("from the brief, not pinned: {entry}"))
                .help(help),
        });
    }
    let is_loose = |remark: &&ParserRemark| {
        !job.parsed.fields.contains_key(&remark.path) && !definition.fields.contains_key(&remark.path)
    };
    for remark in job.parsed.low_confidence.iter().filter(is_loose) {
        let message = format!("OpenTrain is not sure of `{}`: {}", remark.path, remark.reason);
        let help = format!("Pin `{}` under `fields` if it matters.", remark.path);
        found.push(note(Code::LowConfidence, Location::key(&["fields"]), message).help(help));
    }
    let is_open = |text: &str| !is_settled(text, definition, &job.parsed.fields);
    for remark in &job.parsed.unmapped {
        let preview = remark.preview.as_ref().map(|value| format!(" ({})", short(value))).unwrap_or_default();
        if is_open(&format!("{}: {}", remark.path, remark.reason)) {
            let message = format!("OpenTrain did not use `{}`{preview}: {}", remark.path, remark.reason);
            found.push(note(Code::Unmapped, WHOLE, message));
        }
    }
    let warning = |text: &String| {
        let message = format!("OpenTrain warns: {text}");
        Finding::new(Code::ServiceWarning, Severity::Warning, &definition.file, WHOLE, message)
    };
    found.extend(job.parsed.warnings.iter().filter(|text| is_open(text)).map(warning));
    found.extend(readiness::issues(definition, job));
    found
}

fn is_reworded(definition: &Definition, job: &RemoteJob) -> bool {
    job.brief.has_kind(TEXT_FORMAT) && definition.text().is_some() && definition.brief_digest() != job.brief
}

/// Values from the brief that are not pinned and were not applied since.
fn unpinned<'a>(definition: &'a Definition, job: &'a RemoteJob) -> impl Iterator<Item = (&'a String, &'a Value)> {
    let known = |key: &str| {
        key == DESCRIPTION_KEY
            || definition.fields.contains_key(key)
            || job.applied.contains_key(key)
            || effective_value(definition, Some(job), key).is_some_and(|term| term.origin == ValueOrigin::Source)
    };
    job.parsed.fields.iter().filter(move |(key, _)| !known(key))
}

/// The line that pins the value; of a very long one the key and the length alone.
pub(super) fn shown_entry(key: &str, value: &Value) -> String {
    yaml::short_entry(key, value).map_or_else(
        || {
            let length = value.as_str().map_or_else(|| value.to_string().chars().count(), |text| text.chars().count());
            format!("`{}` ({length} characters)", yaml::text(key))
        },
        |entry| format!("`{entry}`"),
    )
}

/// A preview on one line, at most 80 characters of it.
fn short(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    };
    if text.chars().count() <= 80 { text } else { text.chars().take(79).chain(['…']).collect() }
}
