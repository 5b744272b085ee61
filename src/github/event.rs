//! The event that started a workflow run: `GITHUB_EVENT_NAME`, and the file at `GITHUB_EVENT_PATH` in its current or an older shape.

use serde_json::Value;

/// An event. A value that its payload lacks is `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// `pull_request`
    PullRequest(Box<PullRequest>),
    /// `push`
    Push(Push),
    /// `schedule`
    Schedule(EventRef),
    /// `workflow_dispatch`
    Dispatch(EventRef),
    /// `merge_group`
    MergeGroup,
    /// Any other, by its name.
    Other(String),
}

/// The ref that an event is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRef {
    /// The full ref: `refs/heads/main`.
    pub git_ref: Option<String>,
    /// The default branch's name.
    pub default_branch: Option<String>,
}

/// A push of a branch or a tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Push {
    /// The branch or tag.
    pub target: EventRef,
    /// The commit before the push; `None` where the ref is new.
    pub before: Option<String>,
    /// The commit after the push; `None` where the ref was deleted.
    pub after: Option<String>,
    /// The commits that it brought, as far as the payload lists them, the latest first.
    pub commits: Vec<String>,
}

/// An event of a pull request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PullRequest {
    /// `opened`, `synchronize`, `closed`, …
    pub action: String,
    /// The pull request's number.
    pub number: u64,
    /// The head commit.
    pub head_sha: String,
    /// The base branch's tip when the event happened.
    pub base_sha: Option<String>,
    /// The branch it merges into, without `refs/heads/`.
    pub base_ref: String,
    /// The default branch's name.
    pub default_branch: Option<String>,
    /// Whether the head is in another repository than the base, or in a deleted one.
    pub is_fork: bool,
    /// Who opened it.
    pub author: Option<String>,
    /// Who caused this event.
    pub sender: Option<String>,
    /// Whether it has been merged.
    pub is_merged: bool,
    /// Whether it is marked as a draft.
    pub is_draft: bool,
}

/// Why a payload can't be used.
#[derive(Debug, thiserror::Error)]
pub enum BadEvent {
    /// It is not JSON.
    #[error("the event's payload is not JSON: {0}")]
    Syntax(#[from] serde_json::Error),
    /// A required key is missing.
    #[error("the payload of `{event}` has no `{key}`")]
    Absent {
        /// The event's name.
        event: String,
        /// The path to the missing key.
        key: &'static str,
    },
}

impl Event {
    /// The number of the pull request that the event is about.
    pub fn pull_request(&self) -> Option<u64> {
        match self {
            Self::PullRequest(pull_request) => Some(pull_request.number),
            _ => None,
        }
    }

    /// Parses an event. `git_ref` is `GITHUB_REF`, which a schedule's payload lacks.
    ///
    /// # Errors
    /// Where the payload is not JSON or lacks a required key.
    pub fn parse(name: &str, payload: &[u8], git_ref: Option<&str>) -> Result<Self, BadEvent> {
        let payload: Value = serde_json::from_slice(payload)?;
        Ok(match name {
            "pull_request" => Self::PullRequest(Box::new(pull_request(&payload)?)),
            "push" => Self::Push(push(&payload, git_ref)?),
            "schedule" => Self::Schedule(event_ref(&payload, git_ref)),
            "workflow_dispatch" => Self::Dispatch(event_ref(&payload, git_ref)),
            "merge_group" => Self::MergeGroup,
            other => Self::Other(other.to_owned()),
        })
    }
}

impl Event {
    /// The commit that the default branch was at before the push; `None` for other events and branches.
    pub fn default_branch_before(&self) -> Option<String> {
        match self {
            Self::Push(push) if push.target.is_default_branch() == Some(true) => push.before.clone(),
            _ => None,
        }
    }
}

impl EventRef {
    /// Whether it is the default branch. Compares full refs, since a tag may have the same name. `None` if unknown.
    pub fn is_default_branch(&self) -> Option<bool> {
        let git_ref = self.git_ref.as_deref()?;
        let branch = self.default_branch.as_deref()?;
        Some(git_ref.strip_prefix("refs/heads/") == Some(branch))
    }
}

impl PullRequest {
    /// Whether Dependabot, whose runs get no secrets, caused the event. Falls back to the author if there is no sender.
    pub fn is_by_dependabot(&self) -> bool {
        self.sender.as_ref().or(self.author.as_ref()).is_some_and(|login| login == "dependabot[bot]")
    }
}

fn pull_request(payload: &Value) -> Result<PullRequest, BadEvent> {
    let absent = |key| BadEvent::Absent { event: "pull_request".to_owned(), key };
    let pull = &payload["pull_request"];
    let number = payload["number"].as_u64().or_else(|| pull["number"].as_u64());
    Ok(PullRequest {
        action: text(&payload["action"]).ok_or_else(|| absent("action"))?,
        number: number.ok_or_else(|| absent("number"))?,
        head_sha: text(&pull["head"]["sha"]).ok_or_else(|| absent("pull_request.head.sha"))?,
        base_sha: commit(&pull["base"]["sha"]),
        base_ref: text(&pull["base"]["ref"]).ok_or_else(|| absent("pull_request.base.ref"))?,
        default_branch: default_branch(payload).or_else(|| text(&pull["base"]["repo"]["default_branch"])),
        is_fork: !is_same_repository(&pull["head"]["repo"], &pull["base"]["repo"]),
        author: text(&pull["user"]["login"]),
        sender: text(&payload["sender"]["login"]),
        is_merged: pull["merged"] == true || pull["merged_at"].is_string(),
        is_draft: pull["draft"] == true,
    })
}

/// Unknown repositories count as different, so that nothing is written.
fn is_same_repository(head: &Value, base: &Value) -> bool {
    match (head["id"].as_u64(), base["id"].as_u64()) {
        (Some(head), Some(base)) => head == base,
        _ => text(&head["full_name"]).is_some_and(|name| Some(name) == text(&base["full_name"])),
    }
}

fn push(payload: &Value, git_ref: Option<&str>) -> Result<Push, BadEvent> {
    let target = event_ref(payload, git_ref);
    if target.git_ref.is_none() {
        return Err(BadEvent::Absent { event: "push".to_owned(), key: "ref" });
    }
    let after = if payload["deleted"] == true { None } else { commit(&payload["after"]) };
    let listed = payload["commits"].as_array().into_iter().flatten().rev().filter_map(|listed| commit(&listed["id"]));
    let listed = listed.filter(|id| Some(id) != after.as_ref());
    let commits = after.iter().cloned().chain(listed).collect();
    Ok(Push { target, before: commit(&payload["before"]), after, commits })
}

/// A commit's id. Zeros mean that there is none.
fn commit(value: &Value) -> Option<String> {
    text(value).filter(|sha| sha.chars().all(|c| c.is_ascii_hexdigit()) && sha.chars().any(|c| c != '0'))
}

fn event_ref(payload: &Value, git_ref: Option<&str>) -> EventRef {
    let git_ref = text(&payload["ref"]).or_else(|| git_ref.map(str::to_owned));
    EventRef { git_ref, default_branch: default_branch(payload) }
}

/// Old payloads call it `master_branch`.
fn default_branch(payload: &Value) -> Option<String> {
    let repository = &payload["repository"];
    text(&repository["default_branch"]).or_else(|| text(&repository["master_branch"]))
}

fn text(value: &Value) -> Option<String> {
    value.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(name: &str, payload: Value, git_ref: Option<&str>) -> Event {
        Event::parse(name, payload.to_string().as_bytes(), git_ref).expect("an event")
    }

    fn pull(change: impl Fn(&mut Value)) -> PullRequest {
        let mut payload = serde_json::json!({
            "action": "opened", "number": 7, "sender": {"login": "ann"}, "repository": {"default_branch": "main"},
            "pull_request": {
                "user": {"login": "ann"}, "draft": false, "merged": false,
                "head": {"sha": "abc", "repo": {"id": 1, "full_name": "a/b"}},
                "base": {"ref": "main", "repo": {"id": 1, "full_name": "a/b"}},
            },
        });
        change(&mut payload);
        match parse("pull_request", payload, None) {
            Event::PullRequest(pull) => *pull,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn only_the_same_repository_is_no_fork() {
        assert!(!pull(|_| ()).is_fork);
        assert!(pull(|p| p["pull_request"]["head"]["repo"]["id"] = 2.into()).is_fork);
        assert!(pull(|p| p["pull_request"]["head"]["repo"] = Value::Null).is_fork, "the fork was deleted");
        assert!(!pull(|p| p["pull_request"]["head"]["repo"] = serde_json::json!({"full_name": "a/b"})).is_fork);
    }

    #[test]
    fn the_sender_decides_whether_there_are_secrets() {
        assert!(!pull(|p| p["pull_request"]["user"]["login"] = "dependabot[bot]".into()).is_by_dependabot());
        assert!(pull(|p| p["sender"]["login"] = "dependabot[bot]".into()).is_by_dependabot());
    }

    #[test]
    fn a_tag_named_as_the_default_branch_is_a_tag() {
        let payload = |git_ref: &str| serde_json::json!({"ref": git_ref, "repository": {"default_branch": "main"}});
        for (git_ref, is_default) in
            [("refs/heads/main", true), ("refs/tags/main", false), ("refs/heads/x/main", false)]
        {
            let Event::Push(push) = parse("push", payload(git_ref), None) else { panic!("no push") };
            assert_eq!(push.target.is_default_branch(), Some(is_default), "{git_ref}");
        }
        let Event::Schedule(event_ref) =
            parse("schedule", serde_json::json!({"schedule": "0 0 * * *"}), Some("refs/heads/main"))
        else {
            panic!("no schedule")
        };
        assert_eq!(event_ref.is_default_branch(), None, "the payload has no repository");
    }

    #[test]
    fn a_payload_without_a_required_key_is_an_error() {
        for name in ["pull_request", "push"] {
            assert!(Event::parse(name, b"{}", None).is_err(), "{name}");
        }
        assert!(Event::parse("push", b"nonsense", None).is_err());
        assert_eq!(parse("issue_comment", Value::Null, None), Event::Other("issue_comment".to_owned()));
    }
}
