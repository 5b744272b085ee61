//! The service's answers: whether a job is ready to publish, and what it parsed from the brief.

use serde_json::Value;

use super::capabilities::{is_amount, rate_key};
use super::{Fields, PAYMENT_TYPE_KEY};

/// A field that the service needs before it publishes a job.
#[derive(Clone, Debug, PartialEq)]
pub struct MissingField {
    /// The service's name of the field.
    pub field: String,
    /// A short title; the field's name if the service returns none.
    pub label: String,
    /// The question to ask, without the service's markup.
    pub prompt: Option<String>,
    /// `enum`, `number` or another type of the service.
    pub kind: Option<String>,
    /// Allowed values; empty if the field is not an enum.
    pub enum_values: Vec<String>,
    /// The keys that set the field. It is undocumented whether one or all are needed.
    pub update_keys: Vec<String>,
    /// An example value, as text for every type.
    pub example: Option<String>,
    /// The service's advice.
    pub hint: Option<String>,
}

impl MissingField {
    /// A missing field of which only the name is known.
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

/// The missing fields that no answer names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unnamed {
    /// None: the list is complete.
    #[default]
    Nothing,
    /// So many, by the count in the last answer.
    Fields(usize),
    /// The last answer neither names nor counts missing fields. A list is from an earlier one.
    Unknown,
}

/// The service's answer on publish-readiness. Only `ready` decides; the lists explain it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Readiness {
    /// `publishReady`, or `None` if the service didn't return it.
    pub ready: Option<bool>,
    /// The fields to fill before a publish, as far as they are named.
    pub missing: Vec<MissingField>,
    /// What is missing besides.
    pub unnamed: Unnamed,
    /// Other problems, as described by the service.
    pub issues: Vec<String>,
    /// Whether values were applied later without a new answer. A publish may still be tried.
    pub is_outdated: bool,
}

impl Readiness {
    /// Adds details from an earlier answer: after a patch, the service may return only names or a count of missing fields
    /// (page job-drafts/update). Fields that `applied` sets are not added.
    #[must_use]
    pub fn informed_by(mut self, earlier: &Self, applied: &Fields) -> Self {
        if self.is_unready() && self.missing.is_empty() {
            self.add_earlier_names(earlier.still_missing(applied));
        }
        for field in &mut self.missing {
            let known = earlier.missing.iter().find(|known| known.field == field.field);
            if let Some(known) = known.filter(|_| *field == MissingField::named(&field.field)) {
                *field = known.clone();
            }
        }
        self
    }

    /// Takes over the names of an earlier answer, unless the count of this one proves them wrong.
    fn add_earlier_names(&mut self, missing: Vec<MissingField>) {
        self.unnamed = match self.unnamed {
            Unnamed::Nothing => return,
            Unnamed::Fields(count) if missing.len() > count => return,
            Unnamed::Fields(count) if missing.len() == count => Unnamed::Nothing,
            Unnamed::Fields(count) => Unnamed::Fields(count - missing.len()),
            Unnamed::Unknown => Unnamed::Unknown,
        };
        self.missing = missing;
    }

    /// The missing fields that `applied` doesn't set. With another payment type, another rate is needed.
    fn still_missing(&self, applied: &Fields) -> Vec<MissingField> {
        let payment_type = applied.get(PAYMENT_TYPE_KEY).and_then(Value::as_str);
        let is_needed = |key: &String| payment_type.is_none_or(|kind| !is_amount(key) || rate_key(kind) == Some(key));
        let is_set = |field: &MissingField| field.update_keys.iter().any(|key| applied.contains_key(key));
        let is_open = |field: &&MissingField| !is_set(field) && field.update_keys.iter().any(is_needed);
        self.missing.iter().filter(is_open).cloned().collect()
    }

    /// Updates the answer after a patch without a new one: removes the missing fields that `applied` sets. If none is left, or none was
    /// missing before, readiness is unknown, and the publish decides.
    #[must_use]
    pub fn without(self, applied: &Fields) -> Self {
        let missing = self.still_missing(applied);
        let is_unknown = !self.missing.is_empty() && missing.is_empty() && self.issues.is_empty();
        if is_unknown || !self.is_unready() {
            return Self::default();
        }
        Self { missing, unnamed: Unnamed::Unknown, is_outdated: true, ..self }
    }

    /// How many fields are missing, named or not, as far as that is known.
    pub fn missing_count(&self) -> usize {
        self.missing.len() + self.unnamed.count()
    }

    /// Whether the service found the current draft not ready, so that a publish would fail.
    pub fn forbids_publish(&self) -> bool {
        self.is_unready() && !self.is_outdated
    }

    /// Whether the last answer was "not publish-ready".
    pub fn is_unready(&self) -> bool {
        self.ready == Some(false)
    }
}

impl Unnamed {
    /// How many there are, as far as that is known.
    pub fn count(self) -> usize {
        match self {
            Self::Fields(count) => count,
            Self::Nothing | Self::Unknown => 0,
        }
    }

    /// Whether the list of missing fields is complete.
    pub fn is_nothing(&self) -> bool {
        *self == Self::Nothing
    }
}

/// A remark of the parser about a field or a part of the source.
#[derive(Clone, Debug, PartialEq)]
pub struct ParserRemark {
    /// The field or the part of the source.
    pub path: String,
    /// The service's explanation.
    pub reason: String,
    /// The value, shortened by the service.
    pub preview: Option<Value>,
}

/// What the service parsed when it created the draft. It never parses again.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ParserOutput {
    /// The service's name of the parser, for example `llm`.
    pub parser: Option<String>,
    /// The parsed fields, by update key.
    pub fields: Fields,
    /// Fields that the parser was not sure of.
    pub low_confidence: Vec<ParserRemark>,
    /// Parts of the source that were not used.
    pub unmapped: Vec<ParserRemark>,
    /// The parser's warnings, as text.
    pub warnings: Vec<String>,
}
