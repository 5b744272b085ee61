//! The account's token.

use secrecy::ExposeSecret as _;

use crate::http::BearerToken;

/// What replaces a token.
const MASK: &str = "[token]";

/// An OpenTrain API token. `Debug` does not show it.
#[derive(Clone, Debug)]
pub struct Token(BearerToken);

/// Why a text can't be a token; repeats nothing of the text.
#[derive(Clone, Debug, thiserror::Error)]
#[error("the token has a blank, a line break or another character that no token has")]
pub struct BadToken;

impl Token {
    /// The token in `text`, without surrounding white space.
    ///
    /// # Errors
    /// Where the text has a character that no token has.
    pub fn parse(text: &str) -> Result<Self, BadToken> {
        BearerToken::parse(text).map(Self).ok_or(BadToken)
    }

    /// The value of `Authorization` (page overview).
    pub(super) fn header(&self) -> Option<reqwest::header::HeaderValue> {
        self.0.header()
    }

    fn mask(&self, text: &str) -> String {
        text.replace(self.0.as_secret().expose_secret(), MASK)
    }

    /// Masks the token in all strings and keys of a response that repeats it.
    pub(super) fn mask_value(&self, value: &mut serde_json::Value) {
        match value {
            serde_json::Value::String(text) => *text = self.mask(text),
            serde_json::Value::Array(items) => items.iter_mut().for_each(|item| self.mask_value(item)),
            serde_json::Value::Object(map) => {
                let entries = std::mem::take(map).into_iter();
                *map = entries.map(|(key, value)| (self.mask(&key), value)).collect();
                map.values_mut().for_each(|item| self.mask_value(item));
            }
            serde_json::Value::Null | serde_json::Value::Bool(_) | serde_json::Value::Number(_) => {}
        }
    }
}
