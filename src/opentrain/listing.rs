//! Reads the public page of a job (page jobs/get). Never fails: a value of another type counts as absent.

use serde_json::{Number, Value};

use super::body::{text, texts};
use crate::domain::listing::{ListedPay, Listing};

/// Parses the response to GET /jobs/{id}.
pub(super) fn listing(body: &Value) -> Listing {
    let pay = body.get("pay").unwrap_or(&Value::Null);
    Listing {
        title: text(body, "title"),
        description: text(body, "descriptionText"),
        languages: texts(body, "languages"),
        countries: texts(body, "countries"),
        label_types: texts(body, "labelTypes"),
        data_type: text(body, "dataType"),
        software: body.get("labelingSoftware").filter(|software| is_text_or_texts(software)).cloned(),
        experience_level: text(body, "experienceLevel"),
        pay: ListedPay {
            payment_type: text(pay, "paymentType"),
            currency: text(pay, "currency"),
            hourly_rate: number(pay, "hourlyRate"),
            hourly_min: number(pay, "hourlyMin"),
            hourly_max: number(pay, "hourlyMax"),
            fixed_price: number(pay, "fixedPrice"),
            per_label_rate: number(pay, "perLabelRate"),
        },
    }
}

fn is_text_or_texts(value: &Value) -> bool {
    match value {
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(items) => !items.is_empty() && items.iter().all(Value::is_string),
        _ => false,
    }
}

fn number(pay: &Value, key: &str) -> Option<Number> {
    if let Some(Value::Number(number)) = pay.get(key) { Some(number.clone()) } else { None }
}
