//! The issue that is open while a publish of the default branch needs an edit: one per header, which its body begins with.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Author, Error, GitHubClient, Header};

/// The issue's text. The body begins with the header's hidden line.
#[derive(Clone, Debug)]
pub struct Text {
    /// One line, which GitHub shows as it is.
    pub title: String,
    /// Markdown.
    pub body: String,
}

/// What became of the issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// There was no open one.
    Opened,
    /// Its text was replaced.
    Updated,
    /// It was closed.
    Closed,
    /// There was nothing to change.
    Unchanged,
    /// A newer run, with this id, has written it; it was not changed.
    Newer(u64),
}

struct OwnIssue {
    number: u64,
    title: String,
    body: String,
    header: Header,
}

/// Opens the issue, or updates the one that is open. Where concurrent runs opened several, the first is kept.
///
/// # Errors
/// Where GitHub refuses or fails.
pub async fn report(client: &GitHubClient, author: &Author, header: &Header, text: &Text) -> Result<Change, Error> {
    let own = open_issues(client, author, header).await?;
    if let Some(newer) = newer_run(&own, header) {
        return Ok(Change::Newer(newer));
    }
    let Some((first, others)) = own.split_first() else {
        client.write(Method::POST, &["issues"], &json!({ "title": text.title, "body": text.body })).await?;
        return Ok(Change::Opened);
    };
    for other in others {
        edit(client, other, &json!({ "state": "closed", "state_reason": "not_planned" })).await?;
    }
    if first.title == text.title && normalized(&first.body) == normalized(&text.body) {
        return Ok(Change::Unchanged);
    }
    edit(client, first, &json!({ "title": text.title, "body": text.body })).await?;
    Ok(Change::Updated)
}

/// Closes the issue, if it is open.
///
/// # Errors
/// Where GitHub refuses or fails.
pub async fn close(client: &GitHubClient, author: &Author, header: &Header) -> Result<Change, Error> {
    let own = open_issues(client, author, header).await?;
    if let Some(newer) = newer_run(&own, header) {
        return Ok(Change::Newer(newer));
    }
    for issue in &own {
        edit(client, issue, &json!({ "state": "closed", "state_reason": "completed" })).await?;
    }
    Ok(if own.is_empty() { Change::Unchanged } else { Change::Closed })
}

/// The open issues that `author` wrote under our header, the first one first. GitHub's own filter by author does not know every
/// bot, so all open issues are read.
async fn open_issues(client: &GitHubClient, author: &Author, header: &Header) -> Result<Vec<OwnIssue>, Error> {
    let open = client.list_where(&["issues"], &[("state", "open")]).await?;
    let mut own: Vec<OwnIssue> = open.iter().filter_map(|issue| own_issue(issue, author, header)).collect();
    own.sort_by_key(|issue| issue.number);
    Ok(own)
}

/// GitHub lists pull requests as issues.
fn own_issue(issue: &Value, author: &Author, own: &Header) -> Option<OwnIssue> {
    let body = issue["body"].as_str()?.to_owned();
    let header = Header::parse(&body).filter(|header| header.scope() == own.scope())?;
    let is_own = issue["pull_request"].is_null() && author.wrote(issue);
    let title = issue["title"].as_str().unwrap_or_default().to_owned();
    is_own.then_some(OwnIssue { number: issue["number"].as_u64()?, title, body, header })
}

fn newer_run(own: &[OwnIssue], header: &Header) -> Option<u64> {
    let newer = own.iter().find(|issue| issue.header.is_newer_than(header));
    newer.map(|issue| issue.header.run().id)
}

/// GitHub's editor may have changed the line endings.
fn normalized(body: &str) -> String {
    body.replace("\r\n", "\n").trim_end().to_owned()
}

async fn edit(client: &GitHubClient, issue: &OwnIssue, change: &Value) -> Result<(), Error> {
    client.write(Method::PATCH, &["issues", &issue.number.to_string()], change).await.map(drop)
}
