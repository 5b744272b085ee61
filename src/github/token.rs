//! The token for GitHub's API.

use crate::http::BearerToken;
use crate::redact;

/// A GitHub API token. `Debug` does not show it.
#[derive(Clone, Debug)]
pub struct Token(BearerToken);

/// The text can't be a token. The error does not repeat it.
#[derive(Clone, Debug, thiserror::Error)]
#[error("GITHUB_TOKEN is empty, or has a space, a line break or another character that a token can't have")]
pub struct BadToken;

impl Token {
    /// The token in `text`, without surrounding white space.
    ///
    /// # Errors
    /// Where the text is empty or has a character that a token can't have.
    pub fn parse(text: &str) -> Result<Self, BadToken> {
        BearerToken::parse(text).map(Self).ok_or(BadToken)
    }

    /// The value of `Authorization`.
    pub(super) fn header(&self) -> Option<reqwest::header::HeaderValue> {
        self.0.header()
    }

    /// The text with the token masked.
    pub(super) fn mask(&self, text: &str) -> String {
        redact::mask(text, self.0.as_secret())
    }
}
