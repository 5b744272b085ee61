//! A request, before it is sent.

use reqwest::Method;
use serde_json::Value;

use super::error::Error;

/// One of GitHub's APIs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Api {
    Rest,
    GraphQl,
}

/// One request. Its path has the segments below the REST API's root.
pub(super) struct Request<'a> {
    pub(super) api: Api,
    pub(super) method: Method,
    pub(super) path: &'a [&'a str],
    pub(super) query: &'a [(&'a str, &'a str)],
    pub(super) accept: &'static str,
    pub(super) body: Option<&'a Value>,
}

impl<'a> Request<'a> {
    /// A request for JSON, without query and body.
    pub(super) fn new(method: Method, path: &'a [&'a str]) -> Self {
        Self { api: Api::Rest, method, path, query: &[], accept: "application/vnd.github+json", body: None }
    }

    /// A GraphQL query.
    pub(super) fn graphql(query: &'a Value) -> Self {
        Self { api: Api::GraphQl, body: Some(query), ..Self::new(Method::POST, &["graphql"]) }
    }

    pub(super) fn failed(&self, reason: impl Into<String>) -> Error {
        Error::Failed { what: self.to_string(), reason: reason.into() }
    }
}

impl std::fmt::Display for Request<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} /{}", self.method, self.path.join("/"))
    }
}
