//! Values that definitions take from a `_defaults.yml`.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::finding::LineColumn;

/// The origin of each value of a definition that comes from a `_defaults.yml`, by its key.
pub type DefaultOrigins = BTreeMap<String, DefaultOrigin>;

/// Where a default is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefaultOrigin {
    /// The file as shown in reports.
    pub file: Arc<str>,
    /// The key's position.
    pub key: LineColumn,
    /// The value's position.
    pub value: LineColumn,
}

impl std::fmt::Display for DefaultOrigin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.file, self.value.line)
    }
}
