//! Our comment on a pull request: one per header, updated in place, never by an older run.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Author, Error, GitHubClient, Header};
use crate::redact::escape;

/// What [`upsert`] does where there is no comment yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhenAbsent {
    /// Creates one.
    Create,
    /// Nothing: there is no news, and only an earlier comment would be out of date.
    Skip,
}

/// The result of [`upsert`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Posted {
    /// There was no comment yet.
    Created,
    /// There is no comment, and none is needed.
    Skipped,
    /// Its text or commit changed.
    Updated,
    /// It had this text, for this commit.
    Unchanged,
    /// A newer run, with this id, has written it; it was not changed.
    Newer(u64),
}

pub(super) struct OwnComment {
    pub(super) id: u64,
    body: String,
    url: Option<String>,
    pub(super) header: Header,
}

/// Creates or updates our comment on pull request `number`, so that it has the text `body`, which begins with `header`. Ours are
/// the comments that `author` wrote under our header. Where concurrent runs created several, the latest is kept and the others
/// refer to it; deleting them would break the conversation below them.
///
/// # Errors
/// Where GitHub refuses or fails.
pub async fn upsert(
    client: &GitHubClient,
    author: &Author,
    number: u64,
    header: &Header,
    body: &str,
    when_absent: WhenAbsent,
) -> Result<Posted, Error> {
    let mut ours = own_comments(client, author, number, header).await?;
    if let Some(newer) = ours.iter().find(|comment| comment.header.is_newer_than(header)) {
        return Ok(Posted::Newer(newer.header.run().id));
    }
    let Some(latest) = ours.pop() else {
        if when_absent == WhenAbsent::Skip {
            return Ok(Posted::Skipped);
        }
        let path = ["issues", &number.to_string(), "comments"];
        client.write(Method::POST, &path, &json!({ "body": body })).await?;
        return Ok(Posted::Created);
    };
    let is_same = text(&latest.body) == text(body) && latest.header.sha() == header.sha();
    if !is_same {
        edit(client, latest.id, body).await?;
    }
    for duplicate in &ours {
        edit(client, duplicate.id, &superseded_notice(latest.url.as_deref())).await?;
    }
    Ok(if is_same { Posted::Unchanged } else { Posted::Updated })
}

/// Our comments on a pull request, the latest last.
pub(super) async fn own_comments(
    client: &GitHubClient,
    author: &Author,
    number: u64,
    header: &Header,
) -> Result<Vec<OwnComment>, Error> {
    let comments = client.list(&["issues", &number.to_string(), "comments"]).await?;
    let mut ours: Vec<OwnComment> = comments.iter().filter_map(|comment| own(comment, author, header)).collect();
    ours.sort_by_key(|comment| comment.id);
    Ok(ours)
}

fn own(comment: &Value, author: &Author, own: &Header) -> Option<OwnComment> {
    let body = comment["body"].as_str()?;
    let header = Header::parse(body).filter(|header| header.scope() == own.scope() && author.wrote(comment))?;
    let url = comment["html_url"].as_str().map(str::to_owned);
    Some(OwnComment { id: comment["id"].as_u64()?, body: body.to_owned(), url, header })
}

/// A comment without its hidden header. GitHub's editor may have changed the line endings.
fn text(body: &str) -> String {
    let body = body.replace("\r\n", "\n");
    body.split_once('\n').map(|(_, text)| text.trim_end().to_owned()).unwrap_or_default()
}

pub(super) async fn edit(client: &GitHubClient, id: u64, body: &str) -> Result<(), Error> {
    let id = id.to_string();
    client.write(Method::PATCH, &["issues", "comments", &id], &json!({ "body": body })).await.map(drop)
}

/// Without a header, so that the comment no longer counts as ours.
fn superseded_notice(url: Option<&str>) -> String {
    match url.filter(|url| escape::is_plain_url(url)) {
        Some(url) => format!("The report is kept [in one comment]({url})."),
        None => "The report is kept in a later comment.".to_owned(),
    }
}
