//! Collects the findings of one file.

use crate::domain::finding::{At, Code, FieldPath, Finding};

/// A line and a column in characters, both counted from 1.
pub(super) type Spot = (usize, usize);

/// The findings of one file, in the order they were added.
pub(super) struct Diagnostics {
    file: String,
    findings: Vec<Finding>,
}

impl Diagnostics {
    pub(super) fn new(file: &str) -> Self {
        Self { file: file.to_owned(), findings: Vec::new() }
    }

    /// Adds an error. Help is required: every error explains the fix.
    pub(super) fn error(&mut self, code: Code, at: At, message: impl Into<String>, help: impl Into<String>) {
        self.findings.push(Finding::error(code, &self.file, at, message).help(help));
    }

    /// Adds an error at a position that only the parser knows.
    pub(super) fn error_at(&mut self, code: Code, spot: Spot, message: impl Into<String>, help: impl Into<String>) {
        self.error(code, At::Spot(spot.0, spot.1), message, help);
    }

    pub(super) fn count(&self, code: Code) -> usize {
        self.findings.iter().filter(|finding| finding.code == code).count()
    }

    pub(super) fn into_findings(self) -> Vec<Finding> {
        self.findings
    }
}

/// Locates a key; `path` starts with the outermost key.
pub(super) fn key(path: &[&str]) -> At {
    At::Key(FieldPath::from_keys(path))
}

/// Locates a value; `path` starts with the outermost key.
pub(super) fn value(path: &[&str]) -> At {
    At::Value(FieldPath::from_keys(path))
}
