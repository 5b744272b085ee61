//! Records that can't be used, as a failure of a command.

use std::borrow::Cow;

use crate::failure::Failure;
use crate::store::{self, GitFailure, RemoteOperation};

const NOT_WRITABLE: &str =
    "This machine does not let git write: look at the owner and the rights of `.git`, and at the disk's space.";

/// Records that can't be used, and what to do about it.
pub(super) fn failure(error: store::Error) -> Failure {
    let hint = hint(&error);
    if error.is_transient() { Failure::service(error).hint(hint) } else { Failure::setup(error).hint(hint) }
}

/// What to do about records that can't be used.
pub(super) fn hint(error: &store::Error) -> Cow<'static, str> {
    let hint = match error {
        store::Error::Remote { operation, failure, .. } => return remote_hint(*operation, failure),
        store::Error::Io { .. } => "Look at the folder's rights and the disk's space.",
        store::Error::Unreadable { .. } => {
            "Restore the file from an earlier state. If it is lost, remove it: the job is found again by its key."
        }
        store::Error::SameJob { .. } => {
            "Nothing was sent: one of the two would change the other's job. Look in the history of the records which is right, and \
             restore or remove the other file."
        }
        store::Error::Newer { .. } => {
            "Use the version of opentrain-jobs that wrote it, or a later one. Nothing was changed."
        }
        store::Error::Foreign { what: "jobs directory", .. } | store::Error::Claimed { .. } => {
            "A second jobs directory needs a namespace of its own besides a store of its own: `--namespace OWNER/NAME` with another NAME, \
             and `--records git:BRANCH` or `dir:PATH`. With one namespace, the same id in both would be one job."
        }
        store::Error::Foreign { .. } => {
            "Use another store (`--records dir:PATH` or `git:BRANCH`), or the settings that it was made with."
        }
        store::Error::NoGit { .. } | store::Error::OldGit { .. } => {
            "Install git 2.29 or later, or keep the records in a folder: `--records dir:PATH`."
        }
        store::Error::NoRepository { .. } => {
            "Run in a checkout of the repository. In a container whose user is another one, run \
             `git config --global --add safe.directory PATH` first."
        }
        store::Error::BadName { .. } => "Name a branch, for instance `--records git:opentrain-records`.",
        store::Error::NoRecords { .. } => {
            "Records have a branch of their own: name one that is not there yet, and it is made."
        }
        store::Error::NoOwner { .. } => "Restore the file: take `store.json` from an earlier commit of the branch.",
        store::Error::NameInUse { .. } => "Choose another name for the records' branch, or rename the other branch.",
        store::Error::WrongEntry { .. } => {
            "Remove or rename it on the branch, or name another branch for the records. Nothing was changed."
        }
        store::Error::NotWritable { .. } => NOT_WRITABLE,
        store::Error::Incomplete { .. } => {
            "In a partial clone, read the records with `plan --refresh`. In any other the repository is damaged: clone it again."
        }
        store::Error::Unavailable { .. } => "Look at the remote `origin` and the network if it stays so.",
        store::Error::Contended { .. } => "Let fewer runs write at once: a `concurrency` group in the workflow.",
        store::Error::Git { .. } => "Look at the remote `origin`: `git ls-remote origin` must work here.",
        store::Error::JobConflict { .. } => {
            "Close one of the two in the web app. The one that stays on record is the definition's."
        }
    };
    hint.into()
}

/// What to do about a question to the remote that failed.
fn remote_hint(operation: RemoteOperation, failure: &GitFailure) -> Cow<'static, str> {
    let hint = match failure {
        GitFailure::Busy { lock: Some(lock) } => {
            return format!("If no other git runs in this repository, remove `{}`.", lock.display()).into();
        }
        GitFailure::NoCredentials => {
            "git has no credentials for `origin`. In a workflow, the likely reason is `persist-credentials: false` of \
             actions/checkout: remove it. Elsewhere, set up a credential helper or an ssh key."
        }
        GitFailure::Denied if operation == RemoteOperation::Push => {
            "Let the run push this branch: `permissions: contents: write` on the workflow's job, or git credentials that may write."
        }
        GitFailure::Denied => {
            "Let the run read the repository: `permissions: contents: read` on the workflow's job (`write` for draft and publish), \
             or git credentials for the remote `origin`. With `persist-credentials: false` of actions/checkout, git has none."
        }
        GitFailure::Declined => {
            "Let the run push this branch: `permissions: contents: write` on the workflow's job, and no ruleset or branch protection \
             that covers the branch (or one that exempts this workflow)."
        }
        GitFailure::UntrustedCertificate => {
            "Tell git which authority signed the certificate: `SSL_CERT_FILE=FILE`, or `git config http.sslCAInfo FILE`."
        }
        GitFailure::UnknownHostKey => {
            "Add the host's key to `~/.ssh/known_hosts` (`ssh-keyscan HOST`), after you compared it with the published one."
        }
        GitFailure::NoRemote => {
            "This repository has no remote `origin` yet: `git remote add origin URL`. Without one, keep the records in a folder: \
             `--records dir:.opentrain/records`."
        }
        GitFailure::NotWritable => NOT_WRITABLE,
        GitFailure::TimedOut => {
            "Look for a credential helper or ssh that waits for input: `git ls-remote origin </dev/null` must end here."
        }
        GitFailure::NameInUse => "Choose another name for the records' branch, or rename the other branch.",
        GitFailure::Busy { lock: None } => "Let other git commands in this repository end, and run again.",
        GitFailure::Unavailable | GitFailure::Stale => "Look at the remote `origin` and the network if it stays so.",
        GitFailure::Other => "Look at the remote `origin`: `git ls-remote origin` must work here.",
    };
    hint.into()
}
