//! Something wrong or worth knowing, with a rule code, a severity and a symbolic place.

use std::fmt;

/// How much a finding matters. Only errors change an exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// A person must act.
    Error,
    /// Likely a mistake.
    Warning,
    /// Worth knowing.
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

/// The way from a file's top to a value: mapping keys, outermost first.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct FieldPath(pub Vec<String>);

impl FieldPath {
    /// The path through these keys.
    pub fn of(keys: &[&str]) -> Self {
        Self(keys.iter().map(|&key| key.to_owned()).collect())
    }

    /// The path of a pinned value.
    pub fn field(key: &str) -> Self {
        Self::of(&["fields", key])
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("."))
    }
}

/// Where in a file. Lines and columns are looked up at the edge, except where only the parser knew them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum At {
    /// The file as a whole.
    File,
    /// The key at the end of the path.
    Key(FieldPath),
    /// The value at the end of the path, or its nearest parent that is there.
    Value(FieldPath),
    /// A line and column in characters, both counted from 1.
    Spot(usize, usize),
}

/// A place in a definition's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file as shown to people.
    pub file: String,
    /// Where in it.
    pub at: At,
}

/// What a finding is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A place in a definition.
    Definition(Place),
    /// The run as a whole; it belongs to no definition.
    Run,
}

/// Something wrong or worth knowing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule's name, as in `docs/rules.md`.
    pub code: Code,
    /// How much it matters.
    pub severity: Severity,
    /// What it is about.
    pub subject: Subject,
    /// What is wrong, and why.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Finding {
    /// A finding at a place in `file`.
    pub fn new(code: Code, severity: Severity, file: &str, at: At, message: impl Into<String>) -> Self {
        let subject = Subject::Definition(Place { file: file.to_owned(), at });
        Self { code, severity, subject, message: message.into(), help: None }
    }

    /// An error at a place in `file`.
    pub fn error(code: Code, file: &str, at: At, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, file, at, message)
    }

    /// A finding that belongs to no definition.
    pub fn run(code: Code, severity: Severity, message: impl Into<String>) -> Self {
        Self { code, severity, subject: Subject::Run, message: message.into(), help: None }
    }

    /// The same finding with advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Whether a person must act.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// The file it stands in, if it stands in one.
    pub fn file(&self) -> Option<&str> {
        match &self.subject {
            Subject::Definition(place) => Some(&place.file),
            Subject::Run => None,
        }
    }
}

macro_rules! codes {
    ($($name:ident = $text:literal: $meaning:literal,)+) => {
        /// The rules' names. `docs/rules.md` has a heading for each.
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
    Unreadable = "unreadable": "A file can't be read, is no regular file, leads outside, or isn't UTF-8.",
    TooLarge = "too-large": "A file, text or nesting is over a limit.",
    Syntax = "syntax": "A file isn't valid YAML, JSON or XML of its kind, or has more than one document.",
    DuplicateKey = "duplicate-key": "A mapping says a key twice.",
    UnknownTag = "unknown-tag": "A value bears a YAML tag that means nothing here.",
    UnknownKey = "unknown-key": "A key that no definition has.",
    WrongType = "wrong-type": "A value is of another type than its key takes.",
    InvalidId = "invalid-id": "An id is not of the form that ids have.",
    DuplicateId = "duplicate-id": "Two files have one id.",
    Brief = "brief": "A definition has no brief, an empty one, or more than one.",
    DuplicateDescription = "duplicate-description": "The brief and `fields.jobDescription` both say what the job is.",
    UnknownField = "unknown-field": "A pinned key that the service doesn't take.",
    UnknownValue = "unknown-value": "A pinned value that the service's list doesn't have.",
    Secret = "secret": "Something that looks like an OpenTrain token stands in a definition.",
    RenamedFile = "renamed-file": "A new file without `id:` while a recorded definition is gone.",
    RemovedDefinition = "removed-definition": "A recorded definition is gone; its job is left as it is.",
    NoDefinitions = "no-definitions": "The jobs directory has no definition.",
    SourceChanged = "source-changed": "An import source was changed after its draft was made.",
    AlreadyLive = "already-live": "A draft is wanted of a job that is live.",
    JobClosed = "job-closed": "The job was closed; it can't be opened again.",
    Withdrawn = "withdrawn": "A published job was made a draft again by someone else.",
    JobMissing = "job-missing": "A recorded job is no longer listed.",
    OtherStatus = "other-status": "The job has a status in which nothing is written.",
    StaleField = "stale-field": "A value was applied that the definition no longer pins.",
    StaleParse = "stale-parse": "A value was parsed from an earlier brief and nobody pinned it.",
    Moderation = "moderation": "OpenTrain's moderation blocked this content.",
    Unpinned = "unpinned": "A value as OpenTrain understood it; nobody pinned it.",
    LowConfidence = "low-confidence": "A value that OpenTrain was not sure of.",
    Unmapped = "unmapped": "A part of the import source that OpenTrain did not use.",
    ServiceWarning = "service-warning": "A warning of the service.",
    Issue = "issue": "Something that the service wants mended before it publishes.",
    Refused = "refused": "The service refused the content.",
    Conflict = "conflict": "The service's answer contradicts the record.",
    PossibleDuplicate = "possible-duplicate": "A new job looks like a live one that no definition claims.",
    CloseLimit = "close-limit": "Jobs of removed definitions stay open until you release them or fix the definitions.",
    Configuration = "configuration": "The token, the account or the address is not right.",
    Service = "service": "The service or the network failed.",
    Records = "records": "A record could not be written.",
    Superseded = "superseded": "The default branch has moved on since this commit.",
}
