//! Request bodies, and the parsed parts of responses.

use serde_json::{Map, Value, json};

use super::body::{list, text, texts};
use super::missing_fields;
use crate::domain::Fields;
use crate::domain::capabilities::{Authority, Capabilities};
use crate::domain::definition::{Brief, Import};
use crate::domain::depth::is_too_deep;
use crate::domain::ids::JobId;
use crate::domain::job::{AccountJobs, JobSummary, ProposalCounts, Status};
use crate::domain::readiness::{ParserOutput, ParserRemark};
use crate::domain::reply::{DraftReply, PublishReply, UpdateReply};

/// The body of a create: the brief under `externalId` and `idempotencyKey`, both `key` (page job-drafts/create).
pub fn create_body(key: &str, brief: &Brief) -> Value {
    let keys = json!({"externalId": key, "idempotencyKey": key});
    let (name, payload) = match brief {
        Brief::Description(text) => return with(keys, "rawJobDescription", json!(text)),
        Brief::Import(Import::Text(text)) => {
            let source = with(with(keys, "type", json!("text")), "text", json!(text));
            return json!({"source": source});
        }
        Brief::Import(Import::Canonical(job)) => ("job", job.clone()),
        Brief::Import(Import::JsonLd(posting)) => ("jsonLd", posting.clone()),
        Brief::Import(Import::IndeedXml(xml) | Import::HrXml(xml)) => ("xml", json!(xml)),
    };
    with(with(keys, "format", json!(brief.format())), name, payload)
}

fn with(mut object: Value, key: &str, value: Value) -> Value {
    object[key] = value;
    object
}

/// Parses the response to a create or a draft's patch. Never fails: an invalid value counts as absent. Its date is in no body.
pub fn draft_reply(body: &Value) -> DraftReply {
    DraftReply {
        job: job_id(body),
        status: status(body),
        draft_url: text(body, "draftUrl").or_else(|| text(body, "reviewUrl")),
        readiness: missing_fields::readiness(body),
        parsed: parsed(body),
        key: body.get("import").and_then(|import| text(import, "idempotencyKey")),
        date: None,
    }
}

fn job_id(body: &Value) -> Option<JobId> {
    text(body, "jobId").and_then(|id| JobId::parse(&id).ok())
}

fn status(body: &Value) -> Option<Status> {
    text(body, "status").map(|status| Status::parse(&status))
}

fn parsed(body: &Value) -> ParserOutput {
    let parser = body.get("parser").unwrap_or(&Value::Null);
    let fields = body.get("normalizedFields").and_then(Value::as_object);
    let fields: Fields = fields
        .into_iter()
        .flatten()
        .filter(|(_, value)| is_usable(value))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    let mut warnings = missing_fields::sentences(list(body, "warnings"));
    warnings.extend(missing_fields::sentences(list(parser, "warnings")));
    ParserOutput {
        parser: text(parser, "source"),
        fields,
        low_confidence: remarks(list(body, "lowConfidenceFields")),
        unmapped: remarks(list(body, "unmappedFields")),
        warnings,
    }
}

/// Whether a value can be recorded.
fn is_usable(value: &Value) -> bool {
    !value.is_null() && !is_too_deep(value)
}

fn remarks(entries: &[Value]) -> Vec<ParserRemark> {
    let remark = |entry: &Value| ParserRemark {
        path: text(entry, "path").or_else(|| entry.as_str().map(str::to_owned)).unwrap_or_else(|| "?".into()),
        reason: text(entry, "reason").unwrap_or_else(|| "no reason given".into()),
        preview: entry.get("valuePreview").filter(|value| is_usable(value)).cloned(),
    };
    entries.iter().map(remark).collect()
}

/// Parses the response to a publish (page jobs/publish). Never fails: an invalid value counts as absent.
pub fn publish_reply(body: &Value) -> PublishReply {
    let effects = body.get("sideEffects").unwrap_or(&Value::Null);
    let dispatched = effects.get("dispatched").and_then(Value::as_bool);
    let effects_status = text(effects, "status");
    let not_dispatched = (dispatched == Some(false)).then(|| "not dispatched".to_owned());
    PublishReply {
        status: status(body),
        already: body.get("alreadyPublished").and_then(Value::as_bool).unwrap_or(false),
        job_url: text(body, "jobUrl"),
        attempt: text(body, "publishAttemptId"),
        warnings: missing_fields::sentences(list(body, "warnings")),
        side_effects: effects_status.or(not_dispatched),
        date: None,
    }
}

/// Parses the response to an update (page jobs/update). Never fails: an invalid value counts as absent.
pub fn update_reply(body: &Value) -> UpdateReply {
    let decision = body.get("moderation").and_then(|moderation| text(moderation, "decision"));
    UpdateReply { status: status(body), decision, date: None }
}

/// The status in the response to a close, if it has one (page jobs/close).
pub(super) fn closed_status(body: &Value) -> Option<Status> {
    status(body)
}

/// One page of `/jobs/mine`.
pub struct Page {
    /// Its jobs.
    pub jobs: AccountJobs,
    /// The cursor of the next page; `None` on the last one.
    pub next: Option<String>,
}

/// Parses a page of `/jobs/mine`. Rows without a usable id are skipped.
pub fn page(body: &Value) -> Page {
    let row = |row: &Value| {
        let id = text(row, "id").or_else(|| text(row, "jobId"))?;
        let summary = JobSummary {
            title: text(row, "title").unwrap_or_default(),
            // A job without a status is listed, but nothing is written to it.
            status: status(row).unwrap_or_else(|| Status::Other("UNKNOWN".into())),
            url: text(row, "jobUrl"),
            updated_at: text(row, "updatedAt").and_then(|time| time.parse().ok()),
            proposals: row.get("proposalCounts").and_then(proposals),
            accepts_applicants: row.get("acceptingApplicants").and_then(Value::as_bool),
        };
        Some((JobId::parse(&id).ok()?, summary))
    };
    Page { jobs: list(body, "jobs").iter().filter_map(row).collect(), next: text(body, "nextCursor") }
}

fn proposals(counts: &Value) -> Option<ProposalCounts> {
    let count = |key: &str| counts.get(key).and_then(Value::as_u64);
    Some(ProposalCounts { total: count("total")?, unreviewed: count("unreviewed")? })
}

/// The account's capabilities; `None` where the response has no list of keys.
pub fn capabilities(body: &Value) -> Option<Capabilities> {
    let draft = body.get("draft")?;
    let update_keys = texts(draft, "updateKeys");
    let enums = draft.get("enums").and_then(Value::as_object).map(Map::keys);
    let enums = enums.into_iter().flatten().map(|key| (key.clone(), texts(&draft["enums"], key))).collect();
    (!update_keys.is_empty()).then_some(Capabilities { authority: Authority::Account, update_keys, enums })
}
