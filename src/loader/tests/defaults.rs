//! `_defaults.yml`: which values apply, and what is wrong with it.

use serde_json::{Value, json};

use super::*;

const DEFAULTS: &str =
    "fields:\n  paymentType: PAY_PER_LABEL\n  pricePerLabel: 0.05\n  pricePerHour: 25\n  languages: [Spanish]\n";

/// The values of `jobs/a/b/job.yml` with these files above it.
fn fields(definition: &str, defaults: &[(&str, &str)]) -> Value {
    let definition = ("a/b/job.yml", definition.as_bytes());
    let files: Vec<_> = defaults.iter().map(|(name, text)| (*name, text.as_bytes())).chain([definition]).collect();
    let source = Jobs::with(&files).source();
    assert_eq!(source.findings, [], "{definition:?}");
    serde_json::to_value(&*source.candidate.fields).expect("JSON")
}

#[test]
fn nearer_defaults_win_and_the_definition_over_all() {
    let top = ("_defaults.yml", "fields: {headcount: 1, jobTitle: top, dataVolume: 1}");
    let folder = ("a/_defaults.yml", "fields: {headcount: 2, jobTitle: folder}");
    let beside = ("other/_defaults.yml", "fields: {country: x}");
    let passed_over = ("_old/_defaults.yml", "fields: [");
    let got = fields("description: x\nfields: {headcount: 3}\n", &[top, folder, beside, passed_over]);
    assert_eq!(got, json!({"headcount": 3, "jobTitle": "folder", "dataVolume": 1}));
}

#[test]
fn a_default_rate_that_does_not_go_with_the_payment_type_is_left_out() {
    let all = [("_defaults.yml", DEFAULTS)];
    for (definition, expected, reason) in [
        (
            "{}",
            json!({"paymentType": "PAY_PER_LABEL", "pricePerLabel": 0.05, "languages": ["Spanish"]}),
            "the default's own type",
        ),
        (
            "{paymentType: PAY_PER_HOUR}",
            json!({"paymentType": "PAY_PER_HOUR", "pricePerHour": 25, "languages": ["Spanish"]}),
            "by the hour",
        ),
        (
            "{paymentType: FIXED_PRICE}",
            json!({"paymentType": "FIXED_PRICE", "languages": ["Spanish"]}),
            "no default for it",
        ),
        (
            "{pricePerHour: 30, languages: null}",
            json!({"pricePerHour": 30}),
            "a default of another type must not take the place of the rate that the definition says",
        ),
        (
            "{pricePerLabel: 0.2, languages: null}",
            json!({"paymentType": "PAY_PER_LABEL", "pricePerLabel": 0.2}),
            "a type that goes with it may",
        ),
        (
            "{paymentType: ~, languages: ~}",
            json!({"pricePerLabel": 0.05, "pricePerHour": 25}),
            "without a payment type nobody knows which one goes",
        ),
    ] {
        assert_eq!(fields(&format!("description: x\nfields: {definition}\n"), &all), expected, "{reason}");
    }
}

#[test]
fn nearer_defaults_of_pay_win_as_the_definition_s_own_pay_does() {
    let by_the_hour = "{paymentType: PAY_PER_HOUR, pricePerHour: 40}";
    for (outer, middle, nearest, expected, reason) in [
        (
            by_the_hour,
            "{}",
            "{pricePerLabel: 0.05}",
            json!({"pricePerLabel": 0.05}),
            "a rate refuses a type and a rate that don't go with it",
        ),
        (
            by_the_hour,
            "{pricePerLabel: 0.05}",
            "{headcount: 2}",
            json!({"pricePerLabel": 0.05, "headcount": 2}),
            "at any level",
        ),
        (
            by_the_hour,
            "{pricePerHour: 30}",
            "{}",
            json!({"paymentType": "PAY_PER_HOUR", "pricePerHour": 30}),
            "a type that goes with it may",
        ),
        (
            by_the_hour,
            "{}",
            "{paymentType: PAY_PER_LABEL}",
            json!({"paymentType": "PAY_PER_LABEL"}),
            "a type refuses a rate that doesn't go with it",
        ),
        (
            by_the_hour,
            "{paymentType: PAY_PER_LABEL, pricePerLabel: 0.05}",
            "{pricePerLabel: 0.07}",
            json!({"paymentType": "PAY_PER_LABEL", "pricePerLabel": 0.07}),
            "the nearest type that goes with it",
        ),
        (
            "{paymentType: PAY_PER_LABEL, pricePerLabel: 0.05, pricePerHour: 25}",
            "{}",
            "{paymentType: PAY_PER_HOUR}",
            json!({"paymentType": "PAY_PER_HOUR", "pricePerHour": 25}),
            "of several rates the one of the nearer type",
        ),
    ] {
        let file = |fields: &str| format!("fields: {fields}\n");
        let [outer, middle, nearest] = [outer, middle, nearest].map(file);
        let all = [("_defaults.yml", &*outer), ("a/_defaults.yml", &*middle), ("a/b/_defaults.yml", &*nearest)];
        assert_eq!(fields("description: x\n", &all), expected, "{reason}");
    }
}

#[test]
fn no_farther_payment_type_takes_the_place_of_a_nearer_one_that_was_left_out() {
    let outer = "fields: {paymentType: PAY_PER_HOUR, pricePerHour: 30}\n";
    let nearer = "fields: {paymentType: PAY_PER_LABEL, pricePerLabel: 0.05}\n";
    let all = [("_defaults.yml", outer), ("a/_defaults.yml", nearer)];
    assert_eq!(fields("description: x\nfields: {pricePerHour: 0.2}\n", &all), json!({"pricePerHour": 0.2}));
}

#[test]
fn the_pay_in_a_canonical_source_is_the_definition_s_own() {
    let all = [("_defaults.yml", DEFAULTS)];
    let source =
        |job: &str| format!("source: {{format: opentrain_canonical, job: {job}}}\nfields: {{languages: null}}\n");
    for (job, expected) in [
        ("{title: x, paymentType: PAY_PER_HOUR, rateAmount: 9}", json!({})),
        ("{title: x, paymentType: PAY_PER_HOUR}", json!({"pricePerHour": 25})),
        ("{title: x, rateAmount: 0.2}", json!({})),
        ("{title: x}", json!({"paymentType": "PAY_PER_LABEL", "pricePerLabel": 0.05})),
    ] {
        assert_eq!(fields(&source(job), &all), expected, "{job}");
    }
}

#[test]
fn a_default_is_known_by_its_file_and_line() {
    let files: [(&str, &[u8]); 2] = [("_defaults.yml", DEFAULTS.as_bytes()), ("a.yml", b"description: x\n")];
    let jobs = Jobs::with(&files);
    let source = jobs.source();
    let origin = &source.candidate.defaults["languages"];
    assert_eq!(origin.to_string(), "jobs/_defaults.yml:5");
    let place = source.place(&Location::Value(FieldPath::field("languages")));
    assert_eq!(place, Place { file: "jobs/_defaults.yml".into(), position: LineColumn::new(5, 14) });
    let place = source.place(&Location::Key(FieldPath::field("headcount")));
    assert_eq!(place, Place { file: "jobs/a.yml".into(), position: LineColumn::START });
}

#[test]
fn a_fault_in_defaults_is_an_error_of_every_definition_below_and_is_located_there() {
    for (defaults, code, line, column, message) in [
        ("fields:\n  headcount: five\n", Code::WrongType, 2, 14, "`headcount` takes a number"),
        ("fields:\n  headcount:\n", Code::WrongType, 2, 3, "has no value"),
        ("fields:\n  headcount: null\n", Code::WrongType, 2, 14, "has no value"),
        ("field:\n  headcount: 5\n", Code::UnknownKey, 1, 1, "holds `fields` alone"),
        ("state: draft\n", Code::UnknownKey, 1, 1, "holds `fields` alone"),
        ("- a\n", Code::WrongType, 1, 1, "a mapping with the key `fields`"),
        ("fields: [\n", Code::Syntax, 1, 10, "write a value"),
        ("fields: {}\nfields: {}\n", Code::DuplicateKey, 2, 1, "second time"),
        ("<<<<<<< a\n", Code::Syntax, 1, 1, "merge conflict"),
    ] {
        let files: [(&str, &[u8]); 4] = [
            ("team/_defaults.yml", defaults.as_bytes()),
            ("team/a.yml", b"description: x\n"),
            ("team/deep/b.yml", b"description: x\n"),
            ("c.yml", b"description: x\n"),
        ];
        let jobs = Jobs::with(&files);
        for file in ["jobs/team/a.yml", "jobs/team/deep/b.yml"] {
            let source = jobs.named(file);
            let [finding] = &source.findings[..] else { panic!("{defaults:?}: {:#?}", source.findings) };
            let Subject::Definition(place) = &finding.subject else { panic!("{finding:#?}") };
            assert_eq!((finding.code, place.file.as_str(), finding.is_error()), (code, file, true), "{defaults:?}");
            let place = source.place(&place.location);
            let expected = Place { file: "jobs/team/_defaults.yml".into(), position: LineColumn::new(line, column) };
            assert_eq!(place, expected, "{defaults:?}: {finding:#?}");
            assert!(finding.message.contains(message) && finding.help.is_some(), "{finding:#?}");
        }
        assert_eq!(jobs.named("jobs/c.yml").findings, [], "{defaults:?}");
    }
}

#[test]
fn a_text_in_defaults_is_sent_to_each_definition() {
    for (key, help) in [
        ("description", "A text belongs in each definition"),
        ("Description", "A text belongs in each definition"),
        ("descriptionFile", "A text belongs in each definition"),
        ("jobDescription", "A text belongs in each definition"),
        ("source", "A text belongs in each definition"),
        ("headcount", "Write `headcount` under `fields:`, indented."),
        ("field", "Did you mean `fields`?"),
        ("state", "Write everything else in each definition."),
    ] {
        let defaults = format!("{key}: x\n");
        let loaded = Jobs::with(&[("_defaults.yml", defaults.as_bytes())]).load();
        let [finding] = &loaded.findings[..] else { panic!("{key}: {:#?}", loaded.findings) };
        assert!(finding.help.as_ref().is_some_and(|text| text.contains(help)), "{key}: {finding:#?}");
    }
}

#[test]
fn a_fault_in_defaults_that_no_definition_uses_is_reported_all_the_same() {
    let files: [(&str, &[u8]); 2] = [("team/_defaults.yml", b"field: {}\n"), ("c.yml", b"description: x\n")];
    let loaded = Jobs::with(&files).load();
    assert_eq!(loaded.findings.len(), 1, "{:#?}", loaded.findings);
    assert_eq!(loaded.findings[0].file(), Some("jobs/team/_defaults.yml"));
}

#[test]
fn null_without_a_default_is_refused() {
    assert_one(
        "description: x\nfields:\n  headcount: null\n",
        Code::WrongType,
        (3, 14),
        "has no value",
        "drops a default",
    );
}
