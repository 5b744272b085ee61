//! The service's last word on whether a job may go live, and what it understood of the brief.

use serde_json::Value;

use super::Fields;

/// An entry of the service's gap list.
#[derive(Clone, Debug, PartialEq)]
pub struct MissingField {
    /// The service's name of the gap.
    pub field: String,
    /// A short title for people; the field's name where the service tells none.
    pub label: String,
    /// The question to ask, without the service's own mark-up.
    pub prompt: Option<String>,
    /// `enum`, `number` or whatever the service says.
    pub kind: Option<String>,
    /// Allowed values; empty where any will do.
    pub enum_values: Vec<String>,
    /// The keys that fill the gap. Whether any or all are needed, no page tells.
    pub update_keys: Vec<String>,
    /// An example as text, whatever the type.
    pub example: Option<String>,
    /// Advice.
    pub hint: Option<String>,
}

impl MissingField {
    /// A gap of which only the name is known.
    pub fn named(field: &str) -> Self {
        Self {
            field: field.to_owned(),
            label: field.to_owned(),
            prompt: None,
            kind: None,
            enum_values: Vec::new(),
            update_keys: vec![field.to_owned()],
            example: None,
            hint: None,
        }
    }
}

/// The service's word on publish-readiness. `ready` alone decides; the lists explain.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Readiness {
    /// `publishReady`, or `None` where the service did not say.
    pub ready: Option<bool>,
    /// The gap list.
    pub missing: Vec<MissingField>,
    /// Other things to mend, in the service's words.
    pub issues: Vec<String>,
    /// Whether values were applied since, to which the service said nothing: the word still stands, but a publish may ask anew.
    pub is_outdated: bool,
}

impl Readiness {
    /// This word, with what an earlier one told better: after a patch the service may name gaps only, or merely count them
    /// (page job-drafts/update). Gaps that `applied` fills are not brought back.
    #[must_use]
    pub fn informed_by(mut self, earlier: &Self, applied: &Fields) -> Self {
        let open = |gap: &&MissingField| !gap.update_keys.iter().any(|key| applied.contains_key(key));
        if self.is_unready() && self.missing.is_empty() && self.issues.is_empty() {
            self.missing = earlier.missing.iter().filter(open).cloned().collect();
        }
        for gap in &mut self.missing {
            let known = earlier.missing.iter().find(|known| known.field == gap.field);
            if let Some(known) = known.filter(|_| *gap == MissingField::named(&gap.field)) {
                *gap = known.clone();
            }
        }
        self
    }

    /// What is left of this word after a patch whose answer had none: the gaps that `applied` fills are closed. Where none is left,
    /// nothing is known any more. In any case the publish itself judges.
    #[must_use]
    pub fn without(mut self, applied: &Fields) -> Self {
        let before = self.missing.len();
        self.missing.retain(|gap| !gap.update_keys.iter().any(|key| applied.contains_key(key)));
        self.is_outdated = true;
        if before > 0 && self.missing.is_empty() && self.issues.is_empty() { Self::default() } else { self }
    }

    /// Whether there is no point in asking the service to publish: its word is that the draft is not ready, of the draft as it is.
    pub fn forbids_publish(&self) -> bool {
        self.is_unready() && !self.is_outdated
    }

    /// Whether the service's last word is "not publish-ready".
    pub fn is_unready(&self) -> bool {
        self.ready == Some(false)
    }
}

/// A remark of the parser on one field or one part of the source.
#[derive(Clone, Debug, PartialEq)]
pub struct ParserRemark {
    /// The field or the part of the source.
    pub path: String,
    /// Why it is remarked.
    pub reason: String,
    /// The value that was found there, shortened by the service.
    pub preview: Option<Value>,
}

/// What the service understood when it made the draft. It never parses again.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ParserOutput {
    /// Who parsed: the service's word, for instance `llm`.
    pub parser: Option<String>,
    /// The fields it filled, under update keys.
    pub fields: Fields,
    /// Fields it was not sure of.
    pub low_confidence: Vec<ParserRemark>,
    /// Parts of the source it did not use.
    pub unmapped: Vec<ParserRemark>,
    /// Its warnings.
    pub warnings: Vec<String>,
}
