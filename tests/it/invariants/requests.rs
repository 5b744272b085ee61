//! No request goes to another host than the one that was named.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;

use crate::fault_matrix::{CALLS, world};
use crate::git_remote::GitRemote;
use crate::github::stand_in::StandIn;
use crate::github_end_to_end::{OPENED, Runner, SYNCHRONIZE, commit, pull, runner};
use crate::test_env::{GAPS, READY, RunOutput, TestEnv};

/// Someone who listens and should never be asked.
struct Bystander {
    port: u16,
    met: Arc<AtomicUsize>,
}

impl Bystander {
    fn listen() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let (port, met) = (listener.local_addr().expect("an address").port(), Arc::<AtomicUsize>::default());
        let count = Arc::clone(&met);
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                count.fetch_add(1, Ordering::SeqCst);
                // Who was asked against all promises answers at once, so that nobody waits for the test to fail.
                let _ = stream.read(&mut [0; 4096]);
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}");
            }
        });
        Self { port, met }
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    #[track_caller]
    fn assert_unmet(&self, what: &str) {
        assert_eq!(self.met.load(Ordering::SeqCst), 0, "{what}: somebody else was asked");
    }
}

/// A run in an environment whose every proxy is this one.
fn by_way_of<'c>(command: &'c mut Command, proxy: &Bystander) -> &'c mut Command {
    let names = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
    command.envs(names.map(|name| (name, proxy.url())))
}

#[test]
fn no_redirect_of_the_service_is_followed_whatever_was_asked() {
    let bystander = Bystander::listen();
    let port = bystander.port;
    let places = [
        format!("http://127.0.0.1:{port}/x"),
        format!("http://localhost:{port}/x"),
        format!("//127.0.0.1:{port}/x"),
        "/api/public/v1/elsewhere".to_owned(),
    ];
    for call in CALLS {
        let env = world();
        for (status, place) in [301, 302, 303, 307, 308].into_iter().zip(places.iter().cycle()) {
            let what = format!("{} to {place} by {status}", call.request);
            env.faults(&[&format!("{} * = redirect {status} to={place}", call.request)]);
            let ran = env.run(&["publish"]).exits(3);
            assert!(ran.out.contains("a redirect, which is not followed"), "{what}: {}", ran.out);
            bystander.assert_unmet(&what);
            let requests = env.control.requests();
            let struck = requests.iter().filter(|request| request.fault.is_some()).count();
            assert_eq!(struck, 1, "{what}: it is asked once");
            assert!(!requests.iter().any(|request| request.path.ends_with("elsewhere")), "{what}");
            env.control.clear_faults();
            env.requests();
        }
    }
}

#[test]
fn no_redirect_of_github_is_followed_whatever_was_asked() {
    let (remote, bystander) = (GitRemote::new(), Bystander::listen());
    let work = remote.clone("work");
    let head = commit(work.job("a.yml", GAPS), "topic");
    for (request, status) in [
        ("POST graphql", 301),
        ("GET issues/7/comments", 302),
        ("POST issues/7/comments", 307),
        ("PATCH issues/comments/101", 308),
        ("GET pulls/7/comments", 303),
        ("GET pulls/7", 301),
        ("GET pulls/7/files", 307),
        ("GET contents/jobs/a.yml", 308),
        ("POST pulls/7/reviews", 302),
    ] {
        let github = StandIn::new();
        let mut runner = Runner { github: &github, folder: runner(&github, &remote), run: 1000 };
        let mut tell = |payload: &Value| {
            runner.run += 1;
            let mut command = runner.command(&work, "pull_request", payload, "refs/pull/7/merge", &[]);
            RunOutput::of(command.output().expect("run")).exits(1)
        };
        if request.starts_with("PATCH") {
            // There must be a comment to change.
            let _ = tell(&pull(OPENED, &"0".repeat(40)));
        }
        github.world().faults = vec![(request, status, 99)];
        github.world().elsewhere = format!("{}/x", bystander.url());
        let ran = tell(&pull(SYNCHRONIZE, &head));
        bystander.assert_unmet(request);
        let is_met = github.world().faults[0].2 == 98;
        assert!(is_met, "{request} is sent once: {}", ran.err);
        assert!(ran.err.contains("a redirect, which is not followed"), "{request}: {}", ran.err);
    }
}

#[test]
fn no_proxy_stands_between_a_run_and_this_machine() {
    let (remote, github, proxy) = (GitRemote::new(), StandIn::new(), Bystander::listen());
    let env = TestEnv::new();
    env.job("a.yml", READY);
    let ran = RunOutput::of(by_way_of(&mut env.command(&["publish"]), &proxy).output().expect("run"));
    proxy.assert_unmet("the service");
    let _ = ran.exits(0);
    let runner = Runner { github: &github, folder: runner(&github, &remote), run: 1000 };
    let work = remote.clone("work");
    let head = commit(work.job("a.yml", READY), "topic");
    let mut command = runner.command(&work, "pull_request", &pull(OPENED, &head), "refs/pull/7/merge", &[]);
    let ran = RunOutput::of(by_way_of(&mut command, &proxy).output().expect("run"));
    proxy.assert_unmet("GitHub");
    let _ = ran.exits(0);
    assert_eq!(github.world().comments.len(), 1);
}
