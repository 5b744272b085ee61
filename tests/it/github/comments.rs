//! The sticky comment.

use opentrain_jobs::github::comment::{Posted, WhenAbsent, upsert};
use opentrain_jobs::github::{Author, Error, GitHubClient, Header, Permission, Repository, Token, WorkflowRun};

use super::stand_in::{Identity, StandIn, TOKEN};

const BOT: &str = "github-actions[bot]";

fn header(run: u64, sha: &str) -> Header {
    Header::new("acme/jobs", "jobs", WorkflowRun { id: run, attempt: 1 }, sha)
}

fn body(run: u64, sha: &str, text: &str) -> String {
    format!("{}\n{text}\n", header(run, sha))
}

fn post(github: &StandIn, run: u64, sha: &str, text: &str) -> Result<Posted, Error> {
    let client = github.client();
    github.run(async {
        let author = Author::fetch(&client).await?;
        upsert(&client, &author, 7, &header(run, sha), &body(run, sha, text), WhenAbsent::Create).await
    })
}

#[test]
fn a_comment_is_made_once_and_then_updated_in_place() {
    let github = StandIn::new();
    assert_eq!(post(&github, 1, "a", "two gaps").expect("posted"), Posted::Created);
    assert_eq!(github.writes(), ["POST issues/7/comments"]);
    assert_eq!(post(&github, 2, "b", "ready").expect("posted"), Posted::Updated);
    assert_eq!(github.writes(), ["PATCH issues/comments/101"]);
    assert_eq!(github.body_of(101), body(2, "b", "ready"));
    assert_eq!(github.world().comments.len(), 1);
}

#[test]
fn what_stands_there_already_is_not_sent() {
    let github = StandIn::new();
    github.has_comment(BOT, &body(1, "a", "ready").replace('\n', "\r\n"));
    assert_eq!(post(&github, 2, "a", "ready").expect("posted"), Posted::Unchanged);
    assert_eq!(github.writes(), [""; 0]);
    assert_eq!(post(&github, 3, "b", "ready").expect("posted"), Posted::Updated, "of another commit it must say so");
    assert_eq!(github.writes(), ["PATCH issues/comments/101"]);
}

#[test]
fn an_older_run_never_overwrites_a_newer_one() {
    let github = StandIn::new();
    github.has_comment(BOT, &body(5, "b", "ready"));
    assert_eq!(post(&github, 4, "a", "two gaps").expect("posted"), Posted::Newer(5));
    assert_eq!(github.writes(), [""; 0]);
    assert_eq!(github.body_of(101), body(5, "b", "ready"));
}

#[test]
fn all_pages_are_searched_with_links_and_without() {
    for is_linkless in [false, true] {
        let github = StandIn::new();
        github.world().is_linkless = is_linkless;
        let own = (0..250).map(|n| {
            let text = if n == 237 { body(1, "a", "two gaps") } else { format!("comment {n}") };
            github.has_comment(if n == 237 { BOT } else { "ann" }, &text)
        });
        let own = own.collect::<Vec<_>>()[237];
        assert_eq!(post(&github, 2, "b", "ready").expect("posted"), Posted::Updated, "{is_linkless}");
        assert_eq!(github.writes(), [format!("PATCH issues/comments/{own}")]);
    }
}

#[test]
fn only_our_own_comment_is_ours() {
    let github = StandIn::new();
    let other = Header::new("acme/jobs", "other-jobs", WorkflowRun { id: 9, attempt: 1 }, "z");
    github.has_comment("mallory", &body(99, "z", "forged: all is well"));
    github.has_comment("mallory[bot]", &body(99, "z", "forged"));
    github.has_comment(BOT, &format!("{other}\nof another jobs directory"));
    github.has_comment(BOT, "of another action");
    github.has_comment(BOT, &format!("quoted:\n{}", body(1, "a", "x")));
    assert_eq!(post(&github, 2, "b", "ready").expect("posted"), Posted::Created);
    assert_eq!(github.writes(), ["POST issues/7/comments"]);
}

#[test]
fn every_kind_of_token_finds_the_comment_that_it_wrote() {
    for (identity, login) in
        [(Identity::Workflow, BOT), (Identity::App("acme-bot[bot]"), "acme-bot[bot]"), (Identity::Person("ann"), "ann")]
    {
        let github = StandIn::new();
        github.world().identity = identity;
        github.has_comment("mallory[bot]", &body(1, "a", "not ours"));
        github.has_comment(login, &body(1, "a", "two gaps"));
        assert_eq!(post(&github, 2, "b", "ready").expect("posted"), Posted::Updated, "{login}");
        assert_eq!(github.writes(), ["PATCH issues/comments/102"], "{login}");
    }
}

#[test]
fn a_server_without_graphql_is_asked_for_the_token_s_user() {
    for (status, identity, login) in
        [(404, Identity::Person("ann"), "ann"), (403, Identity::Person("ann"), "ann"), (403, Identity::Workflow, BOT)]
    {
        let github = StandIn::new();
        github.world().faults = vec![("POST graphql", status, 9)];
        github.world().identity = identity;
        github.has_comment(login, &body(1, "a", "two gaps"));
        assert_eq!(post(&github, 2, "b", "ready").expect("posted"), Posted::Updated, "{status} {login}");
    }
}

#[test]
fn a_server_error_at_the_question_who_we_are_is_retried() {
    for faults in [
        vec![("POST graphql", 500, 1)],
        vec![("POST graphql", 502, 2)],
        vec![("POST graphql", 403, 9), ("GET user", 500, 1)],
    ] {
        let github = StandIn::new();
        github.world().identity = Identity::Person("ann");
        github.world().faults = faults.clone();
        github.has_comment("ann", &body(1, "a", "two gaps"));
        assert_eq!(post(&github, 2, "b", "ready").expect("posted"), Posted::Updated, "{faults:?}");
    }
}

#[test]
fn github_enterprise_server_has_its_apis_below_a_path() {
    let github = StandIn::new();
    let token = Token::parse(TOKEN).expect("a token");
    let repository = Repository::parse("acme/jobs").expect("a name");
    let client = GitHubClient::new(&format!("{}/api/v3", github.url), repository, token).expect("a client");
    let author = github.run(Author::fetch(&client)).expect("an author");
    assert_eq!(author, Author::Login(BOT.into()));
    let client = client.with_graphql(&format!("{}/graphql", github.url)).expect("a URL");
    github.run(Author::fetch(&client)).expect("an author");
    assert_eq!(github.world().requests, ["POST graphql", "POST graphql"]);
    assert_eq!(github.writes(), [""; 0]);
}

#[test]
fn twins_become_a_pointer_to_the_latest() {
    let github = StandIn::new();
    github.has_comment(BOT, &body(1, "a", "one"));
    github.has_comment(BOT, &body(2, "a", "two"));
    assert_eq!(post(&github, 3, "b", "ready").expect("posted"), Posted::Updated);
    assert_eq!(github.writes(), ["PATCH issues/comments/102", "PATCH issues/comments/101"]);
    assert_eq!(github.body_of(102), body(3, "b", "ready"));
    assert!(github.body_of(101).contains("(https://github.com/acme/jobs/pull/7#issuecomment-102)"));
    assert_eq!(post(&github, 4, "b", "ready").expect("posted"), Posted::Unchanged);
    assert_eq!(github.writes(), [""; 0]);
}

#[test]
fn a_refusal_is_an_error_that_says_what_to_do_and_nothing_of_the_token() {
    for (status, word) in [(403, "limits requests"), (429, "limits requests"), (401, "not valid"), (422, "next run")] {
        let github = StandIn::new();
        github.world().faults = vec![("POST", status, 9)];
        let error = post(&github, 1, "a", "x").expect_err("refused");
        assert!(matches!(error, Error::Refused { status: told, .. } if told == status), "{error}");
        let help = error.help(Permission::PullRequests);
        assert!(help.contains(word), "{status}: {help}");
        assert!(!format!("{error} {error:?}").contains(TOKEN), "{error}");
        assert_eq!(github.writes().len(), 1, "not tried again");
    }
    let github = StandIn::new();
    github.world().faults = vec![("GET issues", 403, 9)];
    assert!(post(&github, 1, "a", "x").is_err());
    assert_eq!(github.writes(), [""; 0], "what was not seen is not written over");
}

#[test]
fn only_reads_are_tried_again() {
    let github = StandIn::new();
    github.world().faults = vec![("GET issues", 502, 1), ("GET issues", 503, 1)];
    assert_eq!(post(&github, 1, "a", "x").expect("posted"), Posted::Created);
    let _ = github.writes();
    let github = StandIn::new();
    github.world().faults = vec![("POST", 502, 1)];
    assert!(post(&github, 1, "a", "x").is_err());
    assert_eq!(github.writes(), ["POST issues/7/comments"]);
}

#[test]
fn a_redirect_is_not_followed() {
    let github = StandIn::new();
    github.world().faults = vec![("GET issues", 302, 9)];
    let error = post(&github, 1, "a", "x").expect_err("refused").to_string();
    assert!(error.contains("redirect"), "{error}");
}

#[test]
fn an_answer_that_is_too_large_is_not_read() {
    let github = StandIn::new();
    github.has_comment("ann", &"x".repeat(9 << 20));
    let error = post(&github, 1, "a", "x").expect_err("refused").to_string();
    assert!(error.contains("too large"), "{error}");
    assert_eq!(github.writes(), [""; 0]);
}
