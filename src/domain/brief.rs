//! What the service parses a job from.

use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use serde_json::Value;

use super::digest::ContentHash;

/// The service's name of the format of plain text.
pub const TEXT_FORMAT: &str = "text";

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

/// A brief with its hash, which is calculated once, when it is asked for.
#[derive(Clone, Debug)]
pub struct HashedBrief {
    brief: Brief,
    digest: OnceLock<ContentHash>,
}

impl HashedBrief {
    /// As [`Brief::digest`].
    pub fn digest(&self) -> &ContentHash {
        self.digest.get_or_init(|| self.brief.digest())
    }
}

impl From<Brief> for Arc<HashedBrief> {
    fn from(brief: Brief) -> Self {
        Self::new(HashedBrief { brief, digest: OnceLock::new() })
    }
}

impl Deref for HashedBrief {
    type Target = Brief;

    fn deref(&self) -> &Brief {
        &self.brief
    }
}

impl PartialEq for HashedBrief {
    fn eq(&self, other: &Self) -> bool {
        self.brief == other.brief
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
