//! Files that a definition names.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::diagnostics::{self, Diagnostics};
use super::read::{self, ReadError};
use super::secret;
use crate::domain::finding::Code;
use crate::rules::did_you_mean::nearest;

/// Longest named file in bytes.
const MAX_BYTES: u64 = 1024 * 1024;

/// Where the file names in a definition start from, and what they may not leave.
pub(super) struct BaseDir<'a> {
    /// The jobs directory, without links in its path.
    pub(super) jobs: &'a Path,
    /// The definition's folder, which its file names start from.
    pub(super) folder: &'a Path,
}

impl BaseDir<'_> {
    /// For a text that is in no folder: no file that it names is read.
    pub(super) fn nowhere() -> Self {
        Self { jobs: Path::new(""), folder: Path::new("") }
    }

    fn is_nowhere(&self) -> bool {
        self.folder.as_os_str().is_empty()
    }
}

/// The text of the file `name`, which the value at `path` of the definition names; tokens in it are masked. Findings
/// say why there is none.
pub(super) fn text(name: &str, path: &[&str], base: &BaseDir<'_>, diagnostics: &mut Diagnostics) -> Option<String> {
    let read =
        resolve(name, base).and_then(|target| read::text(&target, MAX_BYTES).map_err(|fault| refusal(name, &fault)));
    let text = match read {
        Ok(text) => text,
        Err(Refusal { code, message, help }) => {
            diagnostics.error(code, diagnostics::value(path), message, help);
            return None;
        }
    };
    let (text, tokens) = secret::mask(text);
    for (line, _) in tokens {
        let message = format!("`{name}` holds an OpenTrain token on line {line}");
        diagnostics.error(Code::Secret, diagnostics::value(path), message, secret::ADVICE);
    }
    if text.contains('\0') {
        let message = format!("`{name}` holds a NUL character, which OpenTrain refuses");
        diagnostics.error(
            Code::WrongType,
            diagnostics::value(path),
            message,
            "Remove it, or save the file as UTF-8 text.",
        );
        return None;
    }
    Some(text)
}

struct Refusal {
    code: Code,
    message: String,
    help: String,
}

impl Refusal {
    fn new(message: String, help: impl Into<String>) -> Self {
        Self { code: Code::Unreadable, message, help: help.into() }
    }
}

fn refusal(name: &str, fault: &ReadError) -> Refusal {
    Refusal { code: fault.code(), message: format!("`{name}` {fault}"), help: fault.help().to_owned() }
}

/// The file without links in its path, inside the jobs directory.
fn resolve(name: &str, base: &BaseDir<'_>) -> Result<PathBuf, Refusal> {
    if name.trim().is_empty() {
        return Err(Refusal::new("this names no file".into(), "Write a path relative to this definition."));
    }
    // Both kinds of root on every system: a definition means the same everywhere.
    if name.starts_with(['/', '\\']) || name.as_bytes().get(1) == Some(&b':') || Path::new(name).is_absolute() {
        let message = format!("`{name}` is an absolute path; it would mean another file on another machine");
        return Err(Refusal::new(message, "Write a path relative to this definition."));
    }
    let outside = || {
        let message = format!("`{name}` leads out of the jobs directory; what is there is not part of the definition");
        Refusal::new(message, "Move the file into the jobs directory; a name that begins with `_` is no definition.")
    };
    if base.is_nowhere() {
        return Err(Refusal::new(format!("`{name}` is not looked at here"), "Check the definition where it stands."));
    }
    let folder = fs::canonicalize(base.folder).map_err(|error| refusal(name, &ReadError::System(error)))?;
    let path = join(folder, name);
    // Judged by its words first, so that nothing outside is even looked at.
    if !path.starts_with(base.jobs) {
        return Err(outside());
    }
    match fs::canonicalize(&path) {
        Ok(target) if target.starts_with(base.jobs) => Ok(target),
        Ok(_) => Err(outside()),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Err(missing(name, &path, base))
        }
        Err(error) => Err(refusal(name, &ReadError::System(error))),
    }
}

/// The path that `name` means from `folder`, with `.` and `..` worked out by name alone.
fn join(folder: PathBuf, name: &str) -> PathBuf {
    name.split('/').fold(folder, |mut path, part| {
        match part {
            "" | "." => {}
            ".." => drop(path.pop()),
            part => path.push(part),
        }
        path
    })
}

fn missing(name: &str, path: &Path, base: &BaseDir<'_>) -> Refusal {
    let message = format!("there is no file `{name}` (seen from this definition)");
    let file = path.file_name().map(|file| file.to_string_lossy().into_owned()).unwrap_or_default();
    let neighbours = path.parent().map(|folder| regular_files(folder, base)).unwrap_or_default();
    let help = match nearest(&file, neighbours.iter().map(String::as_str)) {
        // With what stood before the file's name, so that it can be pasted.
        Some(near) => format!("Did you mean `{}{near}`?", name.strip_suffix(&file).unwrap_or_default()),
        None => "Create it, or mend the path: it is relative to this definition.".to_owned(),
    };
    Refusal::new(message, help)
}

/// The names of a folder's files, sorted; none of a folder outside the jobs directory.
fn regular_files(folder: &Path, base: &BaseDir<'_>) -> Vec<String> {
    let inside = fs::canonicalize(folder).is_ok_and(|folder| folder.starts_with(base.jobs));
    let Some(entries) = inside.then(|| fs::read_dir(folder).ok()).flatten() else { return Vec::new() };
    let files = entries.flatten().filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()));
    let mut names: Vec<String> = files.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    names
}
