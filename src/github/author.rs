//! Who the token writes as.

use serde_json::Value;

use super::{Error, GitHubClient};

/// The only question that GitHub answers for every kind of token: a person's, a GitHub App's and a workflow's.
const WHO_AM_I: &str = "query { viewer { login } }";

/// The author of what the token writes. Only this author's comments are ours to edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Author {
    /// The token's own login, for instance `ann` or `acme-bot[bot]`.
    Login(String),
    /// `github-actions[bot]`: the token of a workflow run, where GitHub does not show its login.
    Actions,
}

impl Author {
    /// Reads the token's login from GitHub.
    ///
    /// # Errors
    /// Where GitHub fails, or refuses other than a token that has no user (403).
    pub async fn fetch(client: &GitHubClient) -> Result<Self, Error> {
        match client.graphql(WHO_AM_I).await {
            Ok(answer) => match answer["data"]["viewer"]["login"].as_str() {
                Some(login) => Ok(Self::Login(login.to_owned())),
                None => Self::fetch_user(client).await,
            },
            // A proxy or an old server without GraphQL.
            Err(Error::Refused { status: 403 | 404, .. }) => Self::fetch_user(client).await,
            Err(error) => Err(error),
        }
    }

    /// Asks the REST API, which knows the login of a person's token alone.
    async fn fetch_user(client: &GitHubClient) -> Result<Self, Error> {
        match client.user().await {
            Ok(user) => Ok(user["login"].as_str().map_or(Self::Actions, |login| Self::Login(login.to_owned()))),
            Err(Error::Refused { status: 403 | 404, .. }) => Ok(Self::Actions),
            Err(error) => Err(error),
        }
    }

    /// Whether a comment was written by this author.
    pub(super) fn wrote(&self, comment: &Value) -> bool {
        let login = comment["user"]["login"].as_str();
        match self {
            Self::Login(own) => login.is_some_and(|login| login.eq_ignore_ascii_case(own)),
            Self::Actions => comment["user"]["type"] == "Bot" && login == Some("github-actions[bot]"),
        }
    }
}
