//! The keys of the files that users write, and the values that some of them take. The loader and the schemas read these lists.

/// The keys of a definition.
pub const DEFINITION_KEYS: &[&str] = &["id", "state", "description", "descriptionFile", "source", "job", "fields"];

/// A definition has exactly one of these, unless its job exists already.
pub const BRIEF_KEYS: &[&str] = &["description", "descriptionFile", "source"];

/// The values of `state`.
pub const STATES: &[&str] = &["draft", "published", "closed"];

/// The keys of `source`.
pub const SOURCE_KEYS: &[&str] = &["format", "file", "job", "jsonLd", "xml", "text"];

/// The values of `source.format` (page job-drafts/capabilities, `draft.importFormats`).
pub const IMPORT_FORMATS: &[ImportFormat] = &[
    ImportFormat { name: "text", inline_key: "text" },
    ImportFormat { name: "opentrain_canonical", inline_key: "job" },
    ImportFormat { name: "schema_org_job_posting", inline_key: "jsonLd" },
    ImportFormat { name: "indeed_xml", inline_key: "xml" },
    ImportFormat { name: "hr_xml", inline_key: "xml" },
];

/// One of the service's import formats.
#[derive(Clone, Copy, Debug)]
pub struct ImportFormat {
    /// The service's name.
    pub name: &'static str,
    /// The key of `source` that holds the content itself, instead of `file`.
    pub inline_key: &'static str,
}

/// Of a description, in characters (page job-drafts/create).
pub const MAX_DESCRIPTION_CHARS: usize = 60_000;

/// The keys of `_config.yml`.
pub const CONFIG_KEYS: &[&str] = &["records", "namespace", "closeRemoved", "require", LIMITS];

/// The key of the limits in `_config.yml`.
pub const LIMITS: &str = "limits";

/// The keys of `limits` in `_config.yml`.
pub const LIMIT_KEYS: &[&str] = &["perHour", "perLabel", "perPosting", "total"];

/// In `require` of `_config.yml`: the rate that goes with the posting's payment type.
pub const RATE: &str = "rate";
