//! The account behind a token: GET /auth/me (auth/me), GET /job-drafts/capabilities (job-drafts/capabilities), and the
//! gates before each endpoint: scope, feature, claim (scopes-and-capabilities).

use axum::Json;
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use serde_json::{Map, Value, json};

use super::Answer;
use super::fields::{FieldType, UPDATE_KEYS};
use super::import::FORMATS;
use crate::api_error::ApiError;
use crate::variants::{ScopeDetails, Variants};

/// The feature for drafting (job-drafts/create).
pub(crate) const DRAFTING: &str = "public_api_job_drafting";
/// The feature for publishing (jobs/publish).
pub(crate) const PUBLISHING: &str = "public_api_job_publishing";

/// What a token may do. Its text decides, so that tests and demos need no set-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    Full,
    ReadOnly,
    /// Neither jobs:read nor jobs:write.
    NoJobs,
    NoDrafting,
    NoPublishing,
    Unclaimed,
}

/// 401 without a token, or with one that is invalid or revoked.
impl<S: Sync> FromRequestParts<S> for Token {
    type Rejection = ApiError;

    async fn from_request_parts(head: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let header = head.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let unauthorized = || ApiError::new(StatusCode::UNAUTHORIZED, "UNAUTHORIZED", "Missing or invalid token");
        header.and_then(Self::parse).ok_or_else(unauthorized)
    }
}

impl Token {
    fn parse(header: &str) -> Option<Self> {
        let (scheme, text) = header.split_once(' ')?;
        let name = text.trim().strip_prefix("ot_pat_").filter(|name| !name.is_empty())?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return None;
        }
        match name.split('_').next()? {
            "revoked" => None,
            "read" => Some(Self::ReadOnly),
            "nojobs" => Some(Self::NoJobs),
            "nodraft" => Some(Self::NoDrafting),
            "nopublish" => Some(Self::NoPublishing),
            "claim" => Some(Self::Unclaimed),
            _ => Some(Self::Full),
        }
    }

    pub(crate) const fn scopes(self) -> &'static [&'static str] {
        match self {
            Self::ReadOnly => &["jobs:read"],
            Self::NoJobs => &["proposals:read"],
            _ => &["jobs:read", "jobs:write", "proposals:read", "messages:read", "payments:read", "team:read"],
        }
    }

    pub(crate) fn has(self, feature: &str) -> bool {
        match self {
            Self::NoDrafting => feature != DRAFTING,
            Self::NoPublishing => feature != PUBLISHING,
            _ => true,
        }
    }

    /// A read of the account's jobs needs the scope.
    pub(crate) fn authorize_read(self, variants: &Variants) -> Result<(), ApiError> {
        if self == Self::NoJobs { Err(scope_missing("jobs:read", variants)) } else { Ok(()) }
    }

    /// A write needs the scope, the feature and a claimed account.
    pub(crate) fn authorize_write(self, feature: &str, variants: &Variants) -> Result<(), ApiError> {
        match self {
            Self::ReadOnly | Self::NoJobs => Err(scope_missing("jobs:write", variants)),
            _ if !self.has(feature) => Err(feature_off(json!({ "featureKey": feature }))),
            Self::Unclaimed => Err(claim_needed()),
            _ => Ok(()),
        }
    }
}

fn scope_missing(scope: &str, variants: &Variants) -> ApiError {
    let error = ApiError::forbidden(format!("Missing required scope: {scope}"));
    match variants.scope_details {
        ScopeDetails::RequiredScopes => error.with(json!({ "requiredScopes": [scope] })),
        ScopeDetails::Message => error,
    }
}

fn feature_off(details: Value) -> ApiError {
    ApiError::forbidden("This feature is not enabled for the account").with(details)
}

fn claim_needed() -> ApiError {
    ApiError::forbidden("The account must be claimed first").with(json!({
        "reason": "account_claim_required",
        "action": "claim_account",
        "claimUrl": "https://app.opentrain.ai/agent/claim",
    }))
}

pub(crate) async fn me(token: Token) -> Json<Value> {
    Json(json!({
        "actor": {
            "userId": "user_sandbox",
            "email": "sandbox@example.com",
            "firstName": "Sandy",
            "lastName": "Box",
            "fullName": "Sandy Box",
            "userType": "EMPLOYER",
        },
        "token": { "id": "tok_sandbox", "label": "Sandbox", "scopes": token.scopes(), "ownerOrganizationId": "org_sandbox" },
        "account": {
            "kind": "employer_organization",
            "organizationId": "org_sandbox",
            "ownerUserId": "user_sandbox",
            "memberRole": "OWNER",
        },
    }))
}

pub(crate) async fn capabilities(token: Token) -> Answer {
    if !token.has(DRAFTING) {
        return Err(feature_off(json!({ "featureKey": DRAFTING, "mode": "ALLOWLIST" })));
    }
    let keys: Vec<&str> = UPDATE_KEYS.iter().map(|(key, _)| *key).collect();
    Ok(Json(json!({
        "enabled": true,
        "featureKey": DRAFTING,
        "namespace": "job-drafts",
        "rolloutMode": "ALL",
        "actorIsAdmin": false,
        "authBootstrap": "token",
        "capabilities": {
            "draftImport": true,
            "draftCreate": true,
            "draftUpdate": true,
            "draftUrlRead": true,
            "publish": token.has(PUBLISHING),
            "hiring": false,
            "messagingWrites": false,
            "team": false,
            "paymentsWrite": false,
            "credits": false,
            "webhooks": false,
        },
        "draft": { "importFormats": FORMATS, "updateKeys": keys, "enums": enums() },
    })))
}

fn enums() -> Map<String, Value> {
    let choices = UPDATE_KEYS.iter().filter_map(|(key, field_type)| match field_type {
        FieldType::Choice(values) => Some(((*key).to_owned(), json!(values))),
        _ => None,
    });
    choices.collect()
}
