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
