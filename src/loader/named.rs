//! Files that a definition names.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::notes::{self, Notes};
use super::read::{self, Fault};
use super::secret;
use crate::domain::finding::Code;
use crate::rules::nearest::nearest;

/// Longest named file in bytes.
const LIMIT: u64 = 1024 * 1024;

/// Where a definition is at home.
pub(super) struct Home<'a> {
    /// The jobs directory, without links in its path.
    pub(super) jobs: &'a Path,
    /// The definition's folder, which its file names start from.
    pub(super) folder: &'a Path,
}

impl Home<'_> {
    /// The home of a text that is in no folder: no file that it names is there.
    pub(super) fn nowhere() -> Self {
        Self { jobs: Path::new(""), folder: Path::new("") }
    }

    fn is_nowhere(&self) -> bool {
        self.folder.as_os_str().is_empty()
    }
}

/// The text of the file `name`, which the value at `path` of the definition names; tokens in it are masked. Findings
/// say why there is none.
pub(super) fn text(name: &str, path: &[&str], home: &Home<'_>, notes: &mut Notes) -> Option<String> {
    let read = resolve(name, home).and_then(|target| read::text(&target, LIMIT).map_err(|fault| refusal(name, &fault)));
    let text = match read {
        Ok(text) => text,
        Err(Refusal { code, message, help }) => {
            notes.error(code, notes::value(path), message, help);
            return None;
        }
    };
    let (text, tokens) = secret::mask(text);
    for (line, _) in tokens {
        let message = format!("`{name}` holds an OpenTrain token on line {line}");
        notes.error(Code::Secret, notes::value(path), message, secret::ADVICE);
    }
    if text.contains('\0') {
        let message = format!("`{name}` holds a NUL character, which OpenTrain refuses");
        notes.error(Code::WrongType, notes::value(path), message, "Remove it, or save the file as UTF-8 text.");
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

fn refusal(name: &str, fault: &Fault) -> Refusal {
    Refusal { code: fault.code(), message: format!("`{name}` {fault}"), help: fault.help().to_owned() }
}

/// The file without links in its path, inside the jobs directory.
fn resolve(name: &str, home: &Home<'_>) -> Result<PathBuf, Refusal> {
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
    if home.is_nowhere() {
        return Err(Refusal::new(format!("`{name}` is not looked at here"), "Check the definition where it stands."));
    }
    let folder = fs::canonicalize(home.folder).map_err(|error| refusal(name, &Fault::System(error)))?;
    let path = join(folder, name);
    // Judged by its words first, so that nothing outside is even looked at.
    if !path.starts_with(home.jobs) {
        return Err(outside());
    }
    match fs::canonicalize(&path) {
        Ok(target) if target.starts_with(home.jobs) => Ok(target),
        Ok(_) => Err(outside()),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Err(missing(name, &path, home))
        }
        Err(error) => Err(refusal(name, &Fault::System(error))),
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

fn missing(name: &str, path: &Path, home: &Home<'_>) -> Refusal {
    let message = format!("there is no file `{name}` (seen from this definition)");
    let file = path.file_name().map(|file| file.to_string_lossy().into_owned()).unwrap_or_default();
    let neighbours = path.parent().map(|folder| regular_files(folder, home)).unwrap_or_default();
    let help = match nearest(&file, neighbours.iter().map(String::as_str)) {
        // With what stood before the file's name, so that it can be pasted.
        Some(near) => format!("Did you mean `{}{near}`?", name.strip_suffix(&file).unwrap_or_default()),
        None => "Create it, or mend the path: it is relative to this definition.".to_owned(),
    };
    Refusal::new(message, help)
}

/// The names of a folder's files, sorted; none of a folder outside the jobs directory.
fn regular_files(folder: &Path, home: &Home<'_>) -> Vec<String> {
    let inside = fs::canonicalize(folder).is_ok_and(|folder| folder.starts_with(home.jobs));
    let Some(entries) = inside.then(|| fs::read_dir(folder).ok()).flatten() else { return Vec::new() };
    let files = entries.flatten().filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()));
    let mut names: Vec<String> = files.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    names
}
