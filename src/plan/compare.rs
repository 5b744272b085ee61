//! Compares what is pinned with what was last applied.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::domain::applied::Applied;
use crate::domain::capabilities::rate_key_of;
use crate::domain::definition::Definition;
use crate::domain::step::Change;
use crate::domain::{DESCRIPTION_KEY, Fields};

/// The values that differ from what was last applied, by key.
pub fn changes(definition: &Definition, applied: &Applied) -> Vec<Change> {
    let text = definition.text();
    let fields = definition.fields.iter().filter(|(key, value)| applied.get(key) != Some(value));
    let fields = fields.filter(|(key, _)| text.is_none() || *key != DESCRIPTION_KEY);
    let mut changes: Vec<Change> = fields.map(|(key, value)| change(key, value.clone(), applied)).collect();
    let is_new = |text: &&str| applied.get(DESCRIPTION_KEY).and_then(Value::as_str) != Some(text);
    if let Some(text) = text.filter(is_new) {
        changes.push(change(DESCRIPTION_KEY, text.into(), applied));
        changes.sort_by(|a, b| a.field.cmp(&b.field));
    }
    changes
}

fn change(key: &str, after: Value, applied: &Applied) -> Change {
    Change { field: key.to_owned(), before: applied.get(key).cloned(), after }
}

/// All values as changes, where nothing was applied yet.
pub fn additions(pinned: Fields) -> Vec<Change> {
    pinned.into_iter().map(|(field, after)| Change { field, before: None, after }).collect()
}

/// The values to send for these changes. A changed payment type takes its pinned rate along: the page job-drafts/update asks
/// to pair them, and whether the service keeps a rate under a new type is unknown.
pub fn patch_body(changes: &[Change], definition: &Definition) -> Fields {
    let mut sent: Fields = changes.iter().map(|change| (change.field.clone(), change.after.clone())).collect();
    if let Some((key, value)) = rate_key_of(&sent).and_then(|key| definition.fields.get_key_value(key)) {
        sent.insert(key.clone(), value.clone());
    }
    sent
}

/// Keys that were applied and are no longer pinned, in order, with the value where it is known.
pub fn stale_fields<'a>(definition: &Definition, applied: &'a Applied) -> Vec<(&'a String, Option<&'a Value>)> {
    let keys = applied.confirmed().keys().chain(applied.in_flight());
    let stale: BTreeSet<&String> = keys.filter(|key| !definition.pins(key)).collect();
    stale.into_iter().map(|key| (key, applied.get(key))).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::*;
    use crate::domain::definition::{Brief, DesiredState, JobOrigin};
    use crate::domain::ids::DefinitionId;

    fn fields(value: Value) -> Fields {
        serde_json::from_value(value).expect("an object")
    }

    fn applied(value: Value) -> Applied {
        Applied::new(fields(value), Default::default())
    }

    /// A definition of the text `A text.` that pins these fields.
    fn definition(pinned: Value) -> Definition {
        Definition {
            id: DefinitionId::parse("a").expect("an id"),
            file: "jobs/a.yml".into(),
            wanted: DesiredState::Published,
            job_origin: JobOrigin::Brief(Brief::Description("A text.".into()).into()),
            fields: Arc::new(fields(pinned)),
            defaults: Default::default(),
        }
    }

    #[test]
    fn only_keys_that_differ_are_sent() {
        let definition = definition(json!({"headcount": 8, "jobTitle": "A", "languages": ["Spanish"]}));
        let applied = applied(json!({"headcount": 5, "jobDescription": "A text.", "jobTitle": "A", "visibility": "x"}));
        let changes = changes(&definition, &applied);
        assert_eq!(patch_body(&changes, &definition), fields(json!({"headcount": 8, "languages": ["Spanish"]})));
        assert_eq!(stale_fields(&definition, &applied), [(&"visibility".to_owned(), Some(&json!("x")))]);
    }

    #[test]
    fn the_text_is_compared_as_a_field_and_in_its_order() {
        let definition = definition(json!({"headcount": 8, "paymentType": "FIXED_PRICE"}));
        let before = |change: &Change| (change.field.clone(), change.before.clone());
        for (applied, before_text) in [
            (applied(json!({"jobDescription": "Another."})), Some(json!("Another."))),
            (applied(json!({})), None),
            (Applied::new(fields(json!({"jobDescription": "A text."})), ["jobDescription".into()].into()), None),
        ] {
            let changes = changes(&definition, &applied);
            let expected =
                [("headcount".into(), None), ("jobDescription".into(), before_text), ("paymentType".into(), None)];
            assert_eq!(changes.iter().map(before).collect::<Vec<_>>(), expected, "{applied:?}");
            assert_eq!(patch_body(&changes, &definition), definition.pinned());
            assert_eq!(stale_fields(&definition, &applied), []);
        }
    }

    #[test]
    fn a_changed_payment_type_takes_its_pinned_rate_along() {
        let definition = definition(json!({"paymentType": "PAY_PER_HOUR", "pricePerHour": 25, "pricePerLabel": 0.1}));
        let applied = applied(json!({
            "jobDescription": "A text.", "paymentType": "PAY_PER_LABEL", "pricePerHour": 25, "pricePerLabel": 0.1,
        }));
        let sent = patch_body(&changes(&definition, &applied), &definition);
        assert_eq!(sent, fields(json!({"paymentType": "PAY_PER_HOUR", "pricePerHour": 25})));
    }
}
