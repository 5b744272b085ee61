//! Findings: problems and notes with a rule code, a severity and a location.

use std::fmt;
use std::sync::Arc;

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

macro_rules! codes {
    ($($name:ident = $text:literal: $meaning:literal,)+) => {
        /// Rule codes. `docs/rules.md` has a heading for each.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code { $(#[doc = $meaning] $name,)+ }

        impl Code {
            /// All codes, in the order of the page.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The name in reports and documents.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }
        }
    };
}

codes! {
    Unreadable = "unreadable": "A file can't be read, isn't a regular file, is outside the jobs directory, or isn't UTF-8.",
    TooLarge = "too-large": "A file, text or nesting is over a limit.",
    Syntax = "syntax": "A file isn't valid YAML, JSON or XML of its kind, or has more than one document.",
    DuplicateKey = "duplicate-key": "A mapping has a key twice.",
    UnknownTag = "unknown-tag": "A value has an unknown YAML tag.",
    UnknownKey = "unknown-key": "A key that no definition has.",
    WrongType = "wrong-type": "A value is of another type than its key takes.",
    InvalidId = "invalid-id": "An id has an invalid format.",
    DuplicateId = "duplicate-id": "Two files have one id.",
    Brief = "brief": "A definition has no brief, an empty one, or more than one.",
    CutText = "cut-text": "A text ends at a `#` that seems to belong to it.",
    DuplicateDescription = "duplicate-description": "The brief and `fields.jobDescription` both describe the job.",
    DuplicateJob = "duplicate-job": "Two definitions have one job, or a definition has two.",
    RemovedJobKey = "removed-job-key": "The definition of an adopted job no longer names it.",
    UnknownField = "unknown-field": "A pinned key that the service doesn't accept.",
    UnknownValue = "unknown-value": "A pinned value that the service's list doesn't have.",
    Secret = "secret": "A definition contains something that looks like an OpenTrain token.",
    RenamedFile = "renamed-file": "A new file without `id:` while a recorded definition is gone.",
    RemovedDefinition = "removed-definition": "A recorded definition is gone; its job is left as it is.",
    PassedOver = "passed-over": "A file beside the definitions looks like one and is not loaded.",
    NoDefinitions = "no-definitions": "The jobs directory has no definition.",
    SourceChanged = "source-changed": "An import source was changed after its draft was made.",
    AlreadyLive = "already-live": "The definition wants a draft, but the job is live.",
    JobClosed = "job-closed": "The job is closed and can't be opened again.",
    JobCompleted = "job-completed": "The job's work is done, and the definition still wants it published.",
    Withdrawn = "withdrawn": "A published job was made a draft again by someone else.",
    JobMissing = "job-missing": "A recorded job is no longer listed.",
    AdoptedJob = "adopted-job": "A definition takes over a job that exists.",
    OtherStatus = "other-status": "The job has a status in which it is not changed.",
    EditedElsewhere = "edited-elsewhere": "Someone else edited the job on OpenTrain.",
    StaleField = "stale-field": "A value was applied that the definition no longer pins.",
    StaleParse = "stale-parse": "A value was parsed from an earlier brief and is not pinned.",
    Moderation = "moderation": "OpenTrain's moderation blocked this content.",
    Unpinned = "unpinned": "A value that OpenTrain read from the brief and that is not pinned.",
    LowConfidence = "low-confidence": "A value that OpenTrain was not sure of.",
    Unmapped = "unmapped": "A part of the import source that OpenTrain did not use.",
    ServiceWarning = "service-warning": "A warning of the service.",
    Issue = "issue": "Something to fix before the service publishes the job.",
    Refused = "refused": "The service refused the content.",
    Conflict = "conflict": "The service's answer contradicts the record.",
    PossibleDuplicate = "possible-duplicate": "A new job looks like a live one that no definition claims.",
    CloseLimit = "close-limit": "Jobs of removed definitions stay open until you release them or fix the definitions.",
    Configuration = "configuration": "The token, the account or the address is wrong.",
    Service = "service": "The service or the network failed.",
    Records = "records": "A record could not be written.",
    RateMismatch = "rate-mismatch": "A pinned rate doesn't go with the pinned payment type.",
    LanguageName = "language-name": "A language is not given by its English name.",
    CountryCode = "country-code": "A country is not given by its two-letter code.",
    DuplicatePosting = "duplicate-posting": "Two definitions have the same title and text.",
    ExchangedFiles = "exchanged-files": "Two files hold each other's posting.",
    CurlyQuotes = "curly-quotes": "A text is in quotes that would go live as a part of it.",
    MailHeaders = "mail-headers": "A brief begins with the headers of a mail.",
    UnpinnedPay = "unpinned-pay": "What a posting pays is not pinned.",
    RequiredField = "required-field": "A field that the settings require is not pinned.",
    OverLimit = "over-limit": "A posting, or all of them together, pay more than the settings allow.",
    UnusualPay = "unusual-pay": "A posting pays far more or less than before, or than comparable ones.",
    Superseded = "superseded": "The files here are not those of the default branch.",
}
