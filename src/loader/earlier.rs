//! How definitions were with the defaults of an earlier commit.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::defaults::FolderDefaults;
use super::diagnostics::Diagnostics;
use super::discover::{DiscoveredFile, FileKind};
use super::{LoadedFile, load_file};
use crate::domain::finding::{Code, Finding};

/// The defaults of a folder that a change touches.
#[derive(Clone, Debug)]
pub(crate) struct ChangedDefaults {
    /// The folder, as a canonical path.
    pub(crate) folder: PathBuf,
    /// The file's text before the change.
    pub(crate) before: TextBefore,
}

/// A file's text before a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TextBefore {
    /// There was no such file.
    Absent,
    /// This text.
    Known(String),
    /// It can't be read.
    Unknown,
}

/// The defaults before a change, to compare definitions with.
#[derive(Debug)]
pub(crate) struct EarlierDefaults<'a> {
    jobs: &'a Path,
    changed: &'a [ChangedDefaults],
    unchanged: Vec<&'a FolderDefaults>,
    before: Vec<FolderDefaults>,
}

impl<'a> EarlierDefaults<'a> {
    /// `defaults` are those of now, and `jobs` is the canonical path of the jobs directory.
    pub(crate) fn new(jobs: &'a Path, defaults: &'a [FolderDefaults], changed: &'a [ChangedDefaults]) -> Self {
        let is_changed = |folder: &Path| changed.iter().any(|changed| changed.folder == folder);
        let unchanged = defaults.iter().filter(|defaults| !is_changed(defaults.folder())).collect();
        let before = changed.iter().filter_map(|ChangedDefaults { folder, before }| match before {
            TextBefore::Known(text) => Some(parse(folder, text)),
            TextBefore::Absent | TextBefore::Unknown => None,
        });
        Self { jobs, changed, unchanged, before: before.collect() }
    }

    /// Whether the change gives this definition other values or other errors, as far as that is known; where it is not, it does.
    pub(crate) fn differ_for(&self, file: &LoadedFile) -> bool {
        let Some(path) = file.files_read.first() else { return false };
        let folder = path.parent().unwrap_or(self.jobs);
        let mut covering = self.changed.iter().filter(|changed| folder.starts_with(&changed.folder)).peekable();
        if covering.peek().is_none() {
            return false;
        }
        covering.any(|changed| changed.before == TextBefore::Unknown) || {
            let before = self.load(path, file);
            before.candidate.fields != file.candidate.fields || errors(&before) != errors(file)
        }
    }

    fn load(&self, path: &Path, file: &LoadedFile) -> LoadedFile {
        let mut defaults: Vec<&FolderDefaults> = self.unchanged.iter().copied().chain(&self.before).collect();
        defaults.sort_by(|a, b| a.folder().cmp(b.folder()));
        let file = DiscoveredFile {
            path: path.to_owned(),
            file: file.candidate.file.clone(),
            derived: Ok(file.candidate.name().to_owned()),
            kind: FileKind::at(path),
        };
        load_file(self.jobs, file, &defaults)
    }
}

fn parse(folder: &Path, text: &str) -> FolderDefaults {
    let file = super::defaults::NAME;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n").replace('\r', "\n");
    FolderDefaults::new(file, folder.to_owned(), text, Diagnostics::new(file))
}

/// Without their places: another line is no other error.
fn errors(file: &LoadedFile) -> BTreeSet<(Code, &str)> {
    let errors = file.findings.iter().filter(|finding| Finding::is_error(finding));
    errors.map(|finding| (finding.code, finding.message.as_str())).collect()
}
