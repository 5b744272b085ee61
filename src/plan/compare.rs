//! Compares what is pinned with what was last applied.

use serde_json::Value;

use crate::domain::applied::Applied;
use crate::domain::capabilities::rate_key;
use crate::domain::step::Change;
use crate::domain::{Fields, PAYMENT_TYPE_KEY};

/// The values that differ from what was last applied, by key.
pub fn changes(pinned: &Fields, applied: &Applied) -> Vec<Change> {
    let differs = |(key, value): &(&String, &Value)| applied.get(key) != Some(value);
    let change = |(key, value): (&String, &Value)| Change {
        field: key.clone(),
        before: applied.get(key).cloned(),
        after: value.clone(),
    };
    pinned.iter().filter(differs).map(change).collect()
}

/// All values as changes, where nothing was applied yet.
pub fn additions(pinned: Fields) -> Vec<Change> {
    pinned.into_iter().map(|(field, after)| Change { field, before: None, after }).collect()
}

/// The values to send for these changes. A changed payment type takes its pinned rate along: the page job-drafts/update asks
/// to pair them, and whether the service keeps a rate under a new type is unknown.
pub fn patch_body(changes: &[Change], pinned: &Fields) -> Fields {
    let mut sent: Fields = changes.iter().map(|change| (change.field.clone(), change.after.clone())).collect();
    let rate = sent.get(PAYMENT_TYPE_KEY).and_then(Value::as_str).and_then(rate_key);
    if let Some((key, value)) = rate.and_then(|key| pinned.get_key_value(key)) {
        sent.insert(key.clone(), value.clone());
    }
    sent
}

/// Keys that were applied and are no longer pinned, in order, with the value where it is known.
pub fn stale_fields<'a>(pinned: &Fields, applied: &'a Applied) -> Vec<(&'a String, Option<&'a Value>)> {
    let stale = applied.keys().into_iter().filter(|key| !pinned.contains_key(*key));
    stale.map(|key| (key, applied.get(key))).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fields(value: Value) -> Fields {
        serde_json::from_value(value).expect("an object")
    }

    fn applied(value: Value) -> Applied {
        Applied::new(fields(value), Default::default())
    }

    #[test]
    fn only_keys_that_differ_are_sent() {
        let pinned = fields(json!({"headcount": 8, "jobTitle": "A", "languages": ["Spanish"]}));
        let applied = applied(json!({"headcount": 5, "jobTitle": "A", "visibility": "x"}));
        let changes = changes(&pinned, &applied);
        assert_eq!(patch_body(&changes, &pinned), fields(json!({"headcount": 8, "languages": ["Spanish"]})));
        assert_eq!(stale_fields(&pinned, &applied), [(&"visibility".to_owned(), Some(&json!("x")))]);
    }

    #[test]
    fn a_changed_payment_type_takes_its_pinned_rate_along() {
        let pinned = fields(json!({"paymentType": "PAY_PER_HOUR", "pricePerHour": 25, "pricePerLabel": 0.1}));
        let applied = applied(json!({"paymentType": "PAY_PER_LABEL", "pricePerHour": 25, "pricePerLabel": 0.1}));
        let sent = patch_body(&changes(&pinned, &applied), &pinned);
        assert_eq!(sent, fields(json!({"paymentType": "PAY_PER_HOUR", "pricePerHour": 25})));
    }
}
