//! What a posting pays and comes to.

use rust_decimal::Decimal;
use serde_json::Value;

use super::PAYMENT_TYPE_KEY;
use super::capabilities::rate_key;
use super::definition::Definition;
use super::money;
use super::record::RemoteJob;
use super::value::of_job;
pub use super::value::{Term, ValueOrigin, effective_value, of_canonical_source};

/// What decides on the cost of a posting.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PayTerms {
    /// The payment type.
    pub payment_type: Option<Term<String>>,
    /// The rate that goes with the payment type, in US dollars.
    pub rate: Option<Term<Decimal>>,
    /// How much data there is.
    pub volume: Option<Term<Decimal>>,
    /// What the volume counts.
    pub unit: Option<Term<String>>,
}

/// What a posting comes to, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Cost {
    /// An amount in US dollars.
    Amount {
        /// The amount, exactly.
        amount: Decimal,
        /// How it was calculated: `20000 × 0.06`, or empty for a fixed price.
        basis: String,
        /// What one label is counted for, where that is an assumption: `file`.
        assumed_unit: Option<&'static str>,
        /// Whether all of it is pinned.
        is_pinned: bool,
    },
    /// Only a rate is known.
    #[default]
    Unknown,
}

impl PayTerms {
    /// How much it pays, as text: `$0.06 a label`. `None` where the payment type is unknown.
    pub fn describe(&self) -> Option<String> {
        let kind = self.payment_type.as_ref()?.value.as_str();
        let rate = self.rate.as_ref().map(|rate| money::dollars(rate.value));
        Some(match (kind, rate) {
            ("PAY_PER_LABEL", Some(rate)) => format!("{rate} a label"),
            ("PAY_PER_HOUR", Some(rate)) => format!("{rate} an hour"),
            ("FIXED_PRICE", Some(rate)) => format!("{rate} fixed"),
            ("PAY_PER_LABEL", None) => "by the label, no price yet".to_owned(),
            ("PAY_PER_HOUR", None) => "by the hour, no price yet".to_owned(),
            ("FIXED_PRICE", None) => "fixed, no price yet".to_owned(),
            (other, _) => other.to_owned(),
        })
    }

    /// What the definition itself has, in `fields` or in the canonical source that the job was made from.
    pub fn pinned(definition: &Definition, job: Option<&RemoteJob>) -> Self {
        let is_pinned = |term: &Term<&Value>| term.is_pinned();
        Self::from_values(|key| effective_value(definition, job, key).filter(is_pinned))
    }

    /// What goes live with this definition: its own values, else the job's.
    pub fn effective(definition: &Definition, job: Option<&RemoteJob>) -> Self {
        Self::from_values(|key| effective_value(definition, job, key))
    }

    /// What the job has.
    pub fn of_job(job: &RemoteJob) -> Self {
        Self::from_values(|key| of_job(job, key))
    }

    fn from_values<'a>(value: impl Fn(&str) -> Option<Term<&'a Value>>) -> Self {
        let text = |key: &str| value(key).and_then(Term::text);
        let number = |key: &str| value(key).and_then(Term::number);
        let payment_type = text(PAYMENT_TYPE_KEY);
        let rate = payment_type.as_ref().and_then(|kind| number(rate_key(&kind.value)?));
        Self { payment_type, rate, volume: number("dataVolume"), unit: text("dataVolumeUnit") }
    }

    /// The key of the rate that goes with the payment type; `None` where either is unknown.
    pub fn rate_key(&self) -> Option<&'static str> {
        rate_key(&self.payment_type.as_ref()?.value)
    }

    /// What the posting comes to.
    pub fn cost(&self) -> Cost {
        let (Some(payment_type), Some(rate)) = (&self.payment_type, &self.rate) else { return Cost::Unknown };
        match (payment_type.value.as_str(), &self.volume, &self.unit) {
            ("FIXED_PRICE", _, _) => Cost::Amount {
                amount: rate.value,
                basis: String::new(),
                assumed_unit: None,
                is_pinned: payment_type.is_pinned() && rate.is_pinned(),
            },
            ("PAY_PER_LABEL", Some(volume), Some(unit)) => {
                let amount = rate.value.checked_mul(volume.value);
                let (Some(assumed_unit), Some(amount)) = (counted_unit(&unit.value), amount) else {
                    return Cost::Unknown;
                };
                Cost::Amount {
                    amount,
                    basis: format!("{} × {}", volume.value.normalize(), rate.value),
                    assumed_unit: Some(assumed_unit),
                    is_pinned: payment_type.is_pinned() && rate.is_pinned() && volume.is_pinned() && unit.is_pinned(),
                }
            }
            _ => Cost::Unknown,
        }
    }
}

impl Cost {
    /// The amount in US dollars; `None` where it is unknown.
    pub fn amount(&self) -> Option<Decimal> {
        match self {
            Self::Amount { amount, .. } => Some(*amount),
            Self::Unknown => None,
        }
    }
}

/// What the service counts data in, where one label for each is a usable assumption.
pub fn counted_unit(unit: &str) -> Option<&'static str> {
    match unit {
        "NUMBER_OF_FILES" => Some("file"),
        "NUMBER_OF_WORDS" => Some("word"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn terms(values: Value) -> PayTerms {
        PayTerms::from_values(|key| values.get(key).map(|value| Term { value, origin: ValueOrigin::Pinned }))
    }

    fn cost(values: Value) -> Cost {
        terms(values).cost()
    }

    #[test]
    fn pay_is_described_as_far_as_it_is_known() {
        for (values, words) in [
            (json!({"paymentType": "PAY_PER_LABEL", "pricePerLabel": 0.06}), Some("$0.06 a label")),
            (json!({"paymentType": "PAY_PER_HOUR", "pricePerHour": 25}), Some("$25 an hour")),
            (json!({"paymentType": "FIXED_PRICE", "fixedPrice": 1500}), Some("$1,500 fixed")),
            (json!({"paymentType": "PAY_PER_HOUR", "pricePerLabel": 1}), Some("by the hour, no price yet")),
            (json!({"paymentType": "BARTER", "pricePerLabel": 1}), Some("BARTER")),
            (json!({"pricePerLabel": 1}), None),
        ] {
            assert_eq!(terms(values.clone()).describe().as_deref(), words, "{values}");
        }
    }

    #[test]
    fn a_cost_is_exact_or_unknown() {
        for (values, amount, reason) in [
            (
                json!({"paymentType": "PAY_PER_LABEL", "pricePerLabel": 0.06, "dataVolume": 20000, "dataVolumeUnit": "NUMBER_OF_FILES"}),
                Some("1200.00"),
                "one label a file",
            ),
            (
                json!({"paymentType": "PAY_PER_LABEL", "pricePerLabel": 0.1, "dataVolume": 3, "dataVolumeUnit": "NUMBER_OF_WORDS"}),
                Some("0.3"),
                "no binary fractions",
            ),
            (
                json!({"paymentType": "PAY_PER_LABEL", "pricePerLabel": 1, "dataVolume": 3, "dataVolumeUnit": "HOURS_OF_RECORDING_AUDIO_VIDEO"}),
                None,
                "an hour holds any number of labels",
            ),
            (json!({"paymentType": "PAY_PER_LABEL", "pricePerLabel": 1, "dataVolume": 3}), None, "no unit"),
            (json!({"paymentType": "PAY_PER_HOUR", "pricePerHour": 25}), None, "hours are unknown"),
            (json!({"paymentType": "FIXED_PRICE", "fixedPrice": 500}), Some("500"), "as stated"),
            (json!({"paymentType": "FIXED_PRICE", "pricePerHour": 25}), None, "another type's rate"),
            (json!({"pricePerLabel": 1}), None, "no payment type"),
        ] {
            let amount = amount.map(|text| Decimal::from_str_exact(text).expect("a decimal"));
            assert_eq!(cost(values.clone()).amount(), amount, "{reason}: {values}");
        }
    }
}
