//! Definitions and jobs whose pay is reported as unusual, and those whose pay is not.

use std::sync::Arc;

use serde_json::{Value, json};

use super::*;
use crate::domain::Fields;
use crate::domain::applied::Applied;
use crate::domain::definition::{Brief, JobOrigin};
use crate::domain::digest::ContentHash;
use crate::domain::ids::{DefinitionId, JobId};
use crate::domain::job::Status;
use crate::domain::record::{Record, RecordState, RemoteJob};
use crate::plan::Origin;

fn fields(values: Value) -> Fields {
    serde_json::from_value(values).expect("an object")
}

fn by_label(rate: Value) -> Value {
    json!({"paymentType": "PAY_PER_LABEL", "pricePerLabel": rate, "dataVolumeUnit": "NUMBER_OF_FILES"})
}

/// A posting of this definition, and with these values live.
fn posting(id: &str, pinned: Value, live: Option<Value>) -> Posting {
    let id = DefinitionId::parse(id).expect("valid");
    let definition = Definition {
        id: id.clone(),
        file: format!("jobs/{id}.yml"),
        wanted: DesiredState::Published,
        job_origin: JobOrigin::Brief(Brief::Description("x".into()).into()),
        fields: fields(pinned).into(),
        defaults: Default::default(),
    };
    let origin = Origin::Defined { file: 0, definition: Some(Arc::new(definition)), is_asked_for: true };
    let record = live.map(|live| Record {
        id: id.clone(),
        file: format!("jobs/{id}.yml"),
        key: format!("acme/jobs/{id}"),
        state: RecordState::Created(Box::new(job(live))),
        on_default_branch: true,
        removal_reported: false,
        pull_request: None,
    });
    Posting::new(id, origin, record)
}

fn job(live: Value) -> RemoteJob {
    let job = JobId::parse("job_1").expect("valid");
    let hash = |text: &str| ContentHash::recorded(text.to_owned());
    RemoteJob {
        applied: Applied::new(fields(live), Default::default()),
        ..RemoteJob::new(job, Status::Open, hash("text:0"), hash("content:0"))
    }
}

/// Postings that pay these rates by the label, and one more.
fn among(rates: &[Value], one: Posting) -> Vec<Posting> {
    let others =
        rates.iter().enumerate().map(|(at, rate)| posting(&format!("other-{at}"), by_label(rate.clone()), None));
    others.chain([one]).collect()
}

fn messages(postings: &[Posting]) -> Vec<String> {
    let is_touched = |posting: &Posting| posting.id.as_str() == "one" && changes_pay(posting);
    findings(postings, is_touched).into_iter().map(|finding| finding.message).collect()
}

#[test]
fn pay_far_from_the_median_of_comparable_postings_is_reported() {
    let usual = [0.04, 0.05, 0.06, 0.07, 0.08].map(|rate| json!(rate));
    for (pinned, message, reason) in [
        (
            by_label(json!(6)),
            Some("`pricePerLabel: 6` is 100 times the median of your other postings paid by the label ($0.06)"),
            "a lost decimal point",
        ),
        (
            by_label(json!(0.3)),
            Some("`pricePerLabel: 0.3` is 5 times the median of your other postings paid by the label ($0.06)"),
            "at the factor",
        ),
        (
            by_label(json!(0.012)),
            Some(
                "`pricePerLabel: 0.012` is 5 times less than the median of your other postings paid by the label ($0.06)",
            ),
            "a fifth",
        ),
        (
            by_label(json!(0)),
            Some("`pricePerLabel: 0` is far less than the median of your other postings paid by the label ($0.06)"),
            "nothing",
        ),
        (
            by_label(json!(0.5)),
            Some("`pricePerLabel: 0.5` is 8.3 times the median of your other postings paid by the label ($0.06)"),
            "no whole number",
        ),
        (by_label(json!(0.299)), None, "below the factor"),
        (by_label(json!(0.0121)), None, "above a fifth"),
        (json!({"paymentType": "PAY_PER_HOUR", "pricePerHour": 25}), None, "nothing else is paid by the hour"),
        (
            json!({"paymentType": "PAY_PER_LABEL", "pricePerLabel": 6, "dataVolumeUnit": "NUMBER_OF_WORDS"}),
            None,
            "another unit",
        ),
        (json!({"paymentType": "PAY_PER_LABEL", "pricePerLabel": 6}), None, "no unit"),
        (json!({"pricePerLabel": 6}), None, "no payment type"),
    ] {
        let found = messages(&among(&usual, posting("one", pinned.clone(), None)));
        assert_eq!(found.first().map(String::as_str), message, "{reason}: {pinned}");
    }
}

#[test]
fn a_median_needs_five_others_and_lies_between_the_middle_two_of_six() {
    let rates = [0.05, 0.05, 0.05, 0.07, 0.07, 0.07].map(|rate| json!(rate));
    let found = |count: usize| messages(&among(&rates[..count], posting("one", by_label(json!(6)), None)));
    assert_eq!(found(4), Vec::<String>::new());
    assert!(found(5)[0].ends_with("($0.05)"), "{:?}", found(5));
    assert!(found(6)[0].ends_with("($0.06)"), "{:?}", found(6));
}

#[test]
fn what_is_live_for_the_job_counts_before_what_others_pay() {
    let usual = [0.06, 0.06, 0.06, 0.06, 0.06].map(|rate| json!(rate));
    for (pinned, live, message, reason) in [
        (0.6, 0.06, Some("`pricePerLabel: 0.6` is 10 times what this job pays now ($0.06)"), "raised tenfold"),
        (0.01, 1.0, Some("`pricePerLabel: 0.01` is 100 times less than what this job pays now ($1)"), "lowered"),
        (1.2, 1.0, None, "far from the others as ever"),
        (6.0, 6.0, None, "nobody changes it"),
    ] {
        let one = posting("one", by_label(json!(pinned)), Some(by_label(json!(live))));
        assert_eq!(messages(&among(&usual, one)).first().map(String::as_str), message, "{reason}");
    }
    let live = json!({"paymentType": "PAY_PER_HOUR", "pricePerHour": 25, "dataVolumeUnit": "NUMBER_OF_FILES"});
    let found = messages(&among(&usual, posting("one", by_label(json!(25)), Some(live))));
    assert!(found[0].contains("the median"), "another payment type is no comparison: {found:?}");
}

#[test]
fn postings_that_nobody_touches_are_left_alone() {
    let postings =
        among(&[0.06, 0.06, 0.06, 0.06, 0.06].map(|rate| json!(rate)), posting("one", by_label(json!(6)), None));
    assert_eq!(findings(&postings, |_| false), []);
    let found = findings(&postings, |_| true);
    let [one] = &found[..] else { panic!("{found:?}") };
    assert_eq!((one.code, one.severity, one.file()), (Code::UnusualPay, Severity::Warning, Some("jobs/one.yml")));
    assert!(one.paste.is_none() && one.help.as_ref().is_some_and(|help| !help.contains(|c: char| c.is_ascii_digit())));
}
