//! Texts of definitions, and what is suggested for them.

use serde_json::{Value, json};

use super::*;
use crate::domain::pay::{PayTerms, Term, ValueOrigin};
use crate::domain::readiness::MissingField;
use crate::plan::on_merge::{self, MergedValue};
use crate::report::{Located, Missing, OnMerge};

fn missing(key: &str, example: &str) -> Missing {
    Missing {
        field: MissingField { example: Some(example.into()), ..MissingField::named(key) },
        advised: None,
        line: 1,
    }
}

fn suggest(text: &str, missing: Vec<Missing>) -> Option<Suggestion> {
    let job = Job { file: "jobs/a.yml".into(), source: text.into(), missing, ..Job::default() };
    suggestion(&job, &|_| false)
}

#[test]
fn missing_fields_are_added_below_fields_like_the_entries_there() {
    for (text, line, replacement) in [
        (
            "description: x\nfields:\n    headcount: 5\n",
            2,
            "fields:\n    experienceLevel: EXPERT\n    subjectMatter: Banking",
        ),
        (
            "description: x\nfields: # pinned\n  headcount: 5\n",
            2,
            "fields: # pinned\n  experienceLevel: EXPERT\n  subjectMatter: Banking",
        ),
        ("fields:\ndescription: x\n", 1, "fields:\n  experienceLevel: EXPERT\n  subjectMatter: Banking"),
        ("description: x\n", 1, "description: x\nfields:\n  experienceLevel: EXPERT\n  subjectMatter: Banking"),
        (
            "id: a\ndescription: |\n  x\n  y\n\n\n",
            4,
            "  y\nfields:\n  experienceLevel: EXPERT\n  subjectMatter: Banking",
        ),
        (
            "descriptionFile: b.md",
            1,
            "descriptionFile: b.md\nfields:\n  experienceLevel: EXPERT\n  subjectMatter: Banking",
        ),
    ] {
        let fields = vec![missing("experienceLevel", "EXPERT"), missing("subjectMatter", "Banking")];
        let found = suggest(text, fields).unwrap_or_else(|| panic!("nothing for {text:?}"));
        assert_eq!((found.line, found.replacement.as_str()), (line, replacement), "{text:?}");
        assert_eq!(found.fields, ["experienceLevel", "subjectMatter"]);
    }
}

#[test]
fn a_number_is_left_open_and_refused_until_it_is_written() {
    for (key, comment) in [
        ("pricePerLabel", "US dollars, for instance 0.05"),
        ("pricePerHour", "US dollars, for instance 0.05"),
        ("headcount", "a number, for instance 0.05"),
    ] {
        let text = "description: x\n";
        let found = suggest(text, vec![missing(key, "0.05")]).expect("a suggestion");
        assert_eq!(found.replacement, format!("description: x\nfields:\n  {key}:  # {comment}"));
        assert!(found.to_change("").expect("inside").body.contains("`check` refuses an empty one"));
        let after = loader::parse("a.yml", &format!("{}\n", found.replacement));
        let messages: Vec<&str> = after.findings.iter().map(|finding| finding.message.as_str()).collect();
        assert_eq!(messages, [loader::no_value(key)], "{key}");
    }
}

#[test]
fn pay_that_opentrain_read_is_suggested_and_marked_as_such() {
    let value = |field: &str, value: Value, origin| MergedValue { field: field.into(), value, origin };
    let values = vec![
        value("headcount", json!(5), ValueOrigin::Read),
        value("paymentType", json!("PAY_PER_LABEL"), ValueOrigin::Read),
        value("pricePerHour", json!(9), ValueOrigin::Read),
        value("pricePerLabel", json!(0.06), ValueOrigin::Read),
    ];
    let definition = "description: x\nfields:\n  jobTitle: A\n";
    let pay = PayTerms {
        payment_type: Some(Term { value: "PAY_PER_LABEL".into(), origin: ValueOrigin::Read }),
        ..PayTerms::default()
    };
    let decision = on_merge::OnMerge { values, pay, ..on_merge::OnMerge::default() };
    let on_merge = Some(Box::new(OnMerge { decision, places: vec![None; 4] }));
    let unpinned = Located::new(Finding::error(Code::UnpinnedPay, "jobs/a.yml", Location::File, "not pinned"), None);
    let job = Job {
        file: "jobs/a.yml".into(),
        source: definition.into(),
        on_merge,
        findings: vec![unpinned],
        ..Job::default()
    };
    let found = suggestion(&job, &|_| false).expect("a suggestion");
    assert_eq!(found.replacement, "fields:\n  paymentType: PAY_PER_LABEL\n  pricePerLabel: 0.06");
    assert!(found.body().contains("as OpenTrain read it from the text"), "{}", found.body());
    assert_eq!(suggestion(&Job { findings: Vec::new(), ..job }, &|_| false), None, "nothing asks for it");
}

#[test]
fn an_unverified_change_is_not_suggested() {
    for (text, why) in [
        ("description: x\nfields: {headcount: 5}\n", "a flow mapping"),
        ("{description: x}\n", "a flow mapping at the top"),
        ("description: x\nfields:\n  experienceLevel: EXPRT\n", "the key is there"),
        ("description: [\n", "no YAML"),
        ("description: x\n...\n", "the document has ended"),
        ("description: \"x\n  y", "inside a quoted text"),
        ("fields: 5\ndescription: x\n", "fields is no mapping"),
        ("", "nothing"),
    ] {
        assert_eq!(suggest(text, vec![missing("experienceLevel", "EXPERT")]), None, "{why}");
    }
    let without_example = Missing { field: MissingField::named("experienceLevel"), advised: None, line: 1 };
    assert_eq!(suggest("description: x\n", vec![without_example]), None, "no value is known");
}

#[test]
fn one_field_that_cannot_be_set_does_not_stop_the_others() {
    let text = "description: x\nfields:\n  headcount: 5\n";
    let found = suggest(text, vec![missing("headcount", "3"), missing("countries", "Spain, Peru")]);
    let found = found.expect("a suggestion");
    assert_eq!((found.fields, found.keys), (vec!["countries".to_owned()], vec!["countries".to_owned()]));
    assert_eq!(found.open_keys, [""; 0]);
    let filled = loader::parse("a.yml", &text.replace("fields:", &found.replacement));
    assert_eq!(filled.candidate.fields["countries"], json!(["Spain", "Peru"]));
}

#[test]
fn the_text_of_a_suggestion_cannot_end_its_block() {
    let found =
        suggest("description: x\n", vec![missing("projectScope", "```\n@all </details>")]).expect("a suggestion");
    let change = found.to_change("work/").expect("inside");
    assert!(change.body.contains("\n````suggestion\n") || !found.replacement.contains("```"), "{}", change.body);
    assert_eq!(change.path, "work/jobs/a.yml");
    assert_eq!(Suggestion { file: "../x.yml".into(), ..found }.to_change(""), None);
}
