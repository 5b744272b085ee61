//! What the stand-in for GitHub knows, and what it answers.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// What this GitHub knows.
#[derive(Default)]
pub(crate) struct World {
    /// Whose token it is; only a person's may ask the REST API for its login.
    pub(crate) identity: Identity,
    /// Of all pull requests; `pull` is the number of theirs.
    pub(crate) comments: Vec<Value>,
    /// Issues and pull requests, as the list of issues shows them.
    pub(crate) issues: Vec<Value>,
    /// The pull requests of a commit.
    pub(crate) pulls: BTreeMap<String, Vec<Value>>,
    pub(crate) review_comments: Vec<Value>,
    pub(crate) reviews: Vec<Value>,
    /// The pull request's head commit, now.
    pub(crate) head: String,
    pub(crate) files: Vec<Value>,
    /// Those of other pull requests than number 7.
    pub(crate) other_files: BTreeMap<String, Vec<Value>>,
    pub(crate) contents: BTreeMap<String, String>,
    /// What is answered instead: a request's beginning, a status, how often.
    pub(crate) faults: Vec<(&'static str, u16, usize)>,
    /// GitHub's message of a fault.
    pub(crate) refusal: Option<String>,
    /// Where a fault leads whose status is a redirect's.
    pub(crate) elsewhere: String,
    /// Whether lists say where the next page is.
    pub(crate) is_linkless: bool,
    pub(crate) requests: Vec<String>,
    pub(crate) wrong: Vec<String>,
}

/// Whose token a run has.
#[derive(Clone, Default)]
pub(crate) enum Identity {
    /// A workflow's own.
    #[default]
    Workflow,
    /// A GitHub App's.
    App(&'static str),
    Person(&'static str),
}

impl Identity {
    fn login(&self) -> &'static str {
        match self {
            Self::Workflow => "github-actions[bot]",
            Self::App(login) | Self::Person(login) => login,
        }
    }
}

impl World {
    pub(crate) fn comment(&mut self, pull: &str, login: &str, body: &str) -> Value {
        let id = 101 + self.comments.len();
        let url = format!("https://github.com/acme/jobs/pull/{pull}#issuecomment-{id}");
        self.comments.push(json!({ "id": id, "body": body, "html_url": url, "user": user(login), "pull": pull }));
        self.comments.last().cloned().expect("just added")
    }

    pub(super) fn issue(&mut self, login: &str, title: &str, body: &str) -> Value {
        let number = 1 + self.issues.len();
        let issue = json!({ "number": number, "title": title, "body": body, "state": "open", "user": user(login) });
        self.issues.push(issue.clone());
        issue
    }

    /// Changes what a request may change of an issue or a comment that the token's owner wrote.
    fn edit(item: Option<&mut Value>, own: &str, change: &Value) -> (u16, Value) {
        match item {
            None => (404, json!({ "message": "Not Found" })),
            Some(item) if item["user"]["login"] != own => (403, json!({ "message": "Forbidden" })),
            Some(item) => {
                for (key, value) in change.as_object().into_iter().flatten() {
                    item[key] = value.clone();
                }
                (200, item.clone())
            }
        }
    }

    fn own(&self) -> String {
        self.identity.login().to_owned()
    }

    pub(super) fn fault(&mut self, request: &str) -> Option<u16> {
        // What is only asked by POST is no write, and a path is meant whole where a longer one is another request.
        let is_meant = |begin: &str| match begin {
            "POST" => request.starts_with(begin) && request != "POST graphql",
            "GET pulls/7" => request == begin,
            _ => request.starts_with(begin),
        };
        let fault = self.faults.iter_mut().find(|(begin, _, left)| is_meant(begin) && *left > 0)?;
        fault.2 -= 1;
        Some(fault.1)
    }

    pub(super) fn reply(
        &mut self,
        method: &str,
        path: &[&str],
        query: &[(String, String)],
        body: &Value,
    ) -> (u16, Value) {
        let text = |body: &Value| body["body"].as_str().unwrap_or_default().to_owned();
        let own = self.own();
        match (method, path) {
            ("POST", ["graphql"]) => (200, json!({ "data": { "viewer": { "login": own } } })),
            ("GET", ["user"]) => match self.identity {
                Identity::Person(login) => (200, json!({ "login": login, "type": "User" })),
                _ => (403, json!({ "message": "Resource not accessible by integration" })),
            },
            ("GET", ["issues"]) => {
                let state = query.iter().find(|(key, _)| key == "state").map_or("open", |(_, value)| value);
                (200, self.issues.iter().filter(|issue| issue["state"] == state).cloned().collect())
            }
            ("POST", ["issues"]) => (201, self.issue(&own, body["title"].as_str().unwrap_or_default(), &text(body))),
            ("PATCH", ["issues", number]) => {
                let number = number.parse::<u64>().expect("a number");
                Self::edit(self.issues.iter_mut().find(|issue| issue["number"] == number), &own, body)
            }
            ("GET", ["issues", pull, "comments"]) => {
                (200, self.comments.iter().filter(|comment| comment["pull"] == *pull).cloned().collect())
            }
            ("POST", ["issues", pull, "comments"]) => (201, self.comment(pull, &own, &text(body))),
            ("PATCH", ["issues", "comments", id]) => {
                let id = id.parse::<u64>().expect("a number");
                Self::edit(self.comments.iter_mut().find(|comment| comment["id"] == id), &own, body)
            }
            ("GET", ["commits", sha, "pulls"]) => {
                (200, json!(self.pulls.get(*sha).map(Vec::as_slice).unwrap_or_default()))
            }
            ("GET", ["pulls", "7"]) => (200, json!({ "number": 7, "head": { "sha": self.head } })),
            ("GET", ["pulls", "7", "comments"]) => (200, json!(self.review_comments)),
            ("GET", ["pulls", "7", "files"]) => (200, json!(self.files)),
            ("GET", ["pulls", pull, "files"]) => {
                (200, json!(self.other_files.get(*pull).map(Vec::as_slice).unwrap_or_default()))
            }
            ("POST", ["pulls", "7", "reviews"]) => {
                let user = user(&own);
                for comment in body["comments"].as_array().into_iter().flatten() {
                    self.review_comments.push(json!({ "body": text(comment), "path": comment["path"], "user": user }));
                }
                self.reviews.push(body.clone());
                (200, json!({ "id": self.reviews.len() }))
            }
            ("GET", ["contents", path @ ..]) => match self.contents.get(&path.join("/")) {
                Some(text) => (200, json!(text)),
                None => (404, json!({ "message": "Not Found" })),
            },
            _ => (404, json!({ "message": "Not Found" })),
        }
    }
}

fn user(login: &str) -> Value {
    json!({ "login": login, "type": if login.ends_with("[bot]") { "Bot" } else { "User" } })
}
