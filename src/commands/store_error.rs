//! Records that can't be used, as a failure of a command.

use crate::failure::Failure;
use crate::store::{self, RemoteOperation};

/// Records that can't be used, and what to do about it.
pub(super) fn failure(error: store::Error) -> Failure {
    let hint = hint(&error);
    if error.is_transient() { Failure::service(error).hint(hint) } else { Failure::setup(error).hint(hint) }
}

/// What to do about records that can't be used.
pub(super) fn hint(error: &store::Error) -> &'static str {
    match error {
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
        store::Error::NoGit { .. } => {
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
        store::Error::Refused { operation: RemoteOperation::Read, .. } => {
            "Let the run read the repository: `permissions: contents: read` on the workflow's job (`write` for draft and publish), \
             or git credentials for the remote `origin`."
        }
        store::Error::Refused { .. } => {
            "Let the run push this branch: `permissions: contents: write` on the workflow's job, and no ruleset or branch protection \
             that covers the branch (or one that exempts this workflow)."
        }
        store::Error::Unreachable { .. } => "Look at the remote `origin` and the network if it stays so.",
        store::Error::Contended { .. } => "Let fewer runs write at once: a `concurrency` group in the workflow.",
        store::Error::Git { .. } => "Look at the remote `origin`: `git ls-remote origin` must work here.",
        store::Error::JobConflict { .. } => {
            "Close one of the two in the web app. The one that stays on record is the definition's."
        }
    }
}
