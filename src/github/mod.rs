//! GitHub: the event that started a run, and the comment and suggestions on its pull request. A failure is a warning and
//! never changes a run's result.

mod author;
mod client;
pub mod comment;
mod diff;
mod endpoints;
mod error;
pub mod event;
mod header;
mod repository;
mod request;
pub mod review;
mod token;

pub use author::Author;
pub use client::GitHubClient;
pub use error::Error;
pub use header::{Header, WorkflowRun};
pub use repository::{BadSetting, Repository};
pub use token::{BadToken, Token};
