//! Validates a job for publishing: which fields are missing (job-drafts/create, jobs/publish).

use serde_json::{Map, Value, json};

use super::fields::{EXPERIENCE_LEVELS, PAYMENT_TYPES, is_empty, rate_key};
use crate::job::Job;
use crate::variants::{Ask, ExampleType, Issues, Variants};

/// A description that contains this has an issue, though no field is missing.
const ISSUE_MARK: &str = "sandbox-issue";

/// A field that publishing requires, with the texts of its entry in `missingFields`.
struct Required {
    field: &'static str,
    label: &'static str,
    message: &'static str,
    question: &'static str,
    values: Option<&'static [&'static str]>,
    example: Example,
    hint: Option<&'static str>,
}

enum Example {
    Text(&'static str),
    Number(f64),
}

const TITLE: Required = Required {
    field: "jobTitle",
    label: "Job title",
    message: "A job title is required before publishing.",
    question: "What should the job be called?",
    values: None,
    example: Example::Text("Spanish Sentiment Labeling"),
    hint: None,
};

const DESCRIPTION: Required = Required {
    field: "jobDescription",
    label: "Job description",
    message: "A job description is required before publishing.",
    question: "What is the work about?",
    values: None,
    example: Example::Text("Label the sentiment of short social media posts."),
    hint: Some("Say what the data is, what to do with it and who should do it."),
};

const EXPERIENCE: Required = Required {
    field: "experienceLevel",
    label: "Experience level",
    message: "Experience level is required before publishing.",
    question: "What experience level should AI trainers have?",
    values: Some(EXPERIENCE_LEVELS),
    example: Example::Text("INTERMEDIATE"),
    hint: Some("Pick the minimum level the work realistically needs."),
};

const PAYMENT: Required = Required {
    field: "paymentType",
    label: "Payment type",
    message: "A payment type is required before publishing.",
    question: "How do you want to pay?",
    values: Some(PAYMENT_TYPES),
    example: Example::Text("PAY_PER_LABEL"),
    hint: Some("Then set the matching rate."),
};

const RATES: &[Required] = &[
    rate("pricePerLabel", "Price per label", "How much will you pay per label (USD)?", 0.05),
    rate("pricePerHour", "Price per hour", "How much will you pay per hour (USD)?", 25.0),
    rate("fixedPrice", "Fixed price", "How much will you pay in total (USD)?", 500.0),
];

const fn rate(field: &'static str, label: &'static str, question: &'static str, example: f64) -> Required {
    let message = "A pay rate is required before publishing.";
    Required { field, label, message, question, values: None, example: Example::Number(example), hint: None }
}

pub(crate) struct Validation {
    pub(crate) missing: Vec<Value>,
    issues: Vec<Value>,
}

pub(crate) fn validate(job: &Job, variants: &Variants) -> Validation {
    let missing = missing(&job.fields).into_iter().map(|required| required.to_json(variants)).collect();
    let marked = job.text("jobDescription").is_some_and(|text| text.contains(ISSUE_MARK));
    Validation { missing, issues: if marked { vec![issue(variants)] } else { Vec::new() } }
}

impl Validation {
    pub(crate) fn is_ready(&self) -> bool {
        self.missing.is_empty() && self.issues.is_empty()
    }

    pub(crate) fn names(&self) -> Vec<Value> {
        self.missing.iter().map(|missing| missing["field"].clone()).collect()
    }

    /// The `validation` object with `listed` as its missing fields; the counts do not depend on it.
    pub(crate) fn to_json(&self, listed: &[Value]) -> Value {
        json!({
            "publishReady": self.is_ready(),
            "issueCount": self.issues.len(),
            "missingFieldCount": self.missing.len(),
            "missingFields": listed,
            "issues": self.issues,
        })
    }
}

/// A rate is only required once there is a payment type.
fn missing(fields: &Map<String, Value>) -> Vec<&'static Required> {
    let rate = fields.get("paymentType").and_then(Value::as_str).and_then(rate_key);
    let rate = RATES.iter().find(|required| Some(required.field) == rate);
    let all = [&TITLE, &DESCRIPTION, &EXPERIENCE, &PAYMENT].into_iter().chain(rate);
    all.filter(|required| is_empty(fields.get(required.field))).collect()
}

/// No page shows what an issue looks like.
fn issue(variants: &Variants) -> Value {
    let message = "The description contains sandbox-issue.";
    match variants.issues {
        Issues::Objects => json!({ "path": "jobDescription", "code": "content_issue", "message": message }),
        Issues::Text => json!(message),
    }
}

impl Required {
    fn to_json(&self, variants: &Variants) -> Value {
        json!({
            "field": self.field,
            "label": self.label,
            "message": self.message,
            "code": "missing_required_field",
            "prompt": self.prompt(variants.ask),
            "type": self.kind(),
            "enumValues": self.values,
            "updateKeys": [self.field],
            "example": self.example(variants.missing_field_example),
            "hint": self.hint,
        })
    }

    fn prompt(&self, variant: Ask) -> String {
        match (variant, self.values) {
            (Ask::Prefix, Some(values)) => format!("ask: {} ({})", self.question, values.join(", ")),
            (Ask::Prefix, None) => format!("ask: {}", self.question),
            (Ask::Plain, _) => self.question.to_owned(),
        }
    }

    const fn kind(&self) -> &'static str {
        match (self.values, &self.example) {
            (Some(_), _) => "enum",
            (None, Example::Number(_)) => "number",
            (None, Example::Text(_)) => "string",
        }
    }

    fn example(&self, variant: ExampleType) -> Value {
        match (variant, &self.example) {
            (ExampleType::Null, _) => Value::Null,
            (ExampleType::Typed, Example::Number(number)) => json!(number),
            (ExampleType::Text, Example::Number(number)) => json!(number.to_string()),
            (_, Example::Text(text)) => json!(text),
        }
    }
}
