//! POST /jobs/{id}/publish and POST /jobs/{id}/close, and content moderation (jobs/publish, jobs/close).

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::Answer;
use super::account::{PUBLISHING, Token};
use super::draft_reply::place_gaps;
use super::fields::is_blank;
use super::gaps::validate;
use crate::call::Id;
use crate::clock::DAY;
use crate::exchange::Shared;
use crate::job::Job;
use crate::readings::{AttemptId, CloseDraft, Gaps, LimitCounts, LimitWindow, PublishGaps, PublishStatus, Reasons};
use crate::refusal::Refusal;
use crate::world::World;

const CLOSED: &str = "ARCHIVED";

/// The `reason` of a publish and of a live edit that moderation blocked.
pub(crate) const BLOCKED: &str = "moderation_blocked";

/// A text in a title or a description that the sandbox's moderation objects to.
const BLOCK_MARK: &str = "sandbox-moderation-block";

/// Fields that make a better listing; without them a publish warns.
const WORTH_HAVING: &[&str] = &["languages", "headcount"];

/// Takes a ready draft live. An open job stays open and uses nothing up.
pub(crate) async fn publish(State(shared): State<Arc<Shared>>, token: Token, Id(id): Id) -> Answer {
    let world = &mut *shared.world();
    token.may_write(PUBLISHING, &world.readings)?;
    let job = world.job(&id)?;
    if job.is_open() {
        return Ok(published(world, job, true));
    }
    if !job.is_draft() {
        let details = json!({ "jobId": id, "status": job.status });
        return Err(Refusal::conflict("Only a draft can be published").with(details));
    }
    ready(world, job)?;
    within_limit(world)?;
    let against = objections(job, world.readings.reasons);
    attempt(world, against.is_none());
    if let Some(reasons) = against {
        let details = json!({ "reason": BLOCKED, "reasons": reasons });
        return Err(Refusal::forbidden("The job was blocked by moderation").with(details));
    }
    go_live(world, &id);
    world.job(&id).map(|job| published(world, job, false))
}

/// 400 with the validation as the draft endpoints tell it.
fn ready(world: &World, job: &Job) -> Result<(), Refusal> {
    let validation = validate(job, &world.readings);
    if validation.is_ready() {
        return Ok(());
    }
    let place = match world.readings.publish_gaps {
        PublishGaps::Validation => Gaps::Validation,
        PublishGaps::Names => Gaps::Names,
        PublishGaps::Top => Gaps::Top,
    };
    let mut details = json!({});
    place_gaps(&mut details, &validation, place);
    Err(Refusal::bad_request("The draft is not ready to be published").with(details))
}

/// 429 when the window is used up. The page does not say when it begins.
fn within_limit(world: &World) -> Result<(), Refusal> {
    let now = world.clock.now();
    let counts = |at: &&u64| match world.readings.limit_window {
        LimitWindow::Rolling => now.saturating_sub(**at) < DAY,
        LimitWindow::Day => **at / DAY == now / DAY,
    };
    let limit = world.daily_limit();
    if world.ledger.limit_uses.iter().filter(counts).count() < usize::try_from(limit).unwrap_or(usize::MAX) {
        return Ok(());
    }
    let details = json!({ "limit": limit, "windowHours": 24 });
    Err(Refusal::new(StatusCode::TOO_MANY_REQUESTS, "RATE_LIMITED", "Daily publish limit reached").with(details))
}

fn attempt(world: &mut World, live: bool) {
    world.ledger.attempts = world.ledger.attempts.saturating_add(1);
    if live || world.readings.limit_counts == LimitCounts::Attempts {
        world.ledger.limit_uses.push(world.clock.now());
    }
    world.touch();
}

fn go_live(world: &mut World, id: &str) {
    let status = match world.readings.publish_status {
        PublishStatus::Open => "OPEN",
        PublishStatus::Pending => "PENDING_APPROVAL",
    };
    world.change(id, |job| {
        job.status = status.to_owned();
        job.publishes = job.publishes.saturating_add(1);
    });
}

fn published(world: &World, job: &Job, already: bool) -> Json<Value> {
    let attempt_id = match world.readings.attempt_id {
        AttemptId::Some if !already => json!(format!("attempt_{:06}", world.ledger.attempts)),
        _ => Value::Null,
    };
    let empty = WORTH_HAVING.iter().filter(|key| is_blank(job.fields.get(**key)));
    let warnings: Vec<String> = empty.map(|key| format!("{key} is empty")).collect();
    let side_effects = json!({ "dispatched": !already, "status": if already { "skipped" } else { "queued" } });
    Json(json!({
        "ok": true,
        "jobId": job.id,
        "status": job.status,
        "alreadyPublished": already,
        "jobUrl": world.site(&format!("/jobs/{}", job.id)),
        "publishAttemptId": attempt_id,
        "warnings": warnings,
        "sideEffects": side_effects,
    }))
}

/// Takes a job off the marketplace; a closed one stays closed.
pub(crate) async fn close(State(shared): State<Arc<Shared>>, token: Token, Id(id): Id) -> Answer {
    let world = &mut *shared.world();
    token.may_write(PUBLISHING, &world.readings)?;
    let job = world.job(&id)?;
    let already = job.status == CLOSED;
    if job.is_draft() && world.readings.close_draft == CloseDraft::Refuse {
        let details = json!({ "jobId": id, "status": job.status });
        return Err(Refusal::conflict("A draft cannot be closed").with(details));
    }
    if !already {
        world.change(&id, |job| job.status = CLOSED.to_owned());
    }
    Ok(Json(json!({ "ok": true, "jobId": id, "status": CLOSED, "alreadyClosed": already })))
}

/// The reasons against a job's content, at a publish and at a live edit; `None` when it is fine (jobs/update).
pub(crate) fn objections(job: &Job, reading: Reasons) -> Option<Vec<Value>> {
    let marked = ["jobTitle", "jobDescription"]
        .into_iter()
        .filter(|key| job.text(key).is_some_and(|text| text.contains(BLOCK_MARK)));
    let reasons: Vec<Value> = marked.map(|key| reason(key, reading)).collect();
    (!reasons.is_empty()).then_some(reasons)
}

/// No page shows the type of a reason.
fn reason(key: &str, reading: Reasons) -> Value {
    let message = format!("{key} contains content that is not allowed");
    match reading {
        Reasons::Text => Value::String(message),
        Reasons::Objects => json!({ "field": key, "category": "prohibited_content", "message": message }),
    }
}
