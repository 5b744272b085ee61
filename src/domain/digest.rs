//! A short, stable name for a content.

use std::fmt::Write as _;

use serde::Serialize;
use sha2::{Digest as _, Sha256};

/// A kind and the SHA-256 of a value's canonical JSON, in hexadecimal: `text:9f86…`. Equal contents have equal digests,
/// however they were laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentHash(String);

impl ContentHash {
    /// The digest of `value`, which is of a kind. Object keys count in the order of their names.
    pub fn of(kind: &str, value: &impl Serialize) -> Self {
        // What has no JSON, such as a key that is no text, is in no definition.
        let hash = Sha256::digest(serde_json::to_vec(value).unwrap_or_default());
        let mut text = format!("{kind}:");
        for byte in hash {
            // Writing into a text can't fail.
            let _ = write!(text, "{byte:02x}");
        }
        Self(text)
    }

    /// Whether this is the digest of a value of that kind.
    pub fn is_of(&self, kind: &str) -> bool {
        self.0.split_once(':').is_some_and(|(own, _)| own == kind)
    }

    /// A digest that was written down earlier.
    pub fn recorded(text: String) -> Self {
        Self(text)
    }

    /// The digest's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
