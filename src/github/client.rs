//! Sends requests to GitHub's APIs, with their retries.

use std::time::Duration;

use backon::Retryable;
use reqwest::header::{ACCEPT, AUTHORIZATION, LINK};
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

use super::endpoints::Endpoints;
use super::error::Error;
use super::repository::{BadSetting, Repository};
use super::request::{Api, Request};
use super::token::Token;
use crate::http::retry::{self, AttemptOutcome};
use crate::http::{self, BodyError, CERTIFICATE_HELP};

/// For one attempt, its response included.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(20);

const MAX_RETRIES: usize = 3;

/// GitHub's maximum.
const PAGE_SIZE: usize = 100;

/// A longer list is an error: an item on a page that was not read would count as missing.
const MAX_PAGES: usize = 100;

/// An error repeats GitHub's message up to this length.
const MAX_MESSAGE_CHARS: usize = 300;

/// A client for one repository's API.
#[derive(Debug)]
pub struct GitHubClient {
    http: reqwest::Client,
    endpoints: Endpoints,
    repository: Repository,
    token: Token,
}

/// A successful response.
struct Success {
    status: u16,
    bytes: Vec<u8>,
    /// Whether a list has another page, if the response has a `Link` header.
    has_next: Option<bool>,
}

struct FailedAttempt {
    outcome: AttemptOutcome,
    error: Error,
}

impl GitHubClient {
    /// A client of the API at `root` (`GITHUB_API_URL`). Opens no connection yet.
    ///
    /// # Errors
    /// Where `root` is not https (or http on this machine), or the HTTPS client can't start.
    pub fn new(root: &str, repository: Repository, token: Token) -> Result<Self, BadSetting> {
        let endpoints = Endpoints::parse(root)?;
        let http = http::new_client(&endpoints.rest)
            .map_err(|error| BadSetting(format!("the HTTPS client can't start: {error}. {CERTIFICATE_HELP}")))?;
        Ok(Self { http, endpoints, repository, token })
    }

    /// The same with GraphQL at `url` (`GITHUB_GRAPHQL_URL`); without it, where GitHub has it beside the root.
    ///
    /// # Errors
    /// Where `url` is not https (or http on this machine).
    pub fn with_graphql(self, url: &str) -> Result<Self, BadSetting> {
        Ok(Self { endpoints: self.endpoints.with_graphql(url)?, ..self })
    }

    /// The segments of a path below this repository.
    fn in_repository<'a>(&'a self, path: &[&'a str]) -> Vec<&'a str> {
        self.repository.segments().into_iter().chain(path.iter().copied()).collect()
    }

    /// The answer to a GraphQL query, which is a read.
    pub(super) async fn graphql(&self, query: &str) -> Result<Value, Error> {
        let body = json!({ "query": query });
        let request = Request::graphql(&body);
        json(&request, &self.send(&request).await?)
    }

    /// The token's user.
    pub(super) async fn user(&self) -> Result<Value, Error> {
        let request = Request::new(Method::GET, &["user"]);
        json(&request, &self.send(&request).await?)
    }

    /// Reads JSON from a path below this repository.
    pub(super) async fn get(&self, path: &[&str]) -> Result<Value, Error> {
        let path = self.in_repository(path);
        let request = Request::new(Method::GET, &path);
        json(&request, &self.send(&request).await?)
    }

    /// Reads a file of this repository at a commit. `None` where it does not exist there.
    pub(super) async fn file(&self, file: &str, commit: &str) -> Result<Option<Vec<u8>>, Error> {
        let path: Vec<&str> = ["contents"].into_iter().chain(file.split('/')).collect();
        let path = self.in_repository(&path);
        let query = [("ref", commit)];
        let accept = "application/vnd.github.raw+json";
        match self.send(&Request { query: &query, accept, ..Request::new(Method::GET, &path) }).await {
            Ok(response) => Ok(Some(response.bytes)),
            Err(Error::Refused { status: 404, .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Reads all items of a list of this repository, page by page.
    pub(super) async fn list(&self, path: &[&str]) -> Result<Vec<Value>, Error> {
        self.list_where(path, &[]).await
    }

    /// Reads all items of a list that a query narrows.
    pub(super) async fn list_where(&self, path: &[&str], filter: &[(&str, &str)]) -> Result<Vec<Value>, Error> {
        let path = self.in_repository(path);
        let page_size = PAGE_SIZE.to_string();
        let mut all = Vec::new();
        for page in 1..=MAX_PAGES {
            let page = page.to_string();
            let query = [filter, &[("per_page", page_size.as_str()), ("page", page.as_str())]].concat();
            let request = Request { query: &query, ..Request::new(Method::GET, &path) };
            let response = self.send(&request).await?;
            let Value::Array(items) = json(&request, &response)? else {
                return Err(request.failed("the response is not a list"));
            };
            let is_full = items.len() >= PAGE_SIZE;
            all.extend(items);
            if !response.has_next.unwrap_or(is_full) {
                return Ok(all);
            }
        }
        Err(Request::new(Method::GET, &path).failed(format!("the list has more than {MAX_PAGES} pages")))
    }

    /// Writes below this repository. Never retried: the write may have succeeded and its response been lost.
    pub(super) async fn write(&self, method: Method, path: &[&str], body: &Value) -> Result<Value, Error> {
        let path = self.in_repository(path);
        let request = Request { body: Some(body), ..Request::new(method, &path) };
        let response = self.attempt(&request).await.map_err(|failed| failed.error)?;
        json(&request, &response)
    }

    /// Sends a read request, with retries for a few seconds. A read may be repeated after any failure of the server; a rate limit
    /// lasts longer and is not retried.
    async fn send(&self, request: &Request<'_>) -> Result<Success, Error> {
        (|| self.attempt(request))
            .retry(retry::backoff(MAX_RETRIES))
            .sleep(tokio::time::sleep)
            .when(|failed| {
                matches!(failed.outcome, AttemptOutcome::Broken | AttemptOutcome::Answered { status: 500..=599, .. })
            })
            .await
            .map_err(|failed: FailedAttempt| failed.error)
    }

    async fn attempt(&self, request: &Request<'_>) -> Result<Success, FailedAttempt> {
        let broken = |error: reqwest::Error| {
            let reason = self.token.mask(&describe(&error));
            if http::is_untrusted(&error) {
                let error = Error::Untrusted { what: request.to_string(), reason };
                return FailedAttempt { outcome: AttemptOutcome::Refused, error };
            }
            FailedAttempt { outcome: AttemptOutcome::Broken, error: request.failed(reason) }
        };
        let response = self.build(request).send().await.map_err(broken)?;
        let status = response.status();
        let has_next = has_next(&response);
        let outcome = AttemptOutcome::Answered { status: status.as_u16(), retry_after: None };
        let bytes = http::read_body(response).await.map_err(|error| match error {
            BodyError::Interrupted(error) => broken(error),
            BodyError::TooLarge => {
                FailedAttempt { outcome: AttemptOutcome::Refused, error: request.failed("the response is too large") }
            }
        })?;
        log::info!("{request}: {}", status.as_u16());
        if status.is_success() {
            return Ok(Success { status: status.as_u16(), bytes, has_next });
        }
        Err(FailedAttempt { outcome, error: self.error(request, status, &bytes) })
    }

    fn build(&self, request: &Request<'_>) -> reqwest::RequestBuilder {
        let mut url = match request.api {
            Api::Rest => self.endpoints.rest.clone(),
            Api::GraphQl => self.endpoints.graphql.clone(),
        };
        if request.api == Api::Rest
            && let Ok(mut segments) = url.path_segments_mut()
        {
            segments.pop_if_empty().extend(request.path);
        }
        if !request.query.is_empty() {
            url.query_pairs_mut().extend_pairs(request.query);
        }
        let mut builder = self.http.request(request.method.clone(), url).timeout(ATTEMPT_TIMEOUT);
        builder = builder.header(ACCEPT, request.accept).header("X-GitHub-Api-Version", "2022-11-28");
        if let Some(header) = self.token.header() {
            builder = builder.header(AUTHORIZATION, header);
        }
        match request.body {
            Some(body) => builder.json(body),
            None => builder,
        }
    }

    /// The error of a response that is not a success.
    fn error(&self, request: &Request<'_>, status: StatusCode, bytes: &[u8]) -> Error {
        let code = status.as_u16();
        if status.is_server_error() {
            return request.failed(format!("status {code}"));
        }
        if status.is_redirection() {
            return unexpected(request, code, "a redirect, which is not followed");
        }
        let body: Value = serde_json::from_slice(bytes).unwrap_or_default();
        let message = self.token.mask(body["message"].as_str().unwrap_or("no reason given"));
        let message = message.chars().take(MAX_MESSAGE_CHARS).collect();
        Error::Refused { what: request.to_string(), status: code, message }
    }
}

fn json(request: &Request<'_>, response: &Success) -> Result<Value, Error> {
    serde_json::from_slice(&response.bytes)
        .map_err(|_| unexpected(request, response.status, "a response that is not JSON"))
}

fn unexpected(request: &Request<'_>, status: u16, what: &str) -> Error {
    request.failed(format!("status {status} with {what}; check GITHUB_API_URL"))
}

/// Whether the header `Link` names a next page; `None` without the header.
fn has_next(response: &Response) -> Option<bool> {
    let link = response.headers().get(LINK)?.to_str().ok()?;
    Some(link.split(',').any(|part| part.contains("rel=\"next\"")))
}

fn describe(error: &reqwest::Error) -> String {
    let what = if error.is_timeout() { "no response in time" } else { "the connection failed" };
    http::root_cause(error).map_or_else(|| what.to_owned(), |cause| format!("{what} ({cause})"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_does_not_show_its_token() {
        let repository = Repository::parse("a/b").expect("a name");
        let client =
            GitHubClient::new("https://api.github.com", repository, Token::parse("ghs_secret").expect("a token"));
        assert!(!format!("{client:?}").contains("secret"));
    }
}
