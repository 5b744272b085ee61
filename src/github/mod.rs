//! GitHub: the event that started a run, what is posted on pull requests, and the issue that is open while a publish needs an edit.
//! A failure is a warning and never changes a run's result.

mod author;
mod changed_files;
mod client;
pub mod comment;
mod diff;
mod endpoints;
mod error;
pub mod event;
mod header;
pub mod issue;
pub mod merged;
mod repository;
mod request;
pub mod review;
mod token;

pub use author::Author;
pub use changed_files::{ChangedFile, MAX_CHANGED_FILES, changed_files};
pub use client::GitHubClient;
pub use error::{Error, Permission};
pub use header::{Header, WorkflowRun};
pub use repository::{BadSetting, Repository};
pub use token::{BadToken, Token};
