//! What the service's last answer asks to fix, or leaves open.

use super::Decision;
use crate::domain::Fields;
use crate::domain::definition::Definition;
use crate::domain::finding::{Code, Finding, Location, Severity};
use crate::domain::job::Status;
use crate::domain::readiness::{MissingField, Readiness, Unnamed};
use crate::domain::record::RemoteJob;

/// The missing fields that only an edit of the file can set. `fields` are those that it pins.
pub fn still_missing<'a>(
    job: &'a RemoteJob,
    fields: &'a Fields,
    remaining: &'a Decision,
) -> impl Iterator<Item = &'a MissingField> {
    // The next patch sends a pinned value that the job lacks, as soon as the file has no error.
    let is_pinned = |key: &String| fields.get(key).is_some_and(|value| job.applied.get(key) != Some(value));
    let is_set = move |key: &String| remaining.patch().is_some_and(|patch| patch.contains_key(key)) || is_pinned(key);
    job.readiness.missing.iter().filter(move |field| !field.update_keys.iter().any(is_set))
}

/// Warnings of what the service asks to fix besides missing fields, and of what its answer leaves open.
pub(super) fn issues(definition: &Definition, job: &RemoteJob) -> Vec<Finding> {
    let issue = |message| Finding::new(Code::Issue, Severity::Warning, &definition.file, Location::File, message);
    let named = job.readiness.issues.iter().map(|text| issue(format!("OpenTrain asks to fix: {text}")));
    let place = job.draft_url.as_deref().unwrap_or("the web app");
    // A job that was live, or that was created by someone else, became a draft without an answer to us.
    let is_own_draft = job.status == Status::Draft && job.last_live_content.is_none() && !job.brief.is_of_adopted_job();
    let open = is_own_draft.then(|| left_open(&job.readiness)).flatten();
    let open = open.map(|message| issue(message).help(format!("Look at the draft: {place}")));
    named.chain(open).collect()
}

/// What the answer on a draft leaves open; `None` where it is complete.
fn left_open(readiness: &Readiness) -> Option<String> {
    let Readiness { ready, missing, unnamed, issues, .. } = readiness;
    let count = readiness.missing_count();
    match (ready, unnamed, missing.len()) {
        (Some(true), ..) => None,
        (None, ..) => Some("OpenTrain's last answer doesn't say whether the draft is publish-ready".to_owned()),
        (_, Unnamed::Fields(1), 0) => Some("OpenTrain counts 1 missing field and doesn't name it".to_owned()),
        (_, Unnamed::Fields(_), 0) => Some(format!("OpenTrain counts {count} missing fields and names none of them")),
        (_, Unnamed::Fields(_), known) => {
            Some(format!("OpenTrain counts {count} missing fields, and only {known} of them can be listed: it doesn't name the rest"))
        }
        (_, Unnamed::Unknown, 1..) => Some(
            "OpenTrain's last answer doesn't say which fields are missing: the list is from an earlier answer, and may be incomplete or \
             outdated"
                .to_owned(),
        ),
        (_, _, 0) if issues.is_empty() => Some("not publish-ready, and OpenTrain did not say why".to_owned()),
        (_, Unnamed::Nothing | Unnamed::Unknown, _) => None,
    }
}
