//! The issue that is open while a publish needs an edit.

use opentrain_jobs::github::issue::{Change, Text, close, report};
use opentrain_jobs::github::{Author, Error, Header, WorkflowRun};

use super::stand_in::{Identity, StandIn};

const BOT: &str = "github-actions[bot]";

fn header(run: u64) -> Header {
    Header::new("", "jobs", WorkflowRun { id: run, attempt: 1 }, &format!("{run:x}"))
}

fn body(run: u64, text: &str) -> String {
    format!("{}\n{text}\n", header(run))
}

fn tell(github: &StandIn, run: u64, text: &str) -> Result<Change, Error> {
    let client = github.client();
    let text = Text { title: "an issue".into(), body: body(run, text) };
    github.run(async { report(&client, &Author::fetch(&client).await?, &header(run), &text).await })
}

fn end(github: &StandIn, run: u64) -> Result<Change, Error> {
    let client = github.client();
    github.run(async { close(&client, &Author::fetch(&client).await?, &header(run)).await })
}

#[test]
fn an_issue_is_opened_once_updated_in_place_closed_and_opened_again() {
    let github = StandIn::new();
    assert_eq!(end(&github, 1).expect("told"), Change::Unchanged, "there is none");
    assert_eq!(tell(&github, 2, "two missing").expect("told"), Change::Opened);
    assert_eq!(tell(&github, 3, "one missing").expect("told"), Change::Updated);
    assert_eq!(github.world().issues[0]["body"], body(3, "one missing"));
    assert_eq!(end(&github, 4).expect("told"), Change::Closed);
    assert_eq!(end(&github, 5).expect("told"), Change::Unchanged);
    assert_eq!(github.writes(), ["POST issues", "PATCH issues/1", "PATCH issues/1"]);
    assert_eq!(github.world().issues[0]["state_reason"], "completed");
    assert_eq!(tell(&github, 6, "again").expect("told"), Change::Opened);
    assert_eq!(github.issues(), ["1 closed an issue", "2 open an issue"]);
}

#[test]
fn only_our_own_issue_is_ours() {
    let github = StandIn::new();
    let other = Header::new("", "other-jobs", WorkflowRun { id: 9, attempt: 1 }, "9");
    github.has_issue("mallory", &body(1, "forged"));
    github.has_issue("mallory[bot]", &body(1, "forged"));
    github.has_issue(BOT, &format!("{other}\nof another jobs directory"));
    github.has_issue(BOT, &format!("quoted:\n{}", body(1, "x")));
    let pull = github.has_issue(BOT, &body(1, "a pull request"));
    github.world().issues.last_mut().expect("the last")["pull_request"] = serde_json::json!({ "url": "x" });
    assert_eq!(end(&github, 2).expect("told"), Change::Unchanged);
    assert_eq!(tell(&github, 2, "missing").expect("told"), Change::Opened);
    assert_eq!(github.writes(), ["POST issues"]);
    assert_eq!(github.issues().len() as u64, pull + 1);
}

#[test]
fn an_older_run_neither_updates_nor_closes_what_a_newer_one_says() {
    let github = StandIn::new();
    github.has_issue(BOT, &body(5, "missing"));
    assert_eq!(tell(&github, 4, "other").expect("told"), Change::Newer(5));
    assert_eq!(end(&github, 4).expect("told"), Change::Newer(5));
    assert_eq!(github.writes(), [""; 0]);
}

#[test]
fn of_issues_that_concurrent_runs_opened_the_first_is_kept() {
    let github = StandIn::new();
    github.has_issue(BOT, &body(1, "one"));
    github.has_issue(BOT, &body(2, "two"));
    assert_eq!(tell(&github, 3, "three").expect("told"), Change::Updated);
    assert_eq!(github.issues(), ["1 open an issue", "2 closed an issue"]);
    assert_eq!(github.world().issues[0]["body"], body(3, "three"));
}

#[test]
fn the_issue_is_found_on_all_pages_and_with_every_kind_of_token() {
    for (identity, login) in
        [(Identity::Workflow, BOT), (Identity::App("acme-bot[bot]"), "acme-bot[bot]"), (Identity::Person("ann"), "ann")]
    {
        let github = StandIn::new();
        github.world().identity = identity;
        for n in 0..230 {
            github.has_issue("ann", &format!("issue {n}"));
        }
        let number = github.has_issue(login, &body(1, "missing"));
        assert_eq!(tell(&github, 2, "still missing").expect("told"), Change::Updated, "{login}");
        assert_eq!(github.writes(), [format!("PATCH issues/{number}")], "{login}");
        // GitHub's editor changes line endings.
        let text = body(2, "still missing").replace('\n', "\r\n");
        github.world().issues.last_mut().expect("the last")["body"] = text.into();
        assert_eq!(tell(&github, 2, "still missing").expect("told"), Change::Unchanged, "{login}");
    }
}
