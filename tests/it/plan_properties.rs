//! What holds for every plan and every record.

use std::sync::Arc;

use opentrain_jobs::domain::Fields;
use opentrain_jobs::domain::applied::Applied;
use opentrain_jobs::domain::definition::{Brief, Definition, DesiredState, JobOrigin};
use opentrain_jobs::domain::digest::ContentHash;
use opentrain_jobs::domain::ids::{DefinitionId, JobId};
use opentrain_jobs::domain::job::Status;
use opentrain_jobs::domain::readiness::{MissingField, ParserOutput, ParserRemark, Readiness};
use opentrain_jobs::domain::record::{ModerationBlock, PendingCreate, Record, RecordState, RemoteJob};
use opentrain_jobs::plan::{Attempt, DraftStep, LiveStep, Origin, Posting, decide};
use opentrain_jobs::store::DirStore;
use proptest::prelude::*;
use serde_json::{Value, json};

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        (0..9i64).prop_map(Value::from),
        (0.0..9.0f64).prop_map(Value::from),
        "[a-zé\"\\\\\n]{0,6}".prop_map(Value::from),
        prop::collection::vec("[a-z]{1,3}", 0..3).prop_map(Value::from),
    ]
}

fn fields() -> impl Strategy<Value = Fields> {
    let key = prop::sample::select(vec!["jobTitle", "headcount", "languages", "pricePerHour", "visibility"]);
    prop::collection::btree_map(key.prop_map(str::to_owned), value(), 0..5)
}

fn applied() -> impl Strategy<Value = Applied> {
    (fields(), fields()).prop_map(|(confirmed, sent)| Applied::new(confirmed, sent.into_keys().collect()))
}

fn wanted() -> impl Strategy<Value = DesiredState> {
    prop::sample::select(vec![DesiredState::Draft, DesiredState::Published, DesiredState::Closed])
}

fn status() -> impl Strategy<Value = Status> {
    let words = vec!["DRAFT", "DRAFT", "OPEN", "ONGOING", "COMPLETED", "ARCHIVED", "PENDING_APPROVAL", "ELSEWHERE"];
    prop::sample::select(words).prop_map(Status::parse)
}

fn readiness() -> impl Strategy<Value = Readiness> {
    let missing = prop::collection::vec("[a-z]{1,4}".prop_map(|name| MissingField::named(&name)), 0..3);
    (any::<Option<bool>>(), missing).prop_map(|(ready, missing)| Readiness {
        ready,
        missing,
        issues: vec!["i".into()],
        unnamed: Default::default(),
        is_outdated: false,
    })
}

fn definition() -> impl Strategy<Value = Arc<Definition>> {
    (wanted(), "[a-c]{1,2}", fields()).prop_map(|(wanted, text, fields)| {
        Arc::new(Definition {
            id: DefinitionId::parse("a/b").expect("valid"),
            file: "jobs/a/b.yml".into(),
            wanted,
            job_origin: JobOrigin::Brief(Brief::Description(text).into()),
            fields: fields.into(),
            defaults: Default::default(),
        })
    })
}

prop_compose! {
    fn remote_job()(status in status(), missing_remotely in any::<bool>(), applied in applied(), parsed in fields(),
        readiness in readiness(), live in prop::option::of("[a-f]{4}"), blocked in prop::option::of("[a-f]{4}"),
        publish_unanswered in any::<bool>(), text in "[a-c]{1,2}", url in prop::option::of("https://[a-z]{3}"),
        last_write in prop::option::of((0..9_999_999_999i64).prop_map(|second| jiff::Timestamp::from_second(second).expect("in range")))) -> RemoteJob {
        RemoteJob {
            job: JobId::parse("job_1").expect("valid"),
            status,
            missing_remotely,
            brief: Brief::Description(text).digest(),
            applied,
            unmerged: Default::default(),
            content: ContentHash::recorded("content:0".into()),
            last_write,
            service_title: url.clone(),
            source_edited: false,
            parsed: ParserOutput {
                parser: Some("llm".into()),
                fields: parsed,
                low_confidence: vec![ParserRemark { path: "headcount".into(), reason: "r".into(), preview: None }],
                unmapped: vec![ParserRemark { path: "x".into(), reason: "r".into(), preview: Some(json!({"a": 1})) }],
                warnings: vec!["w".into()],
            },
            readiness,
            last_live_content: live.map(ContentHash::recorded),
            publish_unanswered,
            moderation: blocked.map(|text| ModerationBlock { content: ContentHash::recorded(text), reasons: vec!["r".into()], reference: "403".into() }),
            possible_duplicate: None,
            draft_url: url.clone(),
            job_url: url,
        }
    }
}

fn record(state: RecordState) -> Record {
    let id = DefinitionId::parse("a/b").expect("valid");
    let (file, key) = ("jobs/a/b.yml".into(), "n/a/b".into());
    Record { id, file, key, state, pull_request: Some(7), on_default_branch: true, removal_reported: false }
}

fn posting(definition: &Arc<Definition>, job: RemoteJob) -> Posting {
    let origin = Origin::Defined { file: 0, definition: Some(Arc::clone(definition)), is_asked_for: true };
    Posting::new(definition.id.clone(), origin, Some(record(RecordState::Created(Box::new(job)))))
}

/// The values that a decision sends.
fn sent(posting: &Posting) -> Fields {
    let decision = decide(posting);
    match (decision.draft, decision.live) {
        (Some(DraftStep::Patch(fields)), _) | (None, Some(LiveStep::Update(fields))) => fields,
        _ => Fields::new(),
    }
}

proptest! {
    #[test]
    fn a_patch_carried_out_leaves_no_patch(definition in definition(), job in remote_job()) {
        let mut posting = posting(&definition, job);
        let sent = sent(&posting);
        posting.job_mut().expect("a job").applied.confirm(&sent);
        let again = decide(&posting);
        prop_assert_eq!(again.draft, None);
        prop_assert!(!matches!(again.live, Some(LiveStep::Update(_))));
    }

    #[test]
    fn what_was_only_recorded_is_taken_back_whole(definition in definition(), job in remote_job()) {
        let mut posting = posting(&definition, job);
        let before = posting.record.clone();
        let sent = sent(&posting);
        posting.intend_values(&sent);
        if let Attempt::Recorded(undo) = std::mem::take(&mut posting.attempt) {
            posting.take_back(undo);
        }
        prop_assert_eq!(&posting.record, &before);
    }

    #[test]
    fn values_in_flight_are_sent_again_whatever_the_definition_says(definition in definition(), job in remote_job()) {
        let mut posting = posting(&definition, job);
        let first = sent(&posting);
        posting.intend_values(&first);
        prop_assert_eq!(sent(&posting), first, "an intent alone changes no decision");
    }

    #[test]
    fn what_is_live_is_never_drafted_and_what_is_no_draft_never_published(definition in definition(), job in remote_job()) {
        let (status, is_missing) = (job.status.clone(), job.missing_remotely);
        let decision = decide(&posting(&definition, job));
        prop_assert!(decision.draft.is_none() || status == Status::Draft);
        prop_assert!(!matches!(decision.draft, Some(DraftStep::Create)), "a job that is known is never made again");
        match decision.live {
            Some(LiveStep::Publish) => prop_assert_eq!(status, Status::Draft),
            Some(LiveStep::Update(_)) => prop_assert_eq!(status, Status::Open),
            Some(LiveStep::Close) => prop_assert_eq!(definition.wanted, DesiredState::Closed),
            None => {}
        }
        prop_assert!(!is_missing || decision.draft.is_none());
    }

    #[test]
    fn every_change_is_sent_and_nothing_else_but_a_rate(definition in definition(), job in remote_job()) {
        let posting = posting(&definition, job);
        let (changes, sent) = (decide(&posting).changes, sent(&posting));
        let changed: Vec<&String> = changes.iter().map(|change| &change.field).collect();
        prop_assert_eq!(changed, sent.keys().collect::<Vec<_>>());
        prop_assert!(sent.iter().all(|(key, value)| definition.pinned().get(key) == Some(value)));
    }

    #[test]
    fn a_record_reads_back_as_it_was_written(job in remote_job(), is_pending in any::<bool>(), on_default_branch in any::<bool>()) {
        let pending = PendingCreate { body: json!({"externalId": "n/a/b", "idempotencyKey": "n/a/b", "rawJobDescription": "x", "n": 0.1}), brief: ContentHash::recorded("text:1".into()) };
        let state = if is_pending { RecordState::PendingCreate(pending) } else { RecordState::Created(Box::new(job)) };
        let written = Record { on_default_branch, ..record(state) };
        let folder = tempfile::tempdir().expect("a folder");
        let store = DirStore::new(folder.path());
        store.save(&written).expect("saved");
        let read = store.load().expect("loaded").records;
        prop_assert_eq!(read, vec![written]);
    }
}
