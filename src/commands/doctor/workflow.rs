//! Whether the workflow is there, for the right events and with the right permissions.

use serde_yaml::Value;

use super::super::workflows::{self, Permission, Step, Workflow};
use crate::commands::event_policy::UNTRUSTED_EVENTS;
use crate::report::doctor::Check;

const NAME: &str = "workflow";

/// What a workflow has to fit.
pub(super) struct Expected {
    /// The jobs directory from the repository's top folder.
    pub(super) jobs: String,
    /// The default branch of `origin`.
    pub(super) default_branch: DefaultBranch,
}

/// What is known of the default branch of `origin`.
pub(super) enum DefaultBranch {
    /// Its name, as far as this clone knows it.
    Known(String),
    /// This clone doesn't know it.
    Unknown,
    /// `origin` has none: it is empty, or names a branch that doesn't exist.
    Absent,
}

/// A fault and how to fix it.
struct Fault {
    detail: String,
    help: String,
}

impl Fault {
    fn new(detail: impl Into<String>, help: impl Into<String>) -> Self {
        Self { detail: detail.into(), help: help.into() }
    }
}

/// Looks at all workflows that run this program, together: one may draft and another publish.
pub(super) fn check(found: &[Workflow], expected: &Expected) -> Check {
    if found.is_empty() {
        let detail = format!("no file in {} runs opentrain-jobs", workflows::FOLDER);
        return Check::bad(NAME, detail, "Run `opentrain-jobs init`, which writes one.");
    }
    let mut faults: Vec<Fault> = found.iter().filter_map(unreadable).collect();
    faults.extend(events(found));
    faults.extend(["pull_request", "push"].iter().filter_map(|event| passes_by(found, event, expected)));
    faults.extend(no_branch(expected));
    faults.extend(wrong_branch(found, expected));
    faults.extend(other_folder(found, expected));
    faults.extend(found.iter().flat_map(permissions));
    let files = found.iter().map(|workflow| workflow.file.as_str()).collect::<Vec<_>>().join(", ");
    if faults.is_empty() {
        return Check::good(NAME, format!("{files}: {}{}", all_events(found).join(", "), without_schedule(found)));
    }
    let details: Vec<String> = faults.iter().map(|fault| fault.detail.clone()).collect();
    let help: Vec<String> = faults.into_iter().map(|fault| fault.help).collect();
    Check::bad(NAME, format!("{files}: {}", details.join("; ")), help.join("\n"))
}

fn unreadable(workflow: &Workflow) -> Option<Fault> {
    let is_unreadable = workflow.document.is_none();
    is_unreadable.then(|| Fault::new(format!("{} is not YAML", workflow.file), "Fix the file; GitHub does not run it."))
}

fn all_events(found: &[Workflow]) -> Vec<&str> {
    let mut events: Vec<&str> = Vec::new();
    for event in found.iter().flat_map(Workflow::events) {
        if !events.contains(&event) {
            events.push(event);
        }
    }
    events
}

fn without_schedule(found: &[Workflow]) -> &'static str {
    if all_events(found).contains(&"schedule") {
        ""
    } else {
        " (without `schedule`, what a daily limit holds back waits for the next push)"
    }
}

fn events(found: &[Workflow]) -> Vec<Fault> {
    let known = all_events(found);
    let for_what = |event: &str| if event == "push" { "no merge publishes" } else { "no pull request is drafted" };
    let missing = ["pull_request", "push"].into_iter().filter(|event| !known.contains(event)).map(|event| {
        Fault::new(format!("without `{event}`, {}", for_what(event)), format!("Add `{event}` under `on:`."))
    });
    let refused = UNTRUSTED_EVENTS.into_iter().filter(|event| known.contains(event)).map(|event| {
        let help = format!("Remove `{event}`; `pull_request` and `push` do all that is needed.");
        Fault::new(format!("`{event}` runs with secrets on untrusted code and text, and is refused"), help)
    });
    missing.chain(refused).collect()
}

/// An event whose `paths` leave out the jobs directory in every workflow that has it.
fn passes_by(found: &[Workflow], event: &str, expected: &Expected) -> Option<Fault> {
    let filters: Vec<&Value> = found.iter().filter_map(|workflow| workflow.event(event)).collect();
    let covers = |pattern: &str| {
        let jobs = &expected.jobs;
        jobs == "." || pattern.starts_with('*') || pattern == jobs || pattern.starts_with(&format!("{jobs}/"))
    };
    let lets_pass = |filter: &&Value| {
        let paths = workflows::list(filter, "paths");
        paths.is_empty() || paths.iter().filter_map(Value::as_str).any(covers)
    };
    if filters.is_empty() || filters.iter().any(lets_pass) {
        return None;
    }
    let detail = format!("the `paths` of `{event}` leave out `{}`", expected.jobs);
    Some(Fault::new(detail, format!("Add `{}/**` to the `paths` of `{event}`.", expected.jobs)))
}

/// `publish` compares with the default branch, and refuses without one.
fn no_branch(expected: &Expected) -> Option<Fault> {
    let DefaultBranch::Absent = expected.default_branch else { return None };
    let help = "Push `main` to `origin`, or the branch that its HEAD names: GitHub makes the first branch that is pushed the default branch.";
    Some(Fault::new("`origin` has no default branch, so nothing can be published", help))
}

/// Pushes to the default branch that start no workflow: nothing would be published.
fn wrong_branch(found: &[Workflow], expected: &Expected) -> Option<Fault> {
    let DefaultBranch::Known(branch) = &expected.default_branch else { return None };
    let pushes: Vec<&Value> = found.iter().filter_map(|workflow| workflow.event("push")).collect();
    let covers = |pattern: &str| pattern == branch || pattern.contains(['*', '?', '+', '[', '!']);
    let lets_pass = |push: &&Value| {
        let branches = workflows::list(push, "branches");
        branches.is_empty() || branches.iter().filter_map(Value::as_str).any(covers)
    };
    if pushes.is_empty() || pushes.iter().any(lets_pass) {
        return None;
    }
    let detail = format!("no push to `{branch}`, the default branch, starts it");
    Some(Fault::new(detail, format!("Write `branches: [{branch}]` under `push:`.")))
}

fn other_folder(found: &[Workflow], expected: &Expected) -> Option<Fault> {
    let steps = || found.iter().flat_map(Workflow::steps);
    let folder = |step: Step<'_>| step.input("jobs").unwrap_or_else(|| "jobs".to_owned());
    // An expression may come to anything.
    let is_ours =
        |folder: String| folder.contains("${{") || folder.trim_matches(['.', '/']) == expected.jobs.trim_matches('.');
    if steps().next().is_none() || steps().map(folder).any(is_ours) {
        return None;
    }
    let jobs = &expected.jobs;
    let detail = format!("no step looks at `{jobs}`");
    Some(Fault::new(detail, format!("Give the action the input `jobs: {jobs}`, or name another folder with `--jobs`.")))
}

/// What steps may not do that they are asked to, each fault once.
fn permissions(workflow: &Workflow) -> Vec<Fault> {
    let mut faults: Vec<Fault> = Vec::new();
    for step in workflow.steps() {
        for fault in
            [contents(workflow, &step), comments(workflow, &step), issues(workflow, &step)].into_iter().flatten()
        {
            if !faults.iter().any(|known| known.detail == fault.detail) {
                faults.push(fault);
            }
        }
    }
    faults
}

/// Whether a step only looks: it changes no record and comments on nothing.
fn only_looks(step: &Step<'_>) -> bool {
    step.input("command").is_some_and(|command| matches!(command.as_str(), "check" | "plan"))
}

fn contents(workflow: &Workflow, step: &Step<'_>) -> Option<Fault> {
    let is_on_branch = step.input("records").is_none_or(|records| !records.starts_with("dir:"));
    match (workflow.permission(step, "contents"), is_on_branch && !only_looks(step)) {
        (Permission::Write, _) | (Permission::Read, false) => None,
        (_, true) => Some(Fault::new(
            "a step may not push the branch of records",
            "Give its job `permissions:` with `contents: write`.",
        )),
        (_, false) => {
            Some(Fault::new("a step may not read the repository", "Give its job `permissions:` with `contents: read`."))
        }
    }
}

/// Comments are on by default; after a merge, a publish updates them.
fn comments(workflow: &Workflow, step: &Step<'_>) -> Option<Fault> {
    let is_off = |input: &str| step.input(input).as_deref() == Some("false");
    let is_unwanted = only_looks(step) || (is_off("comment") && is_off("suggest"));
    (!is_unwanted && workflow.permission(step, "pull-requests") != Permission::Write).then(|| {
        let help = "Give its job `pull-requests: write`, or set the inputs `comment` and `suggest` to false.";
        Fault::new("a step may not comment on pull requests", help)
    })
}

fn issues(workflow: &Workflow, step: &Step<'_>) -> Option<Fault> {
    let is_wanted = step.input("issue").as_deref() == Some("true");
    (is_wanted && workflow.permission(step, "issues") != Permission::Write).then(|| {
        Fault::new("a step may not open an issue", "Give its job `issues: write`, or set the input `issue` to false.")
    })
}
