//! Definitions: as loaded, and after validation.

use serde_json::Value;

use super::defaults::DefaultOrigins;
use super::digest::ContentHash;
use super::ids::DefinitionId;
use super::{DESCRIPTION_KEY, Fields};

/// The service's name of the format of plain text.
pub const TEXT_FORMAT: &str = "text";

/// The state of the job once its definition is merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DesiredState {
    /// A draft, visible in the account.
    Draft,
    /// Live on the marketplace.
    Published,
    /// Taken off the marketplace.
    Closed,
}

/// Whether the id is written in the file or derived from its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdOrigin {
    /// `id:` in the file.
    Explicit,
    /// The path below the jobs directory, without its extension.
    Derived,
}

/// The input for the service's parser.
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
    /// The job of a canonical import; `None` for any other brief.
    pub fn canonical(&self) -> Option<&Value> {
        if let Self::Import(Import::Canonical(job)) = self { Some(job) } else { None }
    }

    /// The plain text; `None` for a structured import.
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

    /// Hashes what the service parses. The same text has the same hash under every key, whatever blank space is around it: an
    /// editor that adds a line break at the end of a file changes nothing.
    pub fn digest(&self) -> ContentHash {
        match self {
            Self::Description(text)
            | Self::Import(Import::Text(text) | Import::IndeedXml(text) | Import::HrXml(text)) => {
                ContentHash::new(self.format(), &text.trim())
            }
            Self::Import(Import::Canonical(value) | Import::JsonLd(value)) => ContentHash::new(self.format(), value),
        }
    }
}

/// A definition as far as it could be parsed, before validation.
#[derive(Clone, Debug)]
pub struct RawDefinition {
    /// As shown in reports: the jobs directory as typed, then `/`-separated names.
    pub file: String,
    /// The id, or the invalid text in its place.
    pub id: Result<DefinitionId, String>,
    /// Decides where an error about the id is reported.
    pub origin: IdOrigin,
    /// Published by default.
    pub wanted: DesiredState,
    /// `None` if it is missing, ambiguous or invalid.
    pub brief: Option<Brief>,
    /// The valid pinned values, defaults included.
    pub fields: Fields,
    /// Which of them are defaults.
    pub defaults: DefaultOrigins,
}

impl RawDefinition {
    /// The id as shown in reports, valid or not.
    pub fn name(&self) -> &str {
        self.id.as_ref().map_or_else(String::as_str, DefinitionId::as_str)
    }
}

/// A validated definition.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    /// Unique among all definitions.
    pub id: DefinitionId,
    /// As in [`RawDefinition::file`].
    pub file: String,
    /// Applies once the definition is merged.
    pub wanted: DesiredState,
    /// Sent to the service when the draft is created.
    pub brief: Brief,
    /// The values pinned under `fields`, here or in a `_defaults.yml`.
    pub fields: Fields,
    /// Which of them are defaults.
    pub defaults: DefaultOrigins,
}

impl Definition {
    /// All values that go live as reviewed: `fields`, and a text brief as `jobDescription`.
    pub fn pinned(&self) -> Fields {
        let mut pinned = self.fields.clone();
        if let Some(text) = self.brief.text() {
            pinned.insert(DESCRIPTION_KEY.into(), Value::from(text));
        }
        pinned
    }

    /// Hashes everything that is visible in the job: not `state`, not the file's path.
    pub fn content(&self) -> ContentHash {
        ContentHash::new("content", &(self.brief.digest().as_str(), &self.fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_space_around_a_source_is_no_change() {
        let briefs: [fn(String) -> Brief; 4] = [
            Brief::Description,
            |text| Brief::Import(Import::Text(text)),
            |text| Brief::Import(Import::IndeedXml(text)),
            |text| Brief::Import(Import::HrXml(text)),
        ];
        for brief in briefs {
            assert_eq!(brief("<a/>".into()).digest(), brief("\n <a/>\t\n\n".into()).digest());
            assert_ne!(brief("<a/>".into()).digest(), brief("<a />".into()).digest());
        }
    }
}
