//! The records of a run: opened, checked to be ours, and kept.

use std::path::Path;

use anyhow::anyhow;

use super::branch_records::{self, BranchRecords};
use super::message;
use super::output::Output;
use super::records_location::{Access, DEFAULT_BRANCH, RecordsLocation};
use super::service::SANDBOX_URL;
use super::store_error::failure;
use crate::domain::capabilities::Capabilities;
use crate::domain::config::Config;
use crate::domain::ids::Namespace;
use crate::domain::record::Record;
use crate::failure::Failure;
use crate::opentrain::Origin;
use crate::plan::Posting;
use crate::reconcile::Checkpoint;
use crate::settings::{self, Environment, SharedArgs};
use crate::store::{self, DirStore, Lock, PushPolicy, StoreContents, StoreOwner};

/// The origin of the embedded sandbox, whose port changes.
const EMBEDDED: &str = "sandbox";

/// Opened records.
pub(super) struct RecordStore {
    /// Where they are.
    pub(super) store: DirStore,
    /// The records, by id, until a pipeline takes them.
    records: Vec<Record>,
    /// What the account may send, as last seen.
    pub(super) capabilities: Option<Capabilities>,
    owner: StoreOwner,
    access: Access,
    branch: Option<BranchRecords>,
    /// Where this run can be looked at.
    trailer: String,
    _lock: Option<Lock>,
    /// Temporary directory; deleted on drop.
    _folder: Option<tempfile::TempDir>,
}

/// What a store holds as far as this machine knows it.
pub(super) fn load_offline(common: &SharedArgs, config: &Config, output: &Output) -> Result<StoreContents, Failure> {
    match RecordsLocation::resolve(common, config, Access::Offline, output)? {
        RecordsLocation::Folder(folder) => DirStore::new(&folder).load().map_err(failure),
        RecordsLocation::Branch(name) | RecordsLocation::FetchedBranch(name) => {
            let folder = temporary_folder()?;
            match branch_records::load_cached(&name, &common.jobs, folder.path()) {
                // What is recorded adds to a validation, which goes on without it.
                Err(store::Error::Incomplete { .. }) => {
                    output.notice(&format!(
                        "the records on {name} are not in this partial clone, so they are not looked at"
                    ));
                }
                loaded => loaded.map_err(failure)?,
            }
            DirStore::new(folder.path()).load().map_err(failure)
        }
        RecordsLocation::Temporary => DirStore::new(temporary_folder()?.path()).load().map_err(failure),
    }
}

fn temporary_folder() -> Result<tempfile::TempDir, Failure> {
    tempfile::tempdir().map_err(|error| Failure::setup(anyhow!(error).context("no temporary folder can be made")))
}

/// Whose records a run needs, and for what.
pub(super) struct StoreRequest<'a> {
    /// The flags.
    pub(super) common: &'a SharedArgs,
    /// The settings.
    pub(super) config: &'a Config,
    /// The environment's variables.
    pub(super) environment: &'a Environment,
    /// The service's origin; `None` for the embedded sandbox.
    pub(super) origin: Option<String>,
    /// What the run does with the records.
    pub(super) access: Access,
}

impl StoreRequest<'_> {
    fn location(&self, output: &Output) -> Result<RecordsLocation, Failure> {
        match self.origin {
            None => RecordsLocation::of_sandbox(self.common),
            Some(_) => RecordsLocation::resolve(self.common, self.config, self.access, output),
        }
    }

    /// Who asks for the records of `stored`.
    fn owner(&self, stored: Option<&StoreOwner>) -> Result<StoreOwner, Failure> {
        let sandbox = Namespace::parse("sandbox").ok().filter(|_| self.origin.is_none());
        let explicit = self.common.namespace.as_ref().or(sandbox.as_ref()).or(self.config.namespace.as_ref());
        let known = stored.map(|owner| &owner.namespace);
        Ok(StoreOwner {
            namespace: settings::namespace(explicit, known, self.environment, &self.common.jobs)?,
            jobs: settings::identity_of(&self.common.jobs),
            origin: self.origin.clone().unwrap_or_else(|| EMBEDDED.into()),
            repository: self.environment.var("GITHUB_REPOSITORY_ID").map(str::to_owned),
        })
    }
}

impl RecordStore {
    /// Opens the records.
    pub(super) fn open(request: &StoreRequest<'_>, output: &Output) -> Result<Self, Failure> {
        let jobs = &request.common.jobs;
        let location = request.location(output)?;
        if request.access == Access::Offline && location.is_unknown(jobs) {
            output.notice(&format!(
                "records: none here, and this checkout knows no branch {DEFAULT_BRANCH} of `origin`; `plan --refresh` asks for it"
            ));
        }
        let temporary = if let RecordsLocation::Folder(_) = location { None } else { Some(temporary_folder()?) };
        let scratch = temporary.as_ref().map(|folder| folder.path().to_owned()).unwrap_or_default();
        let mut branch = None;
        let folder = match &location {
            RecordsLocation::Folder(folder) => folder.clone(),
            RecordsLocation::Temporary => scratch,
            RecordsLocation::Branch(name) => {
                branch = Some(BranchRecords::open(name, jobs, &scratch).map_err(failure)?);
                scratch
            }
            RecordsLocation::FetchedBranch(name) => {
                branch_records::load_cached(name, jobs, &scratch).map_err(failure)?;
                scratch
            }
        };
        let access = request.access;
        let store = DirStore::new(&folder);
        let lock = (access == Access::Write).then(|| Lock::acquire(&folder, |holder| wait(output, &folder, holder)));
        let lock = lock.transpose().map_err(failure)?;
        let StoreContents { identity: stored, capabilities, records } =
            store.load().map_err(|error| failure(located(branch.as_ref(), error)))?;
        let owner = request.owner(stored.as_ref())?;
        if let Some(stored) = &stored {
            owner.ensure_owned_by(stored).map_err(failure)?;
        }
        if stored.is_none() && request.origin.is_some() {
            ensure_unclaimed(&location, jobs, &folder, &owner).map_err(failure)?;
        }
        // Records without their `store.json` still name their owner.
        let is_foreign = |record: &&Record| stored.is_none() && record.key != owner.namespace.key(&record.id);
        if let Some(record) = records.iter().find(is_foreign) {
            let ours = owner.namespace.key(&record.id);
            return Err(failure(store::Error::Foreign { what: "namespace", theirs: record.key.clone(), ours }));
        }
        let trailer = message::trailer(request.environment);
        let mut opened =
            Self { store, records, capabilities, owner, access, branch, trailer, _lock: lock, _folder: temporary };
        if access == Access::Write {
            opened.store.remove_temp_files().map_err(failure)?;
            opened.write_owner(stored).map_err(failure)?;
        }
        Ok(opened)
    }

    /// Writes whose store it is, where that is not written or a repository's number has become known.
    fn write_owner(&mut self, stored: Option<StoreOwner>) -> Result<(), store::Error> {
        let known = stored.as_ref().and_then(|identity| identity.repository.clone());
        self.owner.repository = self.owner.repository.take().or(known);
        if stored.as_ref() == Some(&self.owner) { Ok(()) } else { self.store.save_identity(&self.owner) }
    }

    /// What a run of these postings does before it sends anything; `None` where the records stay on this machine.
    pub(super) fn checkpoint(&self, command: &str, postings: &[Posting]) -> Option<Checkpoint> {
        let message = message::intents(command, postings) + &self.trailer;
        self.branch.as_ref().map(|branch| branch.checkpoint(message))
    }

    /// Pushes the records, where they live on a branch and changed.
    pub(super) async fn push(&self, message: String) -> Result<(), store::Error> {
        let Some(branch) = self.branch.clone() else {
            return Ok(());
        };
        let message = message + &self.trailer;
        let pushed = tokio::task::spawn_blocking(move || branch.push(&message, PushPolicy::Changed)).await;
        pushed.unwrap_or_else(|error| Err(store::Error::NoGit { cause: std::io::Error::other(error) })).map(drop)
    }

    /// Whose definitions these are.
    pub(super) fn namespace(&self) -> &Namespace {
        &self.owner.namespace
    }

    /// The service whose records these are; for the embedded sandbox the one that its addresses name.
    pub(super) fn origin(&self) -> Option<Origin> {
        let origin = Some(self.owner.origin.as_str()).filter(|origin| *origin != EMBEDDED);
        Origin::parse(origin.unwrap_or(SANDBOX_URL)).ok()
    }

    /// What the account may send, else the published list.
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

/// Ensures that a new store does not claim the keys of another jobs directory, as far as other stores can be seen.
fn ensure_unclaimed(
    location: &RecordsLocation,
    jobs: &Path,
    folder: &Path,
    owner: &StoreOwner,
) -> Result<(), store::Error> {
    match location {
        RecordsLocation::Branch(name) => BranchRecords::ensure_unclaimed(name, jobs, owner),
        RecordsLocation::Folder(_) => store::ensure_unclaimed_beside(folder, owner),
        RecordsLocation::FetchedBranch(_) | RecordsLocation::Temporary => Ok(()),
    }
}

fn wait(output: &Output, folder: &Path, holder: &str) {
    let who = if holder.is_empty() { "another run".to_owned() } else { format!("the run of process {holder}") };
    output.notice(&format!("waiting for {who}, which writes {}", folder.display()));
}

fn located(branch: Option<&BranchRecords>, error: store::Error) -> store::Error {
    match branch {
        Some(branch) => branch.located(error),
        None => error,
    }
}
