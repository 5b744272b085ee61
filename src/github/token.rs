//! GitHub's token. It goes into one header and nowhere else.

use secrecy::{ExposeSecret, SecretString};

/// What stands in a token's place wherever it would have been shown.
const MASK: &str = "[token]";

/// A GitHub API token. Debug shows nothing of it.
#[derive(Clone, Debug)]
pub struct Token(SecretString);

/// Why a text can't be a token; says nothing of the text.
#[derive(Clone, Debug, thiserror::Error)]
#[error("GITHUB_TOKEN is empty, or has a blank, a line break or another character that no token has")]
pub struct BadToken;

impl Token {
    /// The token in `text`, without the white space around it.
    pub fn parse(text: &str) -> Result<Self, BadToken> {
        let text = text.trim();
        // RFC 6750: none of these is written otherwise in JSON, YAML, Markdown or a workflow command, so a mask finds them all.
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~+/=".contains(c);
        let is_plain = !text.is_empty() && text.chars().all(is_plain);
        is_plain.then(|| Self(text.into())).ok_or(BadToken)
    }

    /// The `Authorization` header's value, marked as sensitive so that no log of a lower layer shows it.
    pub(super) fn header(&self) -> Option<reqwest::header::HeaderValue> {
        let text = format!("Bearer {}", self.0.expose_secret());
        let mut value = reqwest::header::HeaderValue::from_str(&text).ok()?;
        value.set_sensitive(true);
        Some(value)
    }

    /// The same text with every occurrence of the token masked.
    pub(super) fn mask(&self, text: &str) -> String {
        text.replace(self.0.expose_secret(), MASK)
    }
}
