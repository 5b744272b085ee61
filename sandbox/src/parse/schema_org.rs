//! Parses a schema.org JobPosting in JSON-LD.

use serde_json::Value;

use super::tokens::{parse_digits, strip_html};
use super::vocabulary::experience_level;
use super::{ParserOutput, pay, text};

/// `JobPosting` as a JSON-LD type: the bare term, with the usual prefix, or as its URL.
const JOB_POSTING: &[&str] =
    &["JobPosting", "schema:JobPosting", "https://schema.org/JobPosting", "http://schema.org/JobPosting"];

pub(crate) fn parse(json_ld: &Value) -> Result<ParserOutput, String> {
    let postings = postings(json_ld);
    let posting = postings.first().ok_or("jsonLd holds no JobPosting")?;
    let mut parsed = ParserOutput::default();
    if postings.len() > 1 {
        let count = postings.len();
        parsed.warnings.push(format!("The JSON-LD holds {count} job postings; only the first one was taken."));
    }
    for (key, value) in posting.as_object().into_iter().flatten() {
        if !map(&mut parsed, key, value) {
            parsed.add_unmapped(&format!("jsonLd.{key}"), "No matching job field.", value);
        }
    }
    Ok(parsed)
}

/// The postings of an object, of a list or of a `@graph`.
fn postings(value: &Value) -> Vec<&Value> {
    if let Some(list) = value.as_array().or_else(|| value["@graph"].as_array()) {
        return list.iter().flat_map(postings).collect();
    }
    let is_job_posting = |name: &Value| name.as_str().is_some_and(|name| JOB_POSTING.contains(&name));
    let is_posting = match &value["@type"] {
        Value::Array(names) => names.iter().any(is_job_posting),
        name => is_job_posting(name),
    };
    if is_posting { vec![value] } else { Vec::new() }
}

/// Whether the property was mapped.
fn map(parsed: &mut ParserOutput, key: &str, value: &Value) -> bool {
    match (key, value) {
        ("@context" | "@type" | "@id", _) => true,
        ("title", Value::String(title)) => set_text(parsed, "jobTitle", title),
        ("description", Value::String(description)) => set_text(parsed, "jobDescription", &strip_html(description)),
        ("baseSalary", salary) => map_salary(parsed, salary),
        ("experienceRequirements", wanted) => map_experience(parsed, wanted),
        ("applicantLocationRequirements", places) => map_places(parsed, places, |place| non_empty(&place["name"])),
        ("jobLocation", places) => map_places(parsed, places, |place| {
            let country = &place["address"]["addressCountry"];
            non_empty(country).or_else(|| non_empty(&country["name"]))
        }),
        ("totalJobOpenings", count) => {
            let count = count.as_f64().or_else(|| count.as_str().and_then(parse_digits)).filter(|count| *count >= 0.0);
            count.map(|count| parsed.set_number("headcount", count)).is_some()
        }
        ("skills", skills) => map_skills(parsed, skills),
        _ => false,
    }
}

fn set_text(parsed: &mut ParserOutput, key: &str, text: &str) -> bool {
    if !text.trim().is_empty() {
        parsed.set(key, text.trim());
    }
    true
}

/// Of the salary's units, only the hour has a payment type.
fn map_salary(parsed: &mut ParserOutput, salary: &Value) -> bool {
    if let Value::String(text) = salary {
        return pay::parse_salary(text).map(|pay| text::set_pay(parsed, &pay)).is_some();
    }
    let value = &salary["value"];
    let amount = ["value", "minValue"]
        .into_iter()
        .find_map(|key| value[key].as_f64().or_else(|| value[key].as_str().and_then(parse_digits)));
    let per_hour = [&value["unitText"], &salary["unitText"]].into_iter().any(|unit| unit == "HOUR");
    let Some(amount) = amount.filter(|amount| per_hour && *amount >= 0.0) else { return false };
    parsed.set("paymentType", "PAY_PER_HOUR");
    parsed.set_number("pricePerHour", amount);
    if value["value"].is_null() {
        parsed.add_low_confidence("pricePerHour", "Took the lower end of a range.");
    }
    if let Some(currency) = salary["currency"].as_str().filter(|currency| *currency != "USD") {
        parsed.warnings.push(format!("The salary is in {currency}; rates are in USD."));
        parsed.add_low_confidence("pricePerHour", format!("Taken from an amount in {currency}."));
    }
    true
}

fn map_experience(parsed: &mut ParserOutput, wanted: &Value) -> bool {
    let by_months = |months: f64| match months {
        60.0.. => "EXPERT",
        24.0.. => "INTERMEDIATE",
        _ => "ENTRY_LEVEL",
    };
    let level = match wanted.as_str() {
        Some(text) => experience_level(&text.to_lowercase()),
        None => wanted["monthsOfExperience"].as_f64().map(by_months),
    };
    let Some(level) = level else { return false };
    parsed.set("experienceLevel", level);
    parsed.add_low_confidence("experienceLevel", format!("Inferred {level} from experienceRequirements."));
    true
}

/// The countries of one place or a list of them.
fn map_places(parsed: &mut ParserOutput, places: &Value, country: impl Fn(&Value) -> Option<String>) -> bool {
    let found: Vec<String> = places
        .as_array()
        .map_or_else(|| country(places).into_iter().collect(), |list| list.iter().filter_map(&country).collect());
    for country in &found {
        parsed.add("countries", country);
    }
    !found.is_empty()
}

fn non_empty(value: &Value) -> Option<String> {
    value.as_str().map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned)
}

/// Skills have no update key; the subject matter is the closest.
fn map_skills(parsed: &mut ParserOutput, skills: &Value) -> bool {
    let skills = match skills {
        Value::Array(list) => list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "),
        other => other.as_str().unwrap_or_default().to_owned(),
    };
    if skills.is_empty() {
        return false;
    }
    parsed.set("subjectMatter", skills);
    parsed.add_low_confidence("subjectMatter", "Taken from skills.");
    true
}
