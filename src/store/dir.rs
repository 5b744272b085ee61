//! Records in a directory: `store.json`, `capabilities.json`, and one file a definition under `jobs/`.

use std::ffi::OsString;
use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde_json::Value;

use super::error::Error;
use super::{StoreOwner, consistency, format, safe_read};
use crate::domain::capabilities::Capabilities;
use crate::domain::ids::DefinitionId;
use crate::domain::record::Record;

/// The prefix of a temporary file's name.
const TEMP_PREFIX: &str = ".record";

/// Records in a directory, which is created by the first write.
#[derive(Clone, Debug)]
pub struct DirStore {
    dir: PathBuf,
}

/// The contents of a store.
#[derive(Clone, Debug, Default)]
pub struct StoreContents {
    /// `None` for a store that was never written.
    pub identity: Option<StoreOwner>,
    /// What the account may send, as of the last run.
    pub capabilities: Option<Capabilities>,
    /// In the order of ids.
    pub records: Vec<Record>,
}

impl DirStore {
    /// The store in `dir`, which need not exist.
    pub fn new(dir: &Path) -> Self {
        Self { dir: dir.to_owned() }
    }

    /// The directory.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Reads everything.
    ///
    /// # Errors
    /// For the first file that can't be read, is of a newer version, or is not a record, and where records contradict each other.
    pub fn load(&self) -> Result<StoreContents, Error> {
        let contents = self.load_unchecked()?;
        consistency::ensure_consistent(self, &contents)?;
        Ok(contents)
    }

    /// Reads everything, also records that contradict each other: not to go on from, only to leave them as they are.
    ///
    /// # Errors
    /// For the first file that can't be read, is of a newer version, or is not a record.
    pub fn load_unchecked(&self) -> Result<StoreContents, Error> {
        let identity = self.read(&self.identity_path(), format::identity)?;
        let capabilities = self.read(&self.capabilities_path(), format::capabilities)?;
        let results: Vec<_> = self.record_names()?.par_iter().map(|name| self.record(name)).collect();
        let mut records: Vec<Record> = results.into_iter().filter_map(Result::transpose).collect::<Result<_, _>>()?;
        records.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(StoreContents { identity, capabilities, records })
    }

    /// The record in a file of this name; `None` if it was removed meanwhile.
    fn record(&self, name: &OsString) -> Result<Option<Record>, Error> {
        let path = self.dir.join("jobs").join(name);
        let record = safe_read::read_regular(&path)?.map(|text| format::record(&path, &text)).transpose()?;
        match record.as_ref().filter(|record| *record_name(&record.id) != **name) {
            None => Ok(record),
            Some(other) => {
                let why = format!("it is the record of `{}` under another name", other.id);
                Err(Error::Unreadable { path, why })
            }
        }
    }

    /// Writes who the store belongs to.
    ///
    /// # Errors
    /// [`Error::Io`]
    pub fn save_identity(&self, identity: &StoreOwner) -> Result<(), Error> {
        self.write(&self.identity_path(), &format::identity_json(identity))
    }

    /// Writes what the account may send.
    ///
    /// # Errors
    /// [`Error::Io`]
    pub fn save_capabilities(&self, capabilities: &Capabilities) -> Result<(), Error> {
        self.write(&self.capabilities_path(), &format::capabilities_json(capabilities))
    }

    /// Writes one record durably: it survives a crash after this returns.
    ///
    /// # Errors
    /// [`Error::Io`]
    pub fn save(&self, record: &Record) -> Result<(), Error> {
        self.write(&self.record_path(&record.id), &format::record_json(record))
    }

    /// Removes the record of a create that was never sent, or was refused.
    ///
    /// # Errors
    /// [`Error::Io`]
    pub fn remove(&self, id: &DefinitionId) -> Result<(), Error> {
        remove(self.record_path(id))
    }

    /// Removes temporary files that a killed run left. Requires the store's lock: they may belong to a running one otherwise.
    ///
    /// # Errors
    /// [`Error::Io`]
    pub fn remove_temp_files(&self) -> Result<(), Error> {
        for folder in [self.dir.clone(), self.dir.join("jobs")] {
            for entry in entries(&folder)?.iter().filter(|entry| starts_with(&entry.file_name(), TEMP_PREFIX)) {
                remove(entry.path())?;
            }
        }
        Ok(())
    }

    fn identity_path(&self) -> PathBuf {
        self.dir.join("store.json")
    }

    fn capabilities_path(&self) -> PathBuf {
        self.dir.join("capabilities.json")
    }

    pub(super) fn record_path(&self, id: &DefinitionId) -> PathBuf {
        self.dir.join("jobs").join(record_name(id))
    }

    /// The names of the records' files, in order. All of them are regular files.
    fn record_names(&self) -> Result<Vec<OsString>, Error> {
        let folder = self.dir.join("jobs");
        safe_read::metadata(&folder, fs::FileType::is_dir)?;
        // Temporary files begin with a dot.
        let is_ours = |name: &OsString| name.as_encoded_bytes().ends_with(b".json") && !starts_with(name, ".");
        let mut names = Vec::new();
        for entry in entries(&folder)? {
            let name = entry.file_name();
            if is_ours(&name) {
                let kind = entry.file_type().map_err(|cause| Error::Io { path: entry.path(), cause })?;
                safe_read::ensure_kind(&folder.join(&name), kind, fs::FileType::is_file)?;
                names.push(name);
            }
        }
        names.sort_unstable();
        Ok(names)
    }

    fn read<T>(&self, path: &Path, decode: fn(&Path, &str) -> Result<T, Error>) -> Result<Option<T>, Error> {
        safe_read::read_text(path)?.map(|text| decode(path, &text)).transpose()
    }

    /// Temporary file, sync, rename, sync of the folder: after a crash there is the old content or the new one.
    fn write(&self, path: &Path, value: &Value) -> Result<(), Error> {
        let io = |cause| Error::Io { path: path.to_owned(), cause };
        let folder = path.parent().unwrap_or(&self.dir);
        fs::create_dir_all(folder).map_err(io)?;
        let mut file = tempfile::NamedTempFile::with_prefix_in(TEMP_PREFIX, folder).map_err(io)?;
        // Written through the file, whose errors don't mention the temporary name.
        file.as_file_mut().write_all(format::text(value).as_bytes()).map_err(io)?;
        file.as_file().sync_all().map_err(io)?;
        file.persist(path).map_err(|error| io(error.error))?;
        sync_folder(folder).map_err(io)
    }
}

/// The name of a record's file. No id contains `~`, so the mapping is one-to-one and never leaves the directory.
fn record_name(id: &DefinitionId) -> String {
    format!("{}.json", id.as_str().replace('/', "~"))
}

/// The entries of a folder; none where it does not exist.
fn entries(folder: &Path) -> Result<Vec<fs::DirEntry>, Error> {
    let io = |cause| Error::Io { path: folder.to_owned(), cause };
    match fs::read_dir(folder) {
        Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        entries => entries.map_err(io)?.map(|entry| entry.map_err(io)).collect(),
    }
}

fn starts_with(name: &OsString, start: &str) -> bool {
    name.as_encoded_bytes().starts_with(start.as_bytes())
}

/// Removes a file if it exists.
fn remove(path: PathBuf) -> Result<(), Error> {
    match fs::remove_file(&path) {
        Err(cause) if cause.kind() != ErrorKind::NotFound => Err(Error::Io { path, cause }),
        _ => Ok(()),
    }
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    fs::File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> std::io::Result<()> {
    // Windows can't sync a folder.
    Ok(())
}
