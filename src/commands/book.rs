//! The records of a run: opened, checked to be ours, and kept.

use std::path::{Path, PathBuf};

use anyhow::anyhow;

use super::door::Door;
use crate::domain::capabilities::Capabilities;
use crate::domain::ids::{DefinitionId, Namespace};
use crate::domain::job::Listing;
use crate::domain::record::Record;
use crate::failure::Failure;
use crate::record::{self, DirStore, Identity, Lock, Stored};
use crate::settings::{self, Common, Environment};

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
pub(super) struct Book {
    /// Where they are.
    pub(super) store: DirStore,
    /// The records, by id.
    pub(super) records: Vec<Record>,
    /// What the account may send, as last seen.
    pub(super) capabilities: Option<Capabilities>,
    identity: Identity,
    access: Access,
    _lock: Option<Lock>,
    /// Removed at the end of a run whose records nobody wants.
    _scratch: Option<tempfile::TempDir>,
}

/// The folder of the records: the flag's or the default. `None` for a sandbox whose records nobody wants.
pub(super) fn folder(common: &Common, is_sandbox: bool) -> Option<PathBuf> {
    let default = (!is_sandbox).then(|| PathBuf::from(DEFAULT));
    common.records.as_ref().map(|records| records.0.clone()).or(default)
}

/// What a store holds, for a command that needs no more than that.
pub(super) fn glance(common: &Common) -> Result<Stored, Failure> {
    let folder = folder(common, false).unwrap_or_default();
    DirStore::new(&folder).load().map_err(failure)
}

impl Book {
    /// Opens the records of `common` for a service at `origin` (`None`: the embedded sandbox).
    pub(super) fn open(
        common: &Common,
        environment: &Environment,
        origin: Option<String>,
        access: Access,
        door: &Door,
    ) -> Result<Self, Failure> {
        let scratch = tempfile::tempdir().map_err(|error| Failure::setup(anyhow!(error)));
        let (folder, scratch) = match folder(common, origin.is_none()) {
            Some(folder) => (folder, None),
            None => scratch.map(|scratch| (scratch.path().to_owned(), Some(scratch)))?,
        };
        let store = DirStore::new(&folder);
        let lock = (access == Access::Write).then(|| Lock::acquire(&folder, |holder| wait(door, &folder, holder)));
        let lock = lock.transpose().map_err(failure)?;
        let Stored { identity: stored, capabilities, records } = store.load().map_err(failure)?;
        let sandbox = Namespace::parse("sandbox").ok().filter(|_| origin.is_none());
        let flag = common.namespace.as_ref().or(sandbox.as_ref());
        let known = stored.as_ref().map(|identity| &identity.namespace);
        let namespace = settings::namespace(flag, known, environment, &common.jobs)?;
        let identity = Identity {
            namespace,
            jobs: settings::identity_of(&common.jobs),
            origin: origin.unwrap_or_else(|| "sandbox".into()),
            repository: environment.var("GITHUB_REPOSITORY_ID").map(str::to_owned),
        };
        if let Some(stored) = &stored {
            identity.may_use(stored).map_err(failure)?;
        }
        // Records without their `store.json` still say whose they are.
        if let Some(record) = records.iter().find(|record| record.key != identity.namespace.key(&record.id)) {
            let ours = identity.namespace.key(&record.id);
            return Err(failure(record::Error::Foreign { what: "namespace", theirs: record.key.clone(), ours }));
        }
        let mut book = Self { store, records, capabilities, identity, access, _lock: lock, _scratch: scratch };
        if access == Access::Write {
            book.sign(stored).map_err(failure)?;
        }
        Ok(book)
    }

    /// Writes whose store it is, where that is not written or a repository's number has become known.
    fn sign(&mut self, stored: Option<Identity>) -> Result<(), record::Error> {
        let known = stored.as_ref().and_then(|identity| identity.repository.clone());
        self.identity.repository = self.identity.repository.take().or(known);
        if stored.as_ref() == Some(&self.identity) { Ok(()) } else { self.store.save_identity(&self.identity) }
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
    pub(super) fn learn(&mut self, capabilities: Capabilities) -> Result<(), record::Error> {
        if self.access == Access::Write {
            self.store.save_capabilities(&capabilities)?;
        }
        self.capabilities = Some(capabilities);
        Ok(())
    }

    /// Takes over the statuses of a listing. `is_closed` tells which definitions ask for a closed job.
    pub(super) fn observe(
        &mut self,
        listing: &Listing,
        is_closed: impl Fn(&DefinitionId) -> bool,
    ) -> Result<(), record::Error> {
        for record in &mut self.records {
            if record.observe(listing, is_closed(&record.id)) && self.access == Access::Write {
                self.store.save(record)?;
            }
        }
        Ok(())
    }
}

fn wait(door: &Door, folder: &Path, holder: &str) {
    let who = if holder.is_empty() { "another run".to_owned() } else { format!("the run of process {holder}") };
    door.notice(&format!("waiting for {who}, which writes {}", folder.display()));
}

/// Records that can't be used, and what to do about it.
pub(super) fn failure(error: record::Error) -> Failure {
    let hint = match &error {
        record::Error::Io { .. } => "Look at the folder's rights and the disk's space.",
        record::Error::Unreadable { .. } => {
            "Restore the file from an earlier state. If it is lost, remove it: the job is found again by its key."
        }
        record::Error::Newer { .. } => {
            "Use the version of opentrain-jobs that wrote it, or a later one. Nothing was changed."
        }
        record::Error::Foreign { .. } => {
            "Use another store (`--records dir:PATH`), or the settings that it was made with."
        }
    };
    Failure::setup(error).hint(hint)
}
