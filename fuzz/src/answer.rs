//! An answer of the service: whatever it says, it is understood as far as it goes, kept as it was understood, and told.

use std::collections::BTreeSet;

use opentrain_jobs::domain::applied::Applied;
use opentrain_jobs::domain::digest::ContentHash;
use opentrain_jobs::domain::finding::{Code, Finding, Severity};
use opentrain_jobs::domain::ids::{DefinitionId, JobId};
use opentrain_jobs::domain::job::Status;
use opentrain_jobs::domain::readiness::Readiness;
use opentrain_jobs::domain::record::{ModerationBlock, Record, RecordState, RemoteJob};
use opentrain_jobs::opentrain::wire;
use opentrain_jobs::opentrain::{ApiError, ApiErrorKind};
use opentrain_jobs::report::{Located, Report, Totals};
use opentrain_jobs::store::format;
use serde_json::Value;

use super::{record, telling};

/// Each status of which a refusal can be made.
const REFUSALS: [u16; 9] = [400, 401, 402, 403, 404, 409, 422, 429, 500];

/// Any JSON is an answer.
pub fn holds(data: &[u8]) {
    let Ok(body) = serde_json::from_slice::<Value>(data) else { return };
    drafted(&body);
    listed(&body);
    if let Some(capabilities) = wire::capabilities(&body) {
        record::assert_kept(&capabilities, format::capabilities, format::capabilities_json);
    }
    REFUSALS.iter().for_each(|status| refused(*status, &body));
}

/// What a create, a patch and a publish told, on record together.
fn drafted(body: &Value) {
    let reply = wire::draft_reply(body);
    let published = wire::publish_reply(body);
    let updated = wire::update_reply(body);
    reply.readiness.iter().for_each(assert_one_gap_a_field);
    let job = reply.job.unwrap_or_else(|| JobId::parse("job_1").expect("an id"));
    let status = reply.status.or(published.status).or(updated.status).unwrap_or(Status::Draft);
    let hash = |text: &str| ContentHash::recorded(text.to_owned());
    let made = RemoteJob {
        applied: Applied::new(reply.parsed.fields.clone(), Default::default()),
        moderation: Some(ModerationBlock {
            content: hash("content:1"),
            reasons: published.warnings,
            reference: published.attempt.or(updated.decision).or(published.side_effects).unwrap_or_default(),
        }),
        parsed: reply.parsed,
        readiness: reply.readiness.unwrap_or_default(),
        draft_url: reply.draft_url,
        job_url: published.job_url,
        ..RemoteJob::new(job, status, hash("text:1"), hash("content:1"))
    };
    let id = DefinitionId::parse("a").expect("an id");
    let key = reply.key.unwrap_or_default();
    let (file, state) = ("jobs/a.yml".into(), RecordState::Created(Box::new(made)));
    let record = Record { id, file, key, state, pull_request: None, on_default_branch: false, removal_reported: false };
    record::assert_kept(&record, format::record, format::record_json);
    record::told(record);
}

fn listed(body: &Value) {
    let wire::Page { jobs, next } = wire::page(body);
    let rows = body.get("jobs").and_then(Value::as_array).map_or(0, Vec::len);
    assert!(jobs.len() <= rows, "{jobs:?}");
    assert!(jobs.keys().all(|id| JobId::parse(id.as_str()).is_ok_and(|same| same == *id)));
    assert_ne!(next.as_deref(), Some(""));
}

fn refused(status: u16, body: &Value) {
    let refusal = ApiError::decode(status, body);
    if let ApiErrorKind::Unready(readiness) = &refusal.why {
        assert_one_gap_a_field(readiness);
    }
    let finding = Finding::run(Code::Refused, Severity::Error, refusal.to_string()).help(format!("{:?}", refusal.why));
    let findings = vec![Located::new(finding, None)];
    let totals = Totals::default();
    telling::holds(&Report {
        command: "draft",
        exit_code: 1,
        namespace: None,
        jobs: Vec::new(),
        findings,
        totals,
        ..Report::default()
    });
}

fn assert_one_gap_a_field(readiness: &Readiness) {
    let fields: BTreeSet<&String> = readiness.missing.iter().map(|gap| &gap.field).collect();
    assert_eq!(fields.len(), readiness.missing.len(), "{readiness:?}");
    assert!(readiness.ready.is_some());
}
