//! A token in the header `Authorization`.

use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret as _, SecretString};

/// A bearer token. `Debug` does not show it.
#[derive(Clone, Debug)]
pub(crate) struct BearerToken(SecretString);

impl BearerToken {
    /// The token in `text`, without surrounding white space. `None` unless it has the characters of RFC 6750: JSON, YAML, Markdown
    /// and workflow commands escape none of them, so that masking finds it in all of these.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let is_allowed = |c: char| c.is_ascii_alphanumeric() || "-._~+/=".contains(c);
        (!text.is_empty() && text.chars().all(is_allowed)).then(|| Self(text.into()))
    }

    /// The header's value, marked as sensitive so that no library logs it.
    pub(crate) fn header(&self) -> Option<HeaderValue> {
        let mut value = HeaderValue::from_str(&format!("Bearer {}", self.0.expose_secret())).ok()?;
        value.set_sensitive(true);
        Some(value)
    }

    /// The token itself, for masking.
    pub(crate) fn as_secret(&self) -> &SecretString {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_shown_nowhere() {
        let token = BearerToken::parse(" ghs_secret\n").expect("a token");
        let header = token.header().expect("a header");
        assert!(header.is_sensitive() && header == "Bearer ghs_secret");
        assert!(!format!("{token:?} {header:?}").contains("secret"));
        for bad in ["", " ", "a b", "a\nb", "ü"] {
            assert!(BearerToken::parse(bad).is_none(), "{bad:?}");
        }
    }
}
