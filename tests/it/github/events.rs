//! Real payloads (npm: @octokit/webhooks-examples 7.6.1, MIT).

use opentrain_jobs::github::event::{Event, PullRequest};

macro_rules! payload {
    ($name:literal) => {
        include_bytes!(concat!("../pages/github/", $name, ".json"))
    };
}

fn pull(payload: &[u8]) -> PullRequest {
    match Event::parse("pull_request", payload, None).expect("an event") {
        Event::PullRequest(pull) => *pull,
        other => panic!("{other:?}"),
    }
}

#[test]
fn real_pull_request_payloads_are_read() {
    let rows: [(&[u8], &str, &str); 4] = [
        (payload!("pull_request-opened"), "opened", "today's shape"),
        (payload!("pull_request-opened-old"), "opened", "an older shape"),
        (payload!("pull_request-synchronize"), "synchronize", "a push to the branch"),
        (payload!("pull_request-closed"), "closed", "closed, not merged"),
    ];
    for (payload, action, why) in rows {
        let pull = pull(payload);
        assert_eq!((pull.action.as_str(), pull.number, pull.is_merged), (action, 2, false), "{why}");
        assert_eq!(pull.head_sha, "ec26c3e57ca3a959ca5aad62de7213c562f8c821", "{why}");
        assert_eq!((pull.base_ref.as_str(), pull.default_branch.as_deref()), ("master", Some("master")), "{why}");
        assert!(!pull.is_fork && !pull.is_by_dependabot(), "{why}");
        assert_eq!(pull.author.as_deref(), Some("Codertocat"), "{why}");
    }
}

#[test]
fn real_push_payloads_are_read() {
    let read = |payload| match Event::parse("push", payload, None).expect("an event") {
        Event::Push(push) => push,
        other => panic!("{other:?}"),
    };
    let branch = read(payload!("push"));
    assert_eq!(branch.target.git_ref.as_deref(), Some("refs/heads/master"));
    assert_eq!(branch.target.is_default_branch(), Some(true));
    assert_eq!(branch.commits, branch.after.iter().cloned().collect::<Vec<_>>(), "the payload lists no other");
    let tag = read(payload!("push-tag"));
    assert_eq!(tag.target.git_ref.as_deref(), Some("refs/tags/simple-tag"));
    assert_eq!(tag.target.is_default_branch(), Some(false));
    assert_eq!(tag.after, None, "the tag was deleted");
    assert!(tag.commits.is_empty());
}
