//! Which definitions a change touches, and that a run for a change looks after those alone.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::git_remote::{Clone, GitRemote, git};
use crate::github::stand_in::StandIn;
use crate::github_end_to_end::{OPENED, Runner, pull, push};
use crate::test_env::{GAPS, READY, RunOutput};

const BRIEF: &str =
    "description: We need 5 fluent Spanish speakers to label sentiment in ~20,000 social media posts.\n";
const DEFAULTS: &str =
    "fields:\n  experienceLevel: INTERMEDIATE\n  paymentType: PAY_PER_LABEL\n  pricePerLabel: 0.06\n";

/// Writes a file of the jobs folder.
fn write(clone: &Path, name: &str, text: &str) {
    let path = clone.join("jobs").join(name);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("written");
}

fn remove(clone: &Path, name: &str) {
    fs::remove_file(clone.join("jobs").join(name)).expect("removed");
}

fn rename(clone: &Path, from: &str, to: &str) {
    fs::rename(clone.join("jobs").join(from), clone.join("jobs").join(to)).expect("renamed");
}

/// Makes a link in the place of what is there.
#[cfg(unix)]
fn link(clone: &Path, target: &str, name: &str) {
    let path = clone.join("jobs").join(name);
    let _ = fs::remove_file(&path);
    std::os::unix::fs::symlink(target, path).expect("a link");
}

/// Commits the jobs folder and pushes it to a branch; returns the commit.
fn commit(clone: &Clone<'_>, branch: &str) -> String {
    git(&clone.path, &["add", "--force", "--all", "jobs"]);
    git(&clone.path, &["commit", "--quiet", "--message", "jobs"]);
    git(&clone.path, &["push", "--quiet", "--force", "origin", &format!("HEAD:{branch}")]);
    git(&clone.path, &["rev-parse", "HEAD"])
}

/// Definitions with everything that a change can reach them by.
fn seed(clone: &Clone<'_>) -> String {
    let path = &clone.path;
    write(path, "own.yml", READY);
    write(path, "names.yml", "descriptionFile: briefs/current.md\nfields: {paymentType: FIXED_PRICE, fixedPrice: 5}\n");
    write(path, "briefs/v1.md", "Label 5 pictures of cars.");
    write(path, "briefs/v2.md", "Label 5 pictures of bicycles.");
    #[cfg(unix)]
    link(path, "v1.md", "briefs/current.md");
    #[cfg(not(unix))]
    write(path, "briefs/current.md", "Label 5 pictures of cars.");
    write(path, "team/_defaults.yml", DEFAULTS);
    write(path, "team/takes.yml", BRIEF);
    write(path, "team/pins.yml", READY);
    write(path, "team/deep/takes.yml", &BRIEF.replace("Spanish", "French"));
    write(path, "old.yml", &READY.replace("Spanish", "Italian"));
    write(path, "stated.yml", &format!("id: an-id\n{}", READY.replace("Spanish", "Greek")));
    commit(clone, "main")
}

/// The ids that a report says are touched.
fn touched(report: &Value) -> Vec<String> {
    let jobs = report["jobs"].as_array().expect("jobs");
    let touched = jobs.iter().filter(|job| job["touched"] == true);
    touched.map(|job| job["id"].as_str().expect("an id").to_owned()).collect()
}

#[test]
fn a_change_touches_what_it_reaches() {
    type Change = fn(&Path);
    let cases: &[(Change, &[&str], &str)] = &[
        (|_| (), &[], "nothing"),
        (|path| write(path, "own.yml", &READY.replace("0.06", "0.07")), &["own"], "its own file"),
        (|path| write(path, "own.yml", &READY.replace('\n', "\r\n")), &[], "line ends alone"),
        (|path| write(path, "new.yml", BRIEF), &["new"], "a new file"),
        #[cfg(unix)]
        (
            |path| write(path, "briefs/v1.md", "Label 9 cars."),
            &["names"],
            "a file that a link in a definition leads to",
        ),
        #[cfg(unix)]
        (|path| link(path, "v2.md", "briefs/current.md"), &["names"], "a link that leads elsewhere"),
        (|path| write(path, "briefs/v2.md", "Label 9 bicycles."), &[], "a file that nothing names"),
        (|path| remove(path, "briefs/current.md"), &["names"], "a named file that is gone"),
        #[cfg(unix)]
        (|path| remove(path, "briefs/v1.md"), &["names"], "a link that leads to nothing any more"),
        #[cfg(unix)]
        (|path| link(path, "/etc/hostname", "briefs/current.md"), &["names"], "a link that leads out"),
        (
            |path| write(path, "team/_defaults.yml", &DEFAULTS.replace("0.06", "0.07")),
            &["team/deep/takes", "team/takes"],
            "a default, and not who pins the key",
        ),
        (|path| write(path, "team/_defaults.yml", &format!("# pay\n{DEFAULTS}")), &[], "a comment in defaults"),
        (|path| remove(path, "team/_defaults.yml"), &["team/deep/takes", "team/takes"], "defaults that are gone"),
        (
            |path| write(path, "team/deep/_defaults.yml", "fields: {headcount: 5}"),
            &["team/deep/takes"],
            "defaults that are new",
        ),
        (
            |path| write(path, "team/_defaults.yml", &format!("{DEFAULTS}state: draft\n")),
            &["team/deep/takes", "team/pins", "team/takes"],
            "an error in defaults is one of each definition below",
        ),
        #[cfg(unix)]
        (
            |path| {
                write(path, "team/_shared.yml", DEFAULTS);
                link(path, "_shared.yml", "team/_defaults.yml");
            },
            &["team/deep/takes", "team/pins", "team/takes"],
            "defaults that became a link, whatever they say",
        ),
        (|path| remove(path, "old.yml"), &["old"], "a definition that is gone"),
        (|path| rename(path, "old.yml", "renamed.yml"), &["old", "renamed"], "a renamed file"),
        (|path| rename(path, "stated.yml", "moved.yml"), &["an-id"], "a renamed file that states its id"),
        (
            |path| write(path, "stated.yml", &format!("id: other-id\n{}", READY.replace("Spanish", "Greek"))),
            &["an-id", "other-id"],
            "another id is another posting",
        ),
        (|path| write(path, "_config.yml", "limits: {perLabel: 1}\n"), &[], "settings are of no single definition"),
    ];
    let remote = GitRemote::new();
    let work = remote.clone("work");
    let main = seed(&work);
    for (change, expected, reason) in cases {
        change(&work.path);
        let ran = work.run(&["check", "--changed-since", &main]);
        assert_eq!(touched(&ran.report()), *expected, "{reason}: {}", ran.err);
        assert_eq!(ran.entry("own")["touched"], json!(expected.contains(&"own")), "{reason}: all have entries");
        git(&work.path, &["checkout", "--quiet", "--force", &main]);
        git(&work.path, &["clean", "--quiet", "-d", "--force", "-x", "jobs"]);
    }
}

#[test]
fn a_removed_definition_keeps_an_entry_with_its_old_file() {
    let remote = GitRemote::new();
    let work = remote.clone("work");
    let main = seed(&work);
    let _ = work.run(&["publish", "--only", "an-id"]).exits(0);
    remove(&work.path, "stated.yml");
    remove(&work.path, "old.yml");
    let ran = work.run_unmerged(&["plan", "--changed-since", &main]).exits(0);
    let (recorded, unrecorded) = (ran.entry("an-id"), ran.entry("old"));
    assert_eq!((&recorded["file"], &recorded["status"]), (&json!("jobs/stated.yml"), &json!("OPEN")));
    assert_eq!((&unrecorded["file"], &unrecorded["status"]), (&json!("jobs/old.yml"), &json!(null)));
    assert_eq!(touched(&ran.report()), ["an-id", "old"]);
}

#[test]
fn the_comparison_begins_where_the_branch_does() {
    let remote = GitRemote::new();
    let work = remote.clone("work");
    let begin = seed(&work);
    write(&work.path, "own.yml", &READY.replace("0.06", "0.09"));
    commit(&work, "main");
    git(&work.path, &["checkout", "--quiet", "-b", "topic", &begin]);
    write(&work.path, "new.yml", BRIEF);
    commit(&work, "topic");
    let ran = work.run(&["check", "--changed-since", "origin/main"]);
    assert_eq!(touched(&ran.report()), ["new"], "what others merged meanwhile is no change of this branch");
}

#[test]
fn a_commit_that_nobody_knows_is_wrong_use() {
    let remote = GitRemote::new();
    let work = remote.clone("work");
    seed(&work);
    let absent = "0123456789012345678901234567890123456789";
    for name in ["nowhere", "-x", "--all", absent, ""] {
        for command in ["check", "plan", "draft"] {
            let ran = work.run(&[command, &format!("--changed-since={name}")]).exits(2);
            assert!(ran.err.contains(&format!("--changed-since {name}: git knows no such commit here")), "{}", ran.err);
        }
    }
    let ran = work.run(&["check", "--changed-since", "HEAD", "--jobs", "nowhere"]).exits(2);
    assert!(ran.err.contains("the jobs directory `nowhere` doesn't exist"), "{}", ran.err);
    let outside = remote.env.job("a.yml", READY).run(&["check", "--changed-since", "HEAD"]).exits(2);
    assert!(outside.err.contains("is in no git repository"), "{}", outside.err);
    assert_eq!(remote.env.requests(), Vec::<String>::new());
}

#[test]
fn a_commit_that_a_shallow_clone_lacks_is_fetched_by_its_id() {
    let remote = GitRemote::new();
    let main = seed(&remote.clone("work"));
    let work = remote.clone("again");
    write(&work.path, "own.yml", &READY.replace("0.06", "0.09"));
    commit(&work, "main");
    let shallow = remote.shallow("shallow");
    let ran = shallow.run(&["check", "--changed-since", &main]);
    assert_eq!(touched(&ran.report()), ["own"]);
}

#[test]
fn a_run_for_a_change_drafts_and_judges_what_is_touched_alone() {
    let remote = GitRemote::new();
    let work = remote.clone("work");
    write(&work.path, "gaps.yml", GAPS);
    write(&work.path, "broken.yml", "description: Label 5 pictures.\nstat: draft\n");
    write(&work.path, "waits.yml", &READY.replace("Spanish", "Greek"));
    let _ = work.run(&["draft", "--only", "gaps"]).exits(1);
    let main = commit(&work, "main");
    write(&work.path, "new.yml", READY);
    remote.env.requests();
    let ran = work.run_unmerged(&["draft", "--changed-since", &main]).exits(0);
    let patch = format!("PATCH /job-drafts/{}", remote.env.id_of("new"));
    assert_eq!(remote.env.writes(), ["POST /job-drafts", &patch]);
    assert_eq!(ran.entry("gaps")["missing"].as_array().map(Vec::len), Some(2), "it is told all the same");
    assert_eq!(ran.codes("broken"), ["error unknown-key"]);
    assert_eq!(ran.steps("waits"), ["create planned", "publish planned"]);
    for (command, code) in [("draft", 1), ("check", 1), ("plan", 1)] {
        let _ = work.run_unmerged(&[command]).exits(code);
        let _ = work.run_unmerged(&[command, "--changed-since", &main]).exits(0);
    }
    write(&work.path, "gaps.yml", &format!("{GAPS}# touched\n"));
    let _ = work.run_unmerged(&["draft", "--changed-since", &main]).exits(1);
}

#[test]
fn changed_settings_make_their_findings_count_for_every_definition() {
    let remote = GitRemote::new();
    let work = remote.clone("work");
    write(&work.path, "own.yml", READY);
    write(&work.path, "broken.yml", "description: Label 5 pictures.\nstat: draft\n");
    let main = commit(&work, "main");
    let limited = |limit: &str| {
        write(&work.path, "_config.yml", &format!("limits: {{perLabel: {limit}}}\n"));
        ["check", "plan", "draft"].map(|command| work.run_unmerged(&[command, "--changed-since", &main]))
    };
    limited("0.06").into_iter().for_each(|ran| drop(ran.exits(0)));
    for ran in limited("0.05") {
        let ran = ran.exits(1);
        assert_eq!(ran.codes("own"), ["error over-limit"]);
        assert_eq!(touched(&ran.report()), Vec::<String>::new());
    }
    let over = commit(&work, "main");
    let _ = work.run_unmerged(&["check", "--changed-since", &over]).exits(0);
}

#[test]
fn each_setting_that_changes_is_told_with_what_it_was() {
    let remote = GitRemote::new();
    let work = remote.clone("work");
    write(&work.path, "own.yml", READY);
    for (before, after, told) in [
        (
            "limits: {total: 500}\n",
            "limits: {total: 60000.5}\n",
            "change for all postings: `limits.total` ~~<span>&#36;</span>500~~ → **<span>&#36;</span>60,000.50**",
        ),
        ("# One.\n", "require: []\n", "change for all postings: `require` ~~paymentType, rate~~ → **nothing**"),
        ("# Three.\n", "# Two.\n", "change in comments alone"),
        ("limits: {total: much}\n", "# Two.\n", "change for all postings"),
    ] {
        write(&work.path, "_config.yml", before);
        let main = commit(&work, "main");
        write(&work.path, "_config.yml", after);
        let file = work.path.join("plan.md");
        let report = format!("markdown={}", file.display());
        let _ = work.run_unmerged(&["plan", "--changed-since", &main, "--report", &report]).exits(0);
        let page = fs::read_to_string(file).expect("a report");
        assert!(page.contains(&format!("| **the settings** `_config.yml` | ⚙️ {told} |")), "{after}: {page}");
    }
}

/// A pull request that adds `new.yml` to a main with a definition that misses fields, and its commits.
struct Story {
    remote: GitRemote,
    github: StandIn,
    base: String,
    head: String,
}

impl Story {
    fn new() -> Self {
        let (remote, github) = (GitRemote::new(), StandIn::new());
        let (base, head) = {
            let work = remote.clone("work");
            write(&work.path, "gaps.yml", GAPS);
            let _ = work.run(&["draft"]).exits(1);
            let base = commit(&work, "main");
            git(&work.path, &["checkout", "--quiet", "-b", "topic"]);
            write(&work.path, "new.yml", READY);
            let head = commit(&work, "topic");
            git(&work.path, &["checkout", "--quiet", "main"]);
            git(&work.path, &["reset", "--quiet", "--hard", &base]);
            write(&work.path, "later.yml", &READY.replace("Spanish", "Greek"));
            commit(&work, "main");
            git(&work.path, &["merge", "--quiet", "--no-ff", "--message", "merge", &head]);
            git(&work.path, &["push", "--quiet", "origin", "HEAD:refs/pull/7/merge"]);
            git(&work.path, &["push", "--quiet", "origin", &format!("{head}:refs/pull/7/head")]);
            (base, head)
        };
        remote.env.requests();
        Self { remote, github, base, head }
    }

    /// What `actions/checkout` makes of a ref.
    fn checkout(&self, git_ref: &str, flags: &[&str]) -> Clone<'_> {
        let path = self.remote.env.file("checkout");
        fs::create_dir_all(&path).expect("a folder");
        git(&path, &["init", "--quiet", "--initial-branch=main"]);
        let url = format!("file://{}", self.remote.remote().display());
        git(&path, &["remote", "add", "origin", &url]);
        git(&path, &[&["fetch", "--quiet", "--no-tags"], flags, &["origin", git_ref]].concat());
        git(&path, &["checkout", "--quiet", "--detach", "FETCH_HEAD"]);
        Clone { origin: &self.remote, path }
    }

    fn ci(&self, checkout: &Clone<'_>, payload: &Value, event: &str, git_ref: &str) -> (RunOutput, Value) {
        let folder = self.remote.env.file("runner");
        fs::create_dir_all(&folder).expect("a folder");
        let runner = Runner { github: &self.github, folder, run: 1000 };
        let ran = RunOutput::of(runner.command(checkout, event, payload, git_ref, &[]).output().expect("run"));
        let report = fs::read_to_string(runner.output("report")).expect("a report");
        (ran, serde_json::from_str(&report).expect("JSON"))
    }

    fn pull(&self, base: &str) -> Value {
        let mut payload = pull(OPENED, &self.head);
        payload["pull_request"]["base"]["sha"] = base.into();
        payload
    }

    fn asked_github(&self) -> bool {
        let requests = &self.github.world().requests;
        let asks = |request: &String| request == "GET pulls/7/files";
        requests.iter().position(asks).is_some_and(|asked| {
            let told = requests.iter().position(|request| request.contains("comments"));
            told.is_none_or(|told| asked < told)
        })
    }
}

#[test]
fn a_pull_request_is_compared_by_git_in_every_kind_of_checkout() {
    for (git_ref, flags, reason) in [
        ("refs/pull/7/merge", &["--depth=1"][..], "the merge, as actions/checkout has it by default"),
        ("refs/pull/7/merge", &[], "the merge with all history"),
        ("refs/pull/7/head", &["--depth=1"], "the head alone"),
        ("refs/pull/7/head", &[], "the head with its history"),
    ] {
        let story = Story::new();
        let checkout = story.checkout(git_ref, flags);
        let (ran, report) = story.ci(&checkout, &story.pull(&story.base), "pull_request", "refs/pull/7/merge");
        let ran = ran.exits(0);
        assert_eq!(touched(&report), ["new"], "{reason}: {}", ran.err);
        assert!(!story.asked_github(), "{reason}");
        let gaps = report["jobs"].as_array().expect("jobs").iter().find(|job| job["id"] == "gaps").expect("its entry");
        assert_eq!(gaps["missing"].as_array().map(Vec::len), Some(2), "{reason}");
        assert_eq!(gaps["touched"], false, "{reason}");
        assert_eq!(story.remote.env.jobs().len(), 2, "{reason}: only what is touched is drafted");
        assert!(!ran.err.contains("::error"), "{reason}: no annotation on files of others: {}", ran.err);
    }
}

#[test]
fn without_a_base_in_git_the_list_of_the_pull_request_counts() {
    let story = Story::new();
    let absent = "0123456789012345678901234567890123456789";
    let checkout = story.checkout("refs/pull/7/head", &["--depth=1"]);
    story.github.world().files = vec![
        json!({"filename": "jobs/new.yml", "status": "added"}),
        json!({"filename": "README", "status": "modified"}),
    ];
    let (ran, report) = story.ci(&checkout, &story.pull(absent), "pull_request", "refs/pull/7/merge");
    let _ = ran.exits(0);
    assert_eq!(touched(&report), ["new"]);
    assert!(story.asked_github());
    story.github.world().files = vec![
        json!({"filename": "jobs/new.yml", "previous_filename": "jobs/gone.yml", "status": "renamed"}),
        json!({"filename": "jobs/gaps.yml", "status": "changed"}),
    ];
    let (ran, report) = story.ci(&checkout, &story.pull(absent), "pull_request", "refs/pull/7/merge");
    let _ = ran.exits(1);
    assert_eq!(touched(&report), ["gaps", "new"]);
}

#[test]
fn where_nothing_shows_the_change_all_is_touched_and_the_report_says_so() {
    let story = Story::new();
    let checkout = story.checkout("refs/pull/7/head", &["--depth=1"]);
    let absent = story.pull("0123456789012345678901234567890123456789");
    let file = |number: usize| json!({"filename": format!("docs/{number}"), "status": "added"});
    for (faults, files, reason) in [
        (vec![("GET pulls/7/files", 403, 99)], vec![], "GitHub refuses its list"),
        (vec![], (0..3000).map(file).collect::<Vec<_>>(), "the list is as long as it can be"),
    ] {
        story.github.world().faults = faults;
        story.github.world().files = files;
        let (ran, report) = story.ci(&checkout, &absent, "pull_request", "refs/pull/7/merge");
        let ran = ran.exits(1);
        assert_eq!(touched(&report), ["gaps", "new"], "{reason}");
        let finding = &report["findings"][0];
        assert_eq!((&finding["code"], &finding["severity"]), (&json!("configuration"), &json!("warning")), "{reason}");
        let message = finding["message"].as_str().expect("a message");
        assert!(message.starts_with("every definition counts as changed: "), "{reason}: {message}");
        assert!(ran.err.contains("::warning") && ran.err.contains("every definition counts as changed"), "{}", ran.err);
    }
}

#[test]
fn a_push_says_what_it_touches_and_publishes_everything() {
    let story = Story::new();
    let checkout = story.checkout("main", &["--depth=1"]);
    let head = git(&checkout.path, &["rev-parse", "HEAD"]);
    let pushed = |before: &str| {
        let mut payload = push(&head);
        payload["before"] = before.into();
        payload
    };
    let (ran, report) = story.ci(&checkout, &pushed(&story.base), "push", "refs/heads/main");
    let _ = ran.exits(1);
    assert_eq!(touched(&report), ["later"]);
    assert!(report["jobs"].as_array().expect("jobs").iter().all(|job| job["touched"].is_boolean()));
    assert_eq!(story.remote.env.statuses(), ["DRAFT", "OPEN"], "the missing fields of another definition count");
    for before in ["0000000000000000000000000000000000000000", "0123456789012345678901234567890123456789"] {
        let (ran, report) = story.ci(&checkout, &pushed(before), "push", "refs/heads/main");
        let _ = ran.exits(1);
        assert!(report["jobs"].as_array().expect("jobs").iter().all(|job| job["touched"].is_null()), "{before}");
    }
    let (ran, report) = story.ci(&checkout, &json!({"schedule": "17 6 * * *"}), "schedule", "refs/heads/main");
    let _ = ran.exits(1);
    assert!(report["jobs"].as_array().expect("jobs").iter().all(|job| job["touched"].is_null()), "a schedule");
    write(&checkout.path, "_config.yml", "require: []\n");
    let after = commit(&checkout, "main");
    let mut payload = push(&after);
    payload["before"] = head.into();
    let (ran, _) = story.ci(&checkout, &payload, "push", "refs/heads/main");
    assert!(ran.out.contains("_config.yml changed for all postings"), "{}", ran.out);
}

#[test]
fn definitions_are_selected_by_the_files_that_they_use() {
    let remote = GitRemote::new();
    let work = remote.clone("work");
    seed(&work);
    write(&work.path, "_config.yml", "require: []\n");
    let selected = |report: &Value| -> Vec<String> {
        let jobs = report["jobs"].as_array().expect("jobs");
        jobs.iter().map(|job| job["id"].as_str().expect("an id").to_owned()).collect()
    };
    let team = ["team/deep/takes", "team/pins", "team/takes"];
    let all = ["an-id", "names", "old", "own", "team/deep/takes", "team/pins", "team/takes"];
    for (name, ids) in [
        ("jobs/own.yml", &["own"][..]),
        ("./jobs/../jobs/own.yml", &["own"]),
        ("jobs/stated.yml", &["an-id"]),
        ("own", &["own"]),
        ("team/*", &team),
        ("jobs/team/*.yml", &team),
        ("jobs/team", &team),
        ("jobs/team/", &team),
        ("jobs/team/_defaults.yml", &team),
        ("jobs/_config.yml", &all),
        ("jobs", &all),
        #[cfg(unix)]
        ("jobs/briefs/v1.md", &["names"]),
        ("jobs/briefs/current.md", &["names"]),
    ] {
        for args in [&["check", name][..], &["plan", name], &["check", "--only", name], &["plan", "--only", name]] {
            assert_eq!(selected(&work.run(args).exits(0).report()), ids, "{args:?}");
        }
    }
    let both = work.run(&["check", "jobs/own.yml", "old", "--only", "an-id"]).exits(0);
    assert_eq!(selected(&both.report()), ["an-id", "old", "own"]);
    for (name, advice) in [
        ("jobs/onw.yml", "Did you mean `jobs/own.yml`?"),
        ("onw", "Did you mean `own`?"),
        ("jobs/briefs/v2.md", "A path is one from the working directory"),
        ("README", "A path is one from the working directory"),
    ] {
        let ran = work.run(&["check", name]).exits(2);
        assert!(ran.err.starts_with(&format!("error: {name}: no definition has such an id")), "{}", ran.err);
        assert!(ran.err.contains(advice), "{name}: {}", ran.err);
        let ran = work.run(&["draft", "--only", name]).exits(2);
        assert!(ran.err.starts_with(&format!("error: --only {name}: no definition")), "{}", ran.err);
    }
}

#[test]
fn a_shared_finding_is_read_at_a_definition_that_counts() {
    let (remote, github) = (GitRemote::new(), StandIn::new());
    let work = remote.clone("work");
    write(&work.path, "_config.yml", "limits: {perLabel: 0.05}\n");
    write(&work.path, "_defaults.yml", DEFAULTS);
    write(&work.path, "a.yml", BRIEF);
    let base = commit(&work, "main");
    write(&work.path, "b.yml", &BRIEF.replace("Spanish", "French"));
    let head = commit(&work, "topic");
    let folder = remote.env.file("runner");
    fs::create_dir_all(&folder).expect("a folder");
    let runner = Runner { github: &github, folder, run: 1000 };
    let mut payload = pull(OPENED, &head);
    payload["pull_request"]["base"]["sha"] = base.into();
    let mut command = runner.command(&work, "pull_request", &payload, "refs/pull/7/merge", &["--command", "check"]);
    let ran = RunOutput::of(command.output().expect("run")).exits(1);
    assert!(ran.err.contains("::error file=jobs/_defaults.yml,line=4,col=18,title=over-limit::"), "{}", ran.err);
}

#[test]
fn unusual_pay_is_told_of_what_is_touched_alone() {
    let remote = GitRemote::new();
    let work = remote.clone("work");
    for (index, language) in ["Spanish", "French", "Greek", "Italian", "Polish", "Czech"].iter().enumerate() {
        write(&work.path, &format!("usual{index}.yml"), &READY.replace("Spanish", language));
    }
    write(&work.path, "old.yml", &READY.replace("Spanish", "Dutch").replace("0.06", "6"));
    let main = commit(&work, "main");
    write(&work.path, "new.yml", &READY.replace("Spanish", "Danish").replace("0.06", "6"));
    let codes = |args: &[&str]| ["new", "old"].map(|id| work.run_unmerged(args).codes(id));
    let unusual = vec!["warning unusual-pay".to_owned()];
    assert_eq!(codes(&["check"]), [unusual.clone(), unusual.clone()]);
    assert_eq!(codes(&["check", "--changed-since", &main]), [unusual, vec![]]);
}
