//! PATCH of a draft (job-drafts/update) and of a live job (jobs/update).

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use serde_json::{Map, Value, json};

use super::account::{DRAFTING, PUBLISHING, Token};
use super::draft_reply::patched;
use super::fields::{PAYMENT_TYPES, rate_key};
use super::publish::{BLOCKED, objections};
use super::{Answer, zod};
use crate::call::{Id, object};
use crate::exchange::Shared;
use crate::job::Job;
use crate::readings::{NotDraft, OldRate};
use crate::refusal::Refusal;
use crate::world::World;

/// PATCH /job-drafts/{id}: all keys or none; an unpublished draft only.
pub(crate) async fn edit_draft(State(shared): State<Arc<Shared>>, token: Token, Id(id): Id, body: Bytes) -> Answer {
    let world = &mut *shared.world();
    token.may_write(DRAFTING, &world.readings)?;
    let body = object(&body)?;
    zod::check(&body, &world.readings)?;
    let job = world.job(&id)?;
    if !job.is_draft() {
        return Err(not_a_draft(job, world.readings.not_draft));
    }
    apply(world, &id, body);
    world.job(&id).map(|job| patched(world, job))
}

/// PATCH /jobs/{id}: an open job only, moderated again.
///
/// A blocked edit stays applied and the job is a draft again, though the answer is a 409 (jobs/update).
pub(crate) async fn edit_live(State(shared): State<Arc<Shared>>, token: Token, Id(id): Id, body: Bytes) -> Answer {
    let world = &mut *shared.world();
    token.may_write(PUBLISHING, &world.readings)?;
    let body = object(&body)?;
    zod::check(&body, &world.readings)?;
    let job = world.job(&id)?;
    if !job.is_open() {
        let details = json!({ "jobId": id, "status": job.status, "requiredStatus": "OPEN" });
        return Err(Refusal::conflict("Only an open job can be edited here").with(details));
    }
    apply(world, &id, body);
    if let Some(reasons) = objections(world.job(&id)?, world.readings.reasons) {
        world.change(&id, |job| job.status = "DRAFT".to_owned());
        let details = json!({ "jobId": id, "reason": BLOCKED, "reasons": reasons, "status": "DRAFT" });
        return Err(Refusal::conflict("The edit was blocked by moderation; the job is a draft again").with(details));
    }
    let moderation = json!({ "decision": "ALLOW", "reasons": [] });
    Ok(Json(json!({ "ok": true, "jobId": id, "status": "OPEN", "moderation": moderation })))
}

/// No page shows the refusal; by analogy with jobs/update it is a conflict.
fn not_a_draft(job: &Job, reading: NotDraft) -> Refusal {
    let refusal = match reading {
        NotDraft::Conflict => Refusal::conflict("The job is not a draft"),
        NotDraft::BadRequest => Refusal::bad_request("The job is not a draft"),
        NotDraft::NotFound => return Refusal::not_found("Draft not found"),
    };
    refusal.with(json!({ "jobId": job.id, "status": job.status }))
}

/// Sets the keys of a checked body. Nothing is parsed again, a changed description neither.
fn apply(world: &mut World, id: &str, body: Map<String, Value>) {
    let drop_rates = world.readings.old_rate == OldRate::Drop;
    world.change(id, |job| {
        let paid = body.get("paymentType").and_then(Value::as_str);
        if let Some(paid) = paid.filter(|paid| drop_rates && job.text("paymentType") != Some(paid)) {
            for other in PAYMENT_TYPES.iter().filter(|other| **other != paid).filter_map(|other| rate_key(other)) {
                job.fields.remove(other);
            }
        }
        for (key, value) in body {
            job.set(&key, value);
        }
    });
}
