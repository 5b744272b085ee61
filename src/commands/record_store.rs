//! The records of a run: opened, checked to be ours, and kept.

use std::path::{Path, PathBuf};

use anyhow::anyhow;

use super::message;
use super::output::Output;
use super::publication::{self, Publication};
use crate::domain::capabilities::Capabilities;
use crate::domain::ids::Namespace;
use crate::domain::record::Record;
use crate::failure::Failure;
use crate::plan::Posting;
use crate::reconcile::Checkpoint;
use crate::settings::{self, Environment, RecordsAt, SharedArgs};
use crate::store::{self, DirStore, Lock, RemoteOperation, StoreContents, StoreOwner};

/// Where records are kept unless `--records` says otherwise.
const DEFAULT: &str = ".opentrain/records";

/// Whether a run writes records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    /// It only looks.
    Read,
    /// It writes, so that no other may at the same time.
    Write,
}

/// Opened records.
pub(super) struct RecordStore {
    /// Where they are.
    pub(super) store: DirStore,
    /// The records, by id, until a pipeline takes them.
    records: Vec<Record>,
    /// What the account may send, as last seen.
    pub(super) capabilities: Option<Capabilities>,
    identity: StoreOwner,
    access: Access,
    publication: Option<Publication>,
    /// Where this run can be looked at.
    trailer: String,
    _lock: Option<Lock>,
    /// Removed at the end of a run whose records nobody wants.
    _scratch: Option<tempfile::TempDir>,
}

/// The folder of the records: the flag's or the default. `None` for a sandbox whose records nobody wants, and for a branch.
pub(super) fn folder(common: &SharedArgs, is_sandbox: bool) -> Option<PathBuf> {
    match &common.records {
        Some(RecordsAt::Dir(folder)) => Some(folder.clone()),
        Some(RecordsAt::Git(_)) => None,
        None => (!is_sandbox).then(|| PathBuf::from(DEFAULT)),
    }
}

/// What a store holds, for a command that needs no more than that and asks nobody.
pub(super) fn glance(common: &SharedArgs) -> Result<StoreContents, Failure> {
    let Some(RecordsAt::Git(name)) = &common.records else {
        return DirStore::new(&folder(common, false).unwrap_or_default()).load().map_err(failure);
    };
    let scratch = scratch()?;
    publication::glance(name, &common.jobs, scratch.path()).map_err(failure)?;
    DirStore::new(scratch.path()).load().map_err(failure)
}

fn scratch() -> Result<tempfile::TempDir, Failure> {
    tempfile::tempdir().map_err(|error| Failure::setup(anyhow!(error).context("no temporary folder can be made")))
}

impl RecordStore {
    /// Opens the records of `common` for a service at `origin` (`None`: the embedded sandbox).
    pub(super) fn open(
        common: &SharedArgs,
        environment: &Environment,
        origin: Option<String>,
        access: Access,
        output: &Output,
    ) -> Result<Self, Failure> {
        let (folder, scratch) = match folder(common, origin.is_none()) {
            Some(folder) => (folder, None),
            None => scratch().map(|scratch| (scratch.path().to_owned(), Some(scratch)))?,
        };
        let publication = match &common.records {
            Some(RecordsAt::Git(_)) if origin.is_none() => return Err(no_sandbox()),
            Some(RecordsAt::Git(name)) => Some(Publication::open(name, &common.jobs, &folder).map_err(failure)?),
            _ => None,
        };
        let store = DirStore::new(&folder);
        let lock = (access == Access::Write).then(|| Lock::acquire(&folder, |holder| wait(output, &folder, holder)));
        let lock = lock.transpose().map_err(failure)?;
        let StoreContents { identity: stored, capabilities, records } =
            store.load().map_err(|error| failure(located(publication.as_ref(), error)))?;
        let sandbox = Namespace::parse("sandbox").ok().filter(|_| origin.is_none());
        let flag = common.namespace.as_ref().or(sandbox.as_ref());
        let known = stored.as_ref().map(|identity| &identity.namespace);
        let namespace = settings::namespace(flag, known, environment, &common.jobs)?;
        let identity = StoreOwner {
            namespace,
            jobs: settings::identity_of(&common.jobs),
            origin: origin.unwrap_or_else(|| "sandbox".into()),
            repository: environment.var("GITHUB_REPOSITORY_ID").map(str::to_owned),
        };
        if let Some(stored) = &stored {
            identity.ensure_owned_by(stored).map_err(failure)?;
        }
        // Records without their `store.json` still say whose they are.
        if let Some(record) = records.iter().find(|record| record.key != identity.namespace.key(&record.id)) {
            let ours = identity.namespace.key(&record.id);
            return Err(failure(store::Error::Foreign { what: "namespace", theirs: record.key.clone(), ours }));
        }
        let (trailer, _lock, _scratch) = (message::trailer(environment), lock, scratch);
        let mut book = Self { store, records, capabilities, identity, access, publication, trailer, _lock, _scratch };
        if access == Access::Write {
            book.store.remove_temp_files().map_err(failure)?;
            book.sign(stored).map_err(failure)?;
        }
        Ok(book)
    }

    /// Writes whose store it is, where that is not written or a repository's number has become known.
    fn sign(&mut self, stored: Option<StoreOwner>) -> Result<(), store::Error> {
        let known = stored.as_ref().and_then(|identity| identity.repository.clone());
        self.identity.repository = self.identity.repository.take().or(known);
        if stored.as_ref() == Some(&self.identity) { Ok(()) } else { self.store.save_identity(&self.identity) }
    }

    /// What a run of these postings does before it sends anything; `None` where the records stay on this machine.
    pub(super) fn checkpoint(&self, command: &str, postings: &[Posting]) -> Option<Checkpoint> {
        let message = message::intents(command, postings) + &self.trailer;
        self.publication.as_ref().map(|publication| publication.checkpoint(message))
    }

    /// Pushes the records, where they live on a branch and changed.
    pub(super) async fn push(&self, message: String) -> Result<(), store::Error> {
        let Some(publication) = self.publication.clone() else {
            return Ok(());
        };
        let message = message + &self.trailer;
        let pushed = tokio::task::spawn_blocking(move || publication.push(&message, false)).await;
        pushed.unwrap_or_else(|error| Err(store::Error::NoGit { cause: std::io::Error::other(error) })).map(drop)
    }

    /// Whose definitions these are.
    pub(super) fn namespace(&self) -> &Namespace {
        &self.identity.namespace
    }

    /// What the account may send, or what the published pages tell.
    pub(super) fn capabilities(&self) -> Capabilities {
        self.capabilities.clone().unwrap_or_else(Capabilities::bundled)
    }

    /// Keeps what the account may send.
    pub(super) fn learn(&mut self, capabilities: Capabilities) -> Result<(), store::Error> {
        if self.access == Access::Write {
            self.store.save_capabilities(&capabilities)?;
        }
        self.capabilities = Some(capabilities);
        Ok(())
    }

    /// The records, which postings hold from now on.
    pub(super) fn take_records(&mut self) -> Vec<Record> {
        std::mem::take(&mut self.records)
    }

    /// Writes every record that changed. A run that only looks writes none.
    pub(super) fn save_changed(&self, postings: &mut [Posting]) -> Result<(), store::Error> {
        for posting in postings.iter_mut().filter(|posting| posting.is_dirty) {
            if let Some(record) = posting.record.as_ref().filter(|_| self.access == Access::Write) {
                self.store.save(record)?;
            }
            posting.is_dirty = false;
        }
        Ok(())
    }
}

fn wait(output: &Output, folder: &Path, holder: &str) {
    let who = if holder.is_empty() { "another run".to_owned() } else { format!("the run of process {holder}") };
    output.notice(&format!("waiting for {who}, which writes {}", folder.display()));
}

fn located(publication: Option<&Publication>, error: store::Error) -> store::Error {
    match publication {
        Some(publication) => publication.located(error),
        None => error,
    }
}

/// The sandbox keeps its jobs beside the records, in a folder.
fn no_sandbox() -> Failure {
    Failure::setup(anyhow!("--sandbox can't be used with records on a branch"))
        .hint("Keep a sandbox's records in a folder: `--records dir:PATH`.")
}

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
        store::Error::Newer { .. } => {
            "Use the version of opentrain-jobs that wrote it, or a later one. Nothing was changed."
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
