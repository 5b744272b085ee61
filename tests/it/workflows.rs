//! The workflow to copy has no job that waits for another one's approval, and no required check that never reports.

use serde_yaml::Value;

fn workflow() -> Value {
    serde_yaml::from_str(include_str!("../../examples/workflows/opentrain-jobs.yml")).expect("YAML")
}

#[test]
fn a_required_check_of_a_pull_request_always_reports() {
    let on = &workflow()["on"];
    assert!(on.get("pull_request").is_some_and(Value::is_null), "no filter");
    assert!(on.get("merge_group").is_some_and(Value::is_null), "no filter");
    for (job, events) in [("draft", &["pull_request"][..]), ("publish", &["push", "schedule", "workflow_dispatch"][..])]
    {
        let condition = workflow()["jobs"][job]["if"].as_str().expect("a condition").to_owned();
        for event in ["pull_request", "merge_group", "push", "schedule", "workflow_dispatch"] {
            let is_named = condition.contains(&format!("'{event}'")) || condition.contains(&format!("\"{event}\""));
            assert_eq!(is_named, events.contains(&event), "{job} {event}");
        }
    }
}

#[test]
fn no_pull_request_waits_for_the_approval_of_a_publish() {
    let workflow = workflow();
    assert!(workflow.get("concurrency").is_none(), "one group for all");
    let group = |job: &str| workflow["jobs"][job]["concurrency"]["group"].as_str().expect("a group").to_owned();
    assert!(group("draft").contains("github.event.pull_request.number"), "each has its own");
    assert!(!group("publish").contains("${{"), "one publish at a time");
    assert_eq!(workflow["jobs"]["publish"]["concurrency"]["queue"], "max", "each merge gets its run");
    assert_eq!(workflow["jobs"]["draft"]["environment"]["deployment"], false);
}
