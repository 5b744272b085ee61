//! Finds the definition files.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::passed_over::{PassedOver, looks_like_definition};
use crate::domain::finding::{Code, Finding, Location, Severity};

/// The kind of a file by its directory entry.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum FileKind {
    Regular,
    Link,
    /// A folder, a pipe, a socket or a device, or nothing.
    Other,
}

impl FileKind {
    /// The kind of the file at `path` itself.
    pub(super) fn at(path: &Path) -> Self {
        fs::symlink_metadata(path).map_or(Self::Other, |found| found.file_type().into())
    }
}

impl From<fs::FileType> for FileKind {
    fn from(found: fs::FileType) -> Self {
        match found {
            found if found.is_symlink() => Self::Link,
            found if found.is_file() => Self::Regular,
            _ => Self::Other,
        }
    }
}

/// A file with the name of a definition. It may still be a pipe, a device or a link.
pub(super) struct DiscoveredFile {
    pub(super) path: PathBuf,
    /// The path as shown in reports.
    pub(super) file: String,
    /// The id from the file's path, or the path with replacement characters if it is not UTF-8.
    pub(super) derived: Result<String, String>,
    pub(super) kind: FileKind,
}

/// The kinds of files beside the definitions.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum SettingsKind {
    /// `_config.yml`.
    Config,
    /// `_defaults.yml`.
    Defaults,
}

/// A file or folder that holds settings or defaults, or whose name looks like it.
pub(super) struct SettingsFile {
    pub(super) kind: SettingsKind,
    pub(super) path: PathBuf,
    /// The path as shown in reports.
    pub(super) file: String,
    pub(super) is_at_top: bool,
    pub(super) is_folder: bool,
}

/// What the jobs directory holds.
pub(super) struct Discovered {
    /// The definition files. This list and the others are in the order of the files' names.
    pub(super) files: Vec<DiscoveredFile>,
    /// Files and folders named like `_config.yml` or `_defaults.yml`, in any case and with any ending.
    pub(super) settings: Vec<SettingsFile>,
    /// Files whose names are almost those of definitions.
    pub(super) passed_over: Vec<PassedOver>,
    /// Findings about folders.
    pub(super) findings: Vec<Finding>,
}

/// Finds the files of a jobs directory, which reports show as `shown`.
pub(super) fn discover(dir: &Path, shown: &str) -> Discovered {
    let prefix = prefix(shown);
    let mut files = Vec::new();
    let mut settings = Vec::new();
    let mut passed_over = Vec::new();
    let mut findings = Vec::new();
    let tree = WalkDir::new(dir).min_depth(1).into_iter();
    let is_loaded = |entry: &DirEntry| {
        entry.depth() == 0
            || !is_in_settings_folder(entry) && (settings_kind(entry).is_some() || !is_ignored(entry.file_name()))
    };
    for entry in tree.filter_entry(is_loaded) {
        let kind = entry.as_ref().ok().and_then(settings_kind);
        match entry {
            Ok(entry) if let Some(kind) = kind => settings.push(SettingsFile {
                kind,
                file: name(dir, entry.path(), &prefix),
                is_at_top: entry.depth() == 1,
                is_folder: entry.file_type().is_dir(),
                path: entry.into_path(),
            }),
            Ok(entry) if is_linked_folder(&entry) => findings.push(linked_folder(&name(dir, entry.path(), &prefix))),
            Ok(entry) if is_definition(&entry) => files.push(definition(dir, entry, &prefix)),
            Ok(entry) if entry.file_type().is_file() && looks_like_definition(entry.path()) => {
                passed_over.push(PassedOver { file: name(dir, entry.path(), &prefix), path: entry.into_path() });
            }
            Ok(_) => {}
            Err(error) => findings.push(unreadable_folder(dir, &error, &prefix)),
        }
    }
    // Once for all, which is quicker than folder by folder.
    files.sort_unstable_by(|a, b| a.file.cmp(&b.file));
    settings.sort_unstable_by(|a, b| a.file.cmp(&b.file));
    passed_over.sort_unstable_by(|a, b| a.file.cmp(&b.file));
    findings.sort_by(|a, b| a.file().cmp(&b.file()));
    Discovered { files, settings, passed_over, findings }
}

/// Whether the file's name is that of settings or defaults, but for case, ending and one letter. A slip in the name must not turn limits
/// off. A folder without an ending, such as `_config`, is none.
fn settings_kind(entry: &DirEntry) -> Option<SettingsKind> {
    let name = entry.file_name().to_str().filter(|name| name.starts_with('_'))?;
    let stem = name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let may_be_file = !entry.file_type().is_dir() || name.contains('.');
    let is_like = |name| may_be_file && strsim::osa_distance(&stem, name) <= 1;
    let kinds = [("_config", SettingsKind::Config), ("_defaults", SettingsKind::Defaults)];
    kinds.into_iter().find(|(name, _)| is_like(name)).map(|(_, kind)| kind)
}

/// Of the folders with such names, only those that are named like settings are looked at, and none is searched.
fn is_in_settings_folder(entry: &DirEntry) -> bool {
    entry.depth() > 1 && entry.path().parent().and_then(Path::file_name).is_some_and(is_ignored)
}

fn is_ignored(name: &OsStr) -> bool {
    matches!(name.as_encoded_bytes().first(), Some(b'_' | b'.'))
}

fn is_definition(entry: &DirEntry) -> bool {
    has_definition_ending(entry.path()) && !entry.file_type().is_dir()
}

fn has_definition_ending(path: &Path) -> bool {
    matches!(path.extension().and_then(OsStr::to_str), Some("yml" | "yaml"))
}

/// Whether a file of this name, with its path below the jobs directory, is loaded as a definition.
pub(crate) fn is_definition_name(name: &str) -> bool {
    has_definition_ending(Path::new(name)) && !name.split('/').any(|part| is_ignored(OsStr::new(part)))
}

fn is_linked_folder(entry: &DirEntry) -> bool {
    entry.path_is_symlink() && fs::metadata(entry.path()).is_ok_and(|target| target.is_dir())
}

fn definition(dir: &Path, entry: DirEntry, prefix: &str) -> DiscoveredFile {
    let kind = entry.file_type().into();
    let path = entry.into_path();
    let relative = below(dir, &path);
    let file = format!("{prefix}{relative}");
    let own = relative.rsplit_once('.').map_or(relative.as_str(), |(own, _)| own).to_owned();
    let derived = if path.to_str().is_some() { Ok(own) } else { Err(own) };
    DiscoveredFile { path, file, derived, kind }
}

fn linked_folder(file: &str) -> Finding {
    let message = format!("`{file}` is a link to a folder; its definitions are not loaded");
    Finding::new(Code::Unreadable, Severity::Warning, file, Location::File, message)
        .help("Put a folder in its place, or begin its name with `_` if nothing in it is a definition.")
}

fn unreadable_folder(dir: &Path, error: &walkdir::Error, prefix: &str) -> Finding {
    let file = error.path().map_or_else(|| prefix.to_owned(), |path| name(dir, path, prefix));
    let why = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
    Finding::error(Code::Unreadable, &file, Location::File, format!("`{file}` can't be read: {why}"))
        .help("Make it readable, or begin its name with `_` if nothing in it is a definition.")
}

/// A file's name in reports: the directory as typed, then `/`-separated names.
fn name(dir: &Path, path: &Path, prefix: &str) -> String {
    format!("{prefix}{}", below(dir, path))
}

fn below(dir: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(dir).unwrap_or(path);
    let text = relative.to_string_lossy();
    if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() }
}

/// The prefix of file names in reports: `jobs/` for `./jobs/`, empty for `.`.
pub(super) fn prefix(shown: &str) -> String {
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
