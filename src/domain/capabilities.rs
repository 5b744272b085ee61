//! The keys and values that the service accepts (page job-drafts/capabilities).

use std::collections::BTreeMap;

/// The type of a key's value, as far as it is documented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Finite and not negative.
    Number,
    /// Any text.
    Text,
    /// A list, each item a text.
    TextList,
    /// Undocumented: any of these, or true or false.
    Unknown,
}

/// Keys, their types and their enum values, as in the page job-drafts/update.
const BUNDLED: &[(&str, Kind, &[&str])] = &[
    ("aiInterviewRequirements", Kind::Unknown, &[]),
    ("budgetRange", Kind::Unknown, &[]),
    ("countries", Kind::TextList, &[]),
    ("dataType", Kind::Unknown, &[]),
    ("dataVolume", Kind::Number, &[]),
    (
        "dataVolumeUnit",
        Kind::Text,
        &["HOURS_OF_RECORDING_AUDIO_VIDEO", "NUMBER_OF_FILES", "NUMBER_OF_WORDS", "UNKNOWN_NOT_SPECIFIED"],
    ),
    ("datasetDescription", Kind::Unknown, &[]),
    ("experienceLevel", Kind::Text, &["EXPERT", "ENTRY_LEVEL", "INTERMEDIATE", "ANY_EXPERIENCE_LEVEL"]),
    ("fixedPrice", Kind::Number, &[]),
    ("freelancerType", Kind::Unknown, &[]),
    ("headcount", Kind::Number, &[]),
    ("jobDescription", Kind::Text, &[]),
    ("jobTitle", Kind::Text, &[]),
    ("labelTypes", Kind::TextList, &[]),
    ("labelingOverview", Kind::Unknown, &[]),
    ("labelingSoftware", Kind::Unknown, &[]),
    ("languages", Kind::TextList, &[]),
    ("paymentType", Kind::Text, &["PAY_PER_LABEL", "PAY_PER_HOUR", "FIXED_PRICE"]),
    ("pricePerHour", Kind::Number, &[]),
    ("pricePerLabel", Kind::Number, &[]),
    ("projectDuration", Kind::Unknown, &[]),
    ("projectScope", Kind::Unknown, &[]),
    ("subjectMatter", Kind::Unknown, &[]),
    ("timeRequirement", Kind::Unknown, &[]),
    ("visibility", Kind::Unknown, &[]),
    ("workloadDesc", Kind::Unknown, &[]),
];

/// The source of a list of capabilities.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authority {
    /// The built-in list, which may be outdated.
    Bundled,
    /// The service's list for this account.
    Account,
}

/// The keys and values that the service accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capabilities {
    /// The source of this list.
    pub authority: Authority,
    /// The keys that `PATCH` accepts.
    pub update_keys: Vec<String>,
    /// The values of the keys that have a closed list.
    pub enums: BTreeMap<String, Vec<String>>,
}

impl Capabilities {
    /// The documented keys and values.
    pub fn bundled() -> Self {
        let enums = BUNDLED.iter().filter(|(_, _, values)| !values.is_empty());
        Self {
            authority: Authority::Bundled,
            update_keys: BUNDLED.iter().map(|(key, _, _)| (*key).to_owned()).collect(),
            enums: enums
                .map(|(key, _, values)| ((*key).to_owned(), values.iter().map(|v| (*v).to_owned()).collect()))
                .collect(),
        }
    }

    /// Whether `PATCH` accepts the key.
    pub fn takes(&self, key: &str) -> bool {
        self.update_keys.iter().any(|known| known == key)
    }
}

/// The documented type of a key's value.
pub fn kind(key: &str) -> Kind {
    BUNDLED.iter().find(|(known, _, _)| *known == key).map_or(Kind::Unknown, |(_, kind, _)| *kind)
}

/// The keys whose values are amounts in US dollars, one for each payment type.
pub const AMOUNT_KEYS: &[&str] = &["pricePerLabel", "pricePerHour", "fixedPrice"];

/// Whether the key's value is an amount in US dollars.
pub fn is_amount(key: &str) -> bool {
    AMOUNT_KEYS.contains(&key)
}

/// The key of the rate for a payment type (page job-drafts/update).
pub fn rate_key(payment_type: &str) -> Option<&'static str> {
    match payment_type {
        "PAY_PER_LABEL" => Some("pricePerLabel"),
        "PAY_PER_HOUR" => Some("pricePerHour"),
        "FIXED_PRICE" => Some("fixedPrice"),
        _ => None,
    }
}
