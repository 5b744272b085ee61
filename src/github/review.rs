//! Suggestions as review comments: on lines that the pull request shows, each once.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Method;
use serde_json::{Value, json};

use super::header::mark;
use super::{Author, Error, GitHubClient, diff};

const BEGIN: &str = "<!-- opentrain-jobs suggestion ";
const END: &str = " -->";

/// GitHub takes more, but nobody reads more. The rest comes with the next run.
const MOST: usize = 20;

/// GitHub wants a word with every review.
const GREETING: &str = "OpenTrain needs more before this can be published. Each suggestion fills in missing fields; change its values as you like.";

/// A review comment to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The file, from the repository's root.
    pub path: String,
    /// The line of the right side that the suggestion replaces, from 1.
    pub line: usize,
    /// The file's whole text, to which the suggestion fits.
    pub text: String,
    /// The gaps that it fills.
    pub gaps: Vec<String>,
    /// The comment in Markdown, with its `suggestion` block.
    pub body: String,
}

/// The gaps of which a suggestion of ours stands on the pull request, taken, resolved, outdated or not: nobody is told twice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing(BTreeSet<String>);

impl Standing {
    /// Reads all review comments of pull request `number`.
    pub async fn of(hub: &GitHubClient, author: &Author, number: u64) -> Result<Self, Error> {
        let number = number.to_string();
        let comments = hub.list(&["pulls", &number, "comments"]).await?;
        let own = comments.iter().filter(|comment| author.wrote(comment));
        let lines = own.filter_map(|comment| comment["body"].as_str()).flat_map(str::lines);
        let marks = lines.filter_map(|line| line.trim_end().strip_prefix(BEGIN)?.strip_suffix(END));
        Ok(Self(marks.map(str::to_owned).collect()))
    }

    /// Whether a gap of a file has its suggestion.
    pub fn has(&self, path: &str, gap: &str) -> bool {
        self.0.contains(&mark(&[path, gap]))
    }
}

/// Posts, as one review, the proposals whose line the pull request shows and whose file is at `head` what it is here: the checkout
/// is the merge commit. Returns how many were posted.
pub async fn post(hub: &GitHubClient, number: u64, head: &str, proposals: &[Proposal]) -> Result<usize, Error> {
    if proposals.is_empty() {
        return Ok(0);
    }
    let number = number.to_string();
    let files = hub.list(&["pulls", &number, "files"]).await?;
    let shown: BTreeMap<&str, BTreeSet<usize>> = files
        .iter()
        .filter_map(|file| Some((file["filename"].as_str()?, diff::right_lines(file["patch"].as_str()?))))
        .collect();
    let mut comments = Vec::new();
    for proposal in proposals {
        let is_shown = shown.get(proposal.path.as_str()).is_some_and(|lines| lines.contains(&proposal.line));
        if is_shown && comments.len() < MOST && is_at(hub, head, proposal).await? {
            comments.push(comment(proposal));
        }
    }
    if !comments.is_empty() {
        let review = json!({ "commit_id": head, "event": "COMMENT", "body": GREETING, "comments": comments });
        hub.write(Method::POST, &["pulls", &number, "reviews"], &review).await?;
    }
    Ok(comments.len())
}

fn comment(Proposal { path, line, gaps, body, .. }: &Proposal) -> Value {
    let marks: String = gaps.iter().map(|gap| format!("\n{BEGIN}{}{END}", mark(&[path, gap]))).collect();
    json!({ "path": path, "line": line, "side": "RIGHT", "body": format!("{body}{marks}") })
}

/// Whether the file has this very text at the head commit. A file with other line ends is another one.
async fn is_at(hub: &GitHubClient, head: &str, proposal: &Proposal) -> Result<bool, Error> {
    let path: Vec<&str> = ["contents"].into_iter().chain(proposal.path.split('/')).collect();
    match hub.get(&hub.of_repository(&path), &[("ref", head)]).await {
        Ok(answer) => Ok(answer.body["content"].as_str().and_then(decoded).is_some_and(|text| text == proposal.text)),
        Err(Error::Refused { status: 404, .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Base64 in lines, as the contents endpoint answers. There is no other base64 in this program.
fn decoded(text: &str) -> Option<String> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digits = text.bytes().filter(|byte| !byte.is_ascii_whitespace() && *byte != b'=');
    let (mut bytes, mut held, mut bits) = (Vec::new(), 0_u32, 0_u32);
    for digit in digits {
        let value = DIGITS.iter().position(|known| *known == digit)?;
        held = (held << 6 | u32::try_from(value).ok()?) & 0xFFFF;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits & 0xFF).ok()?);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_read_as_github_writes_it() {
        let cases = [
            ("", ""),
            ("YQ==\n", "a"),
            ("YWI=", "ab"),
            ("YWJj", "abc"),
            ("ZGVz\nY3JpcHRpb246IMO8Cg==", "description: ü\n"),
        ];
        for (text, meant) in cases {
            assert_eq!(decoded(text).as_deref(), Some(meant), "{text}");
        }
        assert_eq!(decoded("a-b"), None);
        assert_eq!(decoded("//4="), None, "no UTF-8");
    }
}
