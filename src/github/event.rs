//! The event that started a workflow run: `GITHUB_EVENT_NAME` and the file at `GITHUB_EVENT_PATH`, of today's shape or an older one.

use serde_json::Value;

/// What happened. What no payload tells is `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// `pull_request`
    PullRequest(Box<PullRequest>),
    /// `push`
    Push(Push),
    /// `schedule`
    Schedule(Place),
    /// `workflow_dispatch`
    Dispatch(Place),
    /// `merge_group`
    MergeGroup,
    /// Any other, by its name.
    Other(String),
}

/// Where a run stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The full ref: `refs/heads/main`.
    pub git_ref: Option<String>,
    /// The default branch's name.
    pub default_branch: Option<String>,
}

/// A push of a branch or a tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Push {
    /// What was pushed to.
    pub place: Place,
    /// The commit it is at now; `None` where the ref was deleted.
    pub after: Option<String>,
}

/// What happened to a pull request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PullRequest {
    /// `opened`, `synchronize`, `closed`, …
    pub action: String,
    /// Its number.
    pub number: u64,
    /// The head commit.
    pub head_sha: String,
    /// The branch that it is to be merged into, without `refs/heads/`.
    pub base_ref: String,
    /// The default branch's name.
    pub default_branch: Option<String>,
    /// Whether the head is in another repository than the base, or in one that is gone.
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

/// Why a payload says nothing that can be used.
#[derive(Debug, thiserror::Error)]
pub enum BadEvent {
    /// It is no JSON.
    #[error("the event's payload is no JSON: {0}")]
    Syntax(#[from] serde_json::Error),
    /// Something that every payload of its kind has is not there.
    #[error("the payload of `{event}` has no `{key}`")]
    Absent {
        /// The event's name.
        event: String,
        /// The way to what is not there.
        key: &'static str,
    },
}

impl Event {
    /// The event of this name and payload. `git_ref` is `GITHUB_REF`, since a schedule's payload has none.
    pub fn parse(name: &str, payload: &[u8], git_ref: Option<&str>) -> Result<Self, BadEvent> {
        let payload: Value = serde_json::from_slice(payload)?;
        Ok(match name {
            "pull_request" => Self::PullRequest(Box::new(pull_request(&payload)?)),
            "push" => Self::Push(push(&payload, git_ref)?),
            "schedule" => Self::Schedule(place(&payload, git_ref)),
            "workflow_dispatch" => Self::Dispatch(place(&payload, git_ref)),
            "merge_group" => Self::MergeGroup,
            other => Self::Other(other.to_owned()),
        })
    }
}

impl Place {
    /// Whether it is the default branch: the full ref, since a tag may have the same name. `None` where no payload tells.
    pub fn is_default_branch(&self) -> Option<bool> {
        let (git_ref, branch) = (self.git_ref.as_deref()?, self.default_branch.as_deref()?);
        Some(git_ref.strip_prefix("refs/heads/") == Some(branch))
    }
}

impl PullRequest {
    /// Whether Dependabot caused the event, whose runs get no secrets. Where no sender is told, its author counts.
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
        base_ref: text(&pull["base"]["ref"]).ok_or_else(|| absent("pull_request.base.ref"))?,
        default_branch: default_branch(payload).or_else(|| text(&pull["base"]["repo"]["default_branch"])),
        is_fork: !is_same_repository(&pull["head"]["repo"], &pull["base"]["repo"]),
        author: text(&pull["user"]["login"]),
        sender: text(&payload["sender"]["login"]),
        is_merged: pull["merged"] == true || pull["merged_at"].is_string(),
        is_draft: pull["draft"] == true,
    })
}

/// What can't be seen to be the same repository is another one: then nothing is written.
fn is_same_repository(head: &Value, base: &Value) -> bool {
    match (head["id"].as_u64(), base["id"].as_u64()) {
        (Some(head), Some(base)) => head == base,
        _ => text(&head["full_name"]).is_some_and(|name| Some(name) == text(&base["full_name"])),
    }
}

fn push(payload: &Value, git_ref: Option<&str>) -> Result<Push, BadEvent> {
    let place = place(payload, git_ref);
    if place.git_ref.is_none() {
        return Err(BadEvent::Absent { event: "push".to_owned(), key: "ref" });
    }
    let is_commit = |sha: &String| payload["deleted"] != true && sha.chars().any(|c| c != '0');
    Ok(Push { place, after: text(&payload["after"]).filter(is_commit) })
}

fn place(payload: &Value, git_ref: Option<&str>) -> Place {
    let git_ref = text(&payload["ref"]).or_else(|| git_ref.map(str::to_owned));
    Place { git_ref, default_branch: default_branch(payload) }
}

/// Pushes of long ago named it `master_branch`.
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
    fn the_sender_is_whose_secrets_count() {
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
            assert_eq!(push.place.is_default_branch(), Some(is_default), "{git_ref}");
        }
        let Event::Schedule(place) =
            parse("schedule", serde_json::json!({"schedule": "0 0 * * *"}), Some("refs/heads/main"))
        else {
            panic!("no schedule")
        };
        assert_eq!(place.is_default_branch(), None, "the payload has no repository");
    }

    #[test]
    fn a_payload_without_what_every_one_has_is_refused() {
        for name in ["pull_request", "push"] {
            assert!(Event::parse(name, b"{}", None).is_err(), "{name}");
        }
        assert!(Event::parse("push", b"nonsense", None).is_err());
        assert_eq!(parse("issue_comment", Value::Null, None), Event::Other("issue_comment".to_owned()));
    }
}
