//! Records on a branch of the remote: `--records git:BRANCH`.

use std::io::{Read as _, Write as _};

use serde_json::Value;

use crate::git_remote::{BRANCH, Clone, GitRemote, git};
use crate::test_env::{READY, RunOutput};

#[test]
fn records_land_on_the_branch_and_the_checkout_stays_as_it_was() {
    let forge = GitRemote::new();
    let clone = forge.clone("one");
    clone.job("a.yml", READY).job("b.yml", READY);
    let before = clone.state();
    let _ = clone.run(&["plan"]).exits(0);
    assert!(!forge.has_branch(), "`plan` writes nothing, anywhere");
    let _ = clone.run(&["draft"]).exits(0);
    assert_eq!(forge.files(), ["jobs/a.json", "jobs/b.json", "store.json"]);
    assert_eq!(forge.subjects(), ["draft: 2 created", "draft: about to create 2"]);
    let body = forge.on_branch(&["log", "-1", "--format=%b%an", BRANCH]);
    assert_eq!(body, "create a: done\ncreate b: done\nopentrain-jobs");
    assert_eq!(forge.file("jobs/a.json")["job"]["status"], "DRAFT");
    let intent: Value = serde_json::from_str(&forge.on_branch(&["show", &format!("{BRANCH}~:jobs/a.json")])).unwrap();
    assert_eq!(intent["pendingCreate"]["body"]["idempotencyKey"], "acme/jobs/a");
    assert_eq!(clone.state(), before);
    assert!(before[0].is_empty(), "{before:?}");
    forge.converged(&clone, 2);
    assert_eq!(clone.state(), before);
    let other = forge.clone("two");
    other.job("a.yml", READY).job("b.yml", READY);
    let before = other.state();
    let _ = other.run(&["publish"]).exits(0);
    forge.env.only_read_the_list("another machine knows it all");
    assert_eq!(other.state(), before);
    let _ = other.run(&["check"]).exits(0);
}

#[test]
fn a_shallow_checkout_is_enough() {
    let forge = GitRemote::new();
    forge.shallow("one").job("a.yml", READY);
    let one = Clone { origin: &forge, path: forge.env.file("one") };
    let _ = one.run(&["draft"]).exits(0);
    let two = forge.shallow("two");
    two.job("a.yml", READY).job("b.yml", READY);
    let head = git(&two.path, &["rev-parse", "HEAD"]);
    let _ = two.run(&["publish"]).exits(0);
    assert_eq!(git(&two.path, &["rev-list", "--count", "HEAD"]), "1", "still shallow");
    assert_eq!(git(&two.path, &["rev-parse", "HEAD"]), head);
    assert_eq!(git(&two.path, &["status", "--porcelain"]), "");
    // The same over a path, which git serves in another way.
    let three = forge.shallow("three");
    git(&three.path, &["remote", "set-url", "origin", &forge.remote().display().to_string()]);
    three.job("a.yml", READY).job("b.yml", READY).job("c.yml", READY);
    forge.converged(&three, 3);
    git(&forge.remote(), &["fsck", "--strict"]);
}

#[test]
fn a_branch_that_refuses_is_found_out_before_anything_is_sent() {
    let forge = GitRemote::new();
    let clone = forge.clone("one");
    clone.job("a.yml", READY);
    forge.protect();
    let ran = clone.run(&["publish"]).exits(2);
    assert_eq!(forge.env.writes(), Vec::<String>::new());
    assert_eq!(ran.run_codes(), ["error records"]);
    assert!(ran.out.contains("permissions: contents: write") && ran.out.contains("GH013"), "{}", ran.out);
    assert_eq!(ran.steps("a"), ["create planned", "publish planned"]);
    assert!(!forge.has_branch());
}

#[test]
fn a_branch_that_refuses_is_found_out_also_where_no_record_changes_first() {
    let forge = GitRemote::new();
    let clone = forge.clone("one");
    clone.job("a.yml", READY);
    let _ = clone.run(&["draft"]).exits(0);
    forge.protect();
    forge.env.requests();
    let ran = clone.run(&["publish"]).exits(2);
    assert_eq!(forge.env.writes(), Vec::<String>::new());
    assert_eq!(ran.steps("a"), ["publish planned"]);
    assert_eq!(forge.env.statuses(), ["DRAFT"]);
}

#[test]
fn anothers_store_is_refused() {
    let forge = GitRemote::new();
    let clone = forge.clone("one");
    clone.job("a.yml", READY);
    let _ = clone.run(&["draft"]).exits(0);
    forge.env.requests();
    let tip = forge.on_branch(&["rev-parse", BRANCH]);
    let ran = clone.run(&["draft", "--namespace", "other/jobs"]).exits(2);
    assert!(ran.err.contains("another namespace"), "{}", ran.err);
    assert_eq!(forge.env.requests(), Vec::<String>::new());
    assert_eq!(forge.on_branch(&["rev-parse", BRANCH]), tip);
}

#[test]
fn a_branch_of_something_else_is_not_written_to() {
    let forge = GitRemote::new();
    let clone = forge.clone("one");
    clone.job("a.yml", READY);
    let tip = forge.on_branch(&["rev-parse", "main"]);
    for (records, word) in [
        ("git:main", "no records"),
        ("git:refs/heads/main", "no records"),
        ("git:a..b", "is no name"),
        ("git:-x --y", "is no name"),
    ] {
        let ran = RunOutput::of(clone.command(&["draft"], records).output().expect("run")).exits(2);
        assert!(ran.err.contains(word), "{records}: {}", ran.err);
    }
    assert_eq!(forge.on_branch(&["rev-parse", "main"]), tip);
    assert_eq!(forge.env.requests(), Vec::<String>::new());
}

#[test]
fn what_people_keep_on_the_branch_stays() {
    let forge = GitRemote::new();
    let clone = forge.clone("one");
    clone.job("a.yml", READY);
    let _ = clone.run(&["draft"]).exits(0);
    let by_hand = forge.clone("hand");
    git(&by_hand.path, &["checkout", "--quiet", BRANCH]);
    std::fs::write(by_hand.path.join("README.md"), "hands off").expect("written");
    git(&by_hand.path, &["add", "README.md"]);
    git(&by_hand.path, &["commit", "--quiet", "-m", "a word of warning"]);
    git(&by_hand.path, &["push", "--quiet", "origin", BRANCH]);
    let _ = clone.run(&["publish"]).exits(0);
    assert_eq!(forge.on_branch(&["show", &format!("{BRANCH}:README.md")]), "hands off");
    assert_eq!(forge.file("jobs/a.json")["job"]["status"], "OPEN");
}

#[test]
fn any_ref_will_do() {
    let forge = GitRemote::new();
    let clone = forge.clone("one");
    clone.job("a.yml", READY);
    clone.merge();
    for _ in 0..2 {
        let ran = RunOutput::of(clone.command(&["publish"], "git:refs/opentrain/records").output().expect("run"));
        let _ = ran.exits(0);
    }
    assert_eq!(forge.on_branch(&["for-each-ref", "--format=%(refname)"]), "refs/heads/main\nrefs/opentrain/records");
}

#[test]
fn a_damaged_record_is_named_by_its_place_on_the_branch() {
    let forge = GitRemote::new();
    let clone = forge.clone("one");
    clone.job("a.yml", READY);
    let _ = clone.run(&["draft"]).exits(0);
    let by_hand = forge.clone("hand");
    git(&by_hand.path, &["checkout", "--quiet", BRANCH]);
    std::fs::write(by_hand.path.join("jobs/a.json"), "{").expect("written");
    git(&by_hand.path, &["commit", "--quiet", "-am", "oops"]);
    git(&by_hand.path, &["push", "--quiet", "origin", BRANCH]);
    let ran = clone.run(&["draft"]).exits(2);
    assert!(ran.err.contains("refs/heads/opentrain-records:jobs/a.json: it is damaged"), "{}", ran.err);
}

#[test]
fn no_git_repository_no_remote_no_network() {
    let forge = GitRemote::new();
    let clone = forge.clone("one");
    clone.job("a.yml", READY);
    let secret = "s3cr3t-of-the-url";
    git(&clone.path, &["remote", "set-url", "origin", &format!("http://x:{secret}@127.0.0.1:1/a.git")]);
    let ran = clone.run(&["draft", "-vv"]).exits(3);
    assert!(!ran.err.contains(secret) && ran.err.contains("asking `origin`"), "{}", ran.err);
    git(&clone.path, &["remote", "remove", "origin"]);
    let ran = clone.run(&["draft"]).exits(2);
    assert!(ran.err.contains("git remote add origin"), "{}", ran.err);
    std::fs::remove_dir_all(clone.path.join(".git")).expect("removed");
    let ran = clone.run(&["draft"]).exits(2);
    assert!(ran.err.contains("need a git repository"), "{}", ran.err);
    let mut gitless = clone.command(&["draft"], "git:x");
    let ran = RunOutput::of(gitless.env("PATH", "/nowhere").output().expect("run")).exits(2);
    assert!(ran.err.contains("git can't be run"), "{}", ran.err);
    let ran = RunOutput::of(
        clone.origin.env.bare().args(["draft", "--sandbox", "--records", "git:x"]).output().expect("run"),
    );
    assert!(ran.exits(2).err.contains("--sandbox can't be used"));
    assert_eq!(forge.env.requests(), Vec::<String>::new());
}

#[test]
fn credentials_of_the_checkout_are_used_and_never_shown() {
    let forge = GitRemote::new();
    let clone = forge.clone("one");
    clone.job("a.yml", READY);
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    git(&clone.path, &["remote", "set-url", "origin", &format!("{url}acme/jobs.git")]);
    git(&clone.path, &["config", &format!("http.{url}.extraheader"), "AUTHORIZATION: basic c2VjcmV0LXRva2Vu"]);
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a call");
        let (mut heard, mut buffer) = (Vec::new(), [0; 1024]);
        while !heard.windows(4).any(|end| end == b"\r\n\r\n") {
            let count = stream.read(&mut buffer).expect("read");
            heard.extend_from_slice(&buffer[..count]);
        }
        stream
            .write_all(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
            .expect("answered");
        String::from_utf8_lossy(&heard).into_owned()
    });
    let ran = clone.run(&["draft", "-vv"]).exits(2);
    assert!(ran.err.contains("contents: read") && !ran.err.contains("c2VjcmV0"), "{}", ran.err);
    assert!(server.join().expect("ended").contains("basic c2VjcmV0LXRva2Vu"));
    assert_eq!(forge.env.requests(), Vec::<String>::new());
}

#[test]
fn the_commit_after_lost_records_counts_the_jobs_that_were_found() {
    let forge = GitRemote::new();
    let clone = forge.clone("one");
    clone.job("a.yml", READY).job("b.yml", READY);
    let _ = clone.run(&["draft"]).exits(0);
    git(&forge.remote(), &["update-ref", "-d", &format!("refs/heads/{BRANCH}")]);
    let other = forge.clone("two");
    other.job("a.yml", READY).job("b.yml", READY);
    let ran = other.run(&["draft"]).exits(0);
    assert_eq!(ran.steps("a")[0], "create found");
    assert_eq!(forge.subjects()[0], "draft: 2 found");
}
