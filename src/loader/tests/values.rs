//! `id`, `state`, `fields`, unknown keys, and places.

use serde_json::json;

use super::*;
use crate::domain::definition::{DesiredState, IdOrigin};

#[test]
fn a_definition_is_read_as_it_is_meant() {
    let source = read(
        "id: vision/dashcam\nstate: draft\ndescription: |\n  Two\n  lines\n\
         fields:\n  countries: [Spain]\n  headcount: 5.0\n  visibility: yes\n  jobTitle: \"5\"\n  pricePerLabel: 0.06\n  dataType: true\n",
    );
    assert_refused(&source, &[]);
    let candidate = &source.candidate;
    assert_eq!(
        (candidate.name(), candidate.origin, candidate.wanted),
        ("vision/dashcam", IdOrigin::Explicit, DesiredState::Draft)
    );
    assert_eq!(candidate.text(), Some("Two\nlines\n"));
    let fields = json!({"countries": ["Spain"], "dataType": true, "headcount": 5, "jobTitle": "5", "pricePerLabel": 0.06, "visibility": "yes"});
    assert_eq!(json!(*candidate.fields), fields);
}

#[test]
fn there_are_three_states() {
    for (yaml, wanted) in [
        ("description: x", DesiredState::Published),
        ("description: x\nstate: published", DesiredState::Published),
        ("description: x\nstate: closed", DesiredState::Closed),
    ] {
        assert_eq!(read(yaml).candidate.wanted, wanted);
    }
    for (state, position, message, help) in [
        ("Draft", (2, 8), "`Draft` is not a state", "Did you mean `draft`? `draft` keeps the job a draft"),
        ("OPEN", (2, 8), "`OPEN` is not a state", "Did you mean `published`?"),
        ("banana", (2, 8), "`banana` is not a state", "`published` (the default) makes it public"),
        ("5", (2, 8), "this is a number", "`closed` takes it off the marketplace"),
        ("", (2, 1), "this is empty", "`draft` keeps"),
        ("paused", (2, 8), "`paused` is not a state", "OpenTrain can't pause a job. `draft` keeps"),
        ("unpublished", (2, 8), "`unpublished` is not a state", "OpenTrain can't pause a job. `draft` keeps"),
        ("publishd", (2, 8), "`publishd` is not a state", "`draft` keeps"),
        ("draft\u{200b}", (2, 8), "it contains a zero-width space (U+200B)", "Did you mean `draft`?"),
    ] {
        assert_one(&format!("description: x\nstate: {state}\n"), Code::WrongType, position, message, help);
    }
}

#[test]
fn an_unusable_id_leaves_the_derived_one() {
    for (id, code, position, message, help) in [
        ("Sentiment ES", Code::InvalidId, (1, 5), "`Sentiment ES` can't be part of an id", "`id: sentiment-es`"),
        ("a//b", Code::InvalidId, (1, 5), "no empty segment", "`id: a/b`"),
        ("../a", Code::InvalidId, (1, 5), "`..` can't be part of an id", "`id: a`"),
        ("a.yml", Code::InvalidId, (1, 5), "doesn't end in `.yml`", "`id: a`"),
        ("ä", Code::InvalidId, (1, 5), "`ä` can't be part of an id", "a short name such as `id: sentiment-es`"),
        ("2024", Code::WrongType, (1, 5), "this is a number", "`id: \"2024\"`"),
        ("2026.10", Code::WrongType, (1, 5), "this is a number", "`id: \"2026.10\"`"),
        ("3.10", Code::WrongType, (1, 5), "this is a number", "`id: \"3.10\"`"),
        ("[a]", Code::WrongType, (1, 5), "this is a list", "remove `id:`"),
        ("", Code::WrongType, (1, 1), "this is empty", "remove `id:`"),
    ] {
        let source = read(&format!("id: {id}\ndescription: x\n"));
        assert_refused(&source, &[(code, position.0, position.1, message, help)]);
        assert_eq!((source.candidate.name(), source.candidate.origin), ("job", IdOrigin::Explicit));
        assert!(source.candidate.id.is_ok());
    }
}

#[test]
fn an_unfit_place_wants_a_stated_id() {
    let jobs = Jobs::with(&[("Vision/Dash Cam.yml", b"description: x")]);
    let candidate = jobs.source().candidate;
    assert_eq!((candidate.id, candidate.origin), (Err("Vision/Dash Cam".to_owned()), IdOrigin::Derived));
    let jobs = Jobs::with(&[("Dash Cam.yml", b"id: dash\ndescription: x")]);
    assert_refused(&jobs.source(), &[]);
}

#[test]
fn unknown_keys_are_answered_with_the_known_one() {
    for (key, help) in [
        ("feilds", "Did you mean `fields`?"),
        ("Description", "Did you mean `description`?"),
        ("headcount", "`headcount` is a field of the job: write it under `fields:`"),
        ("title", "Did you mean `jobTitle`? It is a field of the job: write it under `fields:`"),
        (
            "foo",
            "A definition has the keys `id`, `state`, `description`, `descriptionFile`, `source`, `job`, `fields`.",
        ),
    ] {
        assert_one(
            &format!("descriptionFile: b.md\n{key}: 5\n").replace("descriptionFile: b.md", "description: x"),
            Code::UnknownKey,
            (2, 1),
            &format!("no key `{key}`"),
            help,
        );
    }
}

#[test]
fn values_are_of_the_type_that_their_key_takes() {
    for (field, column, message, help) in [
        ("headcount: \"5\"", 14, "in quotes it is text", "Remove the quotes: `headcount: 5`"),
        ("pricePerHour: $1,000", 17, "takes a number, and `$1,000` is text", "without currency"),
        (
            "pricePerHour: 0,05",
            17,
            "takes a number, and `0,05` is text",
            "If the comma is a decimal comma, write a point",
        ),
        ("dataVolume: 20.000", 15, "a decimal point or stand between thousands", "nothing between thousands"),
        ("fixedPrice: 1.200", 15, "a decimal point or stand between thousands", "another number of decimals"),
        ("pricePerHour: lots", 17, "takes a number, and `lots` is text", "in digits"),
        ("dataVolume: 20k", 15, "takes a number, and `20k` is text", "all its zeros"),
        ("headcount: 08", 14, "takes a number, and `08` is text", "no leading zero"),
        ("headcount: [5]", 14, "takes a number, and this is a list", "one number in digits"),
        ("headcount: true", 14, "takes a number, and this is true or false", "one number in digits"),
        ("pricePerHour: -1", 17, "`pricePerHour` is -1", "from 0 up"),
        ("foo: -0.5", 8, "numbers in a job are not negative", "from 0 up"),
        ("jobTitle: 2024", 13, "takes text, and without quotes this is a number", "`jobTitle: \"2024\"`"),
        ("jobTitle: 0x1F", 13, "without quotes this is a number", "`jobTitle: \"0x1F\"`"),
        ("jobTitle: 3.10", 13, "without quotes this is a number", "`jobTitle: \"3.10\"`"),
        ("jobTitle: TRUE", 13, "without quotes this is true or false", "`jobTitle: \"TRUE\"`"),
        ("jobTitle: [a]", 13, "takes text, and this is a list", "in quotes"),
        ("languages: Spanish", 14, "a list of texts, and this is one text", "`languages: [Spanish]`"),
        ("languages: \"a, b: c\"", 14, "this is one text", "`languages: [a, \"b: c\"]`"),
        ("languages: Spanish and English", 14, "this is one text", "Write `languages: [Spanish, English]`."),
        ("languages: Spanish/English", 14, "this is one text", "Write `languages: [Spanish, English]`."),
        (
            "languages: Spanish (Mexico, Spain)",
            14,
            "this is one text",
            "Write `languages: [\"Spanish (Mexico, Spain)\"]`.",
        ),
        ("countries: Trinidad and Tobago", 14, "this is one text", "or `countries: [Trinidad and Tobago]` for one"),
        ("languages: 5", 14, "takes a list of texts, and this is a number", "`languages: [\"…\"]`"),
        ("languages: [a, 5]", 18, "item 2 of it is a number", "`\"5\"`"),
        ("labelTypes: [a, 1.10]", 19, "item 2 of it is a number", "`\"1.10\"`"),
        ("languages: [a, [b]]", 18, "item 2 of it is a list", "Write a text"),
        ("languages: {a: b}", 14, "this is a mapping", "after the colon"),
        ("foo:", 3, "`foo` has no value", "Write a value, or remove the key"),
        ("foo: null", 8, "would not clear", "Write a value, or remove the key"),
        ("foo: [~]", 9, "item 1 of it is empty", "remove the item"),
        ("foo: .inf", 8, "must be finite", "in quotes"),
        ("foo: [.nan]", 9, "must be finite", "in quotes"),
        ("foo: 18446744073709551616", 8, "a whole number is between", "in quotes"),
        ("jobTitle: .inf", 13, "must be finite", "in quotes"),
        ("languages: [18446744073709551616]", 15, "a whole number is between", "in quotes"),
        ("headcount: 18446744073709551616", 14, "a whole number is between", "Write a number of at most 15 digits."),
        ("pricePerLabel: 0.060000000000000000001", 18, "more digits than", "Write a number of at most 15 digits."),
        ("dataVolume: .inf", 15, "must be finite", "Write a number of at most 15 digits."),
        ("foo: \"a\\0b\"", 8, "a control character (U+0000)", "Remove"),
        ("foo: \"a\\x1bb\"", 8, "a control character (U+001B)", "Remove"),
        ("foo: \"a\\r\\nb\"", 8, "a control character (U+000D)", "`\\n` for a line break"),
        ("foo: 0.12345678901234567890", 8, "more digits than JSON numbers keep", "in quotes"),
    ] {
        let source = read(&format!("description: x\nfields:\n  {field}\n"));
        assert_refused(&source, &[(Code::WrongType, 3, column, message, help)]);
        assert!(source.candidate.fields.is_empty(), "{field} is no value");
    }
}

#[test]
fn a_pinned_description_is_held_to_the_limits_of_a_brief() {
    let import = "source: {format: hr_xml, xml: <PositionOpening/>}\nfields:\n  jobDescription: ";
    let long = format!("{import}{}", "x".repeat(60_001));
    assert_one(&long, Code::TooLarge, (3, 19), "`fields.jobDescription` is 60,001 characters long", "Shorten");
    assert_one(&format!("{import}''"), Code::Brief, (3, 19), "`fields.jobDescription` is empty", "Describe");
}

#[test]
fn fields_is_a_mapping_or_nothing() {
    for yaml in ["description: x\nfields:\n", "description: x\nfields: {}\n", "description: x\n"] {
        let source = read(yaml);
        assert_refused(&source, &[]);
        assert!(source.candidate.fields.is_empty());
    }
    for (value, noun) in [("[a]", "a list"), ("a", "text"), ("5", "a number")] {
        assert_one(&format!("description: x\nfields: {value}\n"), Code::WrongType, (2, 9), noun, "`key: value` a line");
    }
}

#[test]
fn places_fall_back_to_what_is_there() {
    let source = read("description: x\nfields:\n  headcount: 5\n  countries:\n    - Spain\n");
    for (at, position, reason) in [
        (diagnostics::key(&["fields", "headcount"]), (3, 3), "a key"),
        (diagnostics::value(&["fields", "headcount"]), (3, 14), "a value"),
        (diagnostics::value(&["fields", "countries"]), (5, 5), "a value below its key"),
        (diagnostics::value(&["fields", "jobTitle"]), (2, 1), "not there: the parent's key"),
        (diagnostics::key(&["fields", "headcount", "x"]), (3, 3), "nothing is inside a number"),
        (diagnostics::value(&["source", "file"]), (1, 1), "nor its parent"),
        (Location::File, (1, 1), "the file"),
        (Location::Position(LineColumn::new(7, 8)), (7, 8), "a position"),
    ] {
        assert_eq!(source.position(&at), LineColumn::new(position.0, position.1), "{reason}");
    }
}

#[test]
fn a_missing_field_is_located_where_it_would_be_written() {
    let keys = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>();
    let source = read("description: x\nfields:\n  headcount: 5\n");
    assert_eq!(source.missing_line(&keys(&["countries", "headcount"])), 3);
    assert_eq!(source.missing_line(&keys(&["countries"])), 2);
    assert_eq!(read("description: x\n").missing_line(&keys(&["countries"])), 1);
    assert_eq!(read("\t\n").missing_line(&keys(&["countries"])), 1);
}
