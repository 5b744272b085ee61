//! Which files are definitions.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::domain::finding::{At, Code, Finding, Severity};

/// A file that is named as a definition, whatever it may be.
pub(super) struct DiscoveredFile {
    /// Where it is.
    pub(super) path: PathBuf,
    /// Its name for people.
    pub(super) file: String,
    /// The id that follows from its place, or its name as far as it is text.
    pub(super) derived: Result<String, String>,
    /// Whether it is a link.
    pub(super) is_link: bool,
}

/// All such files by name, and what else is worth knowing about the folders.
pub(super) fn walk(dir: &Path, shown: &str) -> (Vec<DiscoveredFile>, Vec<Finding>) {
    let prefix = prefix(shown);
    let (mut found, mut findings) = (Vec::new(), Vec::new());
    let tree = WalkDir::new(dir).min_depth(1).sort_by_file_name().into_iter();
    for entry in tree.filter_entry(|entry| entry.depth() == 0 || !is_passed_over(entry.file_name())) {
        match entry {
            Ok(entry) if is_linked_folder(&entry) => findings.push(linked_folder(&name(dir, entry.path(), &prefix))),
            Ok(entry) if is_definition(&entry) => found.push(definition(dir, entry, &prefix)),
            Ok(_) => {}
            Err(error) => findings.push(closed_folder(dir, &error, &prefix)),
        }
    }
    found.sort_by(|a, b| a.file.cmp(&b.file));
    (found, findings)
}

fn is_passed_over(name: &OsStr) -> bool {
    matches!(name.as_encoded_bytes().first(), Some(b'_' | b'.'))
}

fn is_definition(entry: &DirEntry) -> bool {
    let ending = entry.path().extension().and_then(OsStr::to_str);
    matches!(ending, Some("yml" | "yaml")) && !entry.file_type().is_dir()
}

fn is_linked_folder(entry: &DirEntry) -> bool {
    entry.path_is_symlink() && fs::metadata(entry.path()).is_ok_and(|target| target.is_dir())
}

fn definition(dir: &Path, entry: DirEntry, prefix: &str) -> DiscoveredFile {
    let is_link = entry.path_is_symlink();
    let path = entry.into_path();
    let file = name(dir, &path, prefix);
    let own = below(dir, &path.with_extension(""));
    let derived = if path.to_str().is_some() { Ok(own) } else { Err(own) };
    DiscoveredFile { path, file, derived, is_link }
}

fn linked_folder(file: &str) -> Finding {
    let message = format!("`{file}` is a link to a folder; definitions behind it are not read");
    Finding::new(Code::Unreadable, Severity::Warning, file, At::File, message)
        .help("Put a folder in its place, or begin its name with `_` if nothing in it is a definition.")
}

fn closed_folder(dir: &Path, error: &walkdir::Error, prefix: &str) -> Finding {
    let file = error.path().map_or_else(|| prefix.to_owned(), |path| name(dir, path, prefix));
    let why = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
    Finding::error(Code::Unreadable, &file, At::File, format!("`{file}` can't be read: {why}"))
        .help("Make it readable, or begin its name with `_` if nothing in it is a definition.")
}

/// A file's name for people: the directory as it was typed, then `/`-separated names.
fn name(dir: &Path, path: &Path, prefix: &str) -> String {
    format!("{prefix}{}", below(dir, path))
}

fn below(dir: &Path, path: &Path) -> String {
    let parts = path.strip_prefix(dir).unwrap_or(path).components();
    parts.map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// What stands before the names of a directory's files: `jobs/` for `./jobs/`, nothing for `.`.
fn prefix(shown: &str) -> String {
    let shown = if cfg!(windows) { shown.replace('\\', "/") } else { shown.to_owned() };
    let parts: Vec<&str> = shown.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    let root = if shown.starts_with('/') { "/" } else { "" };
    if parts.is_empty() { root.to_owned() } else { format!("{root}{}/", parts.join("/")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_directory_is_shown_as_typed_but_tidy() {
        for (typed, prefixed) in [
            ("jobs", "jobs/"),
            ("./jobs/", "jobs/"),
            (".", ""),
            ("./", ""),
            ("", ""),
            ("a//b/./c", "a/b/c/"),
            ("../jobs", "../jobs/"),
            ("/", "/"),
            ("/tmp/jobs/", "/tmp/jobs/"),
        ] {
            assert_eq!(prefix(typed), prefixed, "{typed}");
        }
    }
}
