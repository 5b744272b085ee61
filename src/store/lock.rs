//! One writing run a store.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use super::error::Error;
use super::regular;

/// Held while a run writes a store. The system releases it when the process ends, however it ends.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// The lock of the store in `dir`, which is made if it is not there. Waits for another run to end, after telling
    /// `waiting` whom it waits for: the other's process number, where it can be read.
    ///
    /// # Errors
    /// [`Error::Io`] where the folder or its lock file can't be made, [`Error::Unreadable`] where something else stands there.
    pub fn acquire(dir: &Path, waiting: impl FnOnce(&str)) -> Result<Self, Error> {
        let path = dir.join(".lock");
        let io = |cause| Error::Io { path: path.clone(), cause };
        std::fs::create_dir_all(dir).map_err(io)?;
        regular::find(&path, std::fs::FileType::is_file)?;
        let mut file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path).map_err(io)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::Error(cause)) => return Err(io(cause)),
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                let _ = Read::by_ref(&mut file).take(20).read_to_string(&mut holder);
                waiting(holder.trim());
                file.lock().map_err(io)?;
            }
        }
        let mut write = || {
            file.set_len(0)?;
            file.seek(SeekFrom::Start(0))?;
            write!(file, "{}", std::process::id())
        };
        write().map_err(io)?;
        Ok(Self { _file: file })
    }
}
