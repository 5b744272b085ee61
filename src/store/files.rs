//! The files of a store that are kept on a branch, as bytes by name.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use super::error::Error;

/// Who the store belongs to.
pub(super) const IDENTITY: &str = "store.json";
/// What the account may send.
pub(super) const CAPABILITIES: &str = "capabilities.json";
/// The folder of the records.
pub(super) const JOBS: &str = "jobs";

/// A store's files: `store.json`, `capabilities.json`, and `jobs/NAME.json` for each record.
pub(super) type Files = BTreeMap<String, Vec<u8>>;

/// Whether a file at a store's root belongs to it.
pub(super) fn is_root_file(name: &str) -> bool {
    name == IDENTITY || name == CAPABILITIES
}

/// Whether a name in `jobs` is that of a record. Such a name can't leave the folder on any system.
pub(super) fn is_record(name: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._~-".contains(&byte);
    name.ends_with(".json") && !name.starts_with('.') && name.bytes().all(is_plain)
}

/// Reads a folder's files.
pub(super) fn read(folder: &Path) -> Result<Files, Error> {
    let mut names: Vec<String> = [IDENTITY, CAPABILITIES].map(str::to_owned).into();
    let jobs = folder.join(JOBS);
    let io = |cause| Error::Io { path: jobs.clone(), cause };
    match fs::read_dir(&jobs) {
        Err(cause) if cause.kind() == ErrorKind::NotFound => {}
        entries => {
            for entry in entries.map_err(io)? {
                let name = entry.map_err(io)?.file_name().to_string_lossy().into_owned();
                names.extend(is_record(&name).then(|| format!("{JOBS}/{name}")));
            }
        }
    }
    let mut files = Files::new();
    for name in names {
        let path = folder.join(&name);
        match fs::read(&path) {
            Ok(bytes) => drop(files.insert(name, bytes)),
            Err(cause) if cause.kind() == ErrorKind::NotFound => {}
            Err(cause) => return Err(Error::Io { path, cause }),
        }
    }
    Ok(files)
}

/// Replaces `before`, the contents of a folder, by `after`.
pub(super) fn write(folder: &Path, before: &Files, after: &Files) -> Result<(), Error> {
    let io = |path: &Path, cause| Error::Io { path: path.to_owned(), cause };
    fs::create_dir_all(folder.join(JOBS)).map_err(|cause| io(&folder.join(JOBS), cause))?;
    for (name, bytes) in after.iter().filter(|(name, bytes)| before.get(*name) != Some(bytes)) {
        let path = folder.join(name);
        fs::write(&path, bytes).map_err(|cause| io(&path, cause))?;
    }
    for name in before.keys().filter(|name| !after.contains_key(*name)) {
        let path = folder.join(name);
        fs::remove_file(&path).map_err(|cause| io(&path, cause))?;
    }
    Ok(())
}
