//! Errors of a call.

/// A call that failed.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// GitHub refused. Rate limits are included: a comment is not worth the wait.
    #[error("GitHub refused {what} ({status}: {message})")]
    Refused {
        /// The request: method and path.
        what: String,
        /// The HTTP status.
        status: u16,
        /// GitHub's message.
        message: String,
    },
    /// GitHub or the network failed, also after retries.
    #[error("{what} failed: {reason}")]
    Failed {
        /// The request: method and path.
        what: String,
        /// The reason.
        reason: String,
    },
}

impl Error {
    /// How to fix it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Refused { status: 401, .. } => "GITHUB_TOKEN is not valid; pass `github-token: ${{ github.token }}`.",
            Self::Refused { message, .. } if message.to_lowercase().contains("rate limit") => {
                "GitHub limits requests for now; the next run tries again."
            }
            Self::Refused { status: 403 | 404, .. } => {
                "The workflow's token lacks the permission: give the job `permissions: pull-requests: write`. Runs for forks can't have it."
            }
            Self::Refused { .. } | Self::Failed { .. } => "The next run tries again.",
        }
    }
}
