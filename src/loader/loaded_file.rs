//! A definition file as it was loaded, with the positions of its keys and values.

use std::path::PathBuf;

use super::diagnostics::Diagnostics;
use super::positions::Positions;
use crate::domain::defaults::DefaultOrigin;
use crate::domain::definition::RawDefinition;
use crate::domain::finding::{FieldPath, Finding, LineColumn, Location, Subject};

/// A position and the file that it is in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file as shown in reports.
    pub file: String,
    /// The position.
    pub position: LineColumn,
}

/// A definition file: its content, positions and findings.
#[derive(Debug)]
pub struct LoadedFile {
    /// The content, as far as it can be parsed.
    pub candidate: RawDefinition,
    /// Sorted by position.
    pub findings: Vec<Finding>,
    /// The text for excerpts, with `\n` line breaks and masked tokens; empty if it can't be read.
    pub text: String,
    /// The canonical paths of the files it was read from: its own, those that it names, and the links on the way to them.
    pub files_read: Vec<PathBuf>,
    /// The paths of files that it names and that are not there.
    pub files_missing: Vec<PathBuf>,
    positions: Positions,
}

impl LoadedFile {
    pub(super) fn new(
        candidate: RawDefinition,
        mut diagnostics: Diagnostics,
        text: String,
        positions: Positions,
    ) -> Self {
        let files_read = diagnostics.take_files_read();
        let files_missing = diagnostics.take_files_missing();
        let mut file = Self { candidate, findings: Vec::new(), text, files_read, files_missing, positions };
        let mut findings = diagnostics.into_findings();
        findings.sort_by_cached_key(|finding| match &finding.subject {
            Subject::Definition(place) => file.position(&place.location),
            Subject::Run => LineColumn::START,
        });
        file.findings = findings;
        file
    }

    /// Resolves a location. A missing key or value resolves to the key of its nearest existing parent, else to the start
    /// of the file.
    pub fn position(&self, location: &Location) -> LineColumn {
        self.positions.resolve(location)
    }

    /// Resolves a location to the file that holds the value: a default is in a `_defaults.yml`.
    pub fn place(&self, location: &Location) -> Place {
        match location {
            Location::Elsewhere { file, position } => Place { file: file.to_string(), position: *position },
            Location::Key(path) if let Some(origin) = self.default_origin(path) => {
                Place { file: origin.file.to_string(), position: origin.key }
            }
            Location::Value(path) if let Some(origin) = self.default_origin(path) => {
                Place { file: origin.file.to_string(), position: origin.value }
            }
            _ => Place { file: self.candidate.file.clone(), position: self.position(location) },
        }
    }

    /// The place of the description: its own key, or that of the file or source it is in.
    pub fn description_place(&self) -> Place {
        let keys = ["description", "descriptionFile", "source", "job"];
        let found = keys.iter().find_map(|key| self.positions.find(key));
        let position = found.map_or(LineColumn::START, |found| found.key);
        Place { file: self.candidate.file.clone(), position }
    }

    fn default_origin(&self, path: &FieldPath) -> Option<&DefaultOrigin> {
        match &path.0[..] {
            [outer, key, ..] if outer == "fields" => self.candidate.defaults.get(key),
            _ => None,
        }
    }

    /// Whether the definition has a `fields` key.
    pub fn has_fields(&self) -> bool {
        self.positions.find("fields").is_some()
    }

    /// The line to report a missing field at: the first of `update_keys` that is pinned, else `fields`, else line 1.
    pub fn missing_line(&self, update_keys: &[String]) -> usize {
        match update_keys.iter().find_map(|key| self.positions.find_in("fields", key)) {
            Some(pinned) => pinned.value.line,
            None => self.positions.find("fields").map_or(1, |fields| fields.key.line),
        }
    }
}
