//! Suggested changes as review comments, on lines that the pull request's diff shows, each posted once.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Method;
use serde_json::{Value, json};

use super::header::fingerprint;
use super::{Author, Error, GitHubClient, diff};

const BEGIN: &str = "<!-- opentrain-jobs suggestion ";
const END: &str = " -->";

/// Per review, to keep it readable; the next run posts the others.
const MAX_COMMENTS: usize = 20;

/// GitHub requires a text for each review.
const REVIEW_BODY: &str =
    "OpenTrain needs more fields before you can publish this. Each suggestion adds missing fields; adjust the values.";

/// A change to suggest in a review comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SuggestedChange {
    /// The file, relative to the repository's root.
    pub path: String,
    /// The line on the diff's right side that the suggestion replaces, from 1.
    pub line: usize,
    /// The whole file that the suggestion was made for.
    pub text: String,
    /// The missing fields that it adds.
    pub fields: Vec<String>,
    /// The comment in Markdown, with its `suggestion` block.
    pub body: String,
}

/// The missing fields for which the pull request already has a suggestion of ours: applied, resolved, outdated or open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PostedSuggestions {
    fingerprints: BTreeSet<String>,
}

impl PostedSuggestions {
    /// Reads all review comments of pull request `number`.
    ///
    /// # Errors
    /// Where GitHub refuses or fails.
    pub async fn fetch(client: &GitHubClient, author: &Author, number: u64) -> Result<Self, Error> {
        let comments = client.list(&["pulls", &number.to_string(), "comments"]).await?;
        let own = comments.iter().filter(|comment| author.wrote(comment));
        let lines = own.filter_map(|comment| comment["body"].as_str()).flat_map(str::lines);
        let fingerprints = lines.filter_map(|line| line.trim_end().strip_prefix(BEGIN)?.strip_suffix(END));
        Ok(Self { fingerprints: fingerprints.map(str::to_owned).collect() })
    }

    /// Whether there is a suggestion for a missing field of the file at `path`.
    pub fn contains(&self, path: &str, field: &str) -> bool {
        self.fingerprints.contains(&fingerprint(&[path, field]))
    }
}

/// Posts, as one review, the first changes whose line the pull request shows and whose file is the same at `head` as here, where
/// the checkout is the merge commit. Returns how many were posted: none where `head` is no longer the pull request's head commit.
///
/// # Errors
/// Where GitHub refuses or fails.
pub async fn post(client: &GitHubClient, number: u64, head: &str, changes: &[SuggestedChange]) -> Result<usize, Error> {
    let number = number.to_string();
    if changes.is_empty() || client.get(&["pulls", &number]).await?["head"]["sha"] != head {
        return Ok(0);
    }
    let files = client.list(&["pulls", &number, "files"]).await?;
    let shown: BTreeMap<&str, BTreeSet<usize>> = files
        .iter()
        .filter_map(|file| Some((file["filename"].as_str()?, diff::right_lines(file["patch"].as_str()?))))
        .collect();
    let is_shown =
        |change: &&SuggestedChange| shown.get(change.path.as_str()).is_some_and(|lines| lines.contains(&change.line));
    let mut comments = Vec::new();
    // Limited before the files are read: each costs a request.
    for change in changes.iter().filter(is_shown).take(MAX_COMMENTS) {
        if is_unchanged_at(client, head, change).await? {
            comments.push(comment(change));
        }
    }
    if !comments.is_empty() {
        let review = json!({ "commit_id": head, "event": "COMMENT", "body": REVIEW_BODY, "comments": comments });
        client.write(Method::POST, &["pulls", &number, "reviews"], &review).await?;
    }
    Ok(comments.len())
}

fn comment(SuggestedChange { path, line, fields, body, .. }: &SuggestedChange) -> Value {
    let markers = fields.iter().map(|field| format!("\n{BEGIN}{}{END}", fingerprint(&[path, field])));
    json!({ "path": path, "line": line, "side": "RIGHT", "body": format!("{body}{}", markers.collect::<String>()) })
}

/// Whether the file has exactly this text at `commit`, line endings included.
async fn is_unchanged_at(client: &GitHubClient, commit: &str, change: &SuggestedChange) -> Result<bool, Error> {
    let bytes = client.file(&change.path, commit).await?;
    Ok(bytes.is_some_and(|bytes| bytes == change.text.as_bytes()))
}
