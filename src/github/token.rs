//! GitHub's token.

use crate::http::BearerToken;
use crate::redact;

/// A GitHub API token. `Debug` does not show it.
#[derive(Clone, Debug)]
pub struct Token(BearerToken);

/// Why a text can't be a token; repeats nothing of the text.
#[derive(Clone, Debug, thiserror::Error)]
#[error("GITHUB_TOKEN is empty, or has a blank, a line break or another character that no token has")]
pub struct BadToken;

impl Token {
    /// The token in `text`, without surrounding white space.
    ///
    /// # Errors
    /// Where the text is empty or has a character that no token has.
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
