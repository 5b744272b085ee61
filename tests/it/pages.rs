//! The service's published pages, to the letter: requests as shown, example answers read right.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::test_env::{RunOutput, TestEnv};

/// The example answer of the page job-drafts/create.
const CREATED: &str = include_str!("pages/create.json");
/// The same, as the posting guide shows it: gaps as names inside `validation`, one code a field, no review address.
const CREATED_GUIDE: &str = include_str!("pages/create-guide.json");
/// The example answer of the page job-drafts/update.
const UPDATED: &str = include_str!("pages/update.json");
/// The example answer of the page jobs/publish.
const PUBLISHED: &str = include_str!("pages/publish.json");

const DEFINITION: &str = "\
description: We need 5 fluent Spanish speakers to label sentiment in ~20,000 social media posts. Pay per label. \
Annotators should have prior text-classification experience.
";

/// A service that gives canned answers by method and path, and keeps what it was sent.
struct Canned {
    url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

#[derive(Clone, Debug)]
struct Seen {
    line: String,
    headers: Vec<String>,
    body: String,
}

impl Canned {
    fn serve(answers: Vec<(&'static str, u16, String)>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let seen = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&seen);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                answer(stream, &answers, &log);
            }
        });
        Self { url, seen }
    }

    fn seen(&self, line: &str) -> Seen {
        let seen = self.seen.lock().expect("no panic");
        seen.iter().find(|seen| seen.line == line).unwrap_or_else(|| panic!("no {line} in {seen:?}")).clone()
    }
}

fn answer(mut stream: std::net::TcpStream, answers: &[(&str, u16, String)], log: &Mutex<Vec<Seen>>) {
    let mut reader = BufReader::new(stream.try_clone().expect("a clone"));
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 || line.trim().is_empty() {
            break;
        }
        lines.push(line.trim().to_owned());
    }
    if lines.is_empty() {
        return;
    }
    let length = lines.iter().find_map(|line| line.to_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).expect("a body");
    let line = lines[0].trim_end_matches(" HTTP/1.1").replace("/api/public/v1", "");
    // Of several answers to one request the first is given first, then the last one again and again.
    let earlier = log.lock().expect("no panic").iter().filter(|seen| seen.line == line).count();
    let fitting: Vec<_> = answers.iter().filter(|(wanted, ..)| line.starts_with(wanted)).collect();
    let found = fitting.get(earlier).or(fitting.last());
    let not_found = (404, json!({"error": "no such page", "code": "NOT_FOUND", "requestId": "r"}).to_string());
    let (status, text) = found.map_or(not_found, |(_, status, text)| (*status, text.clone()));
    log.lock().expect("no panic").push(Seen {
        line,
        headers: lines[1..].to_vec(),
        body: String::from_utf8_lossy(&body).into(),
    });
    let _ = write!(
        stream,
        "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{text}",
        text.len()
    );
}

fn service(created: &str, updated: &str) -> Canned {
    Canned::serve(vec![
        ("GET /jobs/mine", 200, json!({"jobs": [], "nextCursor": null}).to_string()),
        ("GET /jobs/mine", 200, json!({"jobs": [{"id": "J1", "status": "DRAFT"}], "nextCursor": null}).to_string()),
        ("POST /job-drafts", 200, created.replace("sentiment-es-2026-001", "acme/jobs/a").replace("<JOB_ID>", "J1")),
        ("PATCH /job-drafts/J1", 200, updated.replace("<JOB_ID>", "J1")),
        ("POST /jobs/J1/publish", 200, PUBLISHED.replace("<JOB_ID>", "J1")),
    ])
}

fn run(env: &TestEnv, canned: &Canned, args: &[&str]) -> RunOutput {
    let fixed = ["--namespace", "acme/jobs", "--base-url", &canned.url, "--records", "dir:r"];
    RunOutput::of(env.bare().args(args).args(fixed).output().expect("run"))
}

#[test]
fn the_create_and_publish_requests_are_those_of_the_pages() {
    let env = TestEnv::new();
    env.job("_config.yml", "require: []\n").job("a.yml", DEFINITION);
    let ready = UPDATED.replace("\"publishReady\": false", "\"publishReady\": true");
    let canned = service(CREATED, &ready);
    let _ = run(&env, &canned, &["publish", "--format", "json"]).exits(0);
    let create = canned.seen("POST /job-drafts");
    let body: Value = serde_json::from_str(&create.body).expect("JSON");
    let text = DEFINITION.trim_start_matches("description: ").trim_end();
    assert_eq!(body, json!({"rawJobDescription": text, "idempotencyKey": "acme/jobs/a", "externalId": "acme/jobs/a"}));
    let has = |seen: &Seen, header: &str| seen.headers.iter().any(|line| line.eq_ignore_ascii_case(header));
    assert!(has(&create, "authorization: Bearer ot_pat_sandbox"), "{create:?}");
    assert!(has(&create, "content-type: application/json"), "{create:?}");
    let publish = canned.seen("POST /jobs/J1/publish");
    assert_eq!(publish.body, "");
    assert!(has(&publish, "authorization: Bearer ot_pat_sandbox"), "{publish:?}");
}

#[test]
fn the_example_answer_of_create_is_read_to_its_last_field() {
    let env = TestEnv::new();
    env.job("_config.yml", "require: []\n").job("a.yml", DEFINITION);
    // The update page's example has a count and no list: what the create told is still the list.
    let canned = service(CREATED, UPDATED);
    let ran = run(&env, &canned, &["draft", "--format", "json"]).exits(1);
    insta::with_settings!({filters => vec![("127.0.0.1:\\d+", "HOST")]}, {
        insta::assert_snapshot!(ran.out);
    });
    let again = run(&env, &canned, &["draft"]).exits(1);
    insta::assert_snapshot!("the_gap_list_of_the_create_page", again.out);
}

#[test]
fn gaps_told_by_name_alone_are_gaps_too() {
    let env = TestEnv::new();
    env.job("_config.yml", "require: []\n").job("a.yml", DEFINITION);
    let canned = service(CREATED_GUIDE, &UPDATED.replace("jobId=", "job="));
    let ran = run(&env, &canned, &["draft", "--format", "json"]).exits(1);
    let missing = ran.entry("a")["missing"].clone();
    let fields: Vec<&str> = missing.as_array().unwrap().iter().map(|gap| gap["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["experienceLevel", "pricePerLabel"]);
    assert_eq!(missing[0]["updateKeys"], json!(["experienceLevel"]));
    assert_eq!(ran.entry("a")["draftUrl"], "https://app.opentrain.ai/job-post?job=J1");
}

#[test]
fn the_publish_answer_gives_the_public_address() {
    let env = TestEnv::new();
    env.job("_config.yml", "require: []\n").job("a.yml", DEFINITION);
    let ready = UPDATED.replace("\"publishReady\": false", "\"publishReady\": true");
    let canned = service(CREATED, &ready);
    let ran = run(&env, &canned, &["publish", "--format", "json"]).exits(0);
    let entry = ran.entry("a");
    assert_eq!((&entry["status"], &entry["jobUrl"]), (&json!("OPEN"), &json!("https://app.opentrain.ai/jobs/J1")));
    assert_eq!(entry["steps"][1]["reason"], "distribution queued, attempt <ATTEMPT_ID>");
}

#[test]
fn an_unready_publish_tells_the_gaps_of_its_details() {
    let env = TestEnv::new();
    env.job("_config.yml", "require: []\n")
        .job("a.yml", "source: {format: opentrain_canonical, job: {title: T, description: D}}\n");
    let validation: Value = serde_json::from_str(CREATED).expect("JSON");
    let details =
        json!({"validation": {"publishReady": false, "missingFields": validation["missingFields"], "issues": []}});
    let refusal =
        json!({"error": "Draft is not publish-ready", "code": "BAD_REQUEST", "requestId": "r1", "details": details});
    let created = json!({"ok": true, "jobId": "J1", "status": "DRAFT"}).to_string();
    let canned = Canned::serve(vec![
        ("GET /jobs/mine", 200, json!({"jobs": []}).to_string()),
        ("POST /job-drafts", 201, created),
        ("POST /jobs/J1/publish", 400, refusal.to_string()),
    ]);
    let ran = run(&env, &canned, &["publish", "--format", "json"]).exits(1);
    assert_eq!(
        ran.steps("a"),
        ["create done", "publish refused"],
        "with no validation told, the publish itself judges"
    );
    assert_eq!(ran.report()["totals"]["missing"], 2);
}

#[test]
fn a_patch_without_a_verdict_leaves_the_last_word_as_it_was() {
    let env = TestEnv::new();
    env.job("_config.yml", "require: []\n").job("a.yml", DEFINITION);
    let silent = json!({"ok": true, "jobId": "J1", "status": "DRAFT"}).to_string();
    let listed = json!({"jobs": [{"id": "J1", "title": "T", "status": "DRAFT"}], "nextCursor": null});
    let canned = Canned::serve(vec![
        ("GET /jobs/mine", 200, listed.to_string()),
        ("POST /job-drafts", 201, CREATED.replace("sentiment-es-2026-001", "acme/jobs/a").replace("<JOB_ID>", "J1")),
        ("PATCH /job-drafts/J1", 200, silent),
        ("POST /jobs/J1/publish", 200, PUBLISHED.replace("<JOB_ID>", "J1")),
    ]);
    for _ in 0..2 {
        let ran = run(&env, &canned, &["draft", "--format", "json"]).exits(1);
        assert_eq!(ran.report()["totals"]["missing"], 2);
    }
    env.job("_config.yml", "require: []\n").job("a.yml", &format!("{DEFINITION}fields: {{experienceLevel: EXPERT}}\n"));
    let ran = run(&env, &canned, &["draft", "--format", "json"]).exits(1);
    assert_eq!(ran.report()["totals"]["missing"], 1);
    env.job("_config.yml", "require: []\n")
        .job("a.yml", &format!("{DEFINITION}fields: {{experienceLevel: EXPERT, pricePerLabel: 0.1}}\n"));
    let ran = run(&env, &canned, &["draft", "--format", "json"]).exits(0);
    assert_eq!(ran.steps("a"), ["patch done", "publish planned"], "nothing is known to be missing: the publish judges");
    let _ = run(&env, &canned, &["publish", "--format", "json"]).exits(0);
}

#[test]
fn a_count_without_a_verdict_on_the_patch_leaves_the_word_to_the_publish() {
    let env = TestEnv::new();
    env.job("_config.yml", "require: []\n").job("a.yml", &format!("{DEFINITION}fields: {{experienceLevel: EXPERT}}\n"));
    let counted = json!({"ok": true, "jobId": "J1", "status": "DRAFT", "validation": {"publishReady": false, "missingFieldCount": 1}});
    let canned = service(&counted.to_string(), &json!({"ok": true, "jobId": "J1", "status": "DRAFT"}).to_string());
    let ran = run(&env, &canned, &["draft", "--format", "json"]).exits(1);
    assert_eq!(ran.steps("a"), ["create done", "publish planned"], "the last word stands, and is of an earlier draft");
    let env = TestEnv::new();
    env.job("_config.yml", "require: []\n").job("a.yml", &format!("{DEFINITION}fields: {{experienceLevel: EXPERT}}\n"));
    let ran = run(&env, &canned, &["publish", "--format", "json"]).exits(0);
    assert_eq!(ran.steps("a"), ["create found", "publish done"]);
}

#[test]
fn a_list_that_never_ends_is_given_up() {
    let env = TestEnv::new();
    env.job("_config.yml", "require: []\n").job("a.yml", DEFINITION);
    let canned = Canned::serve(vec![("GET /jobs/mine", 200, json!({"jobs": [], "nextCursor": "again"}).to_string())]);
    let ran = run(&env, &canned, &["draft"]).exits(3);
    assert!(ran.out.contains("circle"), "{}", ran.out);
}
