//! Whether the token and the account may do what is needed.

use super::super::credentials::TOKEN_PAGE;
use super::super::service::{Service, stop};
use crate::domain::account::{Features, TokenOwner};
use crate::domain::words::and_list;
use crate::failure::Failure;
use crate::opentrain::{ApiErrorKind, Error};
use crate::reconcile::StopReason;
use crate::report::doctor::Check;
use crate::report::summary;

const TOKEN: &str = "token";
const SCOPES: &str = "scopes";
const DRAFTING: &str = "drafting";
const PUBLISHING: &str = "publishing";
const LIST: &str = "list";

/// How accounts are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AccountNames {
    /// By name and address, too.
    Shown,
    /// By id alone: other people may read a workflow's log.
    Hidden,
}

/// The checks of a service that can't be asked.
pub(super) fn without_service(failure: &Failure) -> Vec<Check> {
    let otherwise = || format!("Make a token ({TOKEN_PAGE}) and set OT_API_TOKEN to it.");
    let help = if failure.hints.is_empty() { otherwise() } else { failure.hints.join("\n") };
    let token = Check::bad(TOKEN, failure.causes(), help);
    std::iter::once(token).chain([SCOPES, DRAFTING, PUBLISHING, LIST].map(not_looked_at)).collect()
}

/// The checks of the token and its account.
pub(super) async fn checks(service: &Service, names: AccountNames) -> Vec<Check> {
    let owner = match service.reader().token_owner().await {
        Ok(owner) => owner,
        Err(error) if is_silent(&error) => TokenOwner::default(),
        Err(error) => {
            let token = failed(TOKEN, error);
            return std::iter::once(token).chain([SCOPES, DRAFTING, PUBLISHING, LIST].map(not_looked_at)).collect();
        }
    };
    let mut checks = vec![Check::good(TOKEN, shown(&owner, names)), scopes(&owner)];
    match service.reader().features().await {
        Ok(features) => checks.extend(switches(features)),
        Err(error) if is_silent(&error) => checks.extend(switches(Features::default())),
        Err(error) => {
            checks.push(failed(DRAFTING, error));
            checks.push(Check::bad(PUBLISHING, "OpenTrain does not say without drafting", "Fix `drafting` first."));
        }
    }
    checks.push(match service.reader().jobs().await {
        Ok(jobs) => Check::good(LIST, format!("{} of the account", summary::plural(jobs.len(), "job"))),
        Err(error) => failed(LIST, error),
    });
    checks
}

fn not_looked_at(name: &'static str) -> Check {
    Check::bad(name, "not checked", "Fix `token` first.")
}

/// Whether the service has no such page, which means nothing for the token.
fn is_silent(error: &Error) -> bool {
    matches!(error, Error::Refused(refusal) if refusal.why == ApiErrorKind::NotFound && refusal.code.is_some())
}

fn failed(name: &'static str, error: Error) -> Check {
    match stop(error) {
        StopReason::Configuration { message, help } => Check::bad(name, message, help),
        other => {
            let help = "Look at the network, a proxy, and `--base-url` or OT_API_BASE_URL; then run this again.";
            Check::bad(name, other.to_string(), help)
        }
    }
}

fn shown(owner: &TokenOwner, names: AccountNames) -> String {
    let id = |what: &str, id: &Option<String>| id.as_ref().map(|id| format!("{what} {id}"));
    let ids = [id("organization", &owner.organization), id("user", &owner.user)];
    let person = match (names, &owner.name, &owner.email) {
        (AccountNames::Shown, Some(name), Some(email)) => Some(format!("{name} <{email}>")),
        (AccountNames::Shown, name, email) => name.as_ref().or(email.as_ref()).cloned(),
        (AccountNames::Hidden, _, _) => None,
    };
    let parts: Vec<String> = person.into_iter().chain(ids.into_iter().flatten()).collect();
    if parts.is_empty() {
        "valid; OpenTrain does not say whose".into()
    } else {
        format!("valid, of {}", parts.join(", "))
    }
}

fn scopes(owner: &TokenOwner) -> Check {
    let missing: Vec<&str> =
        ["jobs:read", "jobs:write"].into_iter().filter(|scope| owner.has_scope(scope) == Some(false)).collect();
    match &owner.scopes {
        None => Check::good(SCOPES, "OpenTrain does not say; the checks below show what the token may do"),
        Some(_) if missing.is_empty() => Check::good(SCOPES, "jobs:read and jobs:write"),
        Some(_) => {
            let help = format!("Make a token with jobs:read and jobs:write ({TOKEN_PAGE}) and set OT_API_TOKEN.");
            Check::bad(SCOPES, format!("the token lacks {}", and_list(&missing)), help)
        }
    }
}

fn switches(features: Features) -> [Check; 2] {
    let switch = |name, state: Option<bool>| match state {
        Some(true) => Check::good(name, "on for this account"),
        None => Check::good(name, "OpenTrain does not say; the first run will show"),
        Some(false) => {
            Check::bad(name, "off for this account", format!("Ask OpenTrain to switch on {name} by its API."))
        }
    };
    [switch(DRAFTING, features.drafting), switch(PUBLISHING, features.publishing)]
}
