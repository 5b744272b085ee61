//! One request to GitHub's REST API with its retries.

use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use reqwest::header::{ACCEPT, AUTHORIZATION, LINK};
use reqwest::{Method, Response, StatusCode, Url};
use serde_json::Value;

use crate::domain::address;

use super::error::Error;
use super::repository::{BadSetting, Repository};
use super::token::Token;

/// The largest answer that is read, in bytes.
const LARGEST_ANSWER: usize = 8 * 1024 * 1024;

/// The longest one try may take, its answer included.
const TRY: Duration = Duration::from_secs(20);

/// Items a page, GitHub's most.
const PAGE: usize = 100;

/// Pages of one list that are read; more are a failure, since what was not seen can't be told from what is not there.
const PAGES: usize = 100;

/// Speaks with one GitHub about one repository. Follows no redirect.
#[derive(Debug)]
pub struct GitHubClient {
    http: reqwest::Client,
    root: Url,
    repository: Repository,
    token: Token,
}

/// An answer's JSON, and whether the list goes on.
pub(super) struct Answer {
    pub(super) body: Value,
    has_next: Option<bool>,
}

impl GitHubClient {
    /// A client of the API at `root` (`GITHUB_API_URL`, which on GitHub Enterprise Server has a path). Opens no connection yet.
    pub fn new(root: &str, repository: Repository, token: Token) -> Result<Self, BadSetting> {
        // Fails only where a provider is installed already, which then serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let root = Url::parse(root).map_err(|error| BadSetting(format!("GITHUB_API_URL is no URL: {error}")))?;
        let is_loopback = is_loopback(&root);
        if root.cannot_be_a_base() || !(root.scheme() == "https" || root.scheme() == "http" && is_loopback) {
            return Err(BadSetting("GITHUB_API_URL is not https".into()));
        }
        let mut builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(10))
            .timeout(TRY)
            .user_agent(concat!("opentrain-jobs/", env!("CARGO_PKG_VERSION")));
        if is_loopback {
            builder = builder.no_proxy();
        }
        let http = builder.build().map_err(|error| BadSetting(format!("the HTTPS client can't start: {error}")))?;
        Ok(Self { http, root, repository, token })
    }

    /// Path segments below this repository.
    pub(super) fn of_repository<'a>(&'a self, path: &[&'a str]) -> Vec<&'a str> {
        self.repository.segments().into_iter().chain(path.iter().copied()).collect()
    }

    /// Reads. A passing fault is tried again: some seconds in all.
    pub(super) async fn get(&self, path: &[&str], query: &[(&str, &str)]) -> Result<Answer, Error> {
        let waits = ExponentialBuilder::default().with_min_delay(Duration::from_millis(500)).with_max_times(3);
        let tried = (|| self.once(Method::GET, path, query, None)).retry(waits).sleep(tokio::time::sleep);
        tried.when(|(_, is_passing)| *is_passing).await.map_err(|(error, _)| error)
    }

    /// All items of a list of this repository, all pages.
    pub(super) async fn list(&self, path: &[&str]) -> Result<Vec<Value>, Error> {
        let path = self.of_repository(path);
        let mut all = Vec::new();
        for page in 1..=PAGES {
            let (size, number) = (PAGE.to_string(), page.to_string());
            let answer = self.get(&path, &[("per_page", &size), ("page", &number)]).await?;
            let Value::Array(items) = answer.body else {
                return Err(Error::Failed { what: named(&Method::GET, &path), why: "the answer is no list".into() });
            };
            let is_full = items.len() >= PAGE;
            all.extend(items);
            if !answer.has_next.unwrap_or(is_full) {
                return Ok(all);
            }
        }
        Err(Error::Failed { what: named(&Method::GET, &path), why: format!("the list has more than {PAGES} pages") })
    }

    /// Writes below this repository. Never tried again: a lost answer is no licence for a second comment.
    pub(super) async fn write(&self, method: Method, path: &[&str], body: &Value) -> Result<Value, Error> {
        let path = self.of_repository(path);
        self.once(method, &path, &[], Some(body)).await.map(|answer| answer.body).map_err(|(error, _)| error)
    }

    /// One try, and of a failure whether another is worth it.
    async fn once(
        &self,
        method: Method,
        path: &[&str],
        query: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Result<Answer, (Error, bool)> {
        let what = named(&method, path);
        let mut url = self.root.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(path);
        }
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        let mut request = self.http.request(method, url).header(ACCEPT, "application/vnd.github+json");
        request = request.header("X-GitHub-Api-Version", "2022-11-28");
        if let Some(header) = self.token.header() {
            request = request.header(AUTHORIZATION, header);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let broken = |error: reqwest::Error| (failed(&what, self.token.mask(&innermost(&error))), true);
        let response = request.send().await.map_err(broken)?;
        let status = response.status();
        let has_next = response.headers().get(LINK).and_then(|value| value.to_str().ok()).map(has_next);
        let bytes = bounded(response).await.map_err(broken)?;
        let bytes = bytes.ok_or_else(|| (failed(&what, "the answer is too large".into()), false))?;
        log::info!("{what}: {}", status.as_u16());
        let parsed = serde_json::from_slice::<Value>(&bytes);
        match parsed {
            Ok(body) if status.is_success() => Ok(Answer { body, has_next }),
            parsed => Err(self.refused(what, status, &parsed.unwrap_or_default())),
        }
    }

    fn refused(&self, what: String, status: StatusCode, body: &Value) -> (Error, bool) {
        let code = status.as_u16();
        if status.is_server_error() {
            return (failed(&what, format!("status {code}")), matches!(code, 502..=504));
        }
        if status.is_success() || status.is_redirection() {
            let why =
                if status.is_success() { "an answer that is no JSON" } else { "a redirect, which is not followed" };
            return (failed(&what, format!("status {code} with {why}; is GITHUB_API_URL the right one?")), false);
        }
        let message = self.token.mask(body["message"].as_str().unwrap_or("no reason given"));
        (Error::Refused { what, status: code, message: message.chars().take(300).collect() }, false)
    }
}

fn failed(what: &str, why: String) -> Error {
    Error::Failed { what: what.to_owned(), why }
}

fn named(method: &Method, path: &[&str]) -> String {
    format!("{method} /{}", path.join("/"))
}

fn has_next(link: &str) -> bool {
    link.split(',').any(|part| part.contains("rel=\"next\""))
}

/// The last cause of an error, which is the one that tells something; without the address.
fn innermost(error: &reqwest::Error) -> String {
    let mut cause = std::error::Error::source(error);
    while let Some(next) = cause.and_then(std::error::Error::source) {
        cause = Some(next);
    }
    let what = if error.is_timeout() { "no answer in time" } else { "no connection, or it broke" };
    cause.map_or_else(|| what.to_owned(), |cause| format!("{what} ({cause})"))
}

/// The answer's bytes; `None` if they are too many.
async fn bounded(mut response: Response) -> Result<Option<Vec<u8>>, reqwest::Error> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if bytes.len() + chunk.len() > LARGEST_ANSWER {
            return Ok(None);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(Some(bytes))
}

fn is_loopback(url: &Url) -> bool {
    address::is_loopback(url.host_str().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_goes_to_https_or_loopback_alone() {
        let hub = |root| {
            GitHubClient::new(
                root,
                Repository::parse("a/b").expect("a name"),
                Token::parse("ghs_secret").expect("a token"),
            )
        };
        for good in ["https://api.github.com", "https://ghes.example/api/v3", "http://127.0.0.1:9"] {
            assert!(hub(good).is_ok(), "{good}");
        }
        for bad in ["http://api.github.com", "ftp://x", "mailto:x", ""] {
            assert!(hub(bad).is_err(), "{bad}");
        }
        assert!(!format!("{:?}", hub("https://api.github.com")).contains("secret"));
    }
}
