//! Definitions: as loaded, and after validation.

use serde_json::Value;

use super::defaults::DefaultOrigins;
use super::digest::ContentHash;
use super::ids::{DefinitionId, JobId};
use super::{DESCRIPTION_KEY, Fields};

/// The service's name of the format of plain text.
pub const TEXT_FORMAT: &str = "text";

/// The kind of hash in the place of a brief's, where a job was taken over and nothing was parsed for it.
const ADOPTED: &str = "job";

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

/// Where the job of a definition comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum JobOrigin {
    /// It is created from this brief.
    Brief(Brief),
    /// It exists already: nothing is ever created for the definition.
    Adopted(AdoptedJob),
}

/// A job that a definition takes over.
#[derive(Clone, Debug, PartialEq)]
pub struct AdoptedJob {
    /// The service's id.
    pub job: JobId,
    /// The pinned description, if there is one.
    pub description: Option<String>,
}

impl AdoptedJob {
    /// Stands in a record for the hash of a brief: the service parsed none of ours.
    pub fn digest(&self) -> ContentHash {
        ContentHash::new(ADOPTED, &self.job.as_str())
    }
}

impl ContentHash {
    /// Whether it stands for a job that was taken over, for which no brief was parsed.
    pub fn is_of_adopted_job(&self) -> bool {
        self.has_kind(ADOPTED)
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
    /// The job that exists already, where the file names one.
    pub job: Option<JobId>,
    /// `None` if it is missing, ambiguous or invalid. Beside a job none is needed.
    pub brief: Option<Brief>,
    /// The valid pinned values, defaults included.
    pub fields: Fields,
    /// Which of them are defaults.
    pub defaults: DefaultOrigins,
}

impl RawDefinition {
    /// Whether the file was parsed and says what its job is.
    pub fn is_readable(&self) -> bool {
        self.brief.is_some() || self.job.is_some()
    }

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
    /// Where its job comes from.
    pub job_origin: JobOrigin,
    /// The values pinned under `fields`, here or in a `_defaults.yml`.
    pub fields: Fields,
    /// Which of them are defaults.
    pub defaults: DefaultOrigins,
}

impl Definition {
    /// What the service parses when the draft is created; `None` where the job exists already.
    pub fn brief(&self) -> Option<&Brief> {
        match &self.job_origin {
            JobOrigin::Brief(brief) => Some(brief),
            JobOrigin::Adopted(_) => None,
        }
    }

    /// The job that exists already, where the definition names one.
    pub fn adopted(&self) -> Option<&AdoptedJob> {
        match &self.job_origin {
            JobOrigin::Brief(_) => None,
            JobOrigin::Adopted(adopted) => Some(adopted),
        }
    }

    /// The description as plain text; `None` for a structured import, and for a job that exists and whose description is not pinned.
    pub fn text(&self) -> Option<&str> {
        match &self.job_origin {
            JobOrigin::Brief(brief) => brief.text(),
            JobOrigin::Adopted(adopted) => adopted.description.as_deref(),
        }
    }

    /// The job of a canonical import.
    pub fn canonical(&self) -> Option<&Value> {
        self.brief().and_then(Brief::canonical)
    }

    /// Hashes what the service parses, or would parse of this text.
    pub fn brief_digest(&self) -> ContentHash {
        match &self.job_origin {
            JobOrigin::Brief(brief) => brief.digest(),
            JobOrigin::Adopted(AdoptedJob { description: Some(text), .. }) => Brief::Description(text.clone()).digest(),
            JobOrigin::Adopted(adopted) => adopted.digest(),
        }
    }

    /// All values that go live as reviewed: `fields`, and a text as `jobDescription`.
    pub fn pinned(&self) -> Fields {
        let mut pinned = self.fields.clone();
        if let Some(text) = self.text() {
            pinned.insert(DESCRIPTION_KEY.into(), Value::from(text));
        }
        pinned
    }

    /// Hashes everything that is visible in the job: not `state`, not the file's path.
    pub fn content(&self) -> ContentHash {
        ContentHash::new("content", &(self.brief_digest().as_str(), &self.fields))
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
