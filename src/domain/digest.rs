//! Content hashes.

use serde::Serialize;
use sha2::{Digest as _, Sha256};

/// Most briefs are no longer.
const USUAL_BYTES: usize = 4096;

/// A kind and the SHA-256 of a value's canonical JSON, in hexadecimal: `text:9f86…`. Equal content has an equal hash,
/// whatever its layout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentHash(String);

impl ContentHash {
    /// Hashes `value` with its keys in alphabetical order.
    pub fn new(kind: &str, value: &impl Serialize) -> Self {
        let mut json = Vec::with_capacity(USUAL_BYTES);
        // Serialization fails only for values that no definition has, such as keys that are not text.
        let _ = serde_json::to_writer(&mut json, value);
        let hash = Sha256::digest(json);
        let halves = hash.as_chunks().0.iter().map(|half| format!("{:032x}", u128::from_be_bytes(*half)));
        Self(format!("{kind}:{}", halves.collect::<String>()))
    }

    /// Whether this is the hash of a value of that kind.
    pub fn has_kind(&self, kind: &str) -> bool {
        self.0.split_once(':').is_some_and(|(own, _)| own == kind)
    }

    /// Restores a hash from a record.
    pub fn recorded(text: String) -> Self {
        Self(text)
    }

    /// The kind and the hexadecimal hash, as stored in records.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
