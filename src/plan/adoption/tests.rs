//! What is decided for a definition whose job exists.

use std::sync::Arc;

use serde_json::json;

use super::*;
use crate::domain::definition::JobOrigin;
use crate::domain::ids::DefinitionId;
use crate::plan::{Origin, decide};

fn posting(wanted: DesiredState) -> Posting {
    let id = DefinitionId::parse("a").expect("valid");
    let adopted = AdoptedJob { job: JobId::parse("1").expect("valid"), description: Some("One\n two.\n".into()) };
    let fields = json!({"headcount": 5, "paymentType": "FIXED_PRICE", "fixedPrice": 900});
    let fields = serde_json::from_value(fields).expect("an object");
    let definition = Definition {
        id: id.clone(),
        file: "jobs/a.yml".into(),
        wanted,
        job_origin: JobOrigin::Adopted(adopted),
        fields: Arc::new(fields),
        defaults: Default::default(),
    };
    let origin = Origin::Defined { file: 0, definition: Some(Arc::new(definition)), is_asked_for: true };
    Posting::new(id, origin, None)
}

fn listed() -> JobSummary {
    JobSummary {
        title: "A job".into(),
        status: Status::Open,
        url: None,
        updated_at: None,
        proposals: None,
        accepts_applicants: None,
    }
}

fn adopted(is_kept: bool) -> Posting {
    let mut posting = posting(DesiredState::Published);
    let shown =
        serde_json::from_value(json!({"jobDescription": "One two.", "paymentType": "FIXED_PRICE", "fixedPrice": 900}))
            .expect("an object");
    posting.adopt(Claim { key: "acme/jobs/a", listed: &listed(), shown: &shown, is_kept });
    posting
}

#[test]
fn nothing_is_ever_done_for_a_definition_whose_job_is_not_on_record() {
    for wanted in [DesiredState::Draft, DesiredState::Published, DesiredState::Closed] {
        for refusal in [None, Some(Refusal::NotListed), Some(Refusal::NotOpen(Status::Draft)), Some(Refusal::NotShown)]
        {
            let adoption = refusal.map(Adoption::Refused);
            let posting = Posting { adoption: adoption.clone(), ..posting(wanted) };
            assert!(decide(&posting).is_idle(), "{wanted:?} {adoption:?}");
        }
    }
}

#[test]
fn a_text_that_differs_only_in_white_space_is_no_change_and_an_unshown_value_is_one() {
    let changes = decide(&adopted(false)).changes;
    assert_eq!(changes.iter().map(|change| change.field.as_str()).collect::<Vec<_>>(), ["headcount"]);
}

#[test]
fn a_planned_claim_outlives_a_merge_with_the_records_of_another_run() {
    let mut posting = adopted(false);
    assert!(!posting.is_dirty);
    posting.replace(None);
    assert!(posting.job().is_some() && !posting.is_replaced);
    let theirs = adopted(true).record;
    posting.replace(theirs);
    assert!(posting.job().is_some());
}
