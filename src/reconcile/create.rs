//! One job a definition: creates its draft, or finds the one that was created earlier.

use serde_json::Value;

use crate::domain::definition::Definition;
use crate::domain::finding::Finding;
use crate::domain::ids::JobId;
use crate::domain::job::Status;
use crate::domain::record::RecordState;
use crate::domain::reply::DraftReply;
use crate::domain::step::{Outcome, StepKind};
use crate::opentrain::{ApiError, ApiErrorKind, DeliveryState, Drafter, Error, TransportError, create_body};
use crate::plan::{Attempt, Posting, Undo};

use super::messages;
use super::run::Run;

/// Puts the exact body on record before it is sent. A create without an answer keeps its body. Returns whether the record changed.
pub(super) fn intend_create(run: &Run<'_>, posting: &mut Posting) -> bool {
    let Some(definition) = posting.definition().cloned() else { return false };
    let Some(brief) = definition.brief() else { return false };
    let key = run.namespace.key(&definition.id);
    posting.intend_create(&definition, brief, &key, create_body(&key, brief))
}

/// Sends the body. Returns whether the job is there now, new or found.
pub(super) async fn create(run: &Run<'_>, drafter: Drafter<'_>, posting: &mut Posting) -> bool {
    intend_create(run, posting);
    if !run.save(posting).await {
        return false;
    }
    let Some(body) = body(posting) else { return false };
    let undo = posting.begin(StepKind::Create);
    let answer = drafter.create(&body).await;
    posting.attempt = Attempt::Idle;
    match answer {
        Ok(reply) => match reply.job.clone() {
            Some(job) => answered(run, posting, job, reply).await,
            None => {
                let message = "OpenTrain confirmed a create and named no job".to_owned();
                let failure = TransportError { message, reach: DeliveryState::Unknown };
                run.record_failure(posting, StepKind::Create, &failure);
                false
            }
        },
        Err(Error::Refused(refusal)) => {
            refused(run, posting, &refusal, undo);
            run.save(posting).await;
            false
        }
        Err(Error::Failed(failure)) => {
            run.record_failure(posting, StepKind::Create, &failure);
            if failure.is_undelivered() {
                posting.take_back(undo);
            }
            run.save(posting).await;
            false
        }
    }
}

/// The recorded body, or the definition's where both are the same by the record: anyone who may push records can edit the body.
fn body(posting: &Posting) -> Option<Value> {
    let record = posting.record.as_ref()?;
    let RecordState::PendingCreate(pending) = &record.state else { return None };
    let brief = posting.definition()?.brief()?;
    if pending.brief == brief.digest() { Some(create_body(&record.key, brief)) } else { Some(pending.body.clone()) }
}

async fn answered(run: &Run<'_>, posting: &mut Posting, job: JobId, reply: DraftReply) -> bool {
    let Some(definition) = posting.definition().cloned() else { return false };
    if let Some(message) = mismatch(run, posting, &job, reply.key.as_deref()) {
        let help = "Nothing was taken over and nothing more is sent for this definition in this run. Look at the account's \
                    drafts in the web app before you run again.";
        posting.findings.push(messages::conflict(&definition, &message, help));
        run.record_step(posting, StepKind::Create, Outcome::Refused, Some(message));
        return false;
    }
    let listed = run.account.at_start.get(&job);
    let is_odd = listed.is_none() && reply.status.as_ref().is_some_and(|status| *status != Status::Draft);
    let outcome = if listed.is_some() { Outcome::Found } else { Outcome::Done };
    let reason = match listed {
        Some(_) => Some(format!("{job} was created earlier for this definition")),
        None => reply.parsed.parser.as_ref().map(|parser| {
            let count = reply.parsed.fields.len();
            let values = if count == 1 { "value" } else { "values" };
            format!("OpenTrain read {count} {values} from the brief (parser: {parser})")
        }),
    };
    posting.created(&definition, job, reply, listed);
    run.record_step(posting, StepKind::Create, outcome, reason);
    // The record is saved together with the intent of the patch that follows.
    if is_odd { run.refresh_job(posting).await } else { true }
}

/// Why the job in the reply can't be this definition's, if so. Else the job is claimed.
fn mismatch(run: &Run<'_>, posting: &Posting, job: &JobId, key: Option<&str>) -> Option<String> {
    let own = posting.record.as_ref().map(|record| record.key.as_str()).unwrap_or_default();
    if let Some(key) = key.filter(|key| *key != own) {
        return Some(format!("OpenTrain answered for another key: `{key}` instead of `{own}`"));
    }
    let other = run.claims.claim(job, &posting.id).err()?;
    Some(format!("OpenTrain answered with job {job}, which is that of definition `{other}`"))
}

/// Nothing was created, unless an earlier try was: then its body stays on record, to be repeated. A create that this run recorded first
/// leaves nothing behind; one of an earlier run stays on record unless its content is what was refused.
fn refused(run: &Run<'_>, posting: &mut Posting, refusal: &ApiError, undo: Undo) {
    let Some(definition) = posting.definition().cloned() else { return };
    run.record_step(posting, StepKind::Create, Outcome::Refused, Some(refusal.to_string()));
    let is_content =
        matches!(refusal.why, ApiErrorKind::Content(_) | ApiErrorKind::Format(_) | ApiErrorKind::Unready(_));
    match is_content {
        _ if refusal.may_be_done => {}
        true => posting.take_back(Undo::ForgetCreate),
        false => posting.take_back(undo),
    }
    match messages::configuration_stop(refusal) {
        Some(stop) => run.stop(stop),
        None if matches!(refusal.why, ApiErrorKind::Conflict(_)) => {
            posting.findings.push(key_refused(&definition, refusal));
        }
        None => posting.findings.extend(messages::findings(&definition, refusal, &run.capabilities)),
    }
}

fn key_refused(definition: &Definition, refusal: &ApiError) -> Finding {
    let message = format!("OpenTrain refuses this definition's key: {refusal}");
    let help = "A job was made under this key before, with another content, and its record is lost. Restore the records, \
                or give the definition a new `id` if the old job is closed. No other key is tried, so that no second job is made.";
    messages::conflict(definition, message, help)
}
