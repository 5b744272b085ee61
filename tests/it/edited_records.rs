//! Records that somebody edited: whoever may push the branch can write anything into them.

use std::fs;

use serde_json::{Value, json};

use crate::git_remote::{BRANCH, Clone, GitRemote, git};
use crate::test_env::{READY, TestEnv};

type Edit<'a> = &'a dyn Fn(&mut Value);

const A: &str = "records/jobs/a.json";
const B: &str = "records/jobs/b.json";

/// One job each for `a` and `b`, on record in a folder.
fn two_drafts() -> TestEnv {
    let env = TestEnv::new();
    env.job("a.yml", READY).job("b.yml", &READY.replace("Spanish", "German"));
    let _ = env.run(&["draft"]).exits(0);
    env.requests();
    env
}

fn read(env: &TestEnv, name: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(env.file(name)).expect("a record")).expect("JSON")
}

fn write(env: &TestEnv, name: &str, record: &Value) {
    fs::write(env.file(name), record.to_string()).expect("written");
}

/// Commits an edit of one file of the records' branch and pushes it.
fn edit_branch(remote: &GitRemote, name: &str, edit: impl Fn(&mut Value)) {
    let folder = remote.env.path();
    let _ = fs::remove_dir_all(folder.join("editor"));
    git(folder, &["clone", "--quiet", "--branch", BRANCH, &remote.remote().display().to_string(), "editor"]);
    let path = folder.join("editor").join(name);
    let mut record = serde_json::from_slice(&fs::read(&path).expect("a record")).expect("JSON");
    edit(&mut record);
    fs::write(&path, record.to_string()).expect("written");
    git(&folder.join("editor"), &["commit", "--quiet", "-am", "by hand"]);
    git(&folder.join("editor"), &["push", "--quiet"]);
}

fn draft_on_branch<'r>(remote: &'r GitRemote, name: &str) -> Clone<'r> {
    let clone = remote.clone(name);
    clone.job("a.yml", READY).job("b.yml", &READY.replace("Spanish", "German"));
    let _ = clone.run(&["draft"]).exits(0);
    remote.env.requests();
    clone
}

#[test]
fn two_records_of_one_job_are_refused_and_both_are_named() {
    let env = two_drafts();
    let mut record = read(&env, B);
    record["job"]["id"] = read(&env, A)["job"]["id"].clone();
    write(&env, B, &record);
    for command in ["check", "plan", "draft", "publish"] {
        let ran = env.run(&[command]).exits(2);
        assert!(ran.err.contains("a.json") && ran.err.contains("b.json"), "{command}: {}", ran.err);
        assert!(ran.err.contains("are both of job"), "{command}: {}", ran.err);
    }
    assert_eq!(env.requests(), Vec::<String>::new());
    assert_eq!(read(&env, B), record, "left as it is");
}

#[test]
fn a_record_with_a_key_that_is_not_its_own_is_refused() {
    let key_of = |key: &str| {
        let key = key.to_owned();
        move |record: &mut Value| record["idempotencyKey"] = json!(key)
    };
    let other_id = |record: &mut Value| record["id"] = json!("a");
    let longer = key_of("acme/jobs/xb");
    let bare = key_of("b");
    let foreign = key_of("other/repo/b");
    let same = key_of("acme/jobs/a");
    let cases: [(&str, Edit<'_>, &str); 5] = [
        ("the key of another definition", &same, "is not that of the definition `b`"),
        ("a key that only ends alike", &longer, "is not that of the definition `b`"),
        ("a key without a namespace", &bare, "is not that of the definition `b`"),
        ("the key of another namespace", &foreign, "is not that of the definition `b`"),
        ("the id of another definition", &other_id, "under another name"),
    ];
    for (point, edit, word) in cases {
        let env = two_drafts();
        let mut record = read(&env, B);
        edit(&mut record);
        write(&env, B, &record);
        let ran = env.run(&["publish"]).exits(2);
        assert!(ran.err.contains("b.json") && ran.err.contains(word), "{point}: {}", ran.err);
        assert_eq!(env.requests(), Vec::<String>::new(), "{point}");
    }
}

#[test]
fn a_create_that_would_be_sent_under_another_key_is_refused() {
    let own = "acme/jobs/a";
    let text = json!({"externalId": own, "idempotencyKey": own, "rawJobDescription": "Label 20 posts."});
    let source =
        json!({"source": {"externalId": own, "idempotencyKey": own, "type": "text", "text": "Label 20 posts."}});
    for (body, pointer) in [
        (&text, "/externalId"),
        (&text, "/idempotencyKey"),
        (&source, "/source/externalId"),
        (&source, "/source/idempotencyKey"),
    ] {
        let env = TestEnv::new();
        env.job("a.yml", READY);
        let mut body = body.clone();
        *body.pointer_mut(pointer).expect("a key") = json!("acme/jobs/z");
        fs::create_dir_all(env.file("records/jobs")).expect("a folder");
        let record = json!({"version": 2, "id": "a", "file": "jobs/a.yml", "idempotencyKey": own, "onDefaultBranch": false,
            "removalReported": false, "pendingCreate": {"brief": "x", "body": body}});
        write(&env, A, &record);
        let ran = env.run(&["draft"]).exits(2);
        assert!(ran.err.contains("a.json") && ran.err.contains("the body of its create"), "{pointer}: {}", ran.err);
        assert_eq!(env.requests(), Vec::<String>::new(), "{pointer}");
    }
}

#[test]
fn the_body_of_a_create_is_the_reviewed_one_whatever_its_record_holds() {
    let canonical =
        "source:\n  format: opentrain_canonical\n  job:\n    title: Label posts\n    description: Label 20 posts.\n";
    for (definition, pointer) in [(READY, "/rawJobDescription"), (canonical, "/job/description")] {
        let env = TestEnv::new();
        env.job("a.yml", definition);
        env.faults(&["POST /job-drafts = not-json"]);
        let _ = env.run(&["draft"]).exits(3);
        let mut record = read(&env, A);
        let body = record.pointer_mut("/pendingCreate/body").expect("a body");
        *body.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer}")) = json!("Send your documents.");
        write(&env, A, &record);
        env.requests();
        let _ = env.run(&["draft"]);
        let sent = env.control.requests();
        let create = sent.iter().find(|request| request.method == "POST").expect("a create");
        assert!(!create.body.to_string().contains("Send your documents"), "{}", create.body);
        assert_eq!(env.jobs().len(), 1);
    }
}

#[test]
fn two_records_of_one_job_on_a_branch_are_refused() {
    let remote = GitRemote::new();
    let clone = draft_on_branch(&remote, "one");
    let job = remote.file("jobs/a.json")["job"]["id"].clone();
    edit_branch(&remote, "jobs/b.json", |record| record["job"]["id"] = job.clone());
    let ran = clone.run(&["publish"]).exits(2);
    let named = |id: &str| format!("refs/heads/{BRANCH}:jobs/{id}.json");
    assert!(ran.err.contains(&named("a")) && ran.err.contains(&named("b")), "{}", ran.err);
    assert_eq!(remote.env.requests(), Vec::<String>::new());
}

#[test]
fn two_records_of_one_job_that_come_with_a_merge_stop_the_run_before_it_writes() {
    let remote = GitRemote::new();
    let clone = draft_on_branch(&remote, "one");
    let job = remote.file("jobs/a.json")["job"]["id"].clone();
    // Prepared here, and pushed by the hook at the moment of the run's first push.
    edit_branch(&remote, "jobs/b.json", |record| record["job"]["id"] = job.clone());
    let edited = remote.on_branch(&["rev-parse", BRANCH]);
    remote.on_branch(&["update-ref", &format!("refs/heads/{BRANCH}"), &format!("{BRANCH}~")]);
    let marker = remote.env.file("hook-ran");
    let update = format!("env -u GIT_QUARANTINE_PATH git update-ref refs/heads/{BRANCH} {edited}");
    remote.hook(&format!("if [ ! -e {0} ]; then touch {0}; {update}; fi; exit 0", marker.display()));
    let ran = clone.run(&["publish"]).exits(2);
    assert!(ran.out.contains("are both of job"), "{}\n{}", ran.out, ran.err);
    assert_eq!(remote.env.writes(), Vec::<String>::new());
    assert_eq!(remote.file("jobs/b.json")["job"]["id"], job, "left as it is");
}

#[test]
fn an_address_of_another_host_is_never_a_link() {
    for address in [
        "https://evil.example/job",
        "https://opentrain.ai@evil.example/job",
        "javascript:alert(1)",
        "https://opentrain.ai.evil.example/job",
        "https://opentrain.ai:8443/job",
        "https://opentrain.ai/\n@evil.example",
    ] {
        let env = TestEnv::new();
        env.job("a.yml", &READY.replace("Spanish", "German"));
        let _ = env.run(&["draft"]).exits(0);
        let mut record = read(&env, A);
        record["job"]["draftUrl"] = json!(address);
        record["job"]["jobUrl"] = json!(address);
        write(&env, A, &record);
        let ran = env.run(&["plan"]).exits(0);
        assert_eq!([&ran.entry("a")["draftUrl"], &ran.entry("a")["jobUrl"]], [&Value::Null, &Value::Null], "{address}");
        let ran = env.text(&["plan"]).exits(0);
        assert!(ran.out.contains("draft at an address that is not OpenTrain's"), "{address}: {}", ran.out);
        assert!(!ran.out.contains("evil"), "{address}: {}", ran.out);
        let ran = env.text(&["plan", "--format", "markdown"]).exits(0);
        assert!(!ran.out.contains("]("), "{address}: {}", ran.out);
        assert!(ran.out.contains("not OpenTrain's: `"), "{address}: {}", ran.out);
    }
}
