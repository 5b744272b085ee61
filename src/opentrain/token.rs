//! The token for OpenTrain's API.

use crate::http::BearerToken;
use crate::redact::{self, MIN_SECRET_CHARS};

/// An OpenTrain API token. `Debug` does not show it.
#[derive(Clone, Debug)]
pub struct Token(BearerToken);

/// The text can't be a token. The error does not repeat it.
#[derive(Clone, Debug, thiserror::Error)]
pub enum BadToken {
    /// A character that no token has.
    #[error("the token has a space, a line break or another character that a token can't have")]
    Character,
    /// So short that it can't be secret, and can't be masked.
    #[error("the token has fewer than {MIN_SECRET_CHARS} characters. OpenTrain's are longer and begin with `ot_pat_`")]
    TooShort,
}

impl Token {
    /// The token in `text`, without surrounding white space.
    ///
    /// # Errors
    /// Where the text has a character that a token can't have, or too few.
    pub fn parse(text: &str) -> Result<Self, BadToken> {
        if text.trim().len() < MIN_SECRET_CHARS {
            return Err(BadToken::TooShort);
        }
        BearerToken::parse(text).map(Self).ok_or(BadToken::Character)
    }

    /// The value of `Authorization` (page overview).
    pub(super) fn header(&self) -> Option<reqwest::header::HeaderValue> {
        self.0.header()
    }

    /// Masks the token in all strings and keys of a response that repeats it.
    pub(super) fn mask_json(&self, value: &mut serde_json::Value) {
        redact::mask_json(value, self.0.as_secret());
    }
}
