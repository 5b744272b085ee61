//! Errors of a call.

use crate::http::CERTIFICATE_HELP;

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
    /// GitHub's certificate can't be verified on this machine.
    #[error("{what} failed: GitHub's certificate is not trusted: {reason}")]
    Untrusted {
        /// The request: method and path.
        what: String,
        /// The reason.
        reason: String,
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

/// The permission that a request needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// For comments and suggestions.
    PullRequests,
    /// For the issue.
    Issues,
}

/// What a refusal means. One status has several meanings; only GitHub's message distinguishes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RefusalKind {
    InvalidToken,
    RateLimit,
    SecondaryLimit,
    Locked,
    Archived,
    IssuesDisabled,
    SingleSignOn,
    IpAllowList,
    /// A person's token without the permission.
    PersonalToken,
    /// Any other token without the permission, or for which the pull request or the repository does not exist.
    Permission,
    Other,
}

impl RefusalKind {
    fn new(status: u16, message: &str) -> Self {
        let message = message.to_lowercase();
        let has = |part: &str| message.contains(part);
        match status {
            401 => Self::InvalidToken,
            _ if has("secondary rate limit") || has("abuse detection") || has("submitted too quickly") => {
                Self::SecondaryLimit
            }
            _ if has("rate limit") => Self::RateLimit,
            429 => Self::SecondaryLimit,
            _ if has("is locked") || has("locked conversation") => Self::Locked,
            403 if has("archived") => Self::Archived,
            410 if has("issues") && has("disabled") => Self::IssuesDisabled,
            403 if has("saml") || has("single sign-on") => Self::SingleSignOn,
            403 if has("ip allow list") => Self::IpAllowList,
            403 if has("personal access token") => Self::PersonalToken,
            403 | 404 => Self::Permission,
            _ => Self::Other,
        }
    }

    /// How to fix it.
    fn help(self, permission: Permission) -> &'static str {
        match self {
            Self::InvalidToken => "GITHUB_TOKEN is not valid; pass `github-token: ${{ github.token }}`.",
            Self::RateLimit => "GitHub limits requests of this token for up to an hour; the next run tries again.",
            Self::SecondaryLimit => {
                "GitHub limits requests that come too close together; the next run tries again. Let fewer workflows run at once."
            }
            Self::Locked => {
                "The pull request is locked: unlock its conversation, or turn comments and suggestions off (`comment` and `suggest`)."
            }
            Self::Archived => "The repository is archived, so nothing can be written to it.",
            Self::IssuesDisabled => {
                "This repository has no issues: turn them on in its settings, or remove `issue: true`."
            }
            Self::SingleSignOn => {
                "The organization requires SAML single sign-on: authorize the token for it, or pass `github-token: ${{ github.token }}`."
            }
            Self::IpAllowList => {
                "The organization's IP allow list has no entry for this runner: add its address, or use a runner inside the list."
            }
            Self::PersonalToken => match permission {
                Permission::PullRequests => {
                    "The token lacks the permission: give it `Pull requests: read and write` for this repository, or pass `github-token: ${{ github.token }}`."
                }
                Permission::Issues => {
                    "The token lacks the permission: give it `Issues: read and write` for this repository, or pass `github-token: ${{ github.token }}`."
                }
            },
            Self::Permission => match permission {
                Permission::PullRequests => {
                    "The workflow's token lacks the permission: give the job `permissions: pull-requests: write`. Runs for forks can't have it."
                }
                Permission::Issues => {
                    "The workflow's token lacks the permission: give the job `permissions: issues: write`."
                }
            },
            Self::Other => "The next run tries again.",
        }
    }
}

impl Error {
    /// How to fix it, where the request needs this permission.
    pub fn help(&self, permission: Permission) -> &'static str {
        match self {
            Self::Refused { status, message, .. } => RefusalKind::new(*status, message).help(permission),
            Self::Untrusted { .. } => CERTIFICATE_HELP,
            Self::Failed { .. } => "The next run tries again.",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_status_has_several_meanings() {
        use RefusalKind as Kind;
        for (status, message, kind) in [
            (401, "Bad credentials", Kind::InvalidToken),
            (403, "API rate limit exceeded for installation ID 1234.", Kind::RateLimit),
            (429, "API rate limit exceeded for user ID 1234.", Kind::RateLimit),
            (403, "You have exceeded a secondary rate limit. Please wait a few minutes", Kind::SecondaryLimit),
            (403, "You have triggered an abuse detection mechanism.", Kind::SecondaryLimit),
            (422, "Validation Failed: was submitted too quickly", Kind::SecondaryLimit),
            (429, "no reason given", Kind::SecondaryLimit),
            (403, "Unable to create comment because issue is locked.", Kind::Locked),
            (422, "Unable to create review because the pull request is locked", Kind::Locked),
            (403, "Repository was archived so is read-only.", Kind::Archived),
            (
                403,
                "Resource protected by organization SAML enforcement. You must grant your OAuth token access",
                Kind::SingleSignOn,
            ),
            (
                403,
                "Although you appear to have the correct authorization credentials, the `acme` organization has an IP allow list enabled",
                Kind::IpAllowList,
            ),
            (403, "Resource not accessible by integration", Kind::Permission),
            (403, "Resource not accessible by personal access token", Kind::PersonalToken),
            (403, "no reason given", Kind::Permission),
            (404, "Not Found", Kind::Permission),
            (422, "Validation Failed", Kind::Other),
            (410, "This issue was deleted", Kind::Other),
            (410, "Issues has been disabled in this repository.", Kind::IssuesDisabled),
        ] {
            assert_eq!(RefusalKind::new(status, message), kind, "{status} {message}");
        }
    }
}
