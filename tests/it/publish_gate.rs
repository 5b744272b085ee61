//! Only the definitions of the default branch's tip decide what is public.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::git_remote::{Clone, GitRemote, git};
use crate::github::stand_in::StandIn;
use crate::github_end_to_end::{Runner, commit, push, runner};
use crate::test_env::{READY, RunOutput, TestEnv};

fn dearer() -> String {
    READY.replace("0.06", "0.09")
}

/// A remote on whose `main` one posting is live at 0.09; `old` is the commit before, which says 0.06.
struct MovedOn {
    remote: GitRemote,
    github: StandIn,
}

impl MovedOn {
    fn new() -> Self {
        Self { remote: GitRemote::new(), github: StandIn::new() }
    }

    fn checkout(&self) -> (Clone<'_>, String) {
        let work = self.remote.clone("work");
        let old = commit(work.job("a.yml", READY), "main");
        let _ = self.ci(&work, "push", &push(&old), "refs/heads/main", &[]).exits(0);
        let new = commit(work.job("a.yml", &dearer()), "main");
        let _ = self.ci(&work, "push", &push(&new), "refs/heads/main", &[]).exits(0);
        git(&work.path, &["checkout", "--quiet", "--detach", &old]);
        self.remote.env.requests();
        (work, old)
    }

    fn ci(&self, clone: &Clone<'_>, event: &str, payload: &Value, git_ref: &str, args: &[&str]) -> RunOutput {
        let runner = Runner { github: &self.github, folder: runner(&self.github, &self.remote), run: 1000 };
        RunOutput::of(runner.command(clone, event, payload, git_ref, args).output().expect("run"))
    }

    #[track_caller]
    fn is_untouched(&self, why: &str) {
        assert_eq!(self.remote.env.requests(), Vec::<String>::new(), "{why}");
        assert_eq!(self.remote.env.jobs()[0]["fields"]["pricePerLabel"], 0.09, "{why}");
    }
}

#[test]
fn an_old_commit_publishes_for_no_event_and_no_ref() {
    let moved = MovedOn::new();
    let (work, old) = moved.checkout();
    git(&work.path, &["push", "--quiet", "origin", &format!("{old}:refs/tags/v1"), &format!("{old}:refs/heads/topic")]);
    let repository = json!({"repository": {"default_branch": "main"}});
    let released = json!({"action": "published", "repository": {"default_branch": "main"}});
    let publish = ["--command", "publish"];
    for (event, payload, git_ref, args) in [
        ("push", push(&old), "refs/heads/main", &publish[..]),
        ("push", push(&old), "refs/heads/main", &[]),
        ("push", push(&old), "refs/tags/v1", &publish),
        ("release", released, "refs/tags/v1", &publish),
        ("schedule", json!({"schedule": "0 7 * * *"}), "refs/heads/main", &[]),
        ("workflow_dispatch", repository.clone(), "refs/heads/topic", &publish),
        ("repository_dispatch", repository, "refs/heads/main", &publish),
        ("push", json!({"ref": "refs/heads/main", "repository": {}}), "refs/heads/main", &publish),
    ] {
        let ran = moved.ci(&work, event, &payload, git_ref, args).exits(0);
        assert!(ran.err.contains("superseded by"), "{event} {git_ref}: {}", ran.err);
        assert!(ran.out.contains("`jobs/a.yml` is not as in that commit"), "{event} {git_ref}: {}", ran.out);
        moved.is_untouched(&format!("{event} {git_ref}"));
    }
    let ran = moved.ci(&work, "merge_group", &json!({}), "refs/heads/gh-readonly-queue/main/pr-1", &publish).exits(2);
    assert!(ran.err.contains("`publish` refuses to run for a `merge_group` event"), "{}", ran.err);
    moved.is_untouched("merge_group");
}

#[test]
fn a_renamed_default_branch_is_looked_up_on_the_remote() {
    let moved = MovedOn::new();
    git(&moved.remote.remote(), &["branch", "--move", "main", "master"]);
    git(&moved.remote.remote(), &["symbolic-ref", "HEAD", "refs/heads/master"]);
    let work = moved.remote.clone("work");
    let old = commit(work.job("a.yml", READY), "master");
    let mut event = push(&old);
    event["ref"] = "refs/heads/master".into();
    event["repository"]["default_branch"] = "master".into();
    let _ = moved.ci(&work, "push", &event, "refs/heads/master", &[]).exits(0);
    git(&moved.remote.remote(), &["branch", "--move", "master", "main"]);
    git(&moved.remote.remote(), &["symbolic-ref", "HEAD", "refs/heads/main"]);
    let new = commit(work.job("a.yml", &dearer()), "main");
    let _ = moved.ci(&work, "push", &push(&new), "refs/heads/main", &[]).exits(0);
    git(&work.path, &["checkout", "--quiet", "--detach", &old]);
    moved.remote.env.requests();
    let ran = moved.ci(&work, "push", &event, "refs/heads/master", &[]).exits(0);
    assert!(ran.err.contains(&format!("superseded by {new}")), "{}", ran.err);
    moved.is_untouched("the payload names the branch as it was");

    git(&moved.remote.remote(), &["symbolic-ref", "HEAD", "refs/heads/gone"]);
    let ran = moved.ci(&work, "push", &event, "refs/heads/master", &[]).exits(3);
    assert!(ran.err.contains("`origin` has no default branch"), "{}", ran.err);
    moved.is_untouched("nothing shows what is merged");
}

/// A change of the files at hand that makes them others than those of the default branch.
type Change = fn(&Path);

#[test]
fn on_your_machine_only_what_is_merged_is_published() {
    let changes: [(&str, Change); 8] = [
        ("jobs/a.yml", |clone| fs::write(clone.join("jobs/a.yml"), dearer()).expect("written")),
        ("jobs/a.yml", |clone| fs::remove_file(clone.join("jobs/a.yml")).expect("removed")),
        ("jobs/new.yml", |clone| fs::write(clone.join("jobs/new.yml"), READY).expect("written")),
        ("jobs/_config.yml", |clone| fs::write(clone.join("jobs/_config.yml"), "require: []").expect("written")),
        ("jobs/_defaults.yml", |clone| {
            fs::write(clone.join("jobs/_defaults.yml"), "fields: {pricePerHour: 9}").expect("written");
        }),
        ("jobs/_briefs/b.md", |clone| fs::write(clone.join("jobs/_briefs/b.md"), "Label cats.").expect("written")),
        ("jobs/_briefs/c.md", |clone| {
            fs::remove_file(clone.join("jobs/_briefs/b.md")).expect("removed");
            fs::write(clone.join("jobs/_briefs/c.md"), "Label dogs.").expect("written");
            std::os::unix::fs::symlink("c.md", clone.join("jobs/_briefs/b.md")).expect("a link");
        }),
        ("jobs/a.yml", |clone| {
            git(clone, &["sparse-checkout", "set", "--no-cone", "/*", "!/jobs/a.yml"]);
        }),
    ];
    for (index, (file, change)) in changes.into_iter().enumerate() {
        let remote = GitRemote::new();
        let seed = remote.clone("seed-jobs");
        fs::create_dir(seed.path.join("jobs/_briefs")).expect("a folder");
        fs::write(seed.path.join("jobs/_briefs/b.md"), "Label posts.").expect("written");
        seed.job("b.yml", "descriptionFile: _briefs/b.md\nstate: draft\n");
        let _ = commit(seed.job("a.yml", READY), "main");
        let clone = remote.clone("work");
        change(&clone.path);
        let ran = clone.run_unmerged(&["publish"]).exits(4);
        assert!(ran.out.contains(&format!("`{file}` is not as in")), "{index}: {}", ran.out);
        assert!(ran.out.contains("--allow-behind"), "{index}: {}", ran.out);
        let mut command = clone.command(&["publish"], "dir:kept");
        let _ = RunOutput::of(command.args(["--report", "markdown=report.md"]).output().expect("run")).exits(4);
        let text = fs::read_to_string(clone.path.join("report.md")).expect("a report");
        let verdict = "On hold: these files are not known to be what is merged, so nothing more is published\n";
        assert!(text.starts_with(&format!("### ⏳ {verdict}")), "{index}: {text}");
        assert_eq!(remote.env.requests(), Vec::<String>::new(), "{index}");
        assert!(!remote.has_branch(), "{index}: no record either");
        let _ = clone.run_unmerged(&["publish", "--allow-behind", "--only", "b"]).exits(1);
        assert_eq!(remote.env.jobs().len(), 1, "{index}: a draft, by request");
    }
}

#[test]
fn attributes_and_replaced_objects_hide_no_difference() {
    let text = format!("{READY}  jobTitle: Posts $Id$\n");
    let ident = |clone: &Path| {
        fs::write(clone.join(".git/info/attributes"), "*.yml ident\n").expect("written");
        let text = format!("{READY}  jobTitle: \"Posts $Id: x\"\n  headcount: 99 # $\n");
        fs::write(clone.join("jobs/a.yml"), text).expect("written");
    };
    let filter = |clone: &Path| {
        git(
            clone,
            &["config", "filter.x.clean", &format!("git show HEAD:jobs/a.yml; touch {}", clone.join("ran").display())],
        );
        fs::write(clone.join(".git/info/attributes"), "*.yml filter=x\n").expect("written");
        fs::write(clone.join("jobs/a.yml"), dearer()).expect("written");
    };
    let replaced = |clone: &Path| {
        let tip = git(clone, &["rev-parse", "HEAD"]);
        fs::write(clone.join("jobs/a.yml"), dearer()).expect("written");
        git(clone, &["add", "--force", "jobs"]);
        git(clone, &["commit", "--quiet", "-m", "unmerged"]);
        git(clone, &["update-ref", &format!("refs/replace/{tip}"), "HEAD"]);
    };
    let changes: [&dyn Fn(&Path); 3] = [&ident, &filter, &replaced];
    for (index, change) in changes.into_iter().enumerate() {
        let remote = GitRemote::new();
        let seed = remote.clone("seed-jobs");
        let _ = commit(seed.job("a.yml", &text), "main");
        let clone = remote.clone("work");
        change(&clone.path);
        let ran = clone.run_unmerged(&["publish"]).exits(4);
        assert!(ran.out.contains("`jobs/a.yml` is not as in"), "{index}: {}", ran.out);
        assert_eq!(remote.env.requests(), Vec::<String>::new(), "{index}");
        assert!(!clone.path.join("ran").exists(), "{index}: no filter of the checkout is run");
    }
}

#[test]
fn line_breaks_that_git_converts_and_links_that_are_merged_are_no_difference() {
    let remote = GitRemote::new();
    let seed = remote.clone("seed-jobs");
    fs::write(seed.path.join("jobs/_text.md"), "We need 5 fluent Spanish speakers.\nPay per label.\n")
        .expect("written");
    std::os::unix::fs::symlink("_text.md", seed.path.join("jobs/_link.md")).expect("a link");
    fs::write(seed.path.join(".gitattributes"), "*.yml text eol=crlf\n").expect("written");
    git(&seed.path, &["add", ".gitattributes"]);
    let fields = READY.split_once("fields:").expect("fields").1;
    let _ = commit(seed.job("a.yml", &format!("descriptionFile: _link.md\nfields:{fields}")), "main");
    let clone = remote.clone("work");
    let text = fs::read_to_string(clone.path.join("jobs/a.yml")).expect("a definition");
    assert!(text.contains("\r\n"), "git has converted it: {text:?}");
    let _ = clone.run_unmerged(&["publish"]).exits(0);
    assert_eq!(remote.env.statuses(), ["OPEN"]);
}

#[test]
fn an_origin_that_can_t_be_asked_holds_a_publish() {
    let moved = MovedOn::new();
    let work = moved.remote.clone("work");
    let head = commit(work.job("a.yml", READY), "main");
    git(&work.path, &["remote", "set-url", "origin", &format!("{}/nowhere.git", moved.remote.env.path().display())]);
    let records = "dir:kept";
    let local = |args: &[&str]| RunOutput::of(work.command(args, records).output().expect("run"));
    let ran = local(&["publish"]).exits(4);
    assert!(ran.err.contains("`origin` can't be asked"), "{}", ran.err);
    let ran = moved.ci(&work, "push", &push(&head), "refs/heads/main", &[]).exits(3);
    assert!(ran.err.contains("git ls-remote origin HEAD"), "{}", ran.err);
    assert_eq!(moved.remote.env.requests(), Vec::<String>::new());
    let _ = local(&["publish", "--allow-behind"]).exits(0);
    assert_eq!(moved.remote.env.statuses(), ["OPEN"]);
}

#[test]
fn without_git_or_an_origin_nothing_is_asked() {
    let env = TestEnv::new();
    env.job("a.yml", READY);
    git(env.path(), &["init", "--quiet"]);
    let _ = env.run(&["publish"]).exits(0);
    assert_eq!(env.statuses(), ["OPEN"]);
}

#[test]
fn an_event_that_strangers_start_makes_no_command_write() {
    let env = TestEnv::new();
    env.job("a.yml", READY);
    for event in ["pull_request_target", "workflow_run", "issue_comment"] {
        for command in ["draft", "publish"] {
            let mut command = env.command(&[command]);
            let ran = RunOutput::of(command.env("GITHUB_EVENT_NAME", event).output().expect("run")).exits(2);
            assert!(ran.err.contains(&format!("`{event}` runs with this repository's secrets")), "{}", ran.err);
        }
    }
    for event in ["pull_request", "pull_request_review", "merge_group"] {
        let mut command = env.command(&["publish"]);
        let ran = RunOutput::of(command.env("GITHUB_EVENT_NAME", event).output().expect("run")).exits(2);
        assert!(ran.err.contains("nothing is public before it is merged"), "{}", ran.err);
    }
    assert_eq!(env.requests(), Vec::<String>::new());
}

#[test]
fn a_link_on_the_way_to_a_named_file_must_be_merged_as_the_file() {
    let remote = GitRemote::new();
    let work = remote.clone("work");
    fs::create_dir_all(work.path.join("jobs/v2")).expect("a folder");
    fs::write(work.path.join("jobs/v2/a.md"), "Label 5 pictures of cars.").expect("written");
    work.job("a.yml", "descriptionFile: current/a.md\nfields: {paymentType: FIXED_PRICE, fixedPrice: 5}\n");
    commit(&work, "main");
    std::os::unix::fs::symlink("v2", work.path.join("jobs/current")).expect("a link");
    let ran = work.run_unmerged(&["publish"]).exits(4);
    assert!(ran.err.contains("jobs/current"), "{}", ran.err);
    assert_eq!(remote.env.writes(), Vec::<String>::new());
    commit(&work, "main");
    let ran = work.run_unmerged(&["publish"]);
    assert!(!ran.err.contains("jobs/current"), "{}", ran.err);
}
