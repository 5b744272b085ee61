//! Records on a branch when the remote is slow, fails, or is a partial clone's.

use std::time::{Duration, Instant};

use crate::git_remote::{BRANCH, Clone, GitRemote, git};
use crate::http_remote::HttpRemote;
use crate::test_env::{READY, RunOutput};

/// A remote whose branch has `count` records.
fn recorded(count: usize) -> GitRemote {
    let remote = GitRemote::new();
    let seed = with_jobs(remote.clone("records"), count);
    let _ = seed.run(&["draft"]).exits(0);
    remote
}

fn with_jobs(clone: Clone<'_>, count: usize) -> Clone<'_> {
    for number in 0..count {
        clone.job(&format!("job{number}.yml"), &format!("{READY}  jobTitle: Posts {number}\n"));
    }
    clone
}

#[test]
fn a_partial_clone_fetches_all_records_at_once() {
    let remote = recorded(100);
    let http = HttpRemote::new(&remote, Duration::from_millis(100));
    let mut plain = Duration::ZERO;
    let clones: [(&str, &[&str]); 5] = [
        ("plain", &["--depth=1"]),
        ("blobless", &["--depth=1", "--filter=blob:none"]),
        ("treeless", &["--depth=1", "--filter=tree:0"]),
        ("deep", &["--filter=blob:none"]),
        // The branch's commits and trees are here already, without its files.
        ("known", &["--filter=blob:none", "--no-single-branch", "--no-checkout"]),
    ];
    for (name, args) in clones {
        let clone = with_jobs(remote.clone_of(name, &[args, &[http.url.as_str()]].concat()), 100);
        let config = std::fs::read_to_string(clone.path.join(".git/config")).expect("text");
        http.requests();
        remote.env.requests();
        let start = Instant::now();
        let ran = clone.run(&["draft", "-vv"]).exits(0);
        let took = start.elapsed();
        let requests = http.requests();
        let calls = ran.err.lines().filter(|line| line.starts_with("git ")).count();
        println!("{name}: {took:?}, {} requests, {calls} calls of git\n{}", requests.len(), requests.join("\n"));
        if name == "plain" {
            plain = took;
        }
        assert!(requests.len() <= 10, "{name}: {requests:#?}");
        assert!(took < plain * 2 + Duration::from_millis(300), "{name}: {took:?}, plain {plain:?}");
        assert_eq!(std::fs::read_to_string(clone.path.join(".git/config")).expect("text"), config, "{name}");
        remote.env.only_read_the_list(name);
    }
}

#[test]
fn a_question_that_fails_once_is_asked_again() {
    let remote = recorded(1);
    let http = HttpRemote::new(&remote, Duration::ZERO);
    let clone = with_jobs(remote.clone_of("one", &["--depth=1", &http.url]), 1);
    for (text, args) in [("ls-refs", "draft"), ("command=fetch", "draft"), ("info/refs", "draft")] {
        http.fail_once(text.trim_start_matches("command="));
        let _ = clone.run(&[args]).exits(0);
    }
    clone.job("job0.yml", &format!("{READY}  jobTitle: Changed\n"));
    http.fail_once("POST /remote.git/git-receive-pack");
    let _ = clone.run(&["publish"]).exits(0);
    assert_eq!(remote.env.jobs()[0]["fields"]["jobTitle"], "Changed");
}

#[test]
fn a_push_is_repeated_where_the_server_failed_and_says_that_it_was_the_push() {
    let remote = GitRemote::new();
    let clone = with_jobs(remote.clone("one"), 1);
    for words in ["Internal Server Error", "Service Unavailable", "the repository is locked"] {
        let count = remote.env.file("count");
        let count = count.display();
        remote.hook(&format!("echo x >>{count}; [ $(wc -l <{count}) -gt 1 ] || {{ echo '{words}' >&2; exit 1; }}"));
        clone.job("job0.yml", &format!("{READY}  jobTitle: After {words}\n"));
        let _ = clone.run(&["draft"]).exits(0);
        std::fs::remove_file(remote.env.file("count")).expect("the hook ran");
    }
    remote.hook("echo 'Service Unavailable' >&2; exit 1");
    clone.job("job0.yml", &format!("{READY}  jobTitle: Last\n"));
    let ran = clone.run(&["draft"]).exits(3);
    assert!(ran.out.contains("pushing the branch `refs/heads/opentrain-records`"), "{}", ran.out);
}

#[test]
fn a_branch_in_the_way_of_the_records_is_named_at_once() {
    for (there, wanted) in [("ops", "ops/records"), ("ops/x", "ops"), ("a", "a/b/c")] {
        let remote = GitRemote::new();
        let clone = with_jobs(remote.clone("one"), 1);
        git(&clone.path, &["push", "--quiet", "origin", &format!("HEAD:refs/heads/{there}")]);
        let start = Instant::now();
        let ran = RunOutput::of(clone.command(&["draft"], &format!("git:{wanted}")).output().expect("run")).exits(2);
        assert!(start.elapsed() < Duration::from_secs(3));
        let message = format!("`refs/heads/{wanted}` can't exist beside `refs/heads/{there}`");
        assert!(ran.err.contains(&message), "{}", ran.err);
        assert_eq!(remote.env.requests(), Vec::<String>::new());
    }
}

#[test]
fn a_lock_that_a_killed_git_left_is_named() {
    let remote = recorded(1);
    let clone = with_jobs(remote.shallow("one"), 1);
    std::fs::write(clone.path.join(".git/shallow.lock"), "").expect("written");
    let ran = clone.run(&["draft"]).exits(2);
    assert!(ran.err.contains("fetching the branch") && ran.err.contains(".git/shallow.lock`"), "{}", ran.err);
    assert!(ran.err.contains("If no other git runs"), "{}", ran.err);
}

#[cfg(unix)]
#[test]
fn a_checkout_that_cannot_be_written_is_not_taken_for_a_remote_that_refuses() {
    use std::os::unix::fs::PermissionsExt as _;
    let remote = recorded(1);
    let clone = with_jobs(remote.clone("one"), 1);
    clone.job("job0.yml", &format!("{READY}  jobTitle: Changed\n"));
    let objects = clone.path.join(".git/objects");
    // Root may write anywhere: a file in a folder's place stops it too.
    let is_root = std::fs::metadata("/proc/self").is_ok_and(|me| std::os::unix::fs::MetadataExt::uid(&me) == 0);
    if is_root {
        return;
    }
    std::fs::set_permissions(&objects, std::fs::Permissions::from_mode(0o555)).expect("set");
    let ran = clone.run(&["draft"]).exits(2);
    std::fs::set_permissions(&objects, std::fs::Permissions::from_mode(0o755)).expect("set");
    assert!(!ran.err.contains("contents: write"), "{}", ran.err);
}

/// Replaces what the branch has at `path` by another entry, in git's own words.
fn put(remote: &GitRemote, path: &str, mode: &str) {
    let work = remote.clone(&format!("put-{mode}-{}", path.replace('/', "-")));
    git(&work.path, &["checkout", "--quiet", BRANCH]);
    git(&work.path, &["rm", "--quiet", "-r", "--cached", "--ignore-unmatch", path]);
    let object = match mode {
        "160000" => git(&work.path, &["rev-parse", "HEAD"]),
        _ => git(&work.path, &["hash-object", "-w", "store.json"]),
    };
    let path = if mode == "040000" { format!("{path}/inside") } else { path.to_owned() };
    let mode = if mode == "040000" { "100644" } else { mode };
    git(&work.path, &["update-index", "--add", "--cacheinfo", &format!("{mode},{object},{path}")]);
    git(&work.path, &["commit", "--quiet", "-m", "by hand"]);
    git(&work.path, &["push", "--quiet", "origin", BRANCH]);
}

#[test]
fn a_branch_with_something_else_in_a_records_place_is_refused() {
    for (path, mode, message) in [
        ("jobs", "100644", "has a file at `jobs`, where a folder belongs"),
        ("jobs", "120000", "has a link at `jobs`, where a folder belongs"),
        ("jobs", "160000", "has a submodule at `jobs`, where a folder belongs"),
        ("store.json", "040000", "has a folder at `store.json`, where a file belongs"),
        ("store.json", "120000", "has a link at `store.json`, where a file belongs"),
        ("capabilities.json", "160000", "has a submodule at `capabilities.json`, where a file belongs"),
        ("jobs/job0.json", "120000", "has a link at `jobs/job0.json`, where a file belongs"),
        ("jobs/job0.json", "160000", "has a submodule at `jobs/job0.json`, where a file belongs"),
        ("jobs/job0.json", "040000", "has a folder at `jobs/job0.json`, where a file belongs"),
    ] {
        let remote = recorded(1);
        put(&remote, path, mode);
        let tip = remote.on_branch(&["rev-parse", BRANCH]);
        remote.env.requests();
        let clone = with_jobs(remote.clone("one"), 2);
        let ran = clone.run(&["draft"]).exits(2);
        assert!(ran.err.contains(message), "{path} {mode}: {}", ran.err);
        assert_eq!(remote.on_branch(&["rev-parse", BRANCH]), tip);
        assert_eq!(remote.env.requests(), Vec::<String>::new());
    }
}

#[test]
fn records_without_their_store_are_not_called_other_files() {
    let remote = recorded(1);
    let work = remote.clone("work");
    git(&work.path, &["checkout", "--quiet", BRANCH]);
    git(&work.path, &["rm", "--quiet", "store.json"]);
    git(&work.path, &["commit", "--quiet", "-m", "oops"]);
    git(&work.path, &["push", "--quiet", "origin", BRANCH]);
    let ran = with_jobs(remote.clone("one"), 1).run(&["draft"]).exits(2);
    assert!(ran.err.contains("no `store.json`") && ran.err.contains("Restore"), "{}", ran.err);
}

#[cfg(target_os = "linux")]
#[test]
fn other_files_of_the_branch_stay_as_they_are() {
    use std::os::unix::ffi::OsStrExt as _;
    let remote = recorded(1);
    let work = remote.clone("work");
    git(&work.path, &["checkout", "--quiet", BRANCH]);
    std::fs::create_dir_all(work.path.join("docs")).expect("a folder");
    for name in [&b"caf\xe9.txt"[..], b"docs/a b", b"jobs/NOTES.md", b"new\nline", b"jobs/.lock"] {
        std::fs::write(work.path.join(std::ffi::OsStr::from_bytes(name)), name).expect("written");
    }
    std::os::unix::fs::symlink("README", work.path.join("link")).expect("a link");
    git(&work.path, &["add", "--force", "."]);
    git(&work.path, &["commit", "--quiet", "-m", "by hand"]);
    git(&work.path, &["push", "--quiet", "origin", BRANCH]);
    let others = || {
        let all = remote.on_branch(&["ls-tree", "-r", BRANCH]);
        let kept = all.lines().filter(|line| !line.ends_with(".json")).map(str::to_owned);
        kept.collect::<Vec<_>>()
    };
    let before = others();
    assert!(before.len() >= 6, "{before:?}");
    let clone = with_jobs(remote.clone("one"), 2);
    let _ = clone.run(&["publish"]).exits(0);
    assert_eq!(others(), before);
    git(&remote.remote(), &["fsck", "--strict"]);
}
