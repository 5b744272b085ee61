//! The version of a file. A newer one is refused and left untouched.

use std::path::Path;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::error::Error;

/// The version that this program writes, and the latest that it reads.
const VERSION: u64 = 2;

/// (De)serializes as this version's number and refuses any other.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub(super) struct Version2;

impl TryFrom<u64> for Version2 {
    type Error = &'static str;

    fn try_from(version: u64) -> Result<Self, Self::Error> {
        if version == VERSION { Ok(Self) } else { Err("another version") }
    }
}

impl From<Version2> for u64 {
    fn from(Version2: Version2) -> Self {
        VERSION
    }
}

/// Parses a file's content of a known version.
pub(super) fn body<T: DeserializeOwned>(path: &Path, text: &str) -> Result<T, Error> {
    // serde would take a list for a struct, too.
    let object = if text.trim_start().starts_with('[') { "{}" } else { text };
    serde_json::from_str(object).map_err(|error| parse_error(path, object, &error))
}

/// Why parsing failed: an unknown version explains more than serde's error.
fn parse_error(path: &Path, text: &str, error: &serde_json::Error) -> Error {
    #[derive(Deserialize)]
    struct Header {
        version: Option<Value>,
    }
    let unreadable = |why: String| Error::Unreadable { path: path.to_owned(), why };
    let header: Header = match serde_json::from_str(text) {
        Ok(header) => header,
        Err(error) => return unreadable(format!("it is damaged: {error}")),
    };
    match header.version.as_ref().and_then(Value::as_u64) {
        Some(VERSION) => unreadable(format!("it is no record of version {VERSION}: {error}")),
        Some(1) => unreadable(
            "it has the format of version 1, which no release wrote. Remove the store: each job is found again by its key".into(),
        ),
        Some(found) if found > VERSION => Error::Newer { path: path.to_owned(), found, known: VERSION },
        _ => unreadable("it has no `version` that this program knows; it is no record".into()),
    }
}
