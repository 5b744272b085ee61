//! The messages of the commits on a records' branch: what a run is about to do, and what it did.

use std::collections::BTreeMap;

use crate::domain::ids::DefinitionId;
use crate::domain::step::{Outcome, StepKind};
use crate::plan::{DraftStep, LiveStep, Plan};
use crate::reconcile::JobResult;
use crate::settings::Environment;

/// Before anything is sent: `publish: about to create 2, publish 1`, then a line a step.
pub(super) fn intents(command: &str, plan: &Plan) -> String {
    let is_live = command == "publish";
    let kinds = plan.jobs.iter().flat_map(|job| {
        let live = job.live.as_ref().filter(|_| is_live).map(LiveStep::kind);
        job.draft.as_ref().map(DraftStep::kind).into_iter().chain(live).map(|kind| (kind, &job.id))
    });
    let steps: Vec<_> = kinds.collect();
    let counts = counted(steps.iter().map(|(kind, _)| *kind), |kind, count| format!("{} {count}", kind.word()));
    let lines = steps.iter().map(|(kind, id)| format!("{} {id}\n", kind.word()));
    format!("{command}: about to {}\n\n{}", counts.unwrap_or_else(|| "look".into()), lines.collect::<String>())
}

/// After all: `publish: 2 created, 1 published`, then a line a step that was tried.
pub(super) fn results(command: &str, results: &BTreeMap<DefinitionId, JobResult>) -> String {
    let steps = results.iter().flat_map(|(id, result)| result.steps.iter().map(move |step| (id, step)));
    let tried: Vec<_> = steps.filter(|(_, step)| step.outcome != Outcome::Planned).collect();
    let done = tried.iter().filter(|(_, step)| step.outcome == Outcome::Done).map(|(_, step)| step.kind);
    let counts = counted(done, |kind, count| format!("{count} {}", participle(kind)));
    let idle = if tried.is_empty() { "records brought up to date" } else { "nothing done" };
    let lines = tried.iter().map(|(id, step)| format!("{} {id}: {}\n", step.kind.word(), step.outcome.word()));
    format!("{command}: {}\n\n{}", counts.unwrap_or_else(|| idle.into()), lines.collect::<String>())
}

/// Where the run can be looked at, as a commit's trailer.
pub(super) fn trailer(environment: &Environment) -> String {
    let var = |name| environment.var(name);
    match (var("GITHUB_SERVER_URL"), var("GITHUB_REPOSITORY"), var("GITHUB_RUN_ID")) {
        (Some(server), Some(repository), Some(run)) => format!("\nRun: {server}/{repository}/actions/runs/{run}\n"),
        _ => String::new(),
    }
}

fn counted(kinds: impl Iterator<Item = StepKind>, word: fn(StepKind, usize) -> String) -> Option<String> {
    let mut counts = BTreeMap::<StepKind, usize>::new();
    kinds.for_each(|kind| *counts.entry(kind).or_default() += 1);
    let words: Vec<String> = counts.into_iter().map(|(kind, count)| word(kind, count)).collect();
    (!words.is_empty()).then(|| words.join(", "))
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
