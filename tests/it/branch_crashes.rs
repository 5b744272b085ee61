//! Records on a branch, when runs meet, die, or are asked to end.

use std::time::{Duration, Instant};

use opentrain_sandbox::Options;

use crate::git_remote::{BRANCH, GitRemote, kill};
use crate::test_env::{READY, RunOutput, ends_at_once, signal};

#[test]
fn results_that_cannot_be_pushed_are_told_and_found_again() {
    let remote = GitRemote::new();
    let clone = remote.clone("one");
    clone.job("a.yml", READY).job("b.yml", READY);
    remote.hook("read old new ref; git log -1 --format=%s $new | grep -q 'about to'");
    let ran = clone.run(&["draft"]).exits(2);
    assert_eq!(ran.steps("a"), ["create done", "publish planned"]);
    assert!(ran.out.contains("the results of this run could not be kept"), "{}", ran.out);
    assert_eq!(remote.subjects(), ["draft: about to create 2"]);
    remote.hook("exit 0");
    remote.converged(&clone, 2);
}

#[test]
fn two_runs_at_once_both_land() {
    let remote = GitRemote::of(Options { latency: Duration::from_millis(100), ..Options::default() });
    let clones: Vec<_> = ["one", "two", "three"].into_iter().map(|name| remote.shallow(name)).collect();
    for clone in &clones {
        let own = clone.path.file_name().unwrap().to_string_lossy().into_owned();
        // A title of its own: a job of another run that is live before its record is here may be a duplicate.
        clone.job("both.yml", READY).job(&format!("{own}.yml"), &format!("{READY}  jobTitle: Posts of {own}\n"));
    }
    let args = ["publish", "--allow-duplicate", "both", "--allow-behind"];
    let children: Vec<_> = clones.iter().map(|clone| clone.start(&args)).collect();
    for child in children {
        let ran = RunOutput::of(child.wait_with_output().expect("ended")).exits(0);
        assert_eq!(ran.entry("both")["status"], "OPEN");
    }
    let records: Vec<_> = remote.files().into_iter().filter(|name| name.starts_with("jobs/")).collect();
    assert_eq!(records, ["jobs/both.json", "jobs/one.json", "jobs/three.json", "jobs/two.json"]);
    assert_eq!(remote.env.jobs().len(), 4, "no job twice");
    let last = remote.clone("last");
    last.job("both.yml", READY);
    for own in ["one", "two", "three"] {
        last.job(&format!("{own}.yml"), &format!("{READY}  jobTitle: Posts of {own}\n"));
    }
    remote.converged(&last, 4);
}

#[test]
fn two_runs_in_one_checkout_both_land() {
    let remote = GitRemote::of(Options { latency: Duration::from_millis(50), ..Options::default() });
    let seed = remote.clone("zero");
    seed.job("z.yml", READY);
    let _ = seed.run(&["publish"]).exits(0);
    let clone = remote.shallow("one");
    for name in ["a.yml", "b.yml", "c.yml", "d.yml", "z.yml"] {
        clone.job(name, READY);
    }
    let only = |id: &&str| clone.start(&["publish", "--only", id, "--allow-duplicate", id]);
    let children: Vec<_> = ["a", "b", "c", "d"].iter().map(only).collect();
    for child in children {
        let _ = RunOutput::of(child.wait_with_output().expect("ended")).exits(0);
    }
    remote.converged(&clone, 5);
}

#[test]
fn a_runner_that_dies_leaves_the_next_run_what_to_send_again() {
    let remote = GitRemote::new();
    let one = remote.shallow("one");
    one.job("a.yml", READY);
    remote.env.faults(&["PATCH /job-drafts/* #1 = hang"]);
    let child = one.start(&["publish"]);
    remote.await_request("PATCH");
    kill(child);
    std::fs::remove_dir_all(&one.path).expect("removed");
    remote.env.control.clear_faults();
    assert_eq!(remote.file("jobs/a.json")["pendingCreate"]["body"]["idempotencyKey"], "acme/jobs/a");
    let two = remote.shallow("two");
    two.job("a.yml", READY);
    remote.converged(&two, 1);
}

#[test]
fn a_live_edit_that_may_have_arrived_is_undone_by_a_reverted_definition() {
    let remote = GitRemote::new();
    let one = remote.shallow("one");
    one.job("a.yml", READY);
    let _ = one.run(&["publish"]).exits(0);
    one.job("a.yml", &READY.replace("0.06", "0.05"));
    remote.env.faults(&["PATCH /jobs/* * = drip"]);
    let child = one.start(&["publish"]);
    remote.await_request("PATCH /api/public/v1/jobs/");
    kill(child);
    remote.env.control.clear_faults();
    assert_eq!(remote.file("jobs/a.json")["job"]["inFlight"], serde_json::json!(["pricePerLabel"]));
    let two = remote.shallow("two");
    two.job("a.yml", READY);
    remote.converged(&two, 1);
}

#[test]
fn values_that_were_not_sent_after_all_are_not_in_doubt() {
    let remote = GitRemote::new();
    let clone = remote.clone("one");
    for name in ["a.yml", "b.yml", "c.yml"] {
        clone.job(name, &READY.replace("0.06", "0.05"));
    }
    let _ = clone.run(&["draft"]).exits(0);
    clone.job("a.yml", READY).job("b.yml", READY).job("c.yml", READY);
    remote.env.faults(&["PATCH /job-drafts/* #1 = 401"]);
    let _ = clone.run(&["draft", "--concurrency", "1"]).exits(2);
    for name in ["a", "b", "c"] {
        assert_eq!(remote.file(&format!("jobs/{name}.json"))["job"]["applied"]["pricePerLabel"], 0.05, "{name}");
    }
}

#[cfg(unix)]
#[test]
fn a_run_that_is_asked_to_end_keeps_what_it_did() {
    let remote = GitRemote::new();
    let clone = remote.clone("one");
    clone.job("a.yml", READY).job("b.yml", READY).job("c.yml", READY);
    remote.env.faults(&["POST /job-drafts #2 = hang"]);
    let child = clone.start(&["draft", "--concurrency", "1"]);
    remote.await_request("PATCH");
    while remote.env.control.requests().iter().filter(|request| request.path.ends_with("/job-drafts")).count() < 2 {
        std::thread::sleep(Duration::from_millis(5));
    }
    let asked = Instant::now();
    signal(&child, "TERM");
    let ran = RunOutput::of(child.wait_with_output().expect("ended")).exits(3);
    assert!(asked.elapsed() < Duration::from_secs(9), "{:?}", asked.elapsed());
    assert!(ran.out.contains("interrupted by SIGTERM"), "{}", ran.out);
    assert_eq!(ran.steps("a"), ["create done", "publish planned"]);
    assert_eq!(remote.subjects()[0], "draft: 1 created");
    assert_eq!(remote.file("jobs/a.json")["job"]["status"], "DRAFT");
    assert!(remote.file("jobs/b.json")["pendingCreate"].is_object(), "it may have arrived");
    remote.env.control.clear_faults();
    remote.converged(&clone, 3);
}

#[cfg(unix)]
#[test]
fn a_second_signal_ends_a_run_at_once() {
    let remote = GitRemote::new();
    let clone = remote.clone("one");
    clone.job("a.yml", READY);
    remote.env.faults(&["POST /job-drafts * = hang"]);
    let child = clone.start(&["draft"]);
    remote.await_request("POST");
    ends_at_once(child);
    remote.env.control.clear_faults();
    remote.converged(&clone, 1);
}

/// Lets a whole run of another clone happen in the moment in which this remote is first pushed to.
fn run_at_the_first_push(remote: &GitRemote, other: &std::process::Command) {
    let marker = remote.env.file("hook-ran");
    let marker = marker.display();
    remote.hook(&format!("if [ ! -e {marker} ]; then touch {marker}; ({other:?}) >/dev/null 2>&1; fi; exit 0"));
}

#[test]
fn a_push_that_fails_after_a_merge_overwrites_nothing_of_the_other_run() {
    let remote = GitRemote::new();
    let (one, two) = (remote.clone("one"), remote.clone("two"));
    one.job("a.yml", READY);
    two.job("a.yml", READY);
    let other = two.command(&["draft"], &format!("git:{BRANCH}"));
    let count = remote.env.file("pushes");
    let inside = remote.env.file("inside");
    let (count, inside) = (count.display(), inside.display());
    // The first push meets a whole run of the other clone, the second is refused, and later ones are accepted.
    remote.hook(&format!(
        "[ -e {inside} ] && exit 0
         echo x >>{count}
         case $(wc -l <{count} | tr -d ' ') in
           1) touch {inside}; ({other:?}) >/dev/null 2>&1; rm {inside} ;;
           2) echo 'GH013: Repository rule violations found'; exit 1 ;;
         esac
         exit 0"
    ));
    let _ = one.run(&["draft"]).exits(2);
    assert_eq!(remote.file("jobs/a.json")["job"]["id"], "job_000001", "the other run's job stays on record");
    assert_eq!(remote.env.jobs().len(), 1);
    remote.converged(&one, 1);
}

#[test]
fn what_another_run_changes_at_the_last_moment_is_on_record_before_it_is_overwritten() {
    let remote = GitRemote::new();
    let (one, two) = (remote.clone("one"), remote.clone("two"));
    one.job("a.yml", READY).job("b.yml", READY);
    two.job("a.yml", &READY.replace("0.06", "0.09")).job("c.yml", READY);
    run_at_the_first_push(&remote, &two.command(&["draft"], &format!("git:{BRANCH}")));
    // The first two patches are those of the other run.
    remote.env.faults(&["PATCH /job-drafts/* #3n = hang", "PATCH /job-drafts/* #4n = hang"]);
    let child = one.start(&["draft"]);
    let end = Instant::now() + Duration::from_secs(20);
    let patches = || remote.env.control.requests().iter().filter(|request| request.method == "PATCH").count();
    while patches() < 4 {
        assert!(Instant::now() < end, "{:?}", remote.env.requests());
        std::thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(
        remote.file("jobs/a.json")["job"]["inFlight"],
        serde_json::json!(["pricePerLabel"]),
        "the other run's value is about to be replaced"
    );
    kill(child);
    remote.env.control.clear_faults();
    assert_eq!(remote.env.jobs().len(), 3, "no job twice");
    one.job("c.yml", READY);
    remote.converged(&one, 3);
}

/// Lets a whole run of another clone happen in the moment of those pushes of a run whose number matches.
fn run_at_pushes(remote: &GitRemote, numbers: &str, other: &std::process::Command) {
    let count = remote.env.file("pushes");
    let inside = remote.env.file("inside");
    let (count, inside) = (count.display(), inside.display());
    remote.hook(&format!(
        "[ -e {inside} ] && exit 0
         echo x >>{count}
         case $(wc -l <{count} | tr -d ' ') in
           {numbers}) touch {inside}; ({other:?}) >/dev/null 2>&1; rm {inside} ;;
         esac
         exit 0"
    ));
}

#[test]
fn a_draft_that_another_run_changes_before_its_publish_is_brought_up_to_date_and_published() {
    // Of a run that creates, the first push is for the drafts, the second for the publishes.
    for (commands, push, steps) in [
        (&["publish"][..], "2", ["create done", "publish done"]),
        (&["draft", "publish"], "1", ["patch done", "publish done"]),
    ] {
        let remote = GitRemote::new();
        let (one, two) = (remote.clone("one"), remote.clone("two"));
        one.job("a.yml", READY).job("b.yml", READY);
        two.job("a.yml", &READY.replace("0.06", "0.3")).job("b.yml", READY);
        let (last, earlier) = commands.split_last().expect("a command");
        earlier.iter().for_each(|command| drop(one.run(&[command]).exits(0)));
        run_at_pushes(&remote, push, &two.command(&["draft"], &format!("git:{BRANCH}")));
        let ran = one.run(&[last]).exits(0);
        assert_eq!(ran.steps("a"), steps);
        assert_eq!(ran.steps("b").last().map(String::as_str), Some("publish done"));
        assert!(!ran.out.contains("never answered"), "{}", ran.out);
        assert_eq!(remote.env.statuses(), ["OPEN", "OPEN"]);
        remote.hook("exit 0");
        remote.converged(&one, 2);
    }
}

#[test]
fn a_publish_that_other_runs_never_let_begin_is_no_success_and_was_not_sent() {
    let remote = GitRemote::new();
    let (one, two) = (remote.clone("one"), remote.clone("two"));
    one.job("a.yml", READY).job("b.yml", READY);
    let file = two.path.join("jobs/a.yml");
    two.job("a.yml", READY).job("b.yml", READY);
    let draft = two.command(&["draft"], &format!("git:{BRANCH}"));
    // Another price each time.
    let script = remote.env.file("other.sh");
    let price = format!("sed -i \"s/Label: .*/Label: 0.1$(date +%N | cut -c1-3)/\" '{}'", file.display());
    std::fs::write(&script, format!("{price}\n{draft:?}\n")).expect("written");
    let mut other = std::process::Command::new("sh");
    other.arg(&script);
    // The push that is repeated after a merge is accepted.
    run_at_pushes(&remote, "*[02468]", &other);
    let ran = one.run(&["publish"]).exits(3);
    assert!(ran.out.contains("other runs kept changing the records"), "{}", ran.out);
    assert_eq!(ran.steps("a").last().map(String::as_str), Some("publish planned"));
    remote.hook("exit 0");
    for out in [ran.out, one.run(&["plan"]).exits(0).out] {
        assert!(!out.contains("never answered"), "{out}");
    }
    assert!(remote.env.jobs().iter().all(|job| job["status"] == "DRAFT"), "{:?}", remote.env.jobs());
    remote.converged(&one, 2);
}
