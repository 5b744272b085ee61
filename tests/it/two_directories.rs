//! Two jobs directories of one repository: each needs a namespace of its own, or one id in both would be one job.

use std::fs;

use crate::git_remote::{GitRemote, git};
use crate::test_env::{READY, RunOutput, TestEnv};

const OTHER: [&str; 3] = ["draft", "--jobs", "other"];

fn with_two() -> TestEnv {
    let env = TestEnv::new();
    env.job("a.yml", READY);
    fs::create_dir(env.file("other")).expect("a folder");
    fs::write(env.file("other/a.yml"), READY).expect("written");
    let _ = env.run(&["publish"]).exits(0);
    env.requests();
    env
}

fn run(env: &TestEnv, namespace: &str, records: &str) -> RunOutput {
    let args = [&OTHER[..], &["--namespace", namespace, "--base-url", &env.url, "--records", records]].concat();
    RunOutput::of(env.bare().args(args).output().expect("run"))
}

#[test]
fn a_store_in_a_folder_beside_it_keeps_its_namespace() {
    let env = with_two();
    for (records, word) in
        [("dir:records", "another jobs directory"), ("dir:others", "the jobs directory `jobs` already")]
    {
        let ran = run(&env, "acme/jobs", records).exits(2);
        assert!(ran.err.contains(word), "{records}: {}", ran.err);
        assert!(ran.err.contains("--namespace") && ran.err.contains("--records"), "{records}: {}", ran.err);
        assert_eq!(env.requests(), Vec::<String>::new(), "{records}");
        assert!(!env.file("others/store.json").exists());
    }
    let _ = run(&env, "acme/others", "dir:others").exits(0);
    assert_eq!(env.jobs().len(), 2);
    // A store that is there already is used as it is, and so is one of the same jobs directory.
    let _ = run(&env, "acme/others", "dir:others").exits(0);
    let _ = RunOutput::of(
        env.bare()
            .args(["plan", "--namespace", "acme/jobs", "--base-url", &env.url, "--records", "dir:moved"])
            .output()
            .expect("run"),
    )
    .exits(0);
}

#[test]
fn a_store_on_another_branch_keeps_its_namespace() {
    for is_shallow in [false, true] {
        let remote = GitRemote::new();
        let one = remote.clone("one");
        one.job("a.yml", READY);
        one.merge();
        let _ = RunOutput::of(one.command(&["publish"], "git:opentrain-records").output().expect("run")).exits(0);
        // Another branch of such a name holds no records.
        git(&one.path, &["push", "--quiet", "origin", "HEAD:refs/heads/feature/broken-records-page"]);
        remote.env.requests();
        let two = if is_shallow { remote.shallow("two") } else { remote.clone("two") };
        git(&two.path, &["update-ref", "-d", "refs/remotes/origin/opentrain-records"]);
        fs::create_dir(two.path.join("other")).expect("a folder");
        fs::write(two.path.join("other/a.yml"), READY).expect("written");
        let before = two.state();
        let with = |namespace: &str, branch: &str| {
            let args = [&OTHER[..], &["--namespace", namespace]].concat();
            RunOutput::of(two.command(&args, &format!("git:{branch}")).output().expect("run"))
        };
        for branch in ["others", "team/opentrain"] {
            let ran = with("acme/jobs", branch).exits(2);
            assert!(ran.err.contains("whose records are in `git:opentrain-records`"), "{branch}: {}", ran.err);
            assert_eq!(remote.env.requests(), Vec::<String>::new(), "{branch}");
            assert!(remote.on_branch(&["for-each-ref", &format!("refs/heads/{branch}")]).is_empty(), "{branch}");
        }
        assert_eq!(two.state(), before, "nothing is left in the checkout");
        let _ = with("acme/others", "others").exits(0);
        assert_eq!(remote.env.jobs().len(), 2);
    }
}
