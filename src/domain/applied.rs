//! The values that a job is known to have, and those that may or may not have arrived.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Fields;

/// What was last applied to a job. A key in flight was about to be sent, or was sent and not answered: its value is unknown, so it
/// equals nothing and is sent again.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Applied {
    confirmed: Fields,
    in_flight: BTreeSet<String>,
}

impl Applied {
    /// The last confirmed values, and the keys in flight.
    pub fn new(confirmed: Fields, in_flight: BTreeSet<String>) -> Self {
        Self { confirmed, in_flight }
    }

    /// The last confirmed values, those of keys in flight included.
    pub fn confirmed(&self) -> &Fields {
        &self.confirmed
    }

    /// The keys whose value is unknown.
    pub fn in_flight(&self) -> &BTreeSet<String> {
        &self.in_flight
    }

    /// The value that the job has for a key; `None` where it is unknown or was never applied.
    pub fn get(&self, key: &str) -> Option<&Value> {
        if self.in_flight.contains(key) { None } else { self.confirmed.get(key) }
    }

    /// Whether a value was ever applied or sent for this key.
    pub fn contains_key(&self, key: &str) -> bool {
        self.confirmed.contains_key(key) || self.in_flight.contains(key)
    }

    /// All keys that were ever applied or sent, in order.
    pub fn keys(&self) -> BTreeSet<&String> {
        self.confirmed.keys().chain(&self.in_flight).collect()
    }

    /// Marks the keys whose value is not known to be the one in `fields`. Returns those that were not in flight before.
    pub fn mark_in_flight(&mut self, fields: &Fields) -> Vec<String> {
        let differs = |(key, value): &(&String, &Value)| self.get(key) != Some(value);
        let keys: Vec<String> = fields.iter().filter(differs).map(|(key, _)| key.clone()).collect();
        keys.into_iter().filter(|key| self.in_flight.insert(key.clone())).collect()
    }

    /// Takes back marks of values that did not arrive.
    pub fn clear_in_flight(&mut self, keys: &[String]) {
        self.in_flight.retain(|key| !keys.contains(key));
    }

    /// Records that the job has these values.
    pub fn confirm(&mut self, fields: &Fields) {
        for (key, value) in fields {
            self.in_flight.remove(key);
            self.confirmed.insert(key.clone(), value.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fields(value: Value) -> Fields {
        serde_json::from_value(value).expect("an object")
    }

    #[test]
    fn a_key_in_flight_has_no_known_value_until_it_is_confirmed_or_taken_back() {
        let mut applied = Applied::new(fields(json!({"headcount": 5})), BTreeSet::new());
        let marked = applied.mark_in_flight(&fields(json!({"headcount": 8, "jobTitle": "A"})));
        assert_eq!(marked, ["headcount", "jobTitle"]);
        assert_eq!((applied.get("headcount"), applied.contains_key("jobTitle")), (None, true));
        let mut taken_back = applied.clone();
        taken_back.clear_in_flight(&marked);
        assert_eq!((taken_back.get("headcount"), taken_back.contains_key("jobTitle")), (Some(&json!(5)), false));
        applied.confirm(&fields(json!({"headcount": 8})));
        assert_eq!((applied.get("headcount"), applied.get("jobTitle")), (Some(&json!(8)), None));
    }

    #[test]
    fn a_value_that_the_job_has_is_not_marked_and_a_mark_of_another_run_is_not_ours() {
        let mut applied = Applied::new(fields(json!({"headcount": 5})), ["jobTitle".to_owned()].into());
        assert_eq!(applied.mark_in_flight(&fields(json!({"headcount": 5, "jobTitle": "A"}))), Vec::<String>::new());
    }
}
