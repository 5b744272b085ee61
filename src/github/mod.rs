//! GitHub: the event that started a run, and the comment and suggestions on its pull request. A failure is a warning and
//! never changes a run's result.

mod client;
pub mod comment;
mod diff;
mod error;
pub mod event;
mod header;
mod repository;
mod request;
pub mod review;
mod token;

pub use client::GitHubClient;
pub use error::Error;
pub use header::{Header, WorkflowRun};
pub use repository::{BadSetting, Repository};
pub use token::{BadToken, Token};

use serde_json::Value;

/// The author of what the token writes. Only this author's comments are ours to edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Author {
    /// The token's own login.
    Login(String),
    /// `github-actions[bot]`: the token of a workflow run, which can't read its login.
    Actions,
}

impl Author {
    /// Reads the token's login from GitHub.
    ///
    /// # Errors
    /// Where GitHub fails, or refuses other than an installation's token (403).
    pub async fn fetch(client: &GitHubClient) -> Result<Self, Error> {
        match client.get(&["user"]).await {
            Ok(user) => match user["login"].as_str() {
                Some(login) => Ok(Self::Login(login.to_owned())),
                None => Ok(Self::Actions),
            },
            Err(Error::Refused { status: 403 | 404, .. }) => Ok(Self::Actions),
            Err(error) => Err(error),
        }
    }

    /// Whether a comment was written by this author.
    fn wrote(&self, comment: &Value) -> bool {
        let login = comment["user"]["login"].as_str();
        match self {
            Self::Login(own) => login.is_some_and(|login| login.eq_ignore_ascii_case(own)),
            Self::Actions => comment["user"]["type"] == "Bot" && login == Some("github-actions[bot]"),
        }
    }
}
