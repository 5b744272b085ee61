//! A git remote over HTTP: the repository of a [`GitRemote`] behind `git http-backend`, with latency and failures.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::git_remote::{GitRemote, git, search_path};

/// The status that a request, `METHOD PATH`, fails with. It is asked once a request.
type Fault = Box<dyn FnMut(&str) -> Option<&'static str> + Send>;

/// Serves until the test's process ends.
pub(crate) struct HttpRemote {
    pub(crate) url: String,
    requests: Arc<Mutex<Vec<String>>>,
    fault: Arc<Mutex<Fault>>,
}

impl HttpRemote {
    pub(crate) fn new(remote: &GitRemote, latency: Duration) -> Self {
        let repository = remote.remote();
        for setting in ["http.receivepack", "uploadpack.allowFilter", "uploadpack.allowAnySHA1InWant"] {
            git(&repository, &["config", setting, "true"]);
        }
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}/remote.git", listener.local_addr().expect("an address"));
        let requests = Arc::new(Mutex::new(Vec::new()));
        let fault: Arc<Mutex<Fault>> = Arc::new(Mutex::new(Box::new(|_| None)));
        let served = Self { url, requests: Arc::clone(&requests), fault: Arc::clone(&fault) };
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let repository = repository.clone();
                let requests = Arc::clone(&requests);
                let fault = Arc::clone(&fault);
                std::thread::spawn(move || {
                    std::thread::sleep(latency);
                    let request = Request::read(&stream);
                    requests.lock().unwrap().push(request.shown());
                    let failing = (fault.lock().unwrap())(&request.shown());
                    let response = failing.map_or_else(|| request.run(&repository), failure);
                    let _ = (&stream).write_all(&response);
                });
            }
        });
        served
    }

    /// The requests since the last call.
    pub(crate) fn requests(&self) -> Vec<String> {
        std::mem::take(&mut self.requests.lock().unwrap())
    }

    /// The next request that contains this text fails with 502, and then all is well.
    pub(crate) fn fail_once(&self, text: &'static str) {
        let mut has_failed = false;
        *self.fault.lock().unwrap() = Box::new(move |request| {
            let fails = !has_failed && request.contains(text);
            has_failed |= fails;
            fails.then_some("502 Bad Gateway")
        });
    }

    /// All requests are answered with this status.
    pub(crate) fn fail(&self, status: &'static str) {
        *self.fault.lock().unwrap() = Box::new(move |_| Some(status));
    }
}

fn failure(status: &str) -> Vec<u8> {
    let headers = "www-authenticate: Basic realm=\"git\"\r\ncontent-length: 0\r\nconnection: close";
    format!("HTTP/1.1 {status}\r\n{headers}\r\n\r\n").into_bytes()
}

struct Request {
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Request {
    fn read(stream: &TcpStream) -> Self {
        let mut reader = BufReader::new(stream);
        let mut line = String::new();
        reader.read_line(&mut line).expect("a request");
        let mut words = line.split(' ').map(str::to_owned);
        let method = words.next().unwrap_or_default();
        let target = words.next().unwrap_or_default();
        let headers: Vec<(String, String)> = std::iter::from_fn(|| {
            let mut line = String::new();
            reader.read_line(&mut line).expect("a header");
            line.trim().split_once(": ").map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        })
        .collect();
        let mut request = Self { method, target, headers, body: Vec::new() };
        if request.header("transfer-encoding") == "chunked" {
            request.body = chunks(&mut reader);
        } else {
            request.body = vec![0; request.header("content-length").parse().unwrap_or(0)];
            reader.read_exact(&mut request.body).expect("a body");
        }
        request
    }

    fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value)
    }

    /// `METHOD PATH`, and for protocol version 2 the command.
    fn shown(&self) -> String {
        let body = String::from_utf8_lossy(&self.body);
        let command = body.split_once("command=").map_or("", |(_, rest)| rest.split(['\n', '0']).next().unwrap_or(""));
        format!("{} {} {command}", self.method, self.target).trim().to_owned()
    }

    /// The answer of `git http-backend`.
    fn run(&self, repository: &Path) -> Vec<u8> {
        let (path, query) = self.target.split_once('?').unwrap_or((&self.target, ""));
        let root: PathBuf = repository.parent().expect("a folder").to_owned();
        let mut command = Command::new("git");
        command.arg("http-backend").env_clear().env("PATH", search_path()).env("GIT_CONFIG_NOSYSTEM", "1");
        command.env("GIT_PROJECT_ROOT", root).env("GIT_HTTP_EXPORT_ALL", "1").env("PATH_INFO", path);
        command.env("QUERY_STRING", query).env("REQUEST_METHOD", &self.method).env("REMOTE_ADDR", "127.0.0.1");
        command.env("CONTENT_TYPE", self.header("content-type")).env("CONTENT_LENGTH", self.body.len().to_string());
        command.env("HTTP_CONTENT_ENCODING", self.header("content-encoding"));
        command.env("GIT_PROTOCOL", self.header("git-protocol")).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("git");
        let mut stdin = child.stdin.take().expect("piped");
        let body = self.body.clone();
        let writer = std::thread::spawn(move || stdin.write_all(&body));
        let output = child.wait_with_output().expect("git").stdout;
        let _ = writer.join();
        let end = output.windows(4).position(|bytes| bytes == b"\r\n\r\n").expect("headers");
        let headers = String::from_utf8_lossy(&output[..end]);
        let status = headers.lines().find_map(|line| line.strip_prefix("Status: ")).unwrap_or("200 OK");
        let length = output.len() - end - 4;
        let head = format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n\r\n");
        [head.as_bytes(), &output[end + 4..]].concat()
    }
}

fn chunks(reader: &mut impl std::io::BufRead) -> Vec<u8> {
    let mut body = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).expect("a length");
        let length = usize::from_str_radix(line.trim(), 16).expect("hexadecimal");
        let mut chunk = vec![0; length + 2];
        reader.read_exact(&mut chunk).expect("a chunk");
        if length == 0 {
            return body;
        }
        body.extend_from_slice(&chunk[..length]);
    }
}
