//! The keys and values that the service accepts (page job-drafts/capabilities).

use std::collections::BTreeMap;

use super::{Fields, PAYMENT_TYPE_KEY};

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

/// A key that the page job-drafts/update names.
#[derive(Clone, Copy, Debug)]
pub struct DocumentedKey {
    /// The name.
    pub name: &'static str,
    /// The type of its value.
    pub kind: Kind,
    /// The values, where the list is documented; else empty.
    pub values: &'static [&'static str],
}

const fn key(name: &'static str, kind: Kind) -> DocumentedKey {
    DocumentedKey { name, kind, values: &[] }
}

const fn choice(name: &'static str, values: &'static [&'static str]) -> DocumentedKey {
    DocumentedKey { name, kind: Kind::Text, values }
}

/// The keys, their types and their values, as in the page job-drafts/update.
pub const DOCUMENTED: &[DocumentedKey] = &[
    key("aiInterviewRequirements", Kind::Unknown),
    key("budgetRange", Kind::Unknown),
    key("countries", Kind::TextList),
    key("dataType", Kind::Unknown),
    key("dataVolume", Kind::Number),
    choice(
        "dataVolumeUnit",
        &["HOURS_OF_RECORDING_AUDIO_VIDEO", "NUMBER_OF_FILES", "NUMBER_OF_WORDS", "UNKNOWN_NOT_SPECIFIED"],
    ),
    key("datasetDescription", Kind::Unknown),
    choice("experienceLevel", &["EXPERT", "ENTRY_LEVEL", "INTERMEDIATE", "ANY_EXPERIENCE_LEVEL"]),
    key("fixedPrice", Kind::Number),
    key("freelancerType", Kind::Unknown),
    key("headcount", Kind::Number),
    key("jobDescription", Kind::Text),
    key("jobTitle", Kind::Text),
    key("labelTypes", Kind::TextList),
    key("labelingOverview", Kind::Unknown),
    key("labelingSoftware", Kind::Unknown),
    key("languages", Kind::TextList),
    choice("paymentType", &["PAY_PER_LABEL", "PAY_PER_HOUR", "FIXED_PRICE"]),
    key("pricePerHour", Kind::Number),
    key("pricePerLabel", Kind::Number),
    key("projectDuration", Kind::Unknown),
    key("projectScope", Kind::Unknown),
    key("subjectMatter", Kind::Unknown),
    key("timeRequirement", Kind::Unknown),
    key("visibility", Kind::Unknown),
    key("workloadDesc", Kind::Unknown),
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
        let enums = DOCUMENTED.iter().filter(|key| !key.values.is_empty());
        Self {
            authority: Authority::Bundled,
            update_keys: documented_names().map(str::to_owned).collect(),
            enums: enums
                .map(|key| (key.name.to_owned(), key.values.iter().map(|v| (*v).to_owned()).collect()))
                .collect(),
        }
    }

    /// Whether `PATCH` accepts the key.
    pub fn takes(&self, key: &str) -> bool {
        self.update_keys.iter().any(|known| known == key)
    }
}

/// The documented keys, for advice on a file that is read before the account's own list is known.
pub fn documented_names() -> impl Iterator<Item = &'static str> + Clone {
    DOCUMENTED.iter().map(|key| key.name)
}

/// The documented type of a key's value.
pub fn kind(key: &str) -> Kind {
    DOCUMENTED.iter().find(|known| known.name == key).map_or(Kind::Unknown, |known| known.kind)
}

/// The keys whose values are amounts in US dollars, one for each payment type.
pub const AMOUNT_KEYS: &[&str] = &["pricePerLabel", "pricePerHour", "fixedPrice"];

/// Whether the key's value is an amount in US dollars.
pub fn is_amount(key: &str) -> bool {
    AMOUNT_KEYS.contains(&key)
}

/// The key of the rate for a payment type (page job-drafts/update).
pub fn rate_key(payment_type: &str) -> Option<&'static str> {
    RATES.iter().find(|(kind, _)| *kind == payment_type).map(|(_, rate)| *rate)
}

/// The payment type of a rate's key (page job-drafts/update).
pub fn payment_type_of(rate_key: &str) -> Option<&'static str> {
    RATES.iter().find(|(_, rate)| *rate == rate_key).map(|(kind, _)| *kind)
}

/// The key of the rate that goes with the payment type of these values; `None` where they have no known one.
pub fn rate_key_of(fields: &Fields) -> Option<&'static str> {
    rate_key(fields.get(PAYMENT_TYPE_KEY)?.as_str()?)
}

/// The key of the rate that these values have, if it is the only one.
pub fn only_rate(fields: &Fields) -> Option<&str> {
    let mut rates = fields.keys().filter(|key| is_amount(key));
    rates.next().filter(|_| rates.next().is_none()).map(String::as_str)
}

/// Each payment type with the key of its rate.
const RATES: [(&str, &str); 3] =
    [("PAY_PER_LABEL", "pricePerLabel"), ("PAY_PER_HOUR", "pricePerHour"), ("FIXED_PRICE", "fixedPrice")];
