//! Which GitHub events may make a command act, whatever asks for it: `ci`, its `--command`, or a workflow that runs the command itself.

/// Events that run with the repository's secrets on untrusted code and text.
pub(super) const UNTRUSTED_EVENTS: [&str; 3] = ["pull_request_target", "workflow_run", "issue_comment"];

/// An event that must not make a command act.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refused {
    /// It runs with the repository's secrets on untrusted code and text.
    #[error("`{0}` runs with this repository's secrets on untrusted code and text; use `pull_request` and `push`")]
    Untrusted(String),
    /// Nothing of it is merged yet.
    #[error(
        "`publish` refuses to run for a `{0}` event: nothing is public before it is merged; publish on pushes to the default branch"
    )]
    NotMerged(String),
}

/// Whether a command may write for this event. Outside GitHub Actions there is none.
pub(super) fn ensure_may_write(event: Option<&str>) -> Result<(), Refused> {
    match event {
        Some(event) if UNTRUSTED_EVENTS.contains(&event) => Err(Refused::Untrusted(event.to_owned())),
        _ => Ok(()),
    }
}

/// Whether a command may publish for this event.
pub(super) fn ensure_may_publish(event: Option<&str>) -> Result<(), Refused> {
    ensure_may_write(event)?;
    match event {
        Some(event) if event.starts_with("pull_request") || event == "merge_group" => {
            Err(Refused::NotMerged(event.to_owned()))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn untrusted_events_write_nothing_and_events_before_the_merge_publish_nothing() {
        for (event, may_write, may_publish) in [
            ("pull_request_target", false, false),
            ("workflow_run", false, false),
            ("issue_comment", false, false),
            ("pull_request", true, false),
            ("pull_request_review", true, false),
            ("pull_request_review_comment", true, false),
            ("merge_group", true, false),
            ("push", true, true),
            ("schedule", true, true),
            ("workflow_dispatch", true, true),
            ("release", true, true),
        ] {
            assert_eq!(ensure_may_write(Some(event)).is_ok(), may_write, "{event}");
            assert_eq!(ensure_may_publish(Some(event)).is_ok(), may_publish, "{event}");
        }
        assert_eq!(ensure_may_publish(None), Ok(()), "no workflow");
    }
}
