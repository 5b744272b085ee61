//! The one comment on a pull request that is ours: found again, updated in place, never by an older run.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Author, Error, GitHubClient, Header};

/// What became of the comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Posted {
    /// There was none.
    Created,
    /// It said something else.
    Updated,
    /// It says this already, of this very commit.
    Unchanged,
    /// It was written by this run, which knows better.
    Newer(u64),
}

/// A comment of ours that is there.
struct Known {
    id: u64,
    body: String,
    url: Option<String>,
    header: Header,
}

/// Makes the comment on pull request `number` say `body`, which begins with `header`. All pages of comments are searched; ours is
/// what `author` wrote under our header. Of twins (two runs at once each made one) the latest stays; the others become a line that
/// points to it, rather than being deleted: nothing that people may have answered disappears.
pub async fn upsert(
    hub: &GitHubClient,
    author: &Author,
    number: u64,
    header: &Header,
    body: &str,
) -> Result<Posted, Error> {
    let number = number.to_string();
    let path = ["issues", number.as_str(), "comments"];
    let comments = hub.list(&path).await?;
    let mut ours: Vec<Known> = comments.iter().filter_map(|comment| known(comment, author, header)).collect();
    ours.sort_by_key(|known| known.id);
    if let Some(newer) = ours.iter().find(|known| known.header.outranks(header)) {
        return Ok(Posted::Newer(newer.header.run()));
    }
    let Some(kept) = ours.pop() else {
        hub.write(Method::POST, &path, &json!({ "body": body })).await?;
        return Ok(Posted::Created);
    };
    let is_same = text(&kept.body) == text(body) && kept.header.sha() == header.sha();
    if !is_same {
        edit(hub, kept.id, body).await?;
    }
    for twin in &ours {
        edit(hub, twin.id, &pointer(kept.url.as_deref())).await?;
    }
    Ok(if is_same { Posted::Unchanged } else { Posted::Updated })
}

fn known(comment: &Value, author: &Author, own: &Header) -> Option<Known> {
    let body = comment["body"].as_str()?;
    let header = Header::parse(body).filter(|header| header.of() == own.of() && author.wrote(comment))?;
    let url = comment["html_url"].as_str().map(str::to_owned);
    Some(Known { id: comment["id"].as_u64()?, body: body.to_owned(), url, header })
}

/// What people see of a comment: all but the header. A form may have changed the line ends.
fn text(body: &str) -> String {
    let body = body.replace("\r\n", "\n");
    body.split_once('\n').map(|(_, text)| text.trim_end().to_owned()).unwrap_or_default()
}

async fn edit(hub: &GitHubClient, id: u64, body: &str) -> Result<(), Error> {
    let id = id.to_string();
    hub.write(Method::PATCH, &["issues", "comments", &id], &json!({ "body": body })).await.map(drop)
}

/// Has no header: from now on it is no comment of ours.
fn pointer(url: Option<&str>) -> String {
    let is_plain = |url: &&str| {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._~/:#?=".contains(c);
        url.starts_with("https://") && url.chars().all(plain)
    };
    match url.filter(is_plain) {
        Some(url) => format!("The report is kept [in one comment]({url})."),
        None => "The report is kept in a later comment.".to_owned(),
    }
}
