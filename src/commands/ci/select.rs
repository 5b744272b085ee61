//! Selects the command for a workflow's event.

/// The event of a workflow run, as far as it decides on the command.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct EventContext<'a> {
    /// `GITHUB_EVENT_NAME`.
    pub(super) event: &'a str,
    /// The event's action, for instance `opened`.
    pub(super) action: Option<&'a str>,
    /// The full ref, for instance `refs/heads/main`.
    pub(super) git_ref: &'a str,
    /// The repository's default branch, if the event has it.
    pub(super) default_branch: Option<&'a str>,
    /// Whether the pull request comes from another repository.
    pub(super) is_fork: bool,
    /// Whether Dependabot caused the event.
    pub(super) is_dependabot: bool,
}

impl EventContext<'_> {
    /// Whether a push, schedule or dispatch is of the default branch. A schedule whose payload names no branch is.
    pub(super) fn is_on_default_branch(self) -> bool {
        let is_default =
            self.default_branch.is_some_and(|branch| self.git_ref.strip_prefix("refs/heads/") == Some(branch));
        match self.event {
            "push" | "workflow_dispatch" => is_default,
            "schedule" => is_default || self.default_branch.is_none(),
            _ => false,
        }
    }
}

/// The command to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SelectedCommand {
    Draft,
    /// Without secrets, this is all that can run.
    Check,
    Publish,
    Plan,
    Nothing,
}

impl SelectedCommand {
    /// The command's name.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Check => "check",
            Self::Publish => "publish",
            Self::Plan => "plan",
            Self::Nothing => "nothing to do",
        }
    }
}

/// A command and why it was selected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Selection {
    pub(super) command: SelectedCommand,
    pub(super) reason: String,
}

impl Selection {
    pub(super) fn new(command: SelectedCommand, reason: impl Into<String>) -> Self {
        Self { command, reason: reason.into() }
    }
}

/// Selects the command for an event. The error is for the workflow's author.
pub(super) fn select(context: EventContext<'_>) -> Result<Selection, String> {
    let EventContext { event, action, git_ref, .. } = context;
    match event {
        "pull_request" => Ok(for_pull_request(context, action.unwrap_or_default())),
        "schedule" if context.default_branch.is_none() => {
            Ok(Selection::new(SelectedCommand::Publish, "a schedule runs on the default branch"))
        }
        "push" | "schedule" | "workflow_dispatch" if context.is_on_default_branch() => {
            Ok(Selection::new(SelectedCommand::Publish, format!("`{event}` on the default branch")))
        }
        "push" | "schedule" | "workflow_dispatch" => {
            let reason = format!("`{event}` on {git_ref}, which is not the default branch");
            Ok(Selection::new(SelectedCommand::Plan, reason))
        }
        "merge_group" => {
            let reason = "a merge queue tests the merge; the push after it publishes";
            Ok(Selection::new(SelectedCommand::Plan, reason))
        }
        "" => Err("GITHUB_EVENT_NAME is not set: this is not a GitHub workflow; run `draft` or `publish`".into()),
        other => Ok(Selection::new(SelectedCommand::Plan, format!("a `{other}` event writes nothing"))),
    }
}

fn for_pull_request(context: EventContext<'_>, action: &str) -> Selection {
    match action {
        "opened" | "synchronize" | "reopened" | "edited" | "ready_for_review" => {}
        "closed" => {
            let reason = "the pull request is closed; the push of its merge publishes";
            return Selection::new(SelectedCommand::Nothing, reason);
        }
        other => return Selection::new(SelectedCommand::Nothing, format!("`{other}` changes no definition")),
    }
    if context.is_fork {
        let reason = "a pull request from a fork has no secrets, so definitions are validated without OpenTrain. \
                      To draft them, a maintainer can push the branch to this repository";
        return Selection::new(SelectedCommand::Check, reason);
    }
    if context.is_dependabot {
        let reason = "Dependabot has no secrets, so definitions are validated without OpenTrain. \
                      To draft them, a maintainer can push a commit to the branch";
        return Selection::new(SelectedCommand::Check, reason);
    }
    Selection::new(SelectedCommand::Draft, format!("pull request {action}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAIN: EventContext<'_> = EventContext {
        event: "push",
        action: None,
        git_ref: "refs/heads/main",
        default_branch: Some("main"),
        is_fork: false,
        is_dependabot: false,
    };

    #[test]
    fn each_event_selects_its_command() {
        let pull =
            |action| EventContext { event: "pull_request", action: Some(action), git_ref: "refs/pull/1/merge", ..MAIN };
        for (context, command) in [
            (pull("opened"), SelectedCommand::Draft),
            (pull("synchronize"), SelectedCommand::Draft),
            (pull("reopened"), SelectedCommand::Draft),
            (pull("edited"), SelectedCommand::Draft),
            (pull("ready_for_review"), SelectedCommand::Draft),
            (pull("closed"), SelectedCommand::Nothing),
            (pull("labeled"), SelectedCommand::Nothing),
            (EventContext { is_fork: true, ..pull("opened") }, SelectedCommand::Check),
            (EventContext { is_dependabot: true, ..pull("opened") }, SelectedCommand::Check),
            (MAIN, SelectedCommand::Publish),
            (EventContext { git_ref: "refs/tags/main", ..MAIN }, SelectedCommand::Plan),
            (EventContext { git_ref: "refs/heads/topic", ..MAIN }, SelectedCommand::Plan),
            (EventContext { git_ref: "main", ..MAIN }, SelectedCommand::Plan),
            (EventContext { default_branch: None, ..MAIN }, SelectedCommand::Plan),
            (EventContext { event: "schedule", ..MAIN }, SelectedCommand::Publish),
            (EventContext { event: "schedule", default_branch: None, ..MAIN }, SelectedCommand::Publish),
            (EventContext { event: "workflow_dispatch", ..MAIN }, SelectedCommand::Publish),
            (EventContext { event: "workflow_dispatch", git_ref: "refs/heads/topic", ..MAIN }, SelectedCommand::Plan),
            (EventContext { event: "merge_group", ..MAIN }, SelectedCommand::Plan),
            (EventContext { event: "release", ..MAIN }, SelectedCommand::Plan),
        ] {
            assert_eq!(select(context).map(|selection| selection.command), Ok(command), "{context:?}");
        }
        assert!(select(EventContext { event: "", ..MAIN }).is_err(), "not a workflow");
    }
}
