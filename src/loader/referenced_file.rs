//! Files that a definition refers to.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use icu_normalizer::ComposingNormalizerBorrowed;

use super::diagnostics::{self, Diagnostics};
use super::git_internal::{is_in_git_folder, names_git_folder};
use super::links;
use super::placeholder;
use super::read::{self, ReadError};
use super::secret::{self, Masked};
use crate::domain::finding::{Code, LineColumn};
use crate::rules::did_you_mean::{invisible_reason, nearest};

/// Per referenced file.
const MAX_BYTES: u64 = 1024 * 1024;

/// The folder that file names are relative to, and the directory that they must stay in.
pub(super) struct BaseDir<'a> {
    /// The jobs directory, as a canonical path.
    pub(super) jobs: &'a Path,
    /// The definition's folder.
    pub(super) folder: &'a Path,
}

impl BaseDir<'_> {
    /// For a text without a folder: no file is read.
    pub(super) fn nowhere() -> Self {
        Self { jobs: Path::new(""), folder: Path::new("") }
    }

    fn is_nowhere(&self) -> bool {
        self.folder.as_os_str().is_empty()
    }
}

/// Reads the file `name` that the value at `path` refers to, and masks tokens in it. Without a text, a finding gives the
/// reason.
pub(super) fn text(name: &str, path: &[&str], base: &BaseDir<'_>, diagnostics: &mut Diagnostics) -> Option<String> {
    let text = match read(name, base, diagnostics) {
        Ok(text) => text,
        Err(Refusal { code, message, help }) => {
            diagnostics.error(code, diagnostics::value(path), message, help);
            return None;
        }
    };
    if let Some(line) = placeholder::conflict_line(&text) {
        let message = format!("`{name}` has an unresolved merge conflict on line {line}");
        diagnostics.error(Code::Brief, diagnostics::value(path), message, placeholder::RESOLVE);
        return None;
    }
    let Masked { text, tokens } = secret::mask(text);
    for LineColumn { line, .. } in tokens {
        let message = format!("`{name}` contains an OpenTrain token on line {line}");
        diagnostics.error(Code::Secret, diagnostics::value(path), message, secret::ADVICE);
    }
    if text.contains('\0') {
        let message = format!("`{name}` contains a NUL character, which OpenTrain rejects");
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

/// The text of the file, where it is one that may be sent.
fn read(name: &str, base: &BaseDir<'_>, diagnostics: &mut Diagnostics) -> Result<String, Refusal> {
    let resolved = resolve(name, base);
    let named = join(base.folder.to_owned(), name);
    match &resolved {
        Ok(target) if *target == named => {}
        Ok(_) => diagnostics.add_links(links::follow(base.jobs, &named).links),
        Err(_) if named.starts_with(base.jobs) && !base.is_nowhere() => {
            diagnostics.add_broken(links::follow(base.jobs, &named));
        }
        Err(_) => {}
    }
    let target = resolved?;
    diagnostics.add_file_read(target.clone());
    let text = read::text(&target, MAX_BYTES).map_err(|fault| refusal(name, &fault))?;
    if is_unmade_link(&text, &target) { Err(unmade_link(name, &text)) } else { Ok(text) }
}

/// Whether the text is only the path of another file, which git writes for a link where it may not make links.
fn is_unmade_link(text: &str, target: &Path) -> bool {
    let is_path = !text.is_empty() && !text.contains(char::is_whitespace) && text.len() < 4096;
    is_path && target.parent().is_some_and(|folder| folder.join(text).symlink_metadata().is_ok())
}

fn unmade_link(name: &str, text: &str) -> Refusal {
    let message = format!("`{name}` is a link to `{text}` that git wrote as a text (core.symlinks is off)");
    Refusal::new(message, "Name that file itself, or check out where links can be made.")
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

/// The canonical path of a file inside the jobs directory.
fn resolve(name: &str, base: &BaseDir<'_>) -> Result<PathBuf, Refusal> {
    if name.trim().is_empty() {
        return Err(Refusal::new("this names no file".into(), "Write a path relative to this definition."));
    }
    // Unix and Windows roots on every system: a definition must work everywhere.
    if name.starts_with(['/', '\\']) || name.as_bytes().get(1) == Some(&b':') || Path::new(name).is_absolute() {
        let message = format!("`{name}` is an absolute path; it would name another file on another machine");
        return Err(Refusal::new(message, "Write a path relative to this definition."));
    }
    let outside = || {
        let message = format!("`{name}` leads out of the jobs directory; a definition can't use files there");
        Refusal::new(
            message,
            "Move the file into the jobs directory; a file whose name begins with `_` is not loaded as a definition.",
        )
    };
    if base.is_nowhere() {
        return Err(Refusal::new(
            format!("`{name}` can't be read without a jobs directory"),
            "Check the definition in its jobs directory.",
        ));
    }
    let folder = fs::canonicalize(base.folder).map_err(|error| refusal(name, &ReadError::System(error)))?;
    let path = join(folder, name);
    let internal = || {
        let message = format!("`{name}` is in a folder of git's own, which may hold credentials and is not reviewed");
        Refusal::new(message, "Copy the text into a file beside this definition.")
    };
    if names_git_folder(name) {
        return Err(internal());
    }
    // Check the path before any file access, so that nothing outside is touched.
    if !path.starts_with(base.jobs) {
        return Err(outside());
    }
    match fs::canonicalize(&path) {
        Ok(target) if target.starts_with(base.jobs) && is_in_git_folder(&target, base.jobs) => Err(internal()),
        Ok(target) if target.starts_with(base.jobs) => Ok(target),
        Ok(_) => Err(outside()),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Err(missing(name, &path, base))
        }
        Err(error) => Err(refusal(name, &ReadError::System(error))),
    }
}

/// Joins the paths and resolves `.` and `..` without file access.
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
    let file = path.file_name().map(|file| file.to_string_lossy().into_owned()).unwrap_or_default();
    let neighbours = path.parent().map(|folder| regular_files(folder, base)).unwrap_or_default();
    if neighbours.iter().any(|other| looks_like(other, &file)) {
        let message = format!("the name of the file `{name}` is written with other characters here than on the disk");
        let help = "They look alike: one has a letter with an accent as one character, the other as two. Copy the file's name here, or \
                    rename the file.";
        return Refusal::new(message, help);
    }
    let message = format!("there is no file `{name}` relative to this definition{}", invisible_reason(name));
    let help = match nearest(&file, neighbours.iter().map(String::as_str)) {
        // With its folder, so that you can paste it.
        Some(near) => format!("Did you mean `{}{near}`?", name.strip_suffix(&file).unwrap_or_default()),
        None => "Create it, or fix the path, which is relative to this definition.".to_owned(),
    };
    Refusal::new(message, help)
}

/// Whether two names are shown alike: they have the same composed form, for instance `e` and an accent, and `é`.
fn looks_like(one: &str, other: &str) -> bool {
    let composed = ComposingNormalizerBorrowed::new_nfc();
    composed.normalize(one) == composed.normalize(other)
}

/// The sorted file names of a folder; empty for a folder outside the jobs directory.
fn regular_files(folder: &Path, base: &BaseDir<'_>) -> Vec<String> {
    let inside = fs::canonicalize(folder).is_ok_and(|folder| folder.starts_with(base.jobs));
    let Some(entries) = inside.then(|| fs::read_dir(folder).ok()).flatten() else { return Vec::new() };
    let files = entries.flatten().filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()));
    let mut names: Vec<String> = files.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    names
}
