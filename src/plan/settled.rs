//! Remarks of the parser that pinned values have settled.

use crate::domain::Fields;
use crate::domain::definition::Definition;
use crate::domain::pay::{PayTerms, ValueOrigin};

/// Currencies that a remark about pay may name. OpenTrain's rates are in US dollars.
const CURRENCIES: &[&str] = &[
    "AED", "ARS", "AUD", "BDT", "BRL", "CAD", "CHF", "CLP", "CNY", "COP", "CZK", "DKK", "EGP", "EUR", "GBP", "HKD",
    "HUF", "IDR", "ILS", "INR", "JPY", "KES", "KRW", "MXN", "MYR", "NGN", "NOK", "NZD", "PEN", "PHP", "PKR", "PLN",
    "RON", "RUB", "SAR", "SEK", "SGD", "THB", "TRY", "TWD", "UAH", "VND", "ZAR",
];

/// Whether a remark of the parser no longer matters: it is about pay in another currency or about named keys, and these are pinned.
/// The service gives no key with a warning, so its text decides.
pub(super) fn is_settled(remark: &str, definition: &Definition, parsed: &Fields) -> bool {
    let words = || remark.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let names_currency = words().any(|word| CURRENCIES.contains(&word)) || remark.contains(['€', '£', '¥', '₹']);
    if names_currency {
        let rate = PayTerms::pinned(definition, None).rate;
        return rate.is_some_and(|rate| rate.origin == ValueOrigin::Pinned);
    }
    let is_pinned = |key: &str| definition.fields.contains_key(key);
    let mut keys = words().filter(|word| is_pinned(word) || parsed.contains_key(*word)).peekable();
    keys.peek().is_some() && keys.all(is_pinned)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::*;
    use crate::domain::definition::{Brief, DesiredState, JobOrigin};
    use crate::domain::ids::DefinitionId;

    #[test]
    fn a_remark_is_settled_by_the_pinned_values_that_it_is_about() {
        let definition = |fields| Definition {
            id: DefinitionId::parse("a").expect("valid"),
            file: "jobs/a.yml".into(),
            wanted: DesiredState::Published,
            job_origin: JobOrigin::Brief(Brief::Description("A text.".into()).into()),
            fields: Arc::new(serde_json::from_value(fields).expect("an object")),
            defaults: Default::default(),
        };
        let paid = json!({"paymentType": "PAY_PER_HOUR", "pricePerHour": 22});
        let parsed = serde_json::from_value(json!({"headcount": 5, "languages": ["Spanish"]})).expect("an object");
        let rows = [
            ("The salary is in EUR; rates are in USD.", paid.clone(), true),
            ("The salary is in €.", paid.clone(), true),
            ("The salary is in EUR; rates are in USD.", json!({"paymentType": "PAY_PER_HOUR"}), false),
            (
                "The salary is in EUR; rates are in USD.",
                json!({"pricePerLabel": 1, "paymentType": "PAY_PER_HOUR"}),
                false,
            ),
            ("EUROPE is no country.", paid.clone(), false),
            ("headcount: more than one number.", json!({"headcount": 5}), true),
            ("headcount and languages are unclear.", json!({"headcount": 5}), false),
            ("The text is long.", paid, false),
        ];
        for (remark, fields, is_expected) in rows {
            assert_eq!(is_settled(remark, &definition(fields.clone()), &parsed), is_expected, "{remark} {fields}");
        }
    }
}
