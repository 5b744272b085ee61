//! Reads whose token it is, and what the account may do.

use reqwest::Method;
use serde_json::Value;

use super::body::{text, texts};
use super::client::Call;
use super::{Error, Reader};
use crate::domain::account::{Features, TokenOwner};

impl Reader<'_> {
    /// Whose token it is.
    pub async fn token_owner(self) -> Result<TokenOwner, Error> {
        let call = Call { method: Method::GET, path: &["auth", "me"], query: &[], body: None };
        self.0.send(call).await.map(|answer| token_owner(&answer.body))
    }

    /// What is switched on for the account.
    pub async fn features(self) -> Result<Features, Error> {
        let call = Call { method: Method::GET, path: &["job-drafts", "capabilities"], query: &[], body: None };
        self.0.send(call).await.map(|answer| features(&answer.body))
    }
}

fn token_owner(body: &Value) -> TokenOwner {
    let part = |key: &str| body.get(key).unwrap_or(&Value::Null);
    let has_scopes = part("token").get("scopes").is_some_and(Value::is_array);
    TokenOwner {
        user: text(part("actor"), "userId"),
        organization: text(part("account"), "organizationId"),
        name: text(part("actor"), "fullName"),
        email: text(part("actor"), "email"),
        scopes: has_scopes.then(|| texts(part("token"), "scopes")),
    }
}

fn features(body: &Value) -> Features {
    let flag = |key: &str| body.get("capabilities").and_then(|flags| flags.get(key)).and_then(Value::as_bool);
    let drafting = [flag("draftCreate"), flag("draftUpdate")];
    let is_off = body.get("enabled").and_then(Value::as_bool) == Some(false) || drafting.contains(&Some(false));
    let is_on = drafting.contains(&Some(true));
    Features { drafting: (is_on || is_off).then_some(!is_off), publishing: flag("publish") }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_the_service_leaves_out_is_unknown() {
        assert_eq!(
            token_owner(&json!({"token": {"scopes": "all"}, "actor": [], "account": null})),
            TokenOwner::default()
        );
        for (body, drafting, publishing) in [
            (json!({}), None, None),
            (
                json!({"capabilities": {"draftCreate": true, "draftUpdate": true, "publish": false}}),
                Some(true),
                Some(false),
            ),
            (json!({"capabilities": {"draftCreate": true, "draftUpdate": false}}), Some(false), None),
            (
                json!({"enabled": false, "capabilities": {"draftCreate": true, "publish": true}}),
                Some(false),
                Some(true),
            ),
            (json!({"capabilities": "yes"}), None, None),
        ] {
            assert_eq!(features(&body), Features { drafting, publishing }, "{body}");
        }
    }

    #[test]
    fn a_scope_to_write_includes_the_one_to_read() {
        let owner = |scopes: &[&str]| TokenOwner {
            scopes: Some(scopes.iter().map(|scope| (*scope).to_owned()).collect()),
            ..TokenOwner::default()
        };
        assert_eq!(owner(&["jobs:write"]).has_scope("jobs:read"), Some(true));
        assert_eq!(owner(&["jobs:read"]).has_scope("jobs:write"), Some(false));
        assert_eq!(TokenOwner::default().has_scope("jobs:read"), None);
    }
}
