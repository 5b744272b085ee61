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

fn made() -> impl Strategy<Value = RemoteJob> {
    let status = prop::sample::select(vec!["DRAFT", "OPEN", "ONGOING", "ARCHIVED", "PAUSED"]);
    let applied =
        prop::collection::btree_map("[a-c]", prop_oneof![Just(json!(1)), Just(json!(2)), Just(Value::Null)], 0..3);
    let held = (prop::option::of(digest()), prop::option::of(digest()));
    let flags = any::<(bool, bool, Option<bool>)>();
    (0..2u8, status, applied, held, flags, digest()).prop_map(|(job, status, applied, held, flags, content)| {
        RemoteJob {
            job: JobId::parse(&format!("job_{job}")).unwrap(),
            status: Status::from_word(status),
            gone: flags.0,
            brief: content.clone(),
            applied: applied.into_iter().collect(),
            content,
            parsed: ParserOutput::default(),
            readiness: Readiness { ready: flags.2, ..Readiness::default() },
            opened: held.0,
            at_rest: flags.1,
            asked: false,
            moderation: held.1.map(|content| ModerationBlock {
                content,
                reasons: Vec::new(),
                reference: String::new(),
            }),
            twin: None,
            draft_url: None,
            job_url: None,
        }
    })
}

fn record() -> impl Strategy<Value = Record> {
    let intent = digest()
        .prop_map(|brief| RecordState::PendingCreate(PendingCreate { body: json!({ "key": brief.as_str() }), brief }));
    let life = prop_oneof![intent, made().prop_map(|made| RecordState::Created(Box::new(made)))];
    (life, any::<(bool, bool)>()).prop_map(|(life, (landed, removal_reported))| Record {
        id: DefinitionId::parse("a").unwrap(),
        file: "jobs/a.yml".into(),
        key: "acme/jobs/a".into(),
        life,
        landed,
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
    fn no_public_job_is_lost_without_a_word(ours in record(), theirs in record()) {
        let (merged, conflict) = records(ours.clone(), theirs.clone());
        for made in [&ours, &theirs].into_iter().filter_map(|record| record.made()).filter(|made| made.status.is_public()) {
            let is_kept = merged.made().is_some_and(|kept| kept.job == made.job);
            prop_assert!(is_kept || conflict.is_some());
        }
    }

    #[test]
    fn a_job_is_never_forgotten_for_an_intent(ours in record(), theirs in record()) {
        let is_known = ours.made().is_some() || theirs.made().is_some();
        let (merged, _) = records(ours, theirs);
        prop_assert_eq!(merged.made().is_some(), is_known);
    }

    #[test]
    fn a_value_is_sure_where_both_say_so(ours in made(), theirs in made()) {
        let merged = applied(&ours.applied, &theirs.applied);
        for (key, value) in &merged {
            prop_assert!(value.is_null() || (ours.applied.get(key), theirs.applied.get(key)) == (Some(value), Some(value)));
        }
        prop_assert!(ours.applied.keys().chain(theirs.applied.keys()).all(|key| merged.contains_key(key)));
    }

    #[test]
    fn the_status_goes_forward_and_landing_is_for_ever(ours in record(), theirs in record()) {
        let (merged, _) = records(ours.clone(), theirs.clone());
        prop_assert_eq!(merged.landed, ours.landed || theirs.landed);
        if let (Some(our), Some(their), Some(made)) = (ours.made(), theirs.made(), merged.made()) && our.job == their.job {
            prop_assert_eq!(rank(&made.status), rank(&our.status).max(rank(&their.status)));
        }
    }

    #[test]
    fn a_file_that_one_side_changed_is_that_sides(base in record(), new in record()) {
        let of = |record: &Record| Files::from([("jobs/a.json".to_owned(), bytes(record))]);
        let (base, new) = (of(&base), of(&new));
        prop_assert_eq!(&files(&base, &new, &base, "b").unwrap().files, &new);
        prop_assert_eq!(&files(&base, &base, &new, "b").unwrap().files, &new);
        prop_assert_eq!(&files(&base, &Files::new(), &base, "b").unwrap().files, &Files::new());
        let is_same = base == new;
        let merged = files(&base, &Files::new(), &new, "b").unwrap().files;
        prop_assert_eq!(merged, if is_same { Files::new() } else { new });
    }
}

#[test]
fn another_stores_branch_is_not_merged_into() {
    let store = |namespace: &str, repository: Option<&str>| {
        let namespace = crate::domain::ids::Namespace::parse(namespace).unwrap();
        let (jobs, origin, repository) = ("jobs".into(), "sandbox".into(), repository.map(str::to_owned));
        let text = format::text(&format::identity_json(&StoreOwner { namespace, jobs, origin, repository }));
        Files::from([(IDENTITY.to_owned(), text.into_bytes())])
    };
    let (none, ours, theirs) = (Files::new(), store("a/b", None), store("c/d", None));
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
