//! Parses OpenTrain's canonical job object (job-drafts/create).

use serde_json::Value;

use super::ParserOutput;
use super::fields::{FieldType, field_type, rate_key};

/// Canonical keys with their update keys. The page's list is open ("keys like …").
const KEYS: &[(&str, &str)] = &[
    ("title", "jobTitle"),
    ("description", "jobDescription"),
    ("paymentType", "paymentType"),
    ("languages", "languages"),
    ("countries", "countries"),
    ("labelTypes", "labelTypes"),
    ("tools", "labelingSoftware"),
    ("experienceLevel", "experienceLevel"),
    ("headcount", "headcount"),
    ("dataVolume", "dataVolume"),
    ("dataVolumeUnit", "dataVolumeUnit"),
];

/// Unknown keys and values of another type are unmapped, not an error.
pub(crate) fn parse(job: &Value) -> ParserOutput {
    let mut parsed = ParserOutput::default();
    for (key, value) in job.as_object().into_iter().flatten() {
        let path = format!("job.{key}");
        match KEYS.iter().find(|(known, _)| known == key).map(|(_, update_key)| *update_key) {
            Some(update_key) if fits(field_type(update_key), value) => parsed.set(update_key, value.clone()),
            Some(_) => parsed.add_unmapped(&path, "The value does not fit the field.", value),
            None if key == "rateAmount" => rate(&mut parsed, job, value),
            None => parsed.add_unmapped(&path, "No matching job field.", value),
        }
    }
    parsed
}

/// The rate becomes the price that belongs to `paymentType`.
fn rate(parsed: &mut ParserOutput, job: &Value, amount: &Value) {
    let key = job["paymentType"].as_str().and_then(rate_key);
    match key.filter(|_| fits(Some(FieldType::Number), amount)) {
        Some(key) => parsed.set(key, amount.clone()),
        None => parsed.add_unmapped("job.rateAmount", "A rate needs a number and a known paymentType.", amount),
    }
}

fn fits(field_type: Option<FieldType>, value: &Value) -> bool {
    let texts = || value.as_array().is_some_and(|list| list.iter().all(Value::is_string));
    match field_type {
        Some(FieldType::Text) => value.is_string(),
        Some(FieldType::Number) => value.as_f64().is_some_and(|number| number >= 0.0),
        Some(FieldType::Choice(options)) => value.as_str().is_some_and(|text| options.contains(&text)),
        Some(FieldType::List) => texts(),
        Some(FieldType::Untyped) => value.is_string() || texts(),
        None => false,
    }
}
