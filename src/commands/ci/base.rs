//! What a workflow's files are compared with: a pull request with the branch it merges into, a push with the commit before it.

use super::pull_request::client;
use crate::checkout::{Base, Changes, Checkout, Comparison, Error, OldContent};
use crate::github::event::{Event, PullRequest, Push};
use crate::github::{ChangedFile, MAX_CHANGED_FILES, changed_files};
use crate::settings::{self, Environment, SharedArgs};

/// The comparison for this event.
pub(super) async fn comparison(args: &SharedArgs, environment: &Environment, event: &Event) -> Comparison {
    match event {
        Event::PullRequest(pull_request) => {
            Comparison { base: of_pull_request(args, environment, pull_request).await, only_touched: true }
        }
        Event::Push(Push { before: Some(before), .. }) => {
            Comparison { base: of_push(args, before), only_touched: false }
        }
        Event::Push(_) | Event::Schedule(_) | Event::Dispatch(_) | Event::MergeGroup | Event::Other(_) => {
            Comparison::default()
        }
    }
}

/// By git where it has the base or can fetch it, else by GitHub's list.
async fn of_pull_request(args: &SharedArgs, environment: &Environment, pull_request: &PullRequest) -> Base {
    let no_base = || "git has no commit to compare with".to_owned();
    let base = || -> Result<Option<String>, Error> {
        let Some(checkout) = Checkout::open(&args.jobs)? else { return Ok(None) };
        checkout.pull_request_base(pull_request.base_sha.as_deref(), &pull_request.head_sha)
    };
    let by_git = base().map_err(|error| error.to_string()).and_then(|base| base.ok_or_else(no_base));
    let reason = match by_git {
        Ok(commit) => return Base::Commit(commit),
        Err(reason) => reason,
    };
    log::info!("{reason}; asking GitHub what the pull request changes");
    match listed(args, environment, pull_request.number).await {
        Ok(changes) => Base::Listed(changes),
        Err(error) => Base::Unknown(format!("{reason}, and {error}")),
    }
}

async fn listed(args: &SharedArgs, environment: &Environment, number: u64) -> Result<Changes, String> {
    let files = changed_files(&client(environment)?, number).await.map_err(|error| error.to_string())?;
    if files.len() >= MAX_CHANGED_FILES {
        return Err(format!("GitHub lists at most {MAX_CHANGED_FILES} files of a pull request"));
    }
    let folder = settings::identity_of(&args.jobs);
    let prefix = if folder == "." { String::new() } else { format!("{folder}/") };
    let mut changes = Changes::new();
    for ChangedFile { path, previous_path, is_new } in files {
        let old = if is_new { OldContent::Absent } else { OldContent::Unread };
        let below = |path: &str| path.strip_prefix(&prefix).map(str::to_owned);
        changes.extend(below(&path).map(|name| (name, old)));
        changes.extend(previous_path.and_then(|path| below(&path)).map(|name| (name, OldContent::Unread)));
    }
    Ok(changes)
}

/// A commit that can't be had, for instance of a branch that was pushed by force, is no base.
fn of_push(args: &SharedArgs, before: &str) -> Base {
    let fetched = || -> Result<bool, Error> {
        let Some(checkout) = Checkout::open(&args.jobs)? else { return Ok(false) };
        checkout.try_fetch_commit(before)
    };
    match fetched() {
        Ok(true) => Base::Commit(before.to_owned()),
        Ok(false) => Base::Nothing,
        Err(error) => {
            log::info!("the commit before the push can't be read: {error}");
            Base::Nothing
        }
    }
}
