//! The word of an old commit on what is public does not count.

use std::fs;

use crate::git_remote::{Clone, GitRemote, git};
use crate::github::stand_in::StandIn;
use crate::github_end_to_end::{Runner, commit, push, runner};
use crate::test_env::{READY, RunOutput};

#[test]
fn an_old_commit_that_is_run_again_only_plans() {
    let (remote, github) = (GitRemote::new(), StandIn::new());
    let mut runner = Runner { github: &github, folder: runner(&github, &remote), run: 1000 };
    let work = remote.clone("work");
    let old = commit(work.job("a.yml", READY), "main");
    let _ = runner.ci(&work, "push", &push(&old), "refs/heads/main").exits(0);
    let new = commit(work.job("a.yml", &READY.replace("0.06", "0.09")), "main");
    let _ = runner.ci(&work, "push", &push(&new), "refs/heads/main").exits(0);
    assert_eq!(remote.env.jobs()[0]["fields"]["pricePerLabel"], 0.09);
    git(&work.path, &["checkout", "--quiet", "--detach", &old]);
    remote.env.requests();
    let ran = runner.ci(&work, "push", &push(&old), "refs/heads/main").exits(0);
    assert!(ran.err.contains(&format!("superseded by {new}")), "{}", ran.err);
    assert_eq!(remote.env.requests(), Vec::<String>::new());
    assert_eq!(remote.env.jobs()[0]["fields"]["pricePerLabel"], 0.09);
    // A commit that leaves the jobs as they are overtakes nobody.
    git(&work.path, &["checkout", "--quiet", "--detach", &new]);
    fs::write(work.path.join("README"), "z").expect("written");
    git(&work.path, &["commit", "--quiet", "-am", "words"]);
    git(&work.path, &["push", "--quiet", "origin", "HEAD:main"]);
    git(&work.path, &["checkout", "--quiet", "--detach", &new]);
    let ran = runner.ci(&work, "push", &push(&new), "refs/heads/main").exits(0);
    assert!(!ran.err.contains("superseded"), "{}", ran.err);
}

/// Runs `ci` for the push of a commit that is the latest when the run begins. `main` moves on to `new` while the records are pushed
/// for the `nth` time.
fn overtaken_at(remote: &GitRemote, work: &Clone<'_>, (old, new): (&str, &str), nth: usize) -> RunOutput {
    git(&work.path, &["push", "--quiet", "--force", "origin", &format!("{old}:main")]);
    git(&work.path, &["checkout", "--quiet", "--detach", old]);
    // What a hook finds pushed is in quarantine; the new commit has been there before.
    let move_on = format!("env -u GIT_QUARANTINE_PATH git update-ref refs/heads/main {new}");
    remote.hook(&format!("echo >> pushes; [ $(wc -l < pushes) -ne {nth} ] || {move_on}"));
    let github = StandIn::new();
    let mut runner = Runner { github: &github, folder: runner(&github, remote), run: 1000 };
    runner.ci(work, "push", &push(old), "refs/heads/main").exits(0)
}

#[test]
fn a_commit_that_is_overtaken_while_it_drafts_publishes_nothing() {
    let remote = GitRemote::new();
    let work = remote.clone("work");
    let old = commit(work.job("a.yml", READY), "topic");
    let new = commit(work.job("a.yml", &READY.replace("0.06", "0.09")), "topic");
    let ran = overtaken_at(&remote, &work, (&old, &new), 1);
    assert!(ran.err.contains("superseded"), "{}", ran.err);
    assert_eq!(remote.env.statuses(), ["DRAFT"]);
}

#[test]
fn a_commit_that_is_overtaken_while_it_edits_live_jobs_publishes_no_other() {
    let remote = GitRemote::new();
    let work = remote.clone("work");
    let first = commit(work.job("a.yml", READY), "main");
    let github = StandIn::new();
    let mut runner = Runner { github: &github, folder: runner(&github, &remote), run: 1 };
    let _ = runner.ci(&work, "push", &push(&first), "refs/heads/main").exits(0);
    let old = commit(work.job("a.yml", &READY.replace("0.06", "0.07")).job("b.yml", READY), "topic");
    let new = commit(work.job("b.yml", &READY.replace("0.06", "0.09")), "topic");
    let ran = overtaken_at(&remote, &work, (&old, &new), 2);
    assert!(ran.err.contains("superseded"), "{}", ran.err);
    assert_eq!(remote.env.jobs()[0]["fields"]["pricePerLabel"], 0.07, "what was under way is done");
    assert_eq!(remote.env.statuses(), ["OPEN", "DRAFT"]);
    assert!(!ran.err.contains("Nothing public was done"), "{}", ran.err);
}

/// A commit on `main` in which these hold: a submodule at `jobs/shared`, whose folder is empty, and a file with an odd name.
#[cfg(unix)]
fn with_submodule(work: &Clone<'_>) -> String {
    fs::create_dir_all(work.path.join("jobs/shared")).expect("a folder");
    let other = git(&work.path, &["rev-parse", "HEAD"]);
    git(&work.path, &["update-index", "--add", "--cacheinfo", &format!("160000,{other},jobs/shared")]);
    commit(work, "main")
}

#[cfg(unix)]
#[test]
fn a_file_of_any_name_and_a_submodule_without_definitions_are_no_difference() {
    use std::os::unix::ffi::OsStrExt as _;
    let (remote, github) = (GitRemote::new(), StandIn::new());
    let mut runner = Runner { github: &github, folder: runner(&github, &remote), run: 1000 };
    let work = remote.clone("work");
    for name in [&b"caf\xe9.txt"[..], b"a\nb.txt", b"\"q\".txt", b"end\r", b"caf\xc3\xa9.txt"] {
        fs::write(work.path.join("jobs").join(std::ffi::OsStr::from_bytes(name)), "x").expect("written");
    }
    std::os::unix::fs::symlink(std::ffi::OsStr::from_bytes(b"caf\xe9.txt"), work.path.join("jobs/link"))
        .expect("a link");
    let head = with_submodule(work.job("a.yml", READY));
    let ran = runner.ci(&work, "push", &push(&head), "refs/heads/main").exits(0);
    assert!(!ran.err.contains("superseded"), "{}", ran.err);
    assert_eq!(remote.env.statuses(), ["OPEN"]);
}

#[cfg(unix)]
#[test]
fn definitions_in_a_submodule_are_refused_by_its_name() {
    let (remote, github) = (GitRemote::new(), StandIn::new());
    let mut runner = Runner { github: &github, folder: runner(&github, &remote), run: 1000 };
    let work = remote.clone("work");
    let head = with_submodule(work.job("a.yml", READY));
    fs::write(work.path.join("jobs/shared/b.yml"), READY).expect("written");
    for ran in [runner.ci(&work, "push", &push(&head), "refs/heads/main"), work.run_unmerged(&["publish"])] {
        let ran = ran.exits(2);
        assert!(ran.err.contains("submodule `jobs/shared` are not part of"), "{}", ran.err);
        assert_eq!(remote.env.requests(), Vec::<String>::new());
    }
}

#[test]
fn files_that_a_step_of_the_workflow_edits_are_named_and_held() {
    let (remote, github) = (GitRemote::new(), StandIn::new());
    let mut runner = Runner { github: &github, folder: runner(&github, &remote), run: 1000 };
    let work = remote.clone("work");
    fs::write(work.path.join("jobs/line\nbreak.txt"), "x").expect("written");
    let head = commit(work.job("a.yml", READY), "main");
    fs::write(work.path.join("jobs/line\nbreak.txt"), "y").expect("written");
    let ran = runner.ci(&work, "push", &push(&head), "refs/heads/main").exits(4);
    let message = format!("`jobs/line\\u{{a}}break.txt` is not as in {head}, which is checked out");
    assert!(ran.err.contains(&message), "{}", ran.err);
    assert!(ran.out.contains("An earlier step of this workflow") && !ran.out.contains("newer commit"), "{}", ran.out);
    for index in 1..=6 {
        let _ = work.job(&format!("new{index}.yml"), READY);
    }
    let ran = runner.ci(&work, "push", &push(&head), "refs/heads/main").exits(4);
    assert!(ran.err.contains("`jobs/new5.yml` and 2 more files are not as in"), "{}", ran.err);
    assert_eq!(remote.env.requests(), Vec::<String>::new());
}
