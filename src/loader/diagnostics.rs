//! Collects the findings of one definition, and the files that it was read from.

use std::path::PathBuf;

use super::links::Trail;
use crate::domain::finding::{Code, Finding, LineColumn, Location, Severity, Subject};

/// The findings of one definition, in the order they were added.
pub(super) struct Diagnostics {
    file: String,
    findings: Vec<Finding>,
    files_read: Vec<PathBuf>,
    files_missing: Vec<PathBuf>,
}

impl Diagnostics {
    pub(super) fn new(file: &str) -> Self {
        Self { file: file.to_owned(), findings: Vec::new(), files_read: Vec::new(), files_missing: Vec::new() }
    }

    /// Adds an error. Help is required: every error explains the fix.
    pub(super) fn error(
        &mut self,
        code: Code,
        location: Location,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.findings.push(Finding::error(code, &self.file, location, message).help(help));
    }

    /// Adds an error at a position that only the parser knows.
    pub(super) fn error_at(
        &mut self,
        code: Code,
        position: LineColumn,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.error(code, Location::Position(position), message, help);
    }

    /// Adds a warning.
    pub(super) fn warning(
        &mut self,
        code: Code,
        location: Location,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.findings.push(Finding::new(code, Severity::Warning, &self.file, location, message).help(help));
    }

    /// Adds a warning at a position that only the parser knows.
    pub(super) fn warning_at(
        &mut self,
        code: Code,
        position: LineColumn,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.warning(code, Location::Position(position), message, help);
    }

    /// Adds what is wrong with another file that the definition takes values from.
    pub(super) fn add_from(&mut self, findings: &[Finding]) {
        let of_this_file = |mut finding: Finding| {
            if let Subject::Definition(place) = &mut finding.subject {
                place.file.clone_from(&self.file);
            }
            finding
        };
        self.findings.extend(findings.iter().cloned().map(of_this_file));
    }

    /// Notes that the definition was read from this file, a canonical path.
    pub(super) fn add_file_read(&mut self, path: PathBuf) {
        self.files_read.push(path);
    }

    /// Notes that the way to a file leads through these links.
    pub(super) fn add_links(&mut self, links: Vec<PathBuf>) {
        self.files_read.extend(links);
    }

    /// Notes the way to a file that can't be read.
    pub(super) fn add_broken(&mut self, trail: Trail) {
        self.add_links(trail.links);
        self.files_missing.push(trail.end);
    }

    /// The files that were not there; none is left.
    pub(super) fn take_files_missing(&mut self) -> Vec<PathBuf> {
        std::mem::take(&mut self.files_missing)
    }

    /// The files noted so far; none is left.
    pub(super) fn take_files_read(&mut self) -> Vec<PathBuf> {
        std::mem::take(&mut self.files_read)
    }

    pub(super) fn count(&self, code: Code) -> usize {
        self.findings.iter().filter(|finding| finding.code == code).count()
    }

    pub(super) fn into_findings(self) -> Vec<Finding> {
        self.findings
    }
}

/// Locates a key; `path` starts with the outermost key.
pub(super) fn key(path: &[&str]) -> Location {
    Location::key(path)
}

/// Locates a value; `path` starts with the outermost key.
pub(super) fn value(path: &[&str]) -> Location {
    Location::value(path)
}
