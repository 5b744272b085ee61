//! Masks secrets, both known ones and those recognized by their prefix.

use std::ops::Range;
use std::sync::Arc;

use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;

/// Replaces a secret.
pub const MASK: &str = "[token]";

/// The prefix of OpenTrain's tokens (page auth).
pub(crate) const TOKEN_PREFIX: &str = "ot_pat_";

/// Fewer characters after the prefix are no token, as in documentation.
const MIN_TOKEN_CHARS: usize = 8;

/// A shorter text is a placeholder and no secret. Masking it would garble words that contain it.
pub(crate) const MIN_SECRET_CHARS: usize = 4;

/// Masks a fixed set of secrets, and whatever looks like a token. `Debug` does not show them.
#[derive(Clone, Debug, Default)]
pub struct Redactor {
    secrets: Arc<[SecretString]>,
}

impl Redactor {
    /// A redactor of those of these texts that may be secrets.
    pub fn new(secrets: Vec<SecretString>) -> Self {
        let is_secret = |secret: &SecretString| secret.expose_secret().len() >= MIN_SECRET_CHARS;
        Self { secrets: secrets.into_iter().filter(is_secret).collect() }
    }

    /// The text with every secret masked.
    pub fn redact(&self, text: String) -> String {
        self.secrets.iter().fold(redact(text), |text, secret| {
            // A large report is copied only where it has to be.
            if text.contains(secret.expose_secret()) { mask(&text, secret) } else { text }
        })
    }
}

/// The text with whatever looks like an OpenTrain token masked (`ot_pat_…`, page auth).
pub fn redact(text: String) -> String {
    let mut shown = String::new();
    let mut rest = text.as_str();
    while let Some(token) = first_token(rest, 0) {
        shown.push_str(&rest[..token.start]);
        shown.push_str(MASK);
        rest = &rest[token.end..];
    }
    if shown.is_empty() && rest.len() == text.len() {
        return text;
    }
    shown + rest
}

/// The byte range of the first text at or after `from` that looks like an OpenTrain token, its prefix included.
pub(crate) fn first_token(text: &str, from: usize) -> Option<Range<usize>> {
    let is_token_char = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    text[from..].match_indices(TOKEN_PREFIX).find_map(|(at, _)| {
        let start = from + at;
        let secret = start + TOKEN_PREFIX.len();
        let length = text[secret..].find(|c| !is_token_char(c)).unwrap_or(text.len() - secret);
        (length >= MIN_TOKEN_CHARS).then_some(start..secret + length)
    })
}

/// The text with one secret masked.
pub(crate) fn mask(text: &str, secret: &SecretString) -> String {
    text.replace(secret.expose_secret(), MASK)
}

/// Masks a secret in all strings and keys of a value.
pub(crate) fn mask_json(value: &mut Value, secret: &SecretString) {
    match value {
        Value::String(text) => *text = mask(text, secret),
        Value::Array(items) => items.iter_mut().for_each(|item| mask_json(item, secret)),
        Value::Object(map) => {
            let entries = std::mem::take(map).into_iter();
            *map = entries.map(|(key, value)| (mask(&key, secret), value)).collect();
            map.values_mut().for_each(|item| mask_json(item, secret));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_looks_like_a_token_is_masked() {
        for (text, shown) in [
            ("a ot_pat_abc_secret123 b ot_pat_ c", "a [token] b ot_pat_ c"),
            ("ot_pat_1234567", "ot_pat_1234567"),
            ("ot_pat_1ot_pat_2 ot_pat_12345678é", "[token] [token]é"),
        ] {
            assert_eq!(redact(text.into()), shown);
        }
    }

    #[test]
    fn a_placeholder_is_not_masked_inside_of_words() {
        let redactor = Redactor::new(vec!["".into(), "job".into(), "ghs_secret".into()]);
        assert_eq!(redactor.redact("jobs/a.yml ghs_secret".into()), "jobs/a.yml [token]");
    }

    #[test]
    fn a_known_secret_is_masked_in_texts_and_json() {
        let redactor = Redactor::new(vec!["ghs_secret".into()]);
        assert_eq!(redactor.redact("x ghs_secret, ot_pat_12345678".into()), "x [token], [token]");
        assert!(!format!("{redactor:?}").contains("ghs_secret"));
        let mut value = json!({"a ghs_secret": ["ghs_secret!", 1, null]});
        mask_json(&mut value, &"ghs_secret".into());
        assert_eq!(value, json!({"a [token]": ["[token]!", 1, null]}));
    }
}
