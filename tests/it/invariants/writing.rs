//! `check`, `plan`, `status` and `doctor` write nothing, anywhere.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use crate::fault_matrix::world;
use crate::git_remote::{BRANCH, GitRemote, git};
use crate::test_env::{READY, RunOutput, TestEnv};

/// Each path below a folder: when it was written, and what a file holds.
type Tree = BTreeMap<PathBuf, (Option<SystemTime>, Option<Vec<u8>>)>;

/// All that a run can reach: its folder, which is its home too. A scratch folder may come and go, so that it does not count when
/// something was last in `tmp`.
fn tree(env: &TestEnv) -> Tree {
    let mut tree = Tree::new();
    look(env.path(), &mut tree);
    if let Some(tmp) = tree.get_mut(&env.file("tmp")) {
        tmp.0 = None;
    }
    tree
}

fn look(folder: &Path, tree: &mut Tree) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let written = fs::metadata(&path).and_then(|found| found.modified()).expect("a time");
        if path.is_dir() {
            look(&path, tree);
        }
        tree.insert(path.clone(), (Some(written), fs::read(path).ok()));
    }
}

fn scratch(env: &TestEnv) -> PathBuf {
    let folder = env.file("tmp");
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

/// Runs a command that may write nothing; returns what it asked the service.
#[track_caller]
fn asked(env: &TestEnv, command: &mut Command) -> Vec<String> {
    let what = format!("{command:?}");
    command.env("TMPDIR", scratch(env)).env("OT_API_BASE_URL", &env.url).env("GITHUB_REPOSITORY_ID", "42");
    env.requests();
    let before = tree(env);
    let ran = RunOutput::of(command.output().expect("run"));
    assert!(ran.out.contains("\"version\": 1"), "{what}: {}", ran.err);
    let (after, jobs) = (tree(env), env.jobs());
    let changed: Vec<&PathBuf> =
        before.keys().chain(after.keys()).filter(|path| before.get(*path) != after.get(*path)).collect();
    assert_eq!(changed, Vec::<&PathBuf>::new(), "{what}");
    assert_eq!(env.jobs(), jobs, "{what}");
    env.requests()
}

/// Records and a service that give each command something to write: a job that was closed by hand, a definition that is gone, a
/// field that is newer than what is known of the account, a store that does not know its repository, and what a killed run left.
fn restless() -> TestEnv {
    let env = world();
    env.control.set_status(&env.id_of("edit"), "ARCHIVED");
    env.remove_job("end.yml");
    fs::write(env.file("records/.recordAb12"), "{").expect("written");
    env
}

#[test]
fn a_command_that_only_looks_writes_no_file_and_asks_no_more_than_it_was_told_to() {
    let env = restless();
    let json = ["--format", "json"];
    for args in [vec!["check"], vec!["plan"], vec!["plan", "--close-removed=all"]] {
        assert_eq!(asked(&env, env.command(&args).args(json)), Vec::<String>::new(), "{args:?}");
    }
    for args in [vec!["plan", "--refresh"], vec!["plan", "--refresh", "--close-removed"], vec!["status"]] {
        let asked = asked(&env, env.command(&args).args(json));
        assert_eq!(asked, ["GET /job-drafts/capabilities", "GET /jobs/mine"], "{args:?}");
    }
    let asked = asked(&env, env.command(&["doctor"]).args(json));
    assert_eq!(asked, ["GET /auth/me", "GET /job-drafts/capabilities", "GET /jobs/mine"]);
    let ran = env.run(&["publish"]).exits(1);
    assert!(ran.codes("edit").contains(&"error job-closed".to_owned()), "there was something to write");
    assert!(!env.file("records/.recordAb12").exists());
}

#[test]
fn a_plan_against_a_sandbox_keeps_nothing() {
    let env = TestEnv::new();
    env.job("a.yml", READY);
    let kept = ["--records", "dir:kept"];
    let _ = RunOutput::of(env.bare().args(["draft", "--sandbox"]).args(kept).output().expect("run")).exits(0);
    env.job("a.yml", &READY.replace("0.06", "0.07"));
    for records in [&kept[..], &["--records", "dir:none"], &[]] {
        for args in [&["plan", "--sandbox"][..], &["plan", "--sandbox", "--refresh"], &["status", "--sandbox"]] {
            let mut command = env.bare();
            let asked = asked(&env, command.args(args).args(records).args(["--format", "json"]));
            assert_eq!(asked, Vec::<String>::new(), "{args:?} {records:?}");
        }
    }
}

#[test]
fn a_plan_of_records_on_a_branch_leaves_remote_and_checkout_as_they_are() {
    let forge = GitRemote::new();
    let clone = forge.clone("work");
    clone.job("a.yml", READY);
    let remote = || [&["for-each-ref"][..], &["count-objects", "-v"]].map(|args| git(&forge.remote(), args));
    let quiet = |args: &[&str], requests: &[&str]| {
        let before = (remote(), clone.state());
        let ran = RunOutput::of(clone.command(args, &format!("git:{BRANCH}")).output().expect("run"));
        assert!(ran.out.contains("\"version\": 1"), "{args:?}: {}", ran.err);
        assert_eq!((remote(), clone.state()), before, "{args:?}");
        assert_eq!(forge.env.requests(), requests, "{args:?}");
    };
    for args in [&["check"][..], &["plan"]] {
        quiet(args, &[]);
    }
    quiet(&["plan", "--refresh"], &["GET /jobs/mine"]);
    quiet(&["status"], &["GET /jobs/mine"]);
    let _ = clone.run(&["publish"]).exits(0);
    forge.env.control.set_status("job_000001", "ARCHIVED");
    forge.env.requests();
    for args in [&["check"][..], &["plan"]] {
        quiet(args, &[]);
    }
    quiet(&["plan", "--refresh"], &["GET /jobs/mine"]);
    quiet(&["status"], &["GET /jobs/mine"]);
}
