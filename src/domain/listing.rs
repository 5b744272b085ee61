//! What OpenTrain shows of a live job to everybody (page jobs/get).

use serde_json::{Number, Value};

/// The public page of a live job. What is absent there, or of another type, is `None` or empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Listing {
    /// The title.
    pub title: Option<String>,
    /// The description as plain text.
    pub description: Option<String>,
    /// English names.
    pub languages: Vec<String>,
    /// Two-letter codes.
    pub countries: Vec<String>,
    /// In display words, not in those that an update takes.
    pub label_types: Vec<String>,
    /// In display words, not in those that an update takes.
    pub data_type: Option<String>,
    /// A text, or a list of texts.
    pub software: Option<Value>,
    /// `Intermediate`, where an update takes `INTERMEDIATE`.
    pub experience_level: Option<String>,
    /// What it pays.
    pub pay: ListedPay,
}

/// What a live job pays, as shown to everybody.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ListedPay {
    /// As an update takes it.
    pub payment_type: Option<String>,
    /// The currency of all amounts.
    pub currency: Option<String>,
    /// `pricePerHour` of an update.
    pub hourly_rate: Option<Number>,
    /// No update takes a range.
    pub hourly_min: Option<Number>,
    /// No update takes a range.
    pub hourly_max: Option<Number>,
    /// `fixedPrice` of an update.
    pub fixed_price: Option<Number>,
    /// `pricePerLabel` of an update.
    pub per_label_rate: Option<Number>,
}
