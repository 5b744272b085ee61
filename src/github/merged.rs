//! The merged pull requests of a push, and our comment on them, which reports the result of the merge once.

use serde_json::Value;

use super::comment::{OwnComment, edit, own_comments};
use super::{Author, Error, GitHubClient, Header};

/// Further ones get no report.
const MAX_PULL_REQUESTS: usize = 10;

/// Each costs a request. A merge has its own commit first, so that a pull request of many commits is found all the same.
const MAX_COMMITS: usize = 30;

/// A merged pull request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// Its number.
    pub number: u64,
    /// The commit on the base branch.
    pub commit: String,
}

/// Our comment on a merged pull request that does not report the final result of the merge yet.
#[derive(Clone, Copy, Debug)]
pub struct UnreportedMerge {
    id: u64,
    /// Whether an earlier attempt of this run has reported the merge.
    pub is_correction: bool,
}

/// The pull requests that brought these commits, the latest first, into `branch`.
///
/// # Errors
/// Where GitHub refuses or fails.
pub async fn pull_requests(client: &GitHubClient, commits: &[String], branch: &str) -> Result<Vec<Merged>, Error> {
    let mut found: Vec<Merged> = Vec::new();
    for commit in commits.iter().take(MAX_COMMITS) {
        for pull_request in client.list(&["commits", commit, "pulls"]).await? {
            let merged = merged(&pull_request, branch);
            found.extend(merged.filter(|merged| found.iter().all(|other| other.number != merged.number)));
        }
        if found.len() >= MAX_PULL_REQUESTS {
            break;
        }
    }
    found.truncate(MAX_PULL_REQUESTS);
    Ok(found)
}

fn merged(pull_request: &Value, branch: &str) -> Option<Merged> {
    let is_merged = pull_request["merged_at"].is_string() && pull_request["base"]["ref"] == branch;
    let commit = pull_request["merge_commit_sha"].as_str()?.to_owned();
    is_merged.then_some(Merged { number: pull_request["number"].as_u64()?, commit })
}

/// Our comment, unless it reports this merge already. A pull request without one gets none.
///
/// # Errors
/// Where GitHub refuses or fails.
pub async fn unreported_merge(
    client: &GitHubClient,
    author: &Author,
    number: u64,
    header: &Header,
) -> Result<Option<UnreportedMerge>, Error> {
    let latest = own_comments(client, author, number, header).await?.pop();
    let unreported = latest.filter(|comment| !comment.header.reports_merge(header));
    let found =
        |comment: OwnComment| UnreportedMerge { id: comment.id, is_correction: comment.header.is_of_merge(header) };
    Ok(unreported.map(found))
}

/// Replaces the comment.
///
/// # Errors
/// Where GitHub refuses or fails.
pub async fn report(client: &GitHubClient, comment: UnreportedMerge, body: &str) -> Result<(), Error> {
    edit(client, comment.id, body).await
}
