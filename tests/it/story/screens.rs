//! The first screen of a comment: verdict, table and cost, for one posting and for three hundred.

use opentrain_sandbox::Options;

use super::team::{Services, Team, labels};

/// As on GitHub: no limit that matters here.
fn services() -> Services {
    Services::new(Options { daily_limit: Some(5000), ..Options::default() })
}

/// Definitions without an experience level of their own, and one level for all.
fn seed(team: &mut Team<'_>, count: usize) {
    for number in 0..count {
        let text = labels(&format!("Batch {number:03}"), 3, 1000, "0.05");
        team.write(&format!("batch-{number:03}.yml"), &text.replace("  experienceLevel: INTERMEDIATE\n", ""));
    }
    team.write("_defaults.yml", "fields:\n  experienceLevel: INTERMEDIATE\n");
    team.propose(0);
    team.merge(0);
    team.begin();
}

/// The lines up to what all costs.
fn first_screen(comment: &str) -> usize {
    comment.lines().position(|line| line.contains("OpenTrain adds its fees")).expect("the cost") + 1
}

#[test]
fn verdict_table_and_cost_of_ten_postings_fit_on_one_screen() {
    let services = services();
    let mut team = services.team();
    seed(&mut team, 12);
    for number in 0..4 {
        team.replace(&format!("batch-{number:03}.yml"), "0.05", "0.04");
    }
    team.replace("batch-004.yml", "0.05", "0.5").replace(
        "batch-005.yml",
        "description:",
        "state: closed\ndescription:",
    );
    team.remove("batch-006.yml").write("new.yml", &labels("New batch", 2, 500, "0.05"));
    team.replace("batch-007.yml", "  paymentType: PAY_PER_LABEL\n", "")
        .write("broken.yml", "description: x\nstat: draft\n");
    let comment = team.propose(1);
    assert!(first_screen(&comment) <= 40, "{comment}");
    insta::assert_snapshot!("ten postings", comment);
}

#[test]
fn three_hundred_postings_changed_by_one_default_are_told_on_the_first_screen() {
    let services = services();
    let mut team = services.team();
    seed(&mut team, 300);
    team.write("_defaults.yml", "fields:\n  experienceLevel: EXPERT\n");
    let comment = team.propose(0);
    let open: Vec<&str> = comment.lines().take_while(|line| !line.starts_with("<details>")).collect();
    assert!(open.len() <= 40, "{comment}");
    insta::assert_snapshot!("three hundred postings", open.join("\n"));
    assert!(comment.contains("more postings</summary>"), "{comment}");
    let told_once = team.summary().matches("+experienceLevel: EXPERT").count();
    assert_eq!(told_once, 1, "what is the same is told once");
}

#[test]
fn one_of_a_thousand_definitions_costs_the_pages_of_the_list_and_two_writes() {
    let services = services();
    let mut team = services.team();
    for number in 0..1000 {
        let text = labels(&format!("Batch {number:04}"), 3, 1000, "0.05");
        team.write(&format!("batch-{number:04}.yml"), &format!("state: draft\n{text}"));
    }
    team.propose(0);
    team.merge(0);
    team.begin().write("new.yml", &labels("New batch", 2, 500, "0.05"));
    services.remote.env.requests();
    let comment = team.propose(0);
    let requests = services.remote.env.requests();
    let lists = requests.iter().filter(|request| request.as_str() == "GET /jobs/mine").count();
    assert_eq!(lists, 10, "each page once");
    assert!(requests.len() - lists <= 2, "{requests:?}");
    let rows = comment.lines().filter(|line| line.starts_with("| **")).count();
    assert_eq!(rows, 1, "{comment}");
    assert!(comment.contains("\n1000 other postings are not touched.\n"), "{comment}");
}
