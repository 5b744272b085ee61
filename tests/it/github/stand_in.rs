//! A small GitHub: issues, and pull requests with comments, reviews, files and contents. It judges each request by GitHub's OpenAPI.

use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard};

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use opentrain_jobs::github::{GitHubClient, Repository, Token};
use serde_json::{Value, json};

use super::spec::Spec;
pub(crate) use super::world::{Identity, World};

pub(crate) const TOKEN: &str = "ghs_verysecret0123456789";

pub(crate) struct StandIn {
    pub(crate) url: String,
    world: Arc<Mutex<World>>,
    runtime: tokio::runtime::Runtime,
}

impl StandIn {
    pub(crate) fn new() -> Self {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let world: Arc<Mutex<World>> = Arc::default();
        let (shared, spec) = (Arc::clone(&world), Arc::new(Spec::read()));
        runtime.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (world, spec) = (Arc::clone(&shared), Arc::clone(&spec));
                let service = service_fn(move |request| answer(request, Arc::clone(&world), Arc::clone(&spec)));
                tokio::spawn(
                    hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service),
                );
            }
        });
        Self { url, world, runtime }
    }

    pub(crate) fn client(&self) -> GitHubClient {
        let repository = Repository::parse("acme/jobs").expect("a name");
        GitHubClient::new(&self.url, repository, Token::parse(TOKEN).expect("a token")).expect("a client")
    }

    pub(crate) fn run<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().expect("the world")
    }

    /// Writing requests since the last call. None of all requests may be wrong.
    #[track_caller]
    pub(crate) fn writes(&self) -> Vec<String> {
        let mut world = self.world();
        assert_eq!(world.wrong, Vec::<String>::new());
        let requests = std::mem::take(&mut world.requests);
        requests.into_iter().filter(|request| !request.starts_with("GET") && request != "POST graphql").collect()
    }

    /// A comment of somebody's that is there already.
    pub(crate) fn has_comment(&self, login: &str, body: &str) -> u64 {
        self.world().comment("7", login, body)["id"].as_u64().expect("an id")
    }

    /// An issue of somebody's that is open already.
    pub(crate) fn has_issue(&self, login: &str, body: &str) -> u64 {
        self.world().issue(login, "an issue", body)["number"].as_u64().expect("a number")
    }

    /// Numbers, states and titles of all issues.
    pub(crate) fn issues(&self) -> Vec<String> {
        let world = self.world();
        let line = |issue: &Value| {
            let text = |key: &str| issue[key].as_str().expect("a text").to_owned();
            format!("{} {} {}", issue["number"], text("state"), text("title"))
        };
        world.issues.iter().map(line).collect()
    }

    pub(crate) fn body_of(&self, id: u64) -> String {
        let world = self.world();
        let comment = world.comments.iter().find(|comment| comment["id"] == id).expect("the comment");
        comment["body"].as_str().expect("a body").to_owned()
    }
}

async fn answer(
    request: Request<Incoming>,
    world: Arc<Mutex<World>>,
    spec: Arc<Spec>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (parts, body) = request.into_parts();
    let bytes = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    let body = (!bytes.is_empty()).then(|| serde_json::from_slice::<Value>(&bytes).expect("JSON"));
    let (method, path) = (parts.method.as_str(), parts.uri.path());
    let url = reqwest::Url::parse(&format!("http://x{}", parts.uri)).expect("a URL");
    let query: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    let mut world = world.lock().expect("the world");
    // GitHub Enterprise Server has both APIs below a path.
    let path =
        path.strip_prefix("/api/v3").or(path.strip_prefix("/api").filter(|rest| *rest == "/graphql")).unwrap_or(path);
    if path == "/graphql" {
        let is_query =
            body.as_ref().is_some_and(|body| body["query"].as_str().is_some_and(|text| text.contains("login")));
        world.wrong.extend((!is_query).then(|| format!("{method} {path}: no query")));
    } else {
        world.wrong.extend(spec.faults(method, path, &query, body.as_ref()));
    }
    if parts.headers.get("authorization").is_none_or(|value| value != format!("Bearer {TOKEN}").as_str()) {
        world.wrong.push(format!("{method} {path}: no token"));
    }
    let short = path.strip_prefix("/repos/acme/jobs/").unwrap_or(path.trim_start_matches('/')).to_owned();
    world.requests.push(format!("{method} {short}"));
    if let Some(status) = world.fault(&format!("{method} {short}")) {
        let message =
            world.refusal.clone().unwrap_or_else(|| format!("You have exceeded a secondary rate limit, {TOKEN}"));
        let message = json!({ "message": message });
        let mut response = response(status, &message, None);
        let place = world.elsewhere.parse().expect("a header's value");
        response.headers_mut().insert("location", place);
        return Ok(response);
    }
    let segments: Vec<&str> = short.split('/').collect();
    let (status, mut value) = world.reply(method, &segments, &query, &body.unwrap_or_default());
    if let (["contents", ..], 200, Value::String(text)) = (&segments[..], status, &value) {
        if parts.headers.get("accept").is_none_or(|value| value != "application/vnd.github.raw+json") {
            world.wrong.push(format!("{method} {path}: not asked for raw contents"));
        }
        return Ok(Response::new(Full::new(Bytes::from(text.clone()))));
    }
    let mut link = None;
    if let Value::Array(items) = &value {
        let number = |name: &str, default| {
            query.iter().find(|(key, _)| key == name).map_or(default, |(_, value)| value.parse().expect("a number"))
        };
        let (size, page): (usize, usize) = (number("per_page", 30), number("page", 1));
        let has_next = items.len() > page * size;
        link = (has_next && !world.is_linkless).then(|| "<https://elsewhere.example/next>; rel=\"next\"".to_owned());
        value = items.iter().skip((page - 1) * size).take(size).cloned().collect();
    }
    Ok(response(status, &value, link))
}

fn response(status: u16, body: &Value, link: Option<String>) -> Response<Full<Bytes>> {
    let mut response = Response::builder().status(status).header("content-type", "application/json");
    if let Some(link) = link {
        response = response.header("link", link);
    }
    response.body(Full::new(Bytes::from(body.to_string()))).expect("a response")
}
