//! HTTPS with certificates that the machine does not trust, and with a missing list of those that it does.

use std::io::Read as _;
use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::git_remote::GitRemote;
use crate::github::stand_in::StandIn;
use crate::github_end_to_end::{OPENED, Runner, commit, pull, runner};
use crate::test_env::{READY, RunOutput, TestEnv};

/// A certificate for this machine that signs itself.
const CERTIFICATE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/pages/tls/certificate.pem");
const KEY: &[u8] = include_bytes!("pages/tls/key.der");

/// A server that hangs up after the handshake.
struct Server {
    url: String,
    connections: Arc<AtomicUsize>,
}

impl Server {
    fn start() -> Self {
        let certificate = CertificateDer::from_pem_file(CERTIFICATE).expect("a certificate");
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().expect("TLS");
        let config =
            config.with_no_client_auth().with_single_cert(vec![certificate], PrivatePkcs8KeyDer::from(KEY).into());
        let config = Arc::new(config.expect("a configuration"));
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("https://127.0.0.1:{}", listener.local_addr().expect("an address").port());
        let connections: Arc<AtomicUsize> = Arc::default();
        let count = Arc::clone(&connections);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                count.fetch_add(1, Ordering::SeqCst);
                let connection = ServerConnection::new(Arc::clone(&config)).expect("a connection");
                // The handshake fails where the client does not trust us.
                let _ = StreamOwned::new(connection, stream).read(&mut [0; 1]);
            }
        });
        Self { url, connections }
    }

    fn connections(&self) -> usize {
        self.connections.swap(0, Ordering::SeqCst)
    }
}

fn draft(env: &TestEnv, url: &str, trusted: Option<&Path>) -> RunOutput {
    let mut command = env.bare();
    command.args(["draft", "--namespace", "acme/jobs", "--records", "dir:records", "--base-url", url]);
    command.envs(trusted.map(|file| ("SSL_CERT_FILE", file)));
    RunOutput::of(command.output().expect("run"))
}

#[test]
fn a_certificate_that_is_not_trusted_is_told_at_once_with_the_remedy() {
    let server = Server::start();
    for host in ["127.0.0.1", "localhost"] {
        let env = TestEnv::new();
        env.job("a.yml", READY);
        let ran = draft(&env, &server.url.replace("127.0.0.1", host), None).exits(2);
        assert!(ran.out.contains("not trusted") && ran.out.contains("SSL_CERT_FILE"), "{}", ran.out);
        assert_eq!(server.connections(), 1, "it is not tried again");
    }
}

#[test]
fn a_file_of_trusted_certificates_is_used() {
    let (env, server) = (TestEnv::new(), Server::start());
    env.job("a.yml", READY);
    let mut child = env.bare();
    child.args(["draft", "--namespace", "acme/jobs", "--records", "dir:records", "--base-url", &server.url]);
    let child = child.env("SSL_CERT_FILE", CERTIFICATE).stderr(std::process::Stdio::piped()).spawn().expect("started");
    let end = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while server.connections.load(Ordering::SeqCst) < 2 {
        assert!(std::time::Instant::now() < end, "a trusted server that hangs up is tried again");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    crate::git_remote::kill(child);
}

#[test]
fn a_file_of_trusted_certificates_that_cannot_be_used_is_exit_2() {
    let (env, server) = (TestEnv::new(), Server::start());
    env.job("a.yml", READY);
    std::fs::write(env.file("empty.pem"), "").expect("written");
    for (file, url, word) in [
        (env.file("missing.pem"), &server.url, "missing.pem"),
        (env.file("missing.pem"), &env.url, "missing.pem"),
        (env.file("jobs"), &server.url, "can't be read"),
        (env.file("empty.pem"), &server.url, "No CA certificates"),
    ] {
        let ran = draft(&env, url, Some(&file)).exits(2);
        let told = format!("{}{}", ran.out, ran.err);
        assert!(told.contains("SSL_CERT_FILE") && told.contains(word), "{}: {told}", file.display());
        assert_eq!(server.connections(), 0);
        assert_eq!(env.requests(), [""; 0]);
    }
    let mut sandbox = env.bare();
    sandbox.args(["draft", "--sandbox"]).env("SSL_CERT_FILE", env.file("missing.pem"));
    let _ = RunOutput::of(sandbox.output().expect("run")).exits(0);
}

#[test]
fn github_s_certificate_that_is_not_trusted_is_a_warning_with_the_remedy() {
    let (remote, github, server) = (GitRemote::new(), StandIn::new(), Server::start());
    let runner = Runner { github: &github, folder: runner(&github, &remote), run: 1000 };
    let work = remote.clone("work");
    let head = commit(work.job("a.yml", READY), "topic");
    let mut command = runner.command(&work, "pull_request", &pull(OPENED, &head), "refs/pull/7/merge", &[]);
    let ran = RunOutput::of(command.env("GITHUB_API_URL", &server.url).output().expect("run")).exits(0);
    assert!(ran.err.contains("::warning") && ran.err.contains("SSL_CERT_FILE"), "{}", ran.err);
    assert_eq!(server.connections(), 1, "it is not tried again");
}
