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
    /// The local files are not those of the default branch, so they don't decide what is public. Another workflow run does.
    #[error("superseded by {commit}: `{file}` is not as in that commit, the tip of the default branch")]
    Superseded {
        /// The default branch's tip.
        commit: String,
        /// The first file that differs.
        file: String,
    },
    /// The same outside a workflow.
    #[error("`{file}` is not as in {commit}, the tip of the default branch of `origin`")]
    Behind {
        /// The default branch's tip.
        commit: String,
        /// The first file that differs.
        file: String,
    },
    /// In a workflow: the default branch's tip is checked out, and the files are not as it has them. No other run does what is left.
    #[error("{} as in {commit}, which is checked out and the tip of the default branch", are_not(files))]
    Edited {
        /// The default branch's tip.
        commit: String,
        /// The files that differ.
        files: Vec<String>,
    },
    /// Definitions are read from a submodule, whose files are no part of the default branch.
    #[error(
        "the definitions in the git submodule `{submodule}` are not part of {commit}, the tip of the default branch"
    )]
    Submodule {
        /// The default branch's tip.
        commit: String,
        /// The submodule's folder.
        submodule: String,
    },
    /// In a workflow: `origin` could not be asked, so nothing shows whose files these are.
    #[error("nothing public is done: {0}")]
    OriginUnavailable(String),
    /// The same outside a workflow.
    #[error("nothing public is done: {0}")]
    OriginUnknown(String),
    /// Other runs recorded changes faster than this one could settle what it was about to send.
    #[error("other runs kept changing the records that this one was about to change")]
    Contended,
    /// The process was asked to end.
    #[error("interrupted by {0}")]
    Interrupted(&'static str),
}

/// Names this many files.
const MAX_FILES: usize = 5;

/// The first files as the subject of a sentence.
fn are_not(files: &[String]) -> String {
    let names: Vec<String> = files.iter().take(MAX_FILES).map(|file| format!("`{file}`")).collect();
    match (files.len() - names.len(), names.len()) {
        (0, 1) => format!("{} is not", names.concat()),
        (0, _) => format!("{} are not", names.join(", ")),
        (more, _) => format!("{} and {more} more files are not", names.join(", ")),
    }
}

impl StopReason {
    /// The error of the records, if that is the reason.
    pub(crate) fn record_error(&self) -> Option<&store::Error> {
        match self {
            Self::Record(error) | Self::NotPushed(error) => Some(error),
            Self::Configuration { .. }
            | Self::Service(_)
            | Self::Superseded { .. }
            | Self::Behind { .. }
            | Self::Edited { .. }
            | Self::Submodule { .. }
            | Self::OriginUnavailable(_)
            | Self::OriginUnknown(_)
            | Self::Contended
            | Self::Interrupted(_) => None,
        }
    }

    /// Whether nothing shows that the local files are those of the default branch.
    pub(crate) fn is_unproven_checkout(&self) -> bool {
        matches!(
            self,
            Self::Superseded { .. }
                | Self::Behind { .. }
                | Self::Edited { .. }
                | Self::Submodule { .. }
                | Self::OriginUnavailable(_)
                | Self::OriginUnknown(_)
        )
    }
}
