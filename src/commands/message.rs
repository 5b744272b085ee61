//! The messages of the commits on a records' branch: what a run is about to do, and what it did.

use std::collections::BTreeMap;

use crate::domain::step::{Outcome, StepKind};
use crate::plan::Posting;
use crate::plan::adoption::Adoption;
use crate::settings::Environment;

/// Before anything is sent: `publish: about to create 2, publish 1`, then a line a step.
pub(super) fn intents(command: &str, postings: &[Posting]) -> String {
    let is_public = command == "publish";
    let is_carried_out = |kind: &StepKind| is_public || matches!(kind, StepKind::Create | StepKind::Patch);
    let due = postings.iter().filter(|posting| posting.is_due());
    let planned = due.flat_map(|posting| posting.planned.kinds().map(|kind| (kind, &posting.id)));
    let steps: Vec<_> = planned.filter(|(kind, _)| is_carried_out(kind)).collect();
    let counts = counted(steps.iter().map(|(kind, _)| *kind), |kind, count| format!("{} {count}", kind.as_str()));
    let lines = steps.iter().map(|(kind, id)| format!("{} {id}\n", kind.as_str()));
    format!("{command}: about to {}\n\n{}", counts.unwrap_or_else(|| "look".into()), lines.collect::<String>())
}

/// After all: `publish: 2 created, 1 published`, then a line a step that was tried.
pub(super) fn results(command: &str, postings: &[Posting]) -> String {
    let steps = postings.iter().flat_map(|posting| posting.steps.iter().map(|step| (&posting.id, step)));
    let tried: Vec<_> = steps.filter(|(_, step)| step.outcome != Outcome::Planned).collect();
    let done = tried.iter().filter(|(_, step)| step.outcome == Outcome::Done).map(|(_, step)| step.kind);
    let found = tried.iter().filter(|(_, step)| step.outcome == Outcome::Found).count();
    let counts = counted(done, |kind, count| format!("{count} {}", participle(kind)));
    let found = (found > 0).then(|| format!("{found} found"));
    let adopted: Vec<&Posting> = postings.iter().filter(|p| p.adoption == Some(Adoption::Recorded)).collect();
    let taken_over = (!adopted.is_empty()).then(|| format!("{} adopted", adopted.len()));
    let counts: Vec<String> = taken_over.into_iter().chain(found).chain(counts).collect();
    let idle = if tried.is_empty() { "records brought up to date" } else { "nothing done" };
    let lines = tried.iter().map(|(id, step)| format!("{} {id}: {}\n", step.kind.as_str(), step.outcome.as_str()));
    let lines = adopted.iter().map(|posting| format!("adopt {}\n", posting.id)).chain(lines);
    let subject = if counts.is_empty() { idle.to_owned() } else { counts.join(", ") };
    format!("{command}: {subject}\n\n{}", lines.collect::<String>())
}

/// Where the run can be looked at, as a commit's trailer.
pub(super) fn trailer(environment: &Environment) -> String {
    let var = |name| environment.var(name);
    match (var("GITHUB_SERVER_URL"), var("GITHUB_REPOSITORY"), var("GITHUB_RUN_ID")) {
        (Some(server), Some(repository), Some(run)) => format!("\nRun: {server}/{repository}/actions/runs/{run}\n"),
        _ => String::new(),
    }
}

fn counted(kinds: impl Iterator<Item = StepKind>, format: fn(StepKind, usize) -> String) -> Option<String> {
    let mut counts = BTreeMap::<StepKind, usize>::new();
    kinds.for_each(|kind| *counts.entry(kind).or_default() += 1);
    let parts: Vec<String> = counts.into_iter().map(|(kind, count)| format(kind, count)).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn participle(kind: StepKind) -> &'static str {
    match kind {
        StepKind::Create => "created",
        StepKind::Patch => "patched",
        StepKind::Publish => "published",
        StepKind::Update => "updated",
        StepKind::Close => "closed",
    }
}
