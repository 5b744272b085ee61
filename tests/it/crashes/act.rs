//! What a syscall does to the world outside its process, read from `/proc` while its thread is stopped at the entry.

use std::fs::{self, File};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

use nix::libc;
use nix::unistd::Pid;

/// An act that outlives the process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Act {
    /// A request to the service: its method, and its path without the API's root.
    Request(String),
    /// A change below the watched folder: what is done, and to which file, relative to the folder.
    Change(&'static str, PathBuf),
}

/// The act that a stopped thread is about to do; `None` for a syscall of no consequence. Whether this knows every syscall that
/// matters is for the test to see: between two acts nothing may change.
pub(super) fn next(thread: Pid, folder: &Path) -> Option<Act> {
    let call = Call::of(thread)?;
    let (what, path) = match call.number {
        libc::SYS_write | libc::SYS_writev | libc::SYS_sendto if call.is_to_socket() => return call.request(),
        libc::SYS_write | libc::SYS_writev => ("write", call.open_file()),
        libc::SYS_ftruncate => ("empty", call.open_file()),
        libc::SYS_fsync | libc::SYS_fdatasync => ("sync", call.open_file()),
        libc::SYS_openat => (call.opening()?, call.path_at(0)),
        libc::SYS_mkdirat => ("create", call.path_at(0)),
        libc::SYS_renameat | libc::SYS_renameat2 => ("rename to", call.path_at(2)),
        libc::SYS_unlinkat => ("remove", call.path_at(0)),
        #[cfg(target_arch = "x86_64")]
        libc::SYS_mkdir => ("create", call.path(0)),
        #[cfg(target_arch = "x86_64")]
        libc::SYS_unlink => ("remove", call.path(0)),
        _ => return None,
    };
    let below = path.strip_prefix(folder).ok()?;
    // What is there already is not created.
    (what != "create" || !path.exists()).then(|| Act::Change(what, below.to_owned()))
}

/// A syscall and its arguments.
struct Call {
    thread: Pid,
    number: libc::c_long,
    arguments: Vec<u64>,
}

impl Call {
    /// `None` where the thread is not in a syscall any more: it was killed meanwhile.
    fn of(thread: Pid) -> Option<Self> {
        let text = fs::read_to_string(format!("/proc/{thread}/syscall")).ok()?;
        let (number, arguments) = text.split_once(' ')?;
        let hexadecimal = |word: &str| u64::from_str_radix(word.strip_prefix("0x")?, 16).ok();
        let arguments = arguments.split_whitespace().filter_map(hexadecimal).collect();
        Some(Self { thread, number: number.parse().ok()?, arguments })
    }

    fn memory(&self, address: u64, length: usize) -> Vec<u8> {
        let mut bytes = vec![0; length];
        let memory = File::open(format!("/proc/{}/mem", self.thread)).expect("a stopped thread's memory");
        let read = memory.read_at(&mut bytes, address).expect("readable memory");
        bytes.truncate(read);
        bytes
    }

    /// The path that an argument points to.
    fn path(&self, argument: usize) -> PathBuf {
        let bytes = self.memory(self.arguments[argument], 4096);
        let text = bytes.split(|byte| *byte == 0).next().unwrap_or_default();
        self.link("cwd").join(String::from_utf8_lossy(text).as_ref())
    }

    /// The same, where the argument before it is the folder that it is relative to.
    fn path_at(&self, folder: usize) -> PathBuf {
        match self.arguments[folder] as i32 {
            libc::AT_FDCWD => self.path(folder + 1),
            open => self.link(&format!("fd/{open}")).join(self.path(folder + 1)),
        }
    }

    /// What this open does to the file; `None` where it only opens it.
    fn opening(&self) -> Option<&'static str> {
        let has = |flag: i32| self.arguments[2] as i32 & flag != 0;
        match self.path_at(0).exists() {
            true => has(libc::O_TRUNC).then_some("empty"),
            false => has(libc::O_CREAT).then_some("create"),
        }
    }

    fn link(&self, name: &str) -> PathBuf {
        fs::read_link(format!("/proc/{}/{name}", self.thread)).unwrap_or_default()
    }

    fn open_file(&self) -> PathBuf {
        self.link(&format!("fd/{}", self.arguments[0]))
    }

    fn is_to_socket(&self) -> bool {
        self.open_file().to_string_lossy().starts_with("socket:")
    }

    /// The request that begins with these bytes. The client sends head and body in one call.
    fn request(&self) -> Option<Act> {
        let (mut address, mut length) = (self.arguments[1], self.arguments[2]);
        if self.number == libc::SYS_writev {
            let words = self.memory(address, 16);
            let word = |at: usize| words[at..at + 8].try_into().map(u64::from_ne_bytes).expect("eight bytes");
            (address, length) = (word(0), word(8));
        }
        let head = self.memory(address, length.min(1024) as usize);
        let head = String::from_utf8_lossy(&head).into_owned();
        let (line, _) = head.split_once(" HTTP/1.1\r\n")?;
        let line = line.split('?').next().unwrap_or_default();
        Some(Act::Request(line.replace("/api/public/v1", "")))
    }
}
