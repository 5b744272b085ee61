//! What a person asks for: a definition as it was read, and as it is meant.

use serde_json::Value;

use super::digest::ContentHash;
use super::ids::DefinitionId;
use super::{DESCRIPTION_KEY, Fields};

/// The service's name of the format of plain text.
pub const TEXT_FORMAT: &str = "text";

/// What a job should be once its definition is merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DesiredState {
    /// A draft that people may look at.
    Draft,
    /// Live on the marketplace.
    Published,
    /// Taken off the marketplace.
    Closed,
}

/// Whether an id was written in the file or follows from the file's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdOrigin {
    /// `id:` in the file.
    Explicit,
    /// The path below the jobs directory, without its ending.
    Derived,
}

/// What the service makes a draft from.
#[derive(Clone, Debug, PartialEq)]
pub enum Brief {
    /// Plain text, sent as `rawJobDescription`.
    Description(String),
    /// One of the service's import formats.
    Import(Import),
}

/// A structured import source; the variants are the service's formats (page job-drafts/capabilities, `draft.importFormats`).
#[derive(Clone, Debug, PartialEq)]
pub enum Import {
    /// `text`: plain text, sent as a `source` object.
    Text(String),
    /// `opentrain_canonical`: OpenTrain's own job object.
    Canonical(Value),
    /// `schema_org_job_posting`: a schema.org JobPosting.
    JsonLd(Value),
    /// `indeed_xml`: an Indeed-style feed item.
    IndeedXml(String),
    /// `hr_xml`: an HR-XML document.
    HrXml(String),
}

impl Import {
    /// The service's name of the format.
    pub fn format(&self) -> &'static str {
        match self {
            Self::Text(_) => TEXT_FORMAT,
            Self::Canonical(_) => "opentrain_canonical",
            Self::JsonLd(_) => "schema_org_job_posting",
            Self::IndeedXml(_) => "indeed_xml",
            Self::HrXml(_) => "hr_xml",
        }
    }
}

impl Brief {
    /// The text of a brief in plain words; `None` for a structured import.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Description(text) | Self::Import(Import::Text(text)) => Some(text),
            Self::Import(_) => None,
        }
    }

    /// The service's name of the format.
    pub fn format(&self) -> &'static str {
        match self {
            Self::Description(_) => TEXT_FORMAT,
            Self::Import(import) => import.format(),
        }
    }

    /// The digest of what the service parses. One text has one digest, whichever key it came by.
    pub fn digest(&self) -> ContentHash {
        match self {
            Self::Description(text)
            | Self::Import(Import::Text(text) | Import::IndeedXml(text) | Import::HrXml(text)) => {
                ContentHash::of(self.format(), text)
            }
            Self::Import(Import::Canonical(value) | Import::JsonLd(value)) => ContentHash::of(self.format(), value),
        }
    }
}

/// A definition as far as it could be read; not yet judged.
#[derive(Clone, Debug)]
pub struct RawDefinition {
    /// The file, as shown to people: the jobs directory as it was given, then `/`-separated names.
    pub file: String,
    /// The id, or the text that should have been one.
    pub id: Result<DefinitionId, String>,
    /// Where the id came from.
    pub origin: IdOrigin,
    /// What was asked for; published unless the file says otherwise.
    pub wanted: DesiredState,
    /// The brief, unless there is none, or more than one, or it can't be read.
    pub brief: Option<Brief>,
    /// Pinned values, without those that are no value at all.
    pub fields: Fields,
}

impl RawDefinition {
    /// The id as shown to people, valid or not.
    pub fn name(&self) -> &str {
        self.id.as_ref().map_or_else(String::as_str, DefinitionId::as_str)
    }
}

/// A definition that was judged and found good.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    /// The name of the job.
    pub id: DefinitionId,
    /// The file, as in [`RawDefinition::file`].
    pub file: String,
    /// What the job should be.
    pub wanted: DesiredState,
    /// What the draft is made from.
    pub brief: Brief,
    /// Values that people pinned under `fields`.
    pub fields: Fields,
}

impl Definition {
    /// All values that must go live as reviewed: `fields`, and a text brief as `jobDescription`.
    pub fn pinned(&self) -> Fields {
        let mut pinned = self.fields.clone();
        if let Some(text) = self.brief.text() {
            pinned.insert(DESCRIPTION_KEY.into(), Value::from(text));
        }
        pinned
    }

    /// The digest of all that a reader of the job could see; `state` and the file's place are no part of it.
    pub fn content(&self) -> ContentHash {
        ContentHash::of("content", &(self.brief.digest().as_str(), &self.fields))
    }
}
