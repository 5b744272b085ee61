//! The service's endpoints, each as its documentation page describes it.

mod account;
mod create;
mod draft_reply;
mod edit;
pub(crate) mod fields;
mod import;
mod listing;
mod mine;
mod missing_fields;
mod publish;
mod zod;

use std::sync::Arc;

use axum::routing::{get, patch, post};
use axum::{Json, Router};
use serde_json::Value;

use super::api_error::ApiError;
use super::shared::SharedState;

/// What most endpoints return.
type Answer = Result<Json<Value>, ApiError>;

/// Each endpoint checks the token itself; the public read needs none.
pub(crate) fn routes(shared: Arc<SharedState>) -> Router {
    Router::new()
        .route("/auth/me", get(account::me))
        .route("/job-drafts/capabilities", get(account::capabilities))
        .route("/job-drafts", post(create::create))
        .route("/job-drafts/{id}", patch(edit::edit_draft))
        .route("/jobs/mine", get(mine::list))
        .route("/jobs/{id}", get(listing::show).patch(edit::edit_live))
        // An empty id is a bad request, not an unknown route.
        .route("/jobs/", get(listing::show))
        .route("/jobs/{id}/publish", post(publish::publish))
        .route("/jobs/{id}/close", post(publish::close))
        .with_state(shared)
}
