//! The codes of all findings, with their meanings.

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
