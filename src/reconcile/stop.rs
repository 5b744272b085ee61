//! Why no new request was started.

use crate::store;

/// Why no new request was started.
#[derive(Debug, thiserror::Error)]
pub enum Stop {
    /// The token or the account: nothing else would be accepted either.
    #[error("{message}")]
    Setup {
        /// What the service said.
        message: String,
        /// What to do.
        help: String,
    },
    /// The service or the network failed.
    #[error("{0}")]
    Service(String),
    /// A record could not be written, so nothing more may be done.
    #[error(transparent)]
    Record(#[from] store::Error),
    /// The results could not be kept at the end; what was about to be sent is.
    #[error("the results of this run could not be kept: {0}")]
    Unkept(store::Error),
    /// The default branch has moved on: this commit's word on what is public no longer counts.
    #[error("superseded by {0}: the default branch's jobs are others than this commit's")]
    Superseded(String),
    /// The process was asked to end.
    #[error("interrupted by {0}")]
    Interrupted(&'static str),
}
