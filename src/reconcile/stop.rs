//! Why no new request was started.

use crate::store;

/// Why no new request was started.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StopReason {
    /// The token or the account: nothing else would be accepted either.
    #[error("{message}")]
    Configuration {
        /// The service's message.
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
    NotPushed(store::Error),
    /// The default branch has moved on: this commit no longer decides what is public.
    #[error("superseded by {0}: the default branch's jobs are others than this commit's")]
    Superseded(String),
    /// Other runs recorded changes faster than this one could settle what it was about to send.
    #[error("other runs kept changing the records that this one was about to change")]
    Contended,
    /// The process was asked to end.
    #[error("interrupted by {0}")]
    Interrupted(&'static str),
}

impl StopReason {
    /// The error of the records, if that is the reason.
    pub(crate) fn record_error(&self) -> Option<&store::Error> {
        match self {
            Self::Record(error) | Self::NotPushed(error) => Some(error),
            Self::Configuration { .. }
            | Self::Service(_)
            | Self::Superseded(_)
            | Self::Contended
            | Self::Interrupted(_) => None,
        }
    }
}
