//! One job a definition, whatever happens on the way.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::domain::definition::Definition;
use crate::domain::finding::Finding;
use crate::domain::ids::JobId;
use crate::domain::job::Status;
use crate::domain::record::{PendingCreate, Record, RecordState, RemoteJob};
use crate::domain::step::{Outcome, StepKind};
use crate::domain::{Fields, TITLE_KEY};
use crate::opentrain::{
    ApiError, ApiErrorKind, DeliveryState, DraftReply, Drafter, Error, TransportError, create_body,
};

use super::run::Run;
use super::words;

/// Records what is about to be sent, to the letter, before it is sent. A create that was never answered keeps its body. Returns
/// whether it is on record.
pub(super) async fn intend(run: &Run<'_>, definition: &Definition) -> bool {
    if run.record(&definition.id).is_some() {
        return true;
    }
    let key = run.key(&definition.id);
    let intent = PendingCreate { body: create_body(&key, &definition.brief), brief: definition.brief.digest() };
    let record = Record {
        id: definition.id.clone(),
        file: definition.file.clone(),
        key,
        life: RecordState::PendingCreate(intent),
        landed: false,
        removal_reported: false,
    };
    run.begin(record).await
}

/// Sends the recorded body. Returns the note for the step where the job is there now, new or found; else all is told.
pub(super) async fn create(run: &Run<'_>, drafter: Drafter<'_>, definition: &Definition) -> Option<String> {
    let id = &definition.id;
    let record = run.record(id)?;
    let RecordState::PendingCreate(intent) = record.life.clone() else { return None };
    match drafter.create(&intent.body).await {
        Ok(reply) => match reply.job.clone() {
            Some(job) => answered(run, definition, (record, intent), job, reply).await,
            None => {
                let message = "OpenTrain confirmed a create and named no job".to_owned();
                run.note_trouble(id, StepKind::Create, &TransportError { message, reach: DeliveryState::Unknown });
                None
            }
        },
        Err(Error::Refused(refusal)) => {
            refused(run, definition, &refusal).await;
            None
        }
        Err(Error::Failed(trouble)) => {
            run.note_trouble(id, StepKind::Create, &trouble);
            if trouble.reach <= DeliveryState::NotSent && run.is_first(id) {
                run.forget(id).await;
            }
            None
        }
    }
}

async fn answered(
    run: &Run<'_>,
    definition: &Definition,
    (mut record, intent): (Record, PendingCreate),
    job: JobId,
    reply: DraftReply,
) -> Option<String> {
    if let Some(message) = mismatch(run, &record, &job, reply.key.as_deref()) {
        let help = "Nothing was taken over and nothing more is sent for this definition in this run. Look at the account's \
                    drafts in the web app before you run again.";
        run.find(&definition.id, words::conflict(definition, &message, help));
        run.note(&definition.id, StepKind::Create, Outcome::Refused, Some(message));
        return None;
    }
    let listed = run.at_start(&job).cloned();
    let is_found = listed.is_some();
    let (listed_status, job_url) = listed.map(|listed| (listed.status, listed.url)).unzip();
    let status = listed_status.or(reply.status.clone()).unwrap_or(Status::Draft);
    let parser =
        reply.parsed.parser.as_ref().map(|parser| {
            format!("OpenTrain read {} values from the brief (parser: {parser})", reply.parsed.fields.len())
        });
    record.life = RecordState::Created(Box::new(RemoteJob {
        job: job.clone(),
        gone: false,
        brief: intent.brief,
        applied: Fields::new(),
        content: definition.content(),
        // Gaps of a job that is live already are nobody's to fill.
        readiness: reply.readiness.filter(|_| status == Status::Draft).unwrap_or_default(),
        opened: None,
        at_rest: false,
        asked: false,
        moderation: None,
        twin: None,
        draft_url: reply.draft_url,
        job_url: job_url.flatten(),
        parsed: reply.parsed,
        status,
    }));
    // Saved by whoever goes on from here, together with the values that are about to be sent.
    run.keep(record);
    if !is_found && reply.status.is_some_and(|status| status != Status::Draft) {
        run.settle(&definition.id).await;
    }
    let found = format!("found {job}, made earlier by this definition");
    Some(if is_found { found } else { parser.unwrap_or_default() })
}

/// Why the job in the reply can't be this definition's, if so.
fn mismatch(run: &Run<'_>, record: &Record, job: &JobId, key: Option<&str>) -> Option<String> {
    if let Some(key) = key.filter(|key| *key != record.key) {
        return Some(format!("OpenTrain answered for another key: `{key}` instead of `{}`", record.key));
    }
    let other = run.owner(job).filter(|owner| *owner != record.id)?;
    Some(format!("OpenTrain answered with job {job}, which is that of definition `{other}`"))
}

/// Nothing was made. A first create leaves nothing behind; a repeated one stays on record unless its content is what was refused.
async fn refused(run: &Run<'_>, definition: &Definition, refusal: &ApiError) {
    let id = &definition.id;
    run.note(id, StepKind::Create, Outcome::Refused, Some(refusal.to_string()));
    let is_content =
        matches!(refusal.why, ApiErrorKind::Content(_) | ApiErrorKind::Format(_) | ApiErrorKind::Unready(_));
    if run.is_first(id) || is_content {
        run.forget(id).await;
    }
    match words::setup(refusal) {
        Some(stop) => run.stop(stop),
        None if matches!(refusal.why, ApiErrorKind::Conflict(_)) => run.find(id, key_refused(definition, refusal)),
        None => words::findings(definition, refusal).into_iter().for_each(|finding| run.find(id, finding)),
    }
}

fn key_refused(definition: &Definition, refusal: &ApiError) -> Finding {
    let message = format!("OpenTrain refuses this definition's key: {refusal}");
    let help = "A job was made under this key before, with another content, and its record is lost. Restore the records, \
                or give the definition a new `id` if the old job is closed. No other key is tried, so that no second job is made.";
    words::conflict(definition, message, help)
}

/// Remembers a live job of the same title that no definition claims, if the job of this definition was made in this run.
pub(super) async fn look_for_twin(run: &Run<'_>, definition: &Definition, claimed: &BTreeSet<JobId>) {
    let Some(mut record) = run.record(&definition.id) else { return };
    let RecordState::Created(made) = &mut record.life else { return };
    if run.at_start(&made.job).is_none()
        && let Some(twin) = twin(run, definition, made, claimed)
    {
        made.twin = Some(twin);
        run.save(record).await;
    }
}

/// A live job that has this one's title and that no definition claims.
pub(super) fn twin(
    run: &Run<'_>,
    definition: &Definition,
    made: &RemoteJob,
    claimed: &BTreeSet<JobId>,
) -> Option<JobId> {
    let title = definition.fields.get(TITLE_KEY).or(made.parsed.fields.get(TITLE_KEY)).and_then(Value::as_str)?;
    run.twin_of(title, claimed)
}
