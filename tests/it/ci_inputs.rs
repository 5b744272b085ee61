//! Inputs of a run by hand.

use serde_json::json;

use crate::git_remote::GitRemote;
use crate::github::stand_in::StandIn;
use crate::github_end_to_end::{Runner, commit, push, runner};
use crate::test_env::{READY, RunOutput};

#[test]
fn values_are_sent_again_in_a_run_by_hand_alone() {
    let (remote, github) = (GitRemote::new(), StandIn::new());
    let mut runner = Runner { github: &github, folder: runner(&github, &remote), run: 1000 };
    let work = remote.clone("work");
    let head = commit(work.job("a.yml", READY), "main");
    let _ = runner.ci(&work, "push", &push(&head), "refs/heads/main").exits(0);
    remote.env.control.set_field("job_000001", "pricePerLabel", json!(6));
    for (event, payload, price, words) in [
        ("push", push(&head), json!(6), "applies only to a run that you start by hand"),
        ("schedule", json!({ "schedule": "17 6 * * *" }), json!(6), "applies only to a run that you start by hand"),
        ("workflow_dispatch", push(&head), json!(0.06), "update"),
    ] {
        runner.run += 1;
        let mut command = runner.command(&work, event, &payload, "refs/heads/main", &["--reapply", "*"]);
        let ran = RunOutput::of(command.output().expect("run")).exits(0);
        assert_eq!(remote.env.jobs()[0]["fields"]["pricePerLabel"], price, "{event}");
        assert!(ran.err.contains(words), "{event}: {}", ran.err);
    }
}
