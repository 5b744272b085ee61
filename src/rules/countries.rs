//! Countries are listed by the service with two-letter ISO codes (page jobs/facets). Whether it takes names is not documented.

use std::str::FromStr;

use celes::Country;
use serde_json::{Value, json};

use super::RuleContext;
use crate::domain::definition::RawDefinition;
use crate::domain::finding::{Code, FieldPath, Finding, Location, Severity};
use crate::domain::yaml;

/// Warns of names, other codes and lists in one text. Where the account has a list of its own, that one decides.
pub(super) fn country_codes(context: &RuleContext<'_>) -> Vec<Finding> {
    if context.capabilities.enums.contains_key("countries") {
        return Vec::new();
    }
    context.candidates.iter().filter_map(|candidate| odd_countries(candidate)).collect()
}

/// One finding for all countries of a definition, with the whole list as it was meant.
fn odd_countries(candidate: &RawDefinition) -> Option<Finding> {
    let Some(Value::Array(countries)) = candidate.fields.get("countries") else { return None };
    let written: Vec<&str> = countries.iter().filter_map(Value::as_str).collect();
    let meant: Vec<Vec<&str>> = written.iter().map(|text| codes(text).unwrap_or(vec![*text])).collect();
    let odd = written.iter().zip(&meant).filter(|(text, meant)| meant[..] != [**text]);
    let messages: Vec<String> = odd.map(|(text, meant)| format!("for `{text}` write {}", codes_of(meant))).collect();
    if messages.is_empty() {
        return None;
    }
    let location = Location::Value(FieldPath::field("countries"));
    let help = "OpenTrain lists countries by two-letter ISO codes. Whether it takes names too is not documented.";
    let finding = Finding::new(Code::CountryCode, Severity::Warning, &candidate.file, location, messages.join("; "));
    Some(finding.help(help).paste(yaml::entry("countries", &json!(meant.concat()))))
}

fn codes_of(meant: &[&str]) -> String {
    meant.iter().map(|code| format!("`{code}`")).collect::<Vec<_>>().join(" and ")
}

/// The codes of what the text names; `None` where that is unknown. A comma may belong to a name, so the whole text comes first.
fn codes(text: &str) -> Option<Vec<&'static str>> {
    if let Some(code) = code(text) {
        return Some(vec![code]);
    }
    let parts = text.split([',', ';', '/']).map(str::trim).filter(|part| !part.is_empty());
    parts.map(code).collect()
}

/// The two-letter code of a country, from its name or another code.
fn code(text: &str) -> Option<&'static str> {
    match text.trim() {
        "UK" | "U.K." => Some("GB"),
        text => {
            // The crate's names are one word each.
            let joined: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
            Country::from_str(&joined).ok().map(|country| country.alpha2)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::context::sample::{context, pinned};
    use super::*;

    #[test]
    fn names_and_other_codes_are_answered_with_codes_of_two_letters() {
        for (countries, advice, reason) in [
            (json!(["US", "IN"]), None, "codes"),
            (json!(["XX", "Latin America"]), None, "what is not known may be right"),
            (json!(["Spain"]), Some("countries: [ES]"), "a name"),
            (json!(["spain", "KE"]), Some("countries: [ES, KE]"), "in small letters"),
            (json!(["us"]), Some("countries: [US]"), "a code in small letters"),
            (json!(["USA", "DEU"]), Some("countries: [US, DE]"), "codes of three letters"),
            (json!(["UK"]), Some("countries: [GB]"), "no code of the standard"),
            (json!(["Spain, Mexico"]), Some("countries: [ES, MX]"), "a list in one text"),
            (json!(["Trinidad and Tobago"]), Some("countries: [TT]"), "a name with `and` in it"),
            (json!(["New Zealand", "U.S."]), Some("countries: [NZ, US]"), "several words"),
            (json!(["Norway"]), Some("countries: [\"NO\"]"), "in quotes where YAML needs them"),
            (json!(["Spain", "Narnia"]), Some("countries: [ES, Narnia]"), "the others stay as they are"),
        ] {
            let found = country_codes(&context(&[pinned("a", "countries", countries.clone())]));
            let pasted = found.first().and_then(|finding| finding.paste.as_deref());
            assert_eq!(pasted, advice, "{reason}: {countries} {found:?}");
        }
    }
}
