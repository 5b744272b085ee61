//! What is found while one file is read.

use crate::domain::finding::{At, Code, FieldPath, Finding};

/// A line and a column in characters, both counted from 1.
pub(super) type Spot = (usize, usize);

/// The findings of one file, in the order in which they turned up.
pub(super) struct Diagnostics {
    file: String,
    findings: Vec<Finding>,
}

impl Diagnostics {
    /// No findings yet in `file`.
    pub(super) fn new(file: &str) -> Self {
        Self { file: file.to_owned(), findings: Vec::new() }
    }

    /// Adds an error. Help is not optional: every refusal says what to do.
    pub(super) fn error(&mut self, code: Code, at: At, message: impl Into<String>, help: impl Into<String>) {
        self.findings.push(Finding::error(code, &self.file, at, message).help(help));
    }

    /// Adds an error at a place that only the parser knows.
    pub(super) fn error_at(&mut self, code: Code, spot: Spot, message: impl Into<String>, help: impl Into<String>) {
        self.error(code, At::Spot(spot.0, spot.1), message, help);
    }

    /// How many findings of this code there are.
    pub(super) fn count(&self, code: Code) -> usize {
        self.findings.iter().filter(|finding| finding.code == code).count()
    }

    /// All findings.
    pub(super) fn into_findings(self) -> Vec<Finding> {
        self.findings
    }
}

/// The place of a key, outermost key first.
pub(super) fn key(path: &[&str]) -> At {
    At::Key(FieldPath::of(path))
}

/// The place of a value, outermost key first.
pub(super) fn value(path: &[&str]) -> At {
    At::Value(FieldPath::of(path))
}
