//! Keys and values that the service accepts.

use std::borrow::Cow;

use serde_json::Value;

use super::RuleContext;
use super::did_you_mean::{invisible_reason, listed, nearest, same_word};
use crate::domain::capabilities::Authority;
use crate::domain::definition::RawDefinition;
use crate::domain::finding::{Code, FieldPath, Finding, Location, Severity};
use crate::domain::keys::DEFINITION_KEYS;
use crate::domain::yaml;

/// Whether a pinned key or value is not in the known capabilities. If so, online commands fetch the service's current
/// list before they validate.
pub fn asks_service(context: &RuleContext<'_>) -> bool {
    !unknown_fields(context).is_empty() || !unknown_values(context).is_empty()
}

/// Reports each pinned key that the service doesn't accept.
pub(super) fn unknown_fields(context: &RuleContext<'_>) -> Vec<Finding> {
    let pinned = context.candidates.iter().flat_map(|c| c.fields.keys().map(move |key| (c, key)));
    pinned.filter(|(_, key)| !context.capabilities.takes(key)).map(|(c, key)| unknown_field(context, c, key)).collect()
}

fn unknown_field(context: &RuleContext<'_>, candidate: &RawDefinition, key: &str) -> Finding {
    let at = Location::Key(FieldPath::field(key));
    if DEFINITION_KEYS.contains(&key) && foreign_key(key).is_none() {
        // A `state: draft` that counts for nothing would let the posting go live.
        let message = format!("move `{key}` out of `fields`: it is a key of the definition");
        let help = format!("Write `{key}:` in the first column, above or below `fields:`.");
        return Finding::error(Code::UnknownField, &candidate.file, at, message).help(help);
    }
    let message = format!("`{key}` is not a field of a job {}{}", source(context), invisible_reason(key));
    let known = || context.capabilities.update_keys.iter().map(String::as_str);
    let help = match (foreign_key(key), nearest(key, known())) {
        (Some(help), _) => help,
        (None, Some(word)) => format!("Did you mean `{word}`?"),
        (None, None) => format!("Fields are {}.", listed(known())),
    };
    Finding::new(Code::UnknownField, context.unknown_severity(), &candidate.file, at, message).help(help)
}

/// Help for a key of an import format, which has other names than `fields`.
fn foreign_key(key: &str) -> Option<String> {
    let (format, own) = match key {
        "title" => (CANONICAL, "write `jobTitle`"),
        "description" => {
            (CANONICAL, "write `jobDescription`, or the text as the brief, under `description:` at the top")
        }
        "tools" => (CANONICAL, "write `labelingSoftware`"),
        "rateAmount" | "rate" => {
            (CANONICAL, "write the rate of the payment type: `pricePerLabel`, `pricePerHour` or `fixedPrice`")
        }
        "baseSalary" | "estimatedSalary" => {
            (SCHEMA_ORG, "write the rate of the payment type: `pricePerLabel`, `pricePerHour` or `fixedPrice`")
        }
        "skills" | "occupationalCategory" => (SCHEMA_ORG, "write `subjectMatter` or `labelTypes`"),
        "experienceRequirements" => (SCHEMA_ORG, "write `experienceLevel`"),
        "applicantLocationRequirements" | "jobLocation" => (SCHEMA_ORG, "write `countries`"),
        _ => return None,
    };
    Some(format!("`{key}` is a name of the import format `{format}`. Under `fields`, {own}."))
}

const CANONICAL: &str = "opentrain_canonical";
const SCHEMA_ORG: &str = "schema_org_job_posting";

/// Reports each pinned value that is not in its key's list.
pub(super) fn unknown_values(context: &RuleContext<'_>) -> Vec<Finding> {
    let pinned = context.candidates.iter().flat_map(|c| c.fields.iter().map(move |(key, value)| (c, key, value)));
    pinned.flat_map(|(candidate, key, value)| unknown_items(context, candidate, key, value)).collect()
}

fn unknown_items(context: &RuleContext<'_>, candidate: &RawDefinition, key: &str, value: &Value) -> Vec<Finding> {
    let Some(known) = context.capabilities.enums.get(key) else { return Vec::new() };
    let values = if let Value::Array(items) = value { items.as_slice() } else { std::slice::from_ref(value) };
    let unknown = values.iter().map(display).filter(|word| !known.iter().any(|known| known == word));
    unknown.map(|word| unknown_value(context, candidate, key, &word, known)).collect()
}

fn unknown_value(
    context: &RuleContext<'_>,
    candidate: &RawDefinition,
    key: &str,
    word: &str,
    known: &[String],
) -> Finding {
    let all = listed(known.iter().map(String::as_str));
    let spelled = same_word(word, known.iter().map(String::as_str));
    let message = match spelled {
        Some(_) => format!("`{word}` is not spelled as `{key}` needs it{}", invisible_reason(word)),
        None => format!("`{word}` is not a value of `{key}` {}{}", source(context), invisible_reason(word)),
    };
    // Whatever the service added since: it has no two values that differ in case alone.
    let severity = if spelled.is_some() { Severity::Error } else { context.unknown_severity() };
    let help = match (spelled, nearest(word, known.iter().map(String::as_str))) {
        (Some(right), _) => format!("Write `{}`.", yaml::text(right)),
        (None, Some(near)) => format!("Did you mean `{near}`? The values are {all}."),
        (None, None) => format!("The values are {all}."),
    };
    let at = Location::field(key);
    Finding::new(Code::UnknownValue, severity, &candidate.file, at, message).help(help)
}

fn display(value: &Value) -> Cow<'_, str> {
    value.as_str().map_or_else(|| value.to_string().into(), Cow::from)
}

/// Names the list that doesn't have the key or value.
fn source(context: &RuleContext<'_>) -> &'static str {
    match context.capabilities.authority {
        Authority::Account => "in OpenTrain's list for this account",
        Authority::Bundled => "in the built-in list; `draft` and `publish` ask OpenTrain, which may know more",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::context::sample::{context, pinned};
    use super::*;
    use crate::domain::capabilities::Capabilities;

    #[test]
    fn an_unknown_field_offers_the_nearest_or_all() {
        let candidates = [pinned("a", "experiencelevel", "EXPERT"), pinned("b", "zzz", 1), pinned("c", "headcount", 5)];
        let found = unknown_fields(&context(&candidates));
        assert_eq!(found.len(), 2);
        let wanted = Finding::new(
            Code::UnknownField,
            Severity::Warning,
            "jobs/a.yml",
            Location::Key(FieldPath::field("experiencelevel")),
            &*found[0].message,
        );
        assert_eq!(found[0], wanted.help("Did you mean `experienceLevel`?"));
        assert!(
            found[1].help.as_deref().is_some_and(|help| help.starts_with("Fields are `aiInterviewRequirements`, "))
        );
    }

    #[test]
    fn an_unknown_value_names_them_all() {
        let candidates = [pinned("a", "paymentType", "PER_LABEL"), pinned("b", "paymentType", "PAY_PER_HOUR")];
        let found = unknown_values(&context(&candidates));
        let [one] = &found[..] else { panic!("{found:?}") };
        let help = "Did you mean `PAY_PER_LABEL`? The values are `PAY_PER_LABEL`, `PAY_PER_HOUR`, `FIXED_PRICE`.";
        let at = Location::field("paymentType");
        assert_eq!(
            *one,
            Finding::new(Code::UnknownValue, Severity::Warning, "jobs/a.yml", at, &*one.message).help(help)
        );
        assert!(one.message.starts_with("`PER_LABEL` is not a value of `paymentType`"), "{}", one.message);
    }

    #[test]
    fn a_known_value_in_another_spelling_is_an_error_that_names_it() {
        for (value, reason) in [
            ("intermediate", "needs it"),
            ("Inter-Mediate", "needs it"),
            ("INTERMEDIATE\u{200b}", "it contains a zero-width space (U+200B)"),
            ("\u{a0}INTERMEDIATE", "it contains a no-break space (U+00A0)"),
        ] {
            let candidates = [pinned("a", "experienceLevel", value)];
            let found = unknown_values(&context(&candidates));
            let [one] = &found[..] else { panic!("{found:?}") };
            assert_eq!(one.help.as_deref(), Some("Write `INTERMEDIATE`."));
            assert!(one.is_error() && one.message.ends_with(reason), "{one:?}");
        }
    }

    #[test]
    fn a_name_of_an_import_format_is_reported_as_one() {
        for (key, format, own) in [
            ("rateAmount", "`opentrain_canonical`", "`pricePerLabel`, `pricePerHour` or `fixedPrice`"),
            ("title", "`opentrain_canonical`", "`jobTitle`"),
            ("baseSalary", "`schema_org_job_posting`", "`pricePerLabel`"),
        ] {
            let candidates = [pinned("a", key, "x")];
            let help = unknown_fields(&context(&candidates)).remove(0).help.expect("help");
            assert!(help.contains(format) && help.contains(own) && !help.contains("Did you mean"), "{help}");
        }
    }

    #[test]
    fn a_key_of_the_definition_under_fields_is_an_error_that_names_its_place() {
        for key in ["state", "id", "source", "descriptionFile"] {
            let found = unknown_fields(&context(&[pinned("a", key, "draft")]));
            let [one] = &found[..] else { panic!("{found:?}") };
            assert!(one.is_error() && one.message.starts_with(&format!("move `{key}` out of `fields`")), "{one:?}");
        }
    }

    #[test]
    fn each_item_of_a_list_is_validated() {
        let mut known = Capabilities::bundled();
        known.enums.insert("languages".into(), vec!["Spanish".into()]);
        let candidates = [pinned("a", "languages", json!(["Spanish", "Spansh", "Basque"]))];
        let context = RuleContext { capabilities: &known, ..context(&candidates) };
        assert_eq!(unknown_values(&context).len(), 2);
    }

    #[test]
    fn only_the_bundled_list_may_be_outdated() {
        let candidates = [pinned("a", "zzz", 1)];
        for (authority, severity, words) in [
            (Authority::Bundled, Severity::Warning, "built-in list"),
            (Authority::Account, Severity::Error, "for this account"),
        ] {
            let known = Capabilities { authority, ..Capabilities::bundled() };
            let found = unknown_fields(&RuleContext { capabilities: &known, ..context(&candidates) });
            assert_eq!(found[0].severity, severity, "{authority:?}");
            assert!(found[0].message.contains(words), "{}", found[0].message);
        }
    }

    #[test]
    fn the_service_is_asked_only_about_unknown_words() {
        for (key, value, asks) in [
            ("headcount", json!(5), false),
            ("paymentType", json!("PAY_PER_HOUR"), false),
            ("paymentType", json!("PAY_PER_CAT"), true),
            ("mood", json!("good"), true),
        ] {
            assert_eq!(asks_service(&context(&[pinned("a", key, value)])), asks, "{key}");
        }
    }
}
