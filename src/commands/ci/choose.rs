//! Which command an event asks for, and why.

/// What GitHub tells of a run.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct EventContext<'a> {
    /// `GITHUB_EVENT_NAME`.
    pub(super) event: &'a str,
    /// The event's action, for instance `opened`.
    pub(super) action: Option<&'a str>,
    /// The full ref, for instance `refs/heads/main`.
    pub(super) reference: &'a str,
    /// The repository's default branch, where told.
    pub(super) default_branch: Option<&'a str>,
    /// Whether the pull request comes from another repository.
    pub(super) is_fork: bool,
    /// Whether Dependabot set the run going.
    pub(super) is_dependabot: bool,
}

/// What to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SelectedCommand {
    /// `draft`.
    Draft,
    /// `check`, since there are no secrets here.
    Check,
    /// `publish`.
    Publish,
    /// `plan`.
    Plan,
    /// Nothing.
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

/// The command for an event and the reason; or why there is none, in words for whoever wrote the workflow.
pub(super) fn choose(occasion: EventContext<'_>) -> Result<(SelectedCommand, String), String> {
    let EventContext { event, action, reference, .. } = occasion;
    match event {
        "pull_request" => Ok(pull_request(occasion, action.unwrap_or_default())),
        "schedule" if occasion.default_branch.is_none() => {
            Ok((SelectedCommand::Publish, "a schedule runs on the default branch".into()))
        }
        "push" | "schedule" | "workflow_dispatch" if is_default(occasion) => {
            Ok((SelectedCommand::Publish, format!("`{event}` on the default branch")))
        }
        "push" | "schedule" | "workflow_dispatch" => {
            Ok((SelectedCommand::Plan, format!("`{event}` on {reference}, which is not the default branch")))
        }
        "merge_group" => {
            Ok((SelectedCommand::Plan, "a merge queue tries the merge; the push after it publishes".into()))
        }
        "pull_request_target" | "workflow_run" | "issue_comment" => Err(format!(
            "`{event}` runs with this repository's secrets on words and code of others; use `pull_request` and `push`"
        )),
        "" => Err("no GITHUB_EVENT_NAME: this is not a GitHub workflow; run `draft` or `publish`".into()),
        other => Ok((SelectedCommand::Plan, format!("nothing is written for a `{other}` event"))),
    }
}

fn is_default(occasion: EventContext<'_>) -> bool {
    occasion.default_branch.is_some_and(|branch| occasion.reference.strip_prefix("refs/heads/") == Some(branch))
}

fn pull_request(occasion: EventContext<'_>, action: &str) -> (SelectedCommand, String) {
    match action {
        "opened" | "synchronize" | "reopened" | "edited" | "ready_for_review" => {}
        "closed" => {
            return (SelectedCommand::Nothing, "the pull request is closed; a merge is published by its push".into());
        }
        other => return (SelectedCommand::Nothing, format!("nothing changes by `{other}`")),
    }
    if occasion.is_fork {
        let reason = "the pull request comes from a fork, which has no secrets: definitions are judged without OpenTrain. \
                      A maintainer can push the branch to this repository to draft them";
        return (SelectedCommand::Check, reason.into());
    }
    if occasion.is_dependabot {
        let reason = "Dependabot has no secrets: definitions are judged without OpenTrain. \
                      A maintainer can push a commit to the branch to draft them";
        return (SelectedCommand::Check, reason.into());
    }
    (SelectedCommand::Draft, format!("pull request {action}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAIN: EventContext<'_> = EventContext {
        event: "push",
        action: None,
        reference: "refs/heads/main",
        default_branch: Some("main"),
        is_fork: false,
        is_dependabot: false,
    };

    #[test]
    fn each_event_has_its_command() {
        let pull = |action| EventContext {
            event: "pull_request",
            action: Some(action),
            reference: "refs/pull/1/merge",
            ..MAIN
        };
        for (occasion, choice) in [
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
            (EventContext { reference: "refs/tags/main", ..MAIN }, SelectedCommand::Plan),
            (EventContext { reference: "refs/heads/topic", ..MAIN }, SelectedCommand::Plan),
            (EventContext { reference: "main", ..MAIN }, SelectedCommand::Plan),
            (EventContext { default_branch: None, ..MAIN }, SelectedCommand::Plan),
            (EventContext { event: "schedule", ..MAIN }, SelectedCommand::Publish),
            (EventContext { event: "schedule", default_branch: None, ..MAIN }, SelectedCommand::Publish),
            (EventContext { event: "workflow_dispatch", ..MAIN }, SelectedCommand::Publish),
            (EventContext { event: "workflow_dispatch", reference: "refs/heads/topic", ..MAIN }, SelectedCommand::Plan),
            (EventContext { event: "merge_group", ..MAIN }, SelectedCommand::Plan),
            (EventContext { event: "release", ..MAIN }, SelectedCommand::Plan),
        ] {
            assert_eq!(choose(occasion).map(|(choice, _)| choice), Ok(choice), "{occasion:?}");
        }
        for event in ["pull_request_target", "workflow_run", "issue_comment", ""] {
            assert!(choose(EventContext { event, ..MAIN }).is_err(), "{event}");
        }
    }
}
