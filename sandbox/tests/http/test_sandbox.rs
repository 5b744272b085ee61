//! A running sandbox and an HTTP client.

use std::time::Duration;

use reqwest::Method;
use reqwest::redirect::Policy;
use serde_json::{Value, json};

pub(super) use opentrain_sandbox::{Fault, Options, Server, Variants};

/// The brief of the page job-drafts/create.
pub(super) const BRIEF: &str = "We need 5 fluent Spanish speakers to label sentiment in ~20,000 social media posts. Pay per label. \
    Annotators should have prior text-classification experience.";

pub(super) struct TestSandbox {
    pub(super) server: Server,
    pub(super) token: &'static str,
    pub(super) http: reqwest::Client,
}

/// A response with its whole body.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: reqwest::header::HeaderMap,
    pub(super) text: String,
    pub(super) body: Value,
}

impl TestSandbox {
    pub(super) async fn start() -> Self {
        Self::with_options(Options::default()).await
    }

    pub(super) async fn with_options(options: Options) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http =
            reqwest::Client::builder().redirect(Policy::none()).no_proxy().timeout(Duration::from_secs(20)).build();
        let server = Server::start(options).await;
        Self { server: server.expect("a sandbox"), token: "ot_pat_sandbox", http: http.expect("a client") }
    }

    pub(super) async fn with_variants(texts: &[&str]) -> Self {
        let mut variants = Variants::default();
        for text in texts {
            variants.set(text).expect("a known variant");
        }
        Self::with_options(Options { variants, ..Options::default() }).await
    }

    pub(super) async fn with_faults(texts: &[&str]) -> Self {
        let faults = texts.iter().map(|text| text.parse::<Fault>().expect("a known fault"));
        Self::with_options(Options { faults: faults.collect(), ..Options::default() }).await
    }

    pub(super) const fn with_token(mut self, token: &'static str) -> Self {
        self.token = token;
        self
    }

    /// Sends a request below the base path.
    pub(super) async fn attempt(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Result<Answer, reqwest::Error> {
        self.raw(method, &format!("/api/public/v1{path}"), body.map(|body| body.to_string())).await
    }

    pub(super) async fn raw(&self, method: Method, path: &str, body: Option<String>) -> Result<Answer, reqwest::Error> {
        let mut request = self.http.request(method, format!("{}{path}", self.server.url()));
        if !self.token.is_empty() {
            request = request.bearer_auth(self.token);
        }
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body);
        }
        let response = request.send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await?;
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Ok(Answer { status, headers, text, body })
    }

    pub(super) async fn get(&self, path: &str) -> Answer {
        self.attempt(Method::GET, path, None).await.expect("an answer")
    }

    pub(super) async fn post(&self, path: &str, body: Value) -> Answer {
        self.attempt(Method::POST, path, Some(body)).await.expect("an answer")
    }

    /// A POST without a body.
    pub(super) async fn act(&self, path: &str) -> Answer {
        self.attempt(Method::POST, path, None).await.expect("an answer")
    }

    pub(super) async fn patch(&self, path: &str, body: Value) -> Answer {
        self.attempt(Method::PATCH, path, Some(body)).await.expect("an answer")
    }

    /// The id of a draft made of the page's brief.
    pub(super) async fn draft(&self) -> String {
        let made = self.post("/job-drafts", json!({ "rawJobDescription": BRIEF })).await;
        made.body["jobId"].as_str().expect("an id").to_owned()
    }

    /// The id of a draft that nothing is missing from.
    pub(super) async fn ready(&self) -> String {
        let id = self.draft().await;
        self.patch(&format!("/job-drafts/{id}"), json!({ "experienceLevel": "INTERMEDIATE", "pricePerLabel": 0.06 }))
            .await;
        id
    }

    /// The id of an open job.
    pub(super) async fn open(&self) -> String {
        let id = self.ready().await;
        self.act(&format!("/jobs/{id}/publish")).await;
        id
    }

    /// The job as the sandbox stores it.
    pub(super) fn job(&self, id: &str) -> Value {
        self.server.control().jobs().into_iter().find(|job| job["id"] == id).unwrap_or_default()
    }
}

impl Answer {
    /// Asserts the error envelope, and returns its details.
    pub(super) fn assert_error(&self, status: u16, code: &str) -> Value {
        assert_eq!((self.status, self.body["code"].as_str()), (status, Some(code)), "{}", self.text);
        assert!(
            self.body["error"].is_string() && self.body["requestId"].as_str().is_some_and(|id| id.starts_with("req_"))
        );
        self.body["details"].clone()
    }
}
