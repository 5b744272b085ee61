//! Which version a file has. A newer one is refused untouched.

use std::path::Path;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::error::Error;

/// The version that this program writes, and the latest that it reads.
const VERSION: u64 = 2;

/// The number of this version, and no other.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub(super) struct One;

impl TryFrom<u64> for One {
    type Error = &'static str;

    fn try_from(version: u64) -> Result<Self, Self::Error> {
        if version == VERSION { Ok(Self) } else { Err("another version") }
    }
}

impl From<One> for u64 {
    fn from(One: One) -> Self {
        VERSION
    }
}

/// A file's content, if its version is one that we know.
pub(super) fn body<T: DeserializeOwned>(path: &Path, text: &str) -> Result<T, Error> {
    // serde would take a list for a struct, too.
    let object = if text.trim_start().starts_with('[') { "{}" } else { text };
    serde_json::from_str(object).map_err(|error| refusal(path, object, &error))
}

/// Why a file can't be read: first of all, whose version it is.
fn refusal(path: &Path, text: &str, error: &serde_json::Error) -> Error {
    #[derive(Deserialize)]
    struct Head {
        version: Option<Value>,
    }
    let unreadable = |why: String| Error::Unreadable { path: path.to_owned(), why };
    let head: Head = match serde_json::from_str(text) {
        Ok(head) => head,
        Err(error) => return unreadable(format!("it is damaged: {error}")),
    };
    match head.version.as_ref().and_then(Value::as_u64) {
        Some(VERSION) => unreadable(format!("it is no record of version {VERSION}: {error}")),
        Some(1) => unreadable(
            "it has the format of version 1, which no release wrote. Remove the store: each job is found again by its key".into(),
        ),
        Some(found) if found > VERSION => Error::Newer { path: path.to_owned(), found, known: VERSION },
        _ => unreadable("it has no `version` that this program knows; it is no record".into()),
    }
}
