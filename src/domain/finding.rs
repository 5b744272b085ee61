//! Findings: problems and notes with a rule code, a severity and a location.

use std::fmt;
use std::sync::Arc;

use super::PAYMENT_TYPE_KEY;

pub use super::code::Code;

/// Only errors change the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// You must act.
    Error,
    /// Probably a mistake.
    Warning,
    /// For your review.
    Note,
}

impl Severity {
    /// The name in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// Mapping keys from the top of a file to a value, outermost first.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct FieldPath(pub Vec<String>);

impl FieldPath {
    /// Builds a path from keys, outermost first.
    pub fn from_keys(keys: &[&str]) -> Self {
        Self(keys.iter().map(|&key| key.to_owned()).collect())
    }

    /// The path of a pinned value.
    pub fn field(key: &str) -> Self {
        Self::from_keys(&["fields", key])
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("."))
    }
}

/// A location in a file. Lines and columns are resolved when a report is built, except those that only the parser knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// The file as a whole.
    File,
    /// The key at the end of the path, or its nearest existing parent.
    Key(FieldPath),
    /// The value at the end of the path, or its nearest existing parent.
    Value(FieldPath),
    /// A position in the text.
    Position(LineColumn),
    /// A position in another file that the definition takes values from.
    Elsewhere {
        /// The file as shown in reports.
        file: Arc<str>,
        /// The position in that file.
        position: LineColumn,
    },
}

impl Location {
    /// The key at the end of this path, outermost first.
    pub fn key(path: &[&str]) -> Self {
        Self::Key(FieldPath::from_keys(path))
    }

    /// The value at the end of this path, outermost first.
    pub fn value(path: &[&str]) -> Self {
        Self::Value(FieldPath::from_keys(path))
    }

    /// The value pinned under `fields`.
    pub fn field(key: &str) -> Self {
        Self::Value(FieldPath::field(key))
    }

    /// The payment type or rate in a canonical source: its value, or the key `source` where that names a file.
    pub fn of_source(key: &str) -> Self {
        let key = if key == PAYMENT_TYPE_KEY { key } else { "rateAmount" };
        Self::value(&["source", "job", key])
    }
}

/// A line and a column in characters, both from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
}

impl LineColumn {
    /// The first character of a file.
    pub const START: Self = Self::new(1, 1);

    /// Takes a line and a column, both from 1.
    pub const fn new(line: usize, column: usize) -> Self {
        Self { line, column }
    }
}

impl fmt::Display for LineColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// A location and its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileLocation {
    /// The file as shown in reports.
    pub file: String,
    /// The key, value or position in the file.
    pub location: Location,
}

/// The subject of a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A location in a definition.
    Definition(FileLocation),
    /// The whole run.
    Run,
}

/// A problem or a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule's name, as in `docs/rules.md`.
    pub code: Code,
    /// Decides the exit code.
    pub severity: Severity,
    /// The location, or the whole run.
    pub subject: Subject,
    /// The problem and its reason.
    pub message: String,
    /// How to fix it.
    pub help: Option<String>,
    /// Lines of YAML to paste, each usable as it is.
    pub paste: Option<String>,
}

impl Finding {
    /// Reports a problem at a location in `file`.
    pub fn new(code: Code, severity: Severity, file: &str, location: Location, message: impl Into<String>) -> Self {
        let subject = Subject::Definition(FileLocation { file: file.to_owned(), location });
        Self { code, severity, subject, message: message.into(), help: None, paste: None }
    }

    /// Reports an error at a location in `file`.
    pub fn error(code: Code, file: &str, location: Location, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, file, location, message)
    }

    /// A finding that belongs to no definition.
    pub fn run(code: Code, severity: Severity, message: impl Into<String>) -> Self {
        Self { code, severity, subject: Subject::Run, message: message.into(), help: None, paste: None }
    }

    /// Sets lines of YAML to paste, which the help introduces.
    #[must_use]
    pub fn paste(mut self, yaml: impl Into<String>) -> Self {
        self.paste = Some(yaml.into());
        self
    }

    /// Help and lines to paste as one text.
    pub fn advice(&self) -> Option<String> {
        match (&self.help, &self.paste) {
            (Some(help), Some(yaml)) => Some(format!("{help}\n{yaml}")),
            (help, yaml) => help.as_ref().or(yaml.as_ref()).cloned(),
        }
    }

    /// Sets the help.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Whether the place is in another file than the definition's own.
    pub fn is_elsewhere(&self) -> bool {
        matches!(&self.subject, Subject::Definition(place) if matches!(place.location, Location::Elsewhere { .. }))
    }

    /// Whether the severity is [`Severity::Error`].
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// The definition's file, unless the finding is about the whole run.
    pub fn file(&self) -> Option<&str> {
        match &self.subject {
            Subject::Definition(place) => Some(&place.file),
            Subject::Run => None,
        }
    }
}
