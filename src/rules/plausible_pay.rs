//! Pinned rates that don't go with the payment type, pinned or of a canonical source.

use super::RuleContext;
use crate::domain::PAYMENT_TYPE_KEY;
use crate::domain::capabilities::{is_amount, rate_key};
use crate::domain::definition::RawDefinition;
use crate::domain::finding::{Code, Finding, Location, Severity};

/// Warns of each pinned rate of another payment type.
pub(super) fn mismatched_rates(context: &RuleContext<'_>) -> Vec<Finding> {
    context.candidates.iter().flat_map(|candidate| mismatched(candidate)).collect()
}

fn mismatched(candidate: &RawDefinition) -> Vec<Finding> {
    let of_source = || candidate.brief.as_deref()?.canonical()?.get(PAYMENT_TYPE_KEY);
    let payment_type = candidate.fields.get(PAYMENT_TYPE_KEY).or_else(of_source).and_then(|value| value.as_str());
    let Some((payment_type, rate)) = payment_type.and_then(|kind| Some((kind, rate_key(kind)?))) else {
        return Vec::new();
    };
    let wrong = candidate.fields.keys().filter(|key| is_amount(key) && *key != rate);
    let finding = |key: &String| {
        let message = format!("`{key}` does not go with `paymentType: {payment_type}`, which takes `{rate}`");
        let help = format!(
            "Change `paymentType`, or write the amount under `{rate}` and remove `{key}`. An hour's pay is not a label's."
        );
        let location = Location::field(key);
        Finding::new(Code::RateMismatch, Severity::Warning, &candidate.file, location, message).help(help)
    };
    wrong.map(finding).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::context::sample::{context, pinned};
    use super::*;

    #[test]
    fn a_rate_of_another_payment_type_is_a_warning_at_the_rate() {
        for (payment_type, key, is_wrong) in [
            ("PAY_PER_LABEL", "pricePerHour", true),
            ("PAY_PER_LABEL", "pricePerLabel", false),
            ("FIXED_PRICE", "pricePerLabel", true),
            ("SOMETHING_NEW", "pricePerLabel", false),
        ] {
            let mut candidate = pinned("a", key, 5);
            Arc::make_mut(&mut candidate.fields).insert("paymentType".into(), payment_type.into());
            let found = mismatched_rates(&context(&[candidate]));
            assert_eq!(!found.is_empty(), is_wrong, "{payment_type} {key}: {found:?}");
        }
        assert_eq!(mismatched_rates(&context(&[pinned("a", "pricePerHour", 5)])), [], "no payment type is pinned");
    }
}
