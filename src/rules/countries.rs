//! Countries are listed by the service with two-letter ISO codes (page jobs/facets). Whether it takes names is not documented.

use std::str::FromStr;

use celes::Country;

use super::RuleContext;
use super::named_list::{NamedList, OddName, once_each};
use crate::domain::finding::{Code, Finding};
use crate::domain::words::and_list;

const COUNTRIES: NamedList = NamedList {
    key: "countries",
    code: Code::CountryCode,
    help: "OpenTrain lists countries by two-letter ISO codes. Whether it takes names too is not documented.",
    odd,
};

/// Warns of names, other codes and lists in one text.
pub(super) fn country_codes(context: &RuleContext<'_>) -> Vec<Finding> {
    COUNTRIES.findings(context)
}

fn odd(text: &str) -> Option<OddName> {
    let meant = codes(text).filter(|meant| meant[..] != [text])?;
    let meant = once_each(meant.into_iter().map(str::to_owned));
    let codes: Vec<String> = meant.iter().map(|code| format!("`{code}`")).collect();
    Some(OddName { message: format!("for `{text}` write {}", and_list(&codes)), meant })
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
    use serde_json::json;

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
            (json!(["ES", "Spain", "es"]), Some("countries: [ES]"), "one country in three ways"),
            (json!(["Spain, ESP"]), Some("countries: [ES]"), "one country twice in one text"),
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
