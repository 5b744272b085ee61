//! One run at a time writes to a store.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use super::error::Error;
use super::safe_read;

/// Held while a run writes to a store. The system releases it when the process ends.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Locks the store in `dir`, which is created if necessary. Where another run holds the lock, calls `waiting` with that
    /// run's process id (empty if unknown) and blocks until the lock is released.
    ///
    /// # Errors
    /// [`Error::Io`] where the folder or its lock file can't be created, [`Error::Unreadable`] where the lock is not a regular file.
    pub fn acquire(dir: &Path, waiting: impl FnOnce(&str)) -> Result<Self, Error> {
        let path = dir.join(".lock");
        let io = |cause| Error::Io { path: path.clone(), cause };
        std::fs::create_dir_all(dir).map_err(io)?;
        safe_read::metadata(&path, std::fs::FileType::is_file)?;
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
