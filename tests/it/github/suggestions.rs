//! One-click fixes on a pull request.

use opentrain_jobs::domain::readiness::MissingField;
use opentrain_jobs::github::Author;
use opentrain_jobs::github::review::{PostedSuggestions, SuggestedChange, post};
use opentrain_jobs::report::suggestion::suggestions;
use opentrain_jobs::report::{Job, Missing, Report, Totals};
use serde_json::json;

use super::stand_in::StandIn;

const TEXT: &str = "description: Label 20,000 posts. Über alles.\nfields:\n  headcount: 5\n";
const PATCH: &str = "@@ -0,0 +1,3 @@\n+description: Label 20,000 posts. Über alles.\n+fields:\n+  headcount: 5";

fn report() -> Report {
    let gap = |key: &str, example: &str| {
        let field = MissingField { example: Some(example.into()), ..MissingField::named(key) };
        Missing { field, advised: None, line: 2 }
    };
    let missing = vec![gap("experienceLevel", "INTERMEDIATE"), gap("pricePerLabel", "0.05")];
    let job = Job { id: "a".into(), file: "jobs/a.yml".into(), source: TEXT.into(), missing, ..Job::default() };
    let totals = Totals { missing: 2, ..Totals::default() };
    Report {
        command: "draft",
        exit_code: 1,
        namespace: None,
        jobs: vec![job],
        findings: Vec::new(),
        totals,
        ..Report::default()
    }
}

fn github(patch: &str, head: &str) -> StandIn {
    let github = StandIn::new();
    github.world().files = vec![json!({ "filename": "jobs/a.yml", "status": "added", "patch": patch })];
    github.world().contents.insert("jobs/a.yml".into(), head.into());
    github.world().head = "abc".into();
    github
}

/// As a run would do it: what stands is not proposed, the rest is posted.
fn suggest(github: &StandIn) -> usize {
    let client = github.client();
    github.run(async {
        let author = Author::fetch(&client).await.expect("an author");
        let posted = PostedSuggestions::fetch(&client, &author, 7).await.expect("comments");
        let found = suggestions(&report(), &|file, gap| posted.contains(file, gap));
        let changes: Vec<SuggestedChange> = found.iter().filter_map(|found| found.to_change("")).collect();
        post(&client, 7, "abc", &changes).await.expect("posted")
    })
}

#[test]
fn a_suggestion_stands_on_its_line_once() {
    let github = github(PATCH, TEXT);
    assert_eq!(suggest(&github), 1);
    assert_eq!(github.writes(), ["POST pulls/7/reviews"]);
    let review = github.world().reviews[0].clone();
    assert_eq!((&review["event"], &review["commit_id"]), (&json!("COMMENT"), &json!("abc")));
    let comment = &review["comments"][0];
    assert_eq!(
        (&comment["path"], &comment["line"], &comment["side"]),
        (&json!("jobs/a.yml"), &json!(2), &json!("RIGHT"))
    );
    insta::assert_snapshot!(comment["body"].as_str().expect("a body"));
    assert_eq!(suggest(&github), 0, "it stands already");
    assert_eq!(github.writes(), [""; 0]);
}

#[test]
fn nothing_is_suggested_where_it_would_not_fit() {
    for (patch, head, why) in [
        ("@@ -1,1 +1,1 @@\n-a\n+description: Label 20,000 posts. Über alles.", TEXT, "the line is not shown"),
        (PATCH, "description: another\nfields:\n", "the head commit's file is another one"),
        (PATCH, &TEXT.replace('\n', "\r\n"), "other line ends"),
    ] {
        let github = github(patch, head);
        assert_eq!(suggest(&github), 0, "{why}");
        assert_eq!(github.writes(), [""; 0], "{why}");
    }
    let github = github(PATCH, TEXT);
    github.world().contents.clear();
    assert_eq!(suggest(&github), 0, "a file that is not there is no failure");
}

/// A pull request with 300 definitions, each with a missing field at its first line.
fn many(github: &StandIn) -> Vec<SuggestedChange> {
    let change = |number: usize| SuggestedChange {
        path: format!("jobs/{number}.yml"),
        line: 1,
        text: TEXT.into(),
        fields: vec!["headcount".into()],
        body: "```suggestion\nx\n```".into(),
    };
    let changes: Vec<SuggestedChange> = (0..300).map(change).collect();
    let mut world = github.world();
    world.files = changes.iter().map(|change| json!({ "filename": change.path, "patch": PATCH })).collect();
    world.contents = changes.iter().map(|change| (change.path.clone(), change.text.clone())).collect();
    changes
}

#[test]
fn only_the_files_of_posted_suggestions_are_asked_for() {
    for (head, what_is_there, posted, contents) in [
        ("abc", TEXT, 20, 20),
        ("abc", "description: of the merge commit alone\n", 0, 20),
        ("def", TEXT, 0, 0),
        ("", TEXT, 0, 0),
    ] {
        let github = github(PATCH, TEXT);
        let changes = many(&github);
        github.world().head = head.into();
        github.world().contents.values_mut().for_each(|text| what_is_there.clone_into(text));
        let client = github.client();
        assert_eq!(github.run(post(&client, 7, "abc", &changes)).expect("posted"), posted, "{head} {what_is_there}");
        let requests = github.world().requests.clone();
        let asked = requests.iter().filter(|request| request.starts_with("GET contents")).count();
        assert_eq!(asked, contents, "{head} {what_is_there}");
        assert_eq!(github.writes().len(), usize::from(posted > 0));
    }
}

#[test]
fn another_s_marker_does_not_silence_us() {
    let github = github(PATCH, TEXT);
    assert_eq!(suggest(&github), 1);
    let _ = github.writes();
    for comment in &mut github.world().review_comments {
        comment["user"] = json!({ "login": "mallory", "type": "User" });
    }
    assert_eq!(suggest(&github), 1);
}
