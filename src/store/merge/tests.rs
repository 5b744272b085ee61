//! What holds for every merge.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::domain::digest::ContentHash;
use crate::domain::ids::{DefinitionId, JobId};
use crate::domain::readiness::{ParserOutput, Readiness};
use crate::domain::record::{ModerationBlock, PendingCreate};

fn digest() -> impl Strategy<Value = ContentHash> {
    (0..3u8).prop_map(|n| ContentHash::recorded(format!("text:{n}")))
}

fn remote_job() -> impl Strategy<Value = RemoteJob> {
    let status = prop::sample::select(vec!["DRAFT", "OPEN", "ONGOING", "ARCHIVED", "PAUSED"]);
    let values = prop::collection::btree_map("[a-c]", prop_oneof![Just(json!(1)), Just(json!(2))], 0..3);
    let applied = (values, prop::collection::btree_set("[a-c]", 0..2))
        .prop_map(|(confirmed, in_flight)| Applied::new(confirmed, in_flight));
    let held = (prop::option::of(digest()), prop::option::of(digest()));
    let flags = any::<(bool, bool, Option<bool>)>();
    (0..2u8, status, applied, held, flags, digest()).prop_map(|(job, status, applied, held, flags, content)| {
        RemoteJob {
            job: JobId::parse(&format!("job_{job}")).unwrap(),
            status: Status::parse(status),
            missing_remotely: flags.0,
            brief: content.clone(),
            applied,
            unmerged: Default::default(),
            content,
            last_write: None,
            service_title: None,
            source_edited: false,
            parsed: ParserOutput::default(),
            readiness: Readiness { ready: flags.2, ..Readiness::default() },
            last_live_content: held.0,
            publish_unanswered: flags.1,
            moderation: held.1.map(|content| ModerationBlock {
                content,
                reasons: Vec::new(),
                reference: String::new(),
            }),
            possible_duplicate: None,
            draft_url: None,
            job_url: None,
        }
    })
}

fn record() -> impl Strategy<Value = Record> {
    let intent = digest()
        .prop_map(|brief| RecordState::PendingCreate(PendingCreate { body: json!({ "key": brief.as_str() }), brief }));
    let state = prop_oneof![intent, remote_job().prop_map(|job| RecordState::Created(Box::new(job)))];
    (state, any::<(bool, bool)>()).prop_map(|(state, (on_default_branch, removal_reported))| Record {
        id: DefinitionId::parse("a").unwrap(),
        file: "jobs/a.yml".into(),
        key: "acme/jobs/a".into(),
        state,
        on_default_branch,
        pull_request: None,
        removal_reported,
    })
}

fn bytes(record: &Record) -> Vec<u8> {
    format::text(&format::record_json(record)).into_bytes()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_record_merged_with_itself_is_itself(record in record()) {
        prop_assert_eq!(records(record.clone(), record.clone()).0, record);
    }

    #[test]
    fn no_public_job_is_lost_without_an_error(ours in record(), theirs in record()) {
        let (merged, conflict) = records(ours.clone(), theirs.clone());
        for made in [&ours, &theirs].into_iter().filter_map(|record| record.job()).filter(|made| made.status.is_public()) {
            let is_kept = merged.job().is_some_and(|kept| kept.job == made.job);
            prop_assert!(is_kept || conflict.is_some());
        }
    }

    #[test]
    fn a_moderation_block_that_one_side_knows_is_kept(ours in remote_job(), theirs in remote_job()) {
        let is_blocked = ours.moderation.is_some() || theirs.moderation.is_some();
        prop_assert_eq!(job(ours, theirs).moderation.is_some(), is_blocked);
    }

    #[test]
    fn a_job_is_never_forgotten_for_an_intent(ours in record(), theirs in record()) {
        let is_known = ours.job().is_some() || theirs.job().is_some();
        let (merged, _) = records(ours, theirs);
        prop_assert_eq!(merged.job().is_some(), is_known);
    }

    #[test]
    fn a_value_is_confirmed_where_both_records_confirm_it(ours in remote_job(), theirs in remote_job()) {
        let merged = applied(&ours.applied, &theirs.applied);
        for key in merged.keys() {
            let value = merged.get(key);
            prop_assert!(value.is_none() || (ours.applied.get(key), theirs.applied.get(key)) == (value, value));
        }
        prop_assert!(ours.applied.keys().into_iter().chain(theirs.applied.keys()).all(|key| merged.contains_key(key)));
    }

    #[test]
    fn the_status_goes_forward_and_the_default_branch_is_remembered(ours in record(), theirs in record()) {
        let (merged, _) = records(ours.clone(), theirs.clone());
        prop_assert_eq!(merged.on_default_branch, ours.on_default_branch || theirs.on_default_branch);
        if let (Some(our), Some(their), Some(made)) = (ours.job(), theirs.job(), merged.job()) && our.job == their.job {
            prop_assert_eq!(rank(&made.status), rank(&our.status).max(rank(&their.status)));
        }
    }

    #[test]
    fn a_file_that_one_side_changed_is_that_sides(base in record(), new in record()) {
        let of = |record: &Record| Files::from([("jobs/a.json".to_owned(), bytes(record))]);
        let base = of(&base);
        let new = of(&new);
        prop_assert_eq!(&files(&base, &new, &base, "b").unwrap().files, &new);
        prop_assert_eq!(&files(&base, &base, &new, "b").unwrap().files, &new);
        prop_assert_eq!(&files(&base, &Files::new(), &base, "b").unwrap().files, &Files::new());
        let is_same = base == new;
        let merged = files(&base, &Files::new(), &new, "b").unwrap().files;
        prop_assert_eq!(merged, if is_same { Files::new() } else { new });
    }
}

proptest! {
    #[test]
    fn a_publish_of_others_is_one_that_their_side_put_on_record(base in record(), theirs in record()) {
        let of = |record: &Record| Files::from([("jobs/a.json".to_owned(), bytes(record))]);
        let is_marked = theirs.job().is_some_and(|job| job.publish_unanswered);
        prop_assert_eq!(publishes(&of(&base), &of(&theirs)).contains(&theirs.id), is_marked && base != theirs);
    }
}

#[test]
fn another_stores_branch_is_not_merged_into() {
    let store = |namespace: &str, repository: Option<&str>| {
        let namespace = crate::domain::ids::Namespace::parse(namespace).unwrap();
        let jobs = "jobs".into();
        let origin = "sandbox".into();
        let repository = repository.map(str::to_owned);
        let text = format::text(&format::identity_json(&StoreOwner { namespace, jobs, origin, repository }));
        Files::from([(IDENTITY.to_owned(), text.into_bytes())])
    };
    let none = Files::new();
    let ours = store("a/b", None);
    let theirs = store("c/d", None);
    assert!(matches!(files(&none, &ours, &theirs, "b"), Err(Error::Foreign { .. })));
    let known = store("a/b", Some("7"));
    assert_eq!(files(&none, &ours, &known, "b").unwrap().files, known, "a number that one side knows is kept");
}

#[test]
fn a_damaged_file_is_named_by_its_place_on_the_branch() {
    let of = |text: &str| Files::from([("jobs/a.json".to_owned(), text.as_bytes().to_owned())]);
    let error = files(&Files::new(), &of("{"), &of("["), "refs/heads/r").err().unwrap();
    assert!(error.to_string().starts_with("refs/heads/r:jobs/a.json: it is damaged"), "{error}");
}
