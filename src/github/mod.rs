//! GitHub: the event that started a run, and what is said on its pull request. Nothing here changes a verdict: a failure is a
//! typed error, and whoever called makes a warning of it.

mod api;
pub mod comment;
mod diff;
mod error;
pub mod event;
mod header;
mod repository;
pub mod review;
mod token;

pub use api::GitHubClient;
pub use error::Error;
pub use header::Header;
pub use repository::{BadSetting, Repository};
pub use token::{BadToken, Token};

use serde_json::Value;

/// Who we are to GitHub, as far as it tells: only this author's comments are ours to edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Author {
    /// The token's own login.
    Login(String),
    /// The token of a workflow run, which may not ask who it is. It writes as `github-actions[bot]`.
    Actions,
}

impl Author {
    /// The author that the token writes as. An installation's token is refused the question (403).
    pub async fn of(hub: &GitHubClient) -> Result<Self, Error> {
        match hub.get(&["user"], &[]).await {
            Ok(answer) => match answer.body["login"].as_str() {
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
