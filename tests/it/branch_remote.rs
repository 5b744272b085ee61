//! Records on a branch when the remote is slow, fails, or is a partial clone's.

use std::time::{Duration, Instant};

use crate::git_remote::{BRANCH, Clone, GitRemote, git, search_path};
use crate::http_remote::HttpRemote;
use crate::test_env::{READY, RunOutput, signal};

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
        let _ = clone.run(&["draft"]).exits(0);
        let took = start.elapsed();
        let requests = http.requests();
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

/// A folder with a `git` that runs this script before the real one.
#[cfg(unix)]
fn wrapped_git(remote: &GitRemote, script: &str) -> std::ffi::OsString {
    let folder = remote.env.file("wrapped");
    std::fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join("git");
    let path = search_path();
    let text = format!("#!/bin/sh\n{script}\nPATH='{}' exec git \"$@\"\n", path.display());
    std::fs::write(&file, text).expect("written");
    std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o755)).expect("executable");
    [folder.into_os_string(), path].join(std::ffi::OsStr::new(":"))
}

#[cfg(unix)]
#[test]
fn what_is_wrong_with_this_machine_is_not_taken_for_the_remotes_refusal() {
    let denied = "error: insufficient permission for adding an object to repository database .git/objects";
    for (call, message, expected) in [
        ("hash-object", denied, "does not let git write"),
        ("fetch", "fatal: Unable to create '/x/.git/shallow.lock': Permission denied", "does not let git write"),
        ("fetch", "fatal: write error: No space left on device", "does not let git write"),
        ("ls-remote", "fatal: unable to access 'https://h/': SSL certificate problem: x", "SSL_CERT_FILE"),
        ("ls-remote", "Host key verification failed.", "known_hosts"),
    ] {
        let remote = recorded(1);
        let clone = with_jobs(remote.shallow("one"), 2);
        let script = format!("case \"$*\" in *' {call} '*) echo \"{message}\" >&2; exit 128;; esac");
        let mut command = clone.command(&["draft"], &format!("git:{BRANCH}"));
        let start = Instant::now();
        let ran = RunOutput::of(command.env("PATH", wrapped_git(&remote, &script)).output().expect("run")).exits(2);
        let told = ran.err.clone() + &ran.out;
        assert!(told.contains(expected) && !told.contains("contents: write"), "{message}: {told}");
        assert!(start.elapsed() < Duration::from_secs(3), "it is not asked again: {:?}", start.elapsed());
    }
}

#[cfg(unix)]
#[test]
fn a_git_that_is_too_old_is_told_by_its_version() {
    let remote = GitRemote::new();
    let clone = with_jobs(remote.clone("one"), 1);
    let script = "case \"$*\" in *' version') echo git version 2.25.1; exit;; esac";
    let mut command = clone.command(&["draft"], &format!("git:{BRANCH}"));
    let ran = RunOutput::of(command.env("PATH", wrapped_git(&remote, script)).output().expect("run")).exits(2);
    assert!(
        ran.err.contains("git 2.29 or later is needed, and `git version` says `git version 2.25.1`"),
        "{}",
        ran.err
    );
}

#[test]
fn credentials_that_are_not_there_are_explained() {
    let remote = GitRemote::new();
    let http = HttpRemote::new(&remote, Duration::ZERO);
    let clone = with_jobs(remote.clone_of("one", &[&http.url]), 1);
    http.fail("401 Unauthorized");
    let ran = clone.run(&["draft"]).exits(2);
    assert!(ran.err.contains("persist-credentials: false"), "{}", ran.err);
}

#[cfg(unix)]
#[test]
fn the_users_askpass_is_asked_and_a_dialog_is_not_opened() {
    let remote = GitRemote::new();
    let http = HttpRemote::new(&remote, Duration::ZERO);
    let clone = with_jobs(remote.clone_of("one", &[&http.url]), 1);
    http.fail("401 Unauthorized");
    let script = clone.path.join("askpass");
    std::fs::write(&script, "#!/bin/sh\necho \"$1\" >>asked\necho x\n").expect("written");
    std::fs::set_permissions(&script, std::os::unix::fs::PermissionsExt::from_mode(0o755)).expect("executable");
    for (variable, is_asked) in [("SSH_ASKPASS", false), ("GIT_ASKPASS", true)] {
        let mut command = clone.command(&["draft"], &format!("git:{BRANCH}"));
        let _ = RunOutput::of(command.env(variable, &script).output().expect("run")).exits(2);
        assert_eq!(clone.path.join("asked").exists(), is_asked, "{variable}");
    }
}

/// A clone whose credential helper waits for ever. It keeps its process id in `helper`.
#[cfg(unix)]
fn with_waiting_helper<'f>(remote: &'f GitRemote, http: &HttpRemote) -> Clone<'f> {
    let clone = with_jobs(remote.clone_of("one", &[&http.url]), 1);
    http.fail("401 Unauthorized");
    git(&clone.path, &["config", "credential.helper", "!echo $$ >helper; sleep 600; :"]);
    clone
}

#[cfg(unix)]
fn is_helper_running(clone: &Clone<'_>) -> bool {
    let id = std::fs::read_to_string(clone.path.join("helper")).expect("the helper ran");
    let state = std::process::Command::new("ps").args(["-o", "stat=", "-p", id.trim()]).output().expect("ps").stdout;
    // A zombie has ended; in a container, nobody may ask how.
    !state.trim_ascii().is_empty() && !state.starts_with(b"Z")
}

#[cfg(unix)]
#[test]
fn a_credential_helper_that_waits_for_ever_is_stopped() {
    let remote = GitRemote::new();
    let http = HttpRemote::new(&remote, Duration::ZERO);
    let clone = with_waiting_helper(&remote, &http);
    let start = Instant::now();
    let ran = clone.run(&["draft"]).exits(3);
    assert!(start.elapsed() < Duration::from_secs(115), "{:?}", start.elapsed());
    assert!(ran.err.contains("asking `origin` for the branch") && ran.err.contains("within 60 seconds"), "{}", ran.err);
    assert!(!is_helper_running(&clone));
}

#[cfg(unix)]
#[test]
fn a_signal_ends_a_run_that_waits_for_git_and_what_git_started() {
    let remote = GitRemote::new();
    let http = HttpRemote::new(&remote, Duration::ZERO);
    let clone = with_waiting_helper(&remote, &http);
    let child = clone.start(&["draft"]);
    let end = Instant::now() + Duration::from_secs(20);
    while !clone.path.join("helper").exists() {
        assert!(Instant::now() < end, "no helper");
        std::thread::sleep(Duration::from_millis(20));
    }
    signal(&child, "INT");
    let start = Instant::now();
    let ran = RunOutput::of(child.wait_with_output().expect("ended")).exits(3);
    assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());
    assert!(ran.err.contains("interrupted"), "{}", ran.err);
    assert!(!is_helper_running(&clone));
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
