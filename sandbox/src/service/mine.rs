//! GET /jobs/mine (jobs/mine).

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use serde_json::{Value, json};

use super::Answer;
use super::account::Token;
use crate::api_error::ApiError;
use crate::clock::format_iso8601;
use crate::job::Job;
use crate::shared::SharedState;
use crate::state::SandboxState;
use crate::variants::{ListedTitle, MineExtra, PageCap};

/// Keys other than status, limit and cursor are ignored.
type ListQuery = BTreeMap<String, String>;

const STATUSES: &[&str] = &["DRAFT", "OPEN", "ONGOING", "COMPLETED", "ARCHIVED", "PENDING_APPROVAL"];
const DEFAULT_PAGE: usize = 25;

/// One page of the account's jobs, newest first, with drafts.
pub(crate) async fn list(
    State(shared): State<Arc<SharedState>>,
    token: Token,
    Query(query): Query<ListQuery>,
) -> Answer {
    let state = &*shared.lock();
    token.authorize_read(&state.variants)?;
    let wanted = status(&query)?;
    let limit = limit(state, &query)?;
    let before = cursor(&query)?;
    let fits = |number: usize, job: &Job| {
        before.is_none_or(|before| number < before) && wanted.is_none_or(|status| status == job.status)
    };
    let mut found = state.database.listed().rev().filter(|(number, job)| fits(*number, job));
    let page: Vec<(usize, &Job)> = found.by_ref().take(limit).collect();
    let more = found.next().is_some();
    let next = page.last().filter(|_| more).map(|(number, _)| format!("cur_{number:x}"));
    let mut jobs: Vec<Value> = page.iter().map(|(_, job)| item(state, job)).collect();
    if state.variants.mine_extra == MineExtra::No {
        return Ok(Json(json!({ "jobs": jobs, "nextCursor": next })));
    }
    if before.is_none() && wanted.is_none() {
        jobs.insert(0, foreign(state));
    }
    Ok(Json(json!({ "jobs": jobs, "nextCursor": next, "generatedAt": format_iso8601(state.clock.now()) })))
}

/// The status to filter by; 400 with the supported ones for an unknown one.
fn status(query: &ListQuery) -> Result<Option<&str>, ApiError> {
    match query.get("status").map(String::as_str) {
        Some(status) if !STATUSES.contains(&status) => {
            Err(ApiError::bad_request("Unsupported status").with(json!({ "supportedStatuses": STATUSES })))
        }
        status => Ok(status),
    }
}

/// The page size: 25 by default, at most 100; below 1 is 400.
fn limit(state: &SandboxState, query: &ListQuery) -> Result<usize, ApiError> {
    let max = match state.variants.page_cap {
        PageCap::Hundred => 100,
        PageCap::Two => 2,
    };
    let Some(text) = query.get("limit") else { return Ok(DEFAULT_PAGE.min(max)) };
    let limit = text.parse().ok().filter(|limit: &usize| *limit > 0);
    let limit = limit.ok_or_else(|| ApiError::bad_request("limit must be a whole number of at least 1"))?;
    Ok(limit.min(max))
}

/// The position of the last job on the previous page.
fn cursor(query: &ListQuery) -> Result<Option<usize>, ApiError> {
    let Some(text) = query.get("cursor") else { return Ok(None) };
    let number = text.strip_prefix("cur_").and_then(|number| usize::from_str_radix(number, 16).ok());
    number.map(Some).ok_or_else(|| ApiError::bad_request("Invalid cursor"))
}

fn item(state: &SandboxState, job: &Job) -> Value {
    let title = match state.variants.listed_title {
        ListedTitle::AsSent => job.title().to_owned(),
        ListedTitle::Rewritten => format!("{} (remote)", job.title()),
    };
    let mut item = json!({
        "id": job.id,
        "title": title,
        "status": job.status,
        "published": job.is_open(),
        "acceptingApplicants": job.is_open(),
        "createdAt": format_iso8601(job.created_at),
        "updatedAt": format_iso8601(job.updated_at),
        "jobUrl": state.site(&format!("/jobs/{}", job.id)),
        "proposalCounts": job.proposals,
    });
    if state.variants.mine_extra == MineExtra::Yes {
        item["boosted"] = json!({ "until": null, "tier": 0 });
    }
    item
}

/// A job from the web app, with a status that no page names.
fn foreign(state: &SandboxState) -> Value {
    let mut job = Job::new_draft("job_foreign".to_owned(), state.clock.now());
    job.status = "ON_HOLD".to_owned();
    job.fields.insert("jobTitle".to_owned(), json!("A job from the web app"));
    item(state, &job)
}
