//! What holds for every plan and every record.

use std::sync::Arc;

use opentrain_jobs::domain::Fields;
use opentrain_jobs::domain::definition::{Brief, Definition, DesiredState};
use opentrain_jobs::domain::digest::ContentHash;
use opentrain_jobs::domain::ids::{DefinitionId, JobId};
use opentrain_jobs::domain::job::Status;
use opentrain_jobs::domain::readiness::{MissingField, ParserOutput, ParserRemark, Readiness};
use opentrain_jobs::domain::record::{ModerationBlock, PendingCreate, Record, RecordState, RemoteJob};
use opentrain_jobs::plan::{DraftStep, LiveStep, decide};
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

fn wanted() -> impl Strategy<Value = DesiredState> {
    prop::sample::select(vec![DesiredState::Draft, DesiredState::Published, DesiredState::Closed])
}

fn status() -> impl Strategy<Value = Status> {
    let words = vec!["DRAFT", "DRAFT", "OPEN", "ONGOING", "COMPLETED", "ARCHIVED", "PENDING_APPROVAL", "ELSEWHERE"];
    prop::sample::select(words).prop_map(Status::from_word)
}

fn readiness() -> impl Strategy<Value = Readiness> {
    let missing = prop::collection::vec("[a-z]{1,4}".prop_map(|name| MissingField::named(&name)), 0..3);
    (any::<Option<bool>>(), missing).prop_map(|(ready, missing)| Readiness {
        ready,
        missing,
        issues: vec!["i".into()],
        is_outdated: false,
    })
}

fn definition() -> impl Strategy<Value = Arc<Definition>> {
    (wanted(), "[a-c]{1,2}", fields()).prop_map(|(wanted, text, fields)| {
        Arc::new(Definition {
            id: DefinitionId::parse("a/b").expect("valid"),
            file: "jobs/a/b.yml".into(),
            wanted,
            brief: Brief::Description(text),
            fields,
        })
    })
}

prop_compose! {
    fn made()(status in status(), gone in any::<bool>(), applied in fields(), parsed in fields(), readiness in readiness(),
        opened in prop::option::of("[a-f]{4}"), blocked in prop::option::of("[a-f]{4}"), at_rest in any::<bool>(),
        text in "[a-c]{1,2}", url in prop::option::of("https://[a-z]{3}")) -> RemoteJob {
        RemoteJob {
            job: JobId::parse("job_1").expect("valid"),
            status,
            gone,
            brief: Brief::Description(text).digest(),
            applied,
            content: ContentHash::recorded("content:0".into()),
            parsed: ParserOutput {
                parser: Some("llm".into()),
                fields: parsed,
                low_confidence: vec![ParserRemark { path: "headcount".into(), reason: "r".into(), preview: None }],
                unmapped: vec![ParserRemark { path: "x".into(), reason: "r".into(), preview: Some(json!({"a": 1})) }],
                warnings: vec!["w".into()],
            },
            readiness,
            opened: opened.map(ContentHash::recorded),
            at_rest,
            asked: false,
            moderation: blocked.map(|text| ModerationBlock { content: ContentHash::recorded(text), reasons: vec!["r".into()], reference: "403".into() }),
            twin: None,
            draft_url: url.clone(),
            job_url: url,
        }
    }
}

fn record(life: RecordState) -> Record {
    let id = DefinitionId::parse("a/b").expect("valid");
    Record { id, file: "jobs/a/b.yml".into(), key: "n/a/b".into(), life, landed: true, removal_reported: false }
}

proptest! {
    #[test]
    fn a_patch_carried_out_leaves_no_patch(definition in definition(), made in made()) {
        let mut record = record(RecordState::Created(Box::new(made)));
        let plan = decide::job(&definition, Some(&record));
        let RecordState::Created(made) = &mut record.life else { unreachable!() };
        let sent = match (&plan.draft, &plan.live) {
            (Some(DraftStep::Patch(fields)), _) | (None, Some(LiveStep::Update(fields))) => fields.clone(),
            _ => Fields::new(),
        };
        made.applied.extend(sent);
        let again = decide::job(&definition, Some(&record));
        prop_assert_eq!(again.draft, None);
        prop_assert!(!matches!(again.live, Some(LiveStep::Update(_))));
    }

    #[test]
    fn what_is_live_is_never_drafted_and_what_is_no_draft_never_published(definition in definition(), made in made()) {
        let (status, gone) = (made.status.clone(), made.gone);
        let plan = decide::job(&definition, Some(&record(RecordState::Created(Box::new(made)))));
        prop_assert!(plan.draft.is_none() || status == Status::Draft);
        prop_assert!(!matches!(plan.draft, Some(DraftStep::Create)), "a job that is known is never made again");
        match plan.live {
            Some(LiveStep::Publish) => prop_assert_eq!(status, Status::Draft),
            Some(LiveStep::Update(_)) => prop_assert_eq!(status, Status::Open),
            Some(LiveStep::Close) => prop_assert_eq!(definition.wanted, DesiredState::Closed),
            None => {}
        }
        prop_assert!(!gone || plan.draft.is_none());
    }

    #[test]
    fn every_change_is_sent_and_nothing_else_but_a_rate(definition in definition(), made in made()) {
        let plan = decide::job(&definition, Some(&record(RecordState::Created(Box::new(made)))));
        let sent = match (&plan.draft, &plan.live) {
            (Some(DraftStep::Patch(fields)), _) | (None, Some(LiveStep::Update(fields))) => fields.clone(),
            _ => Fields::new(),
        };
        let changed: Vec<&String> = plan.changes.iter().map(|change| &change.field).collect();
        prop_assert_eq!(changed, sent.keys().collect::<Vec<_>>());
        prop_assert!(sent.iter().all(|(key, value)| definition.pinned().get(key) == Some(value)));
    }

    #[test]
    fn a_record_reads_back_as_it_was_written(made in made(), is_intent in any::<bool>(), landed in any::<bool>()) {
        let intent = PendingCreate { body: json!({"rawJobDescription": "x", "n": 0.1}), brief: ContentHash::recorded("text:1".into()) };
        let life = if is_intent { RecordState::PendingCreate(intent) } else { RecordState::Created(Box::new(made)) };
        let written = Record { landed, ..record(life) };
        let folder = tempfile::tempdir().expect("a folder");
        let store = DirStore::new(folder.path());
        store.save(&written).expect("saved");
        let read = store.load().expect("loaded").records;
        prop_assert_eq!(read, vec![written]);
    }
}
