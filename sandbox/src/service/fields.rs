//! The update keys of a job and the values they take.

use serde_json::Value;

/// The values of `paymentType` (job-drafts/update).
pub(crate) const PAYMENT_TYPES: &[&str] = &["PAY_PER_LABEL", "PAY_PER_HOUR", "FIXED_PRICE"];
/// The values of `experienceLevel` (job-drafts/create).
pub(crate) const EXPERIENCE_LEVELS: &[&str] = &["EXPERT", "ENTRY_LEVEL", "INTERMEDIATE", "ANY_EXPERIENCE_LEVEL"];
/// The values of `dataVolumeUnit` (job-drafts/update).
pub(crate) const VOLUME_UNITS: &[&str] =
    &["HOURS_OF_RECORDING_AUDIO_VIDEO", "NUMBER_OF_FILES", "NUMBER_OF_WORDS", "UNKNOWN_NOT_SPECIFIED"];

/// From job-drafts/create.
pub(crate) const MAX_DESCRIPTION_CHARS: usize = 60_000;

/// The type of an update key's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FieldType {
    Text,
    Number,
    Choice(&'static [&'static str]),
    List,
    /// No page gives the type.
    Untyped,
}

/// The 26 update keys that the pages name (job-drafts/update, job-drafts/capabilities).
pub(crate) const UPDATE_KEYS: &[(&str, FieldType)] = &[
    ("jobTitle", FieldType::Text),
    ("jobDescription", FieldType::Text),
    ("paymentType", FieldType::Choice(PAYMENT_TYPES)),
    ("pricePerHour", FieldType::Number),
    ("pricePerLabel", FieldType::Number),
    ("fixedPrice", FieldType::Number),
    ("experienceLevel", FieldType::Choice(EXPERIENCE_LEVELS)),
    ("dataVolume", FieldType::Number),
    ("dataVolumeUnit", FieldType::Choice(VOLUME_UNITS)),
    ("headcount", FieldType::Number),
    ("languages", FieldType::List),
    ("countries", FieldType::List),
    ("labelTypes", FieldType::List),
    ("labelingOverview", FieldType::Untyped),
    ("datasetDescription", FieldType::Untyped),
    ("dataType", FieldType::Untyped),
    ("subjectMatter", FieldType::Untyped),
    ("labelingSoftware", FieldType::Untyped),
    ("aiInterviewRequirements", FieldType::Untyped),
    ("budgetRange", FieldType::Untyped),
    ("workloadDesc", FieldType::Untyped),
    ("timeRequirement", FieldType::Untyped),
    ("projectDuration", FieldType::Untyped),
    ("freelancerType", FieldType::Untyped),
    ("projectScope", FieldType::Untyped),
    ("visibility", FieldType::Untyped),
];

/// `None` for a key that no page names.
pub(crate) fn field_type(key: &str) -> Option<FieldType> {
    UPDATE_KEYS.iter().find(|(name, _)| *name == key).map(|(_, field_type)| *field_type)
}

/// The rate that goes with a payment type (job-drafts/update: "pair with the matching rate").
pub(crate) fn rate_key(payment_type: &str) -> Option<&'static str> {
    match payment_type {
        "PAY_PER_LABEL" => Some("pricePerLabel"),
        "PAY_PER_HOUR" => Some("pricePerHour"),
        "FIXED_PRICE" => Some("fixedPrice"),
        _ => None,
    }
}

/// Absent, null, blank text or an empty list.
pub(crate) fn is_empty(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => true,
        Some(Value::String(text)) => text.trim().is_empty(),
        Some(Value::Array(list)) => list.is_empty(),
        Some(_) => false,
    }
}
