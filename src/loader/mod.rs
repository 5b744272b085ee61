//! Definitions in: YAML files become candidates, with the place of everything that they say.

mod brief;
mod budget;
mod build;
mod collection;
mod decode;
mod diagnostics;
mod discover;
mod fields;
mod import;
mod payload;
mod positions;
mod read;
mod referenced_file;
mod scalar;
mod secret;
mod syntax;
mod tag;
mod tree;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::domain::definition::RawDefinition;
use crate::domain::finding::{At, Code, FieldPath, Finding, Subject};
use diagnostics::{Diagnostics, Spot};
use discover::DiscoveredFile;
use positions::{Place, Positions};
use referenced_file::BaseDir;
use tree::Node;

/// Longest definition in bytes.
const MAX_BYTES: u64 = 256 * 1024;

/// What the jobs directory holds.
#[derive(Debug)]
pub struct Loaded {
    /// One for each definition file, readable or not, sorted by file.
    pub sources: Vec<LoadedFile>,
    /// What was found about folders; it stands in no definition.
    pub findings: Vec<Finding>,
}

/// A definition file: what it says, where it says so, and what is wrong with it.
#[derive(Debug)]
pub struct LoadedFile {
    /// What it says, as far as it can be read.
    pub candidate: RawDefinition,
    /// What is wrong with it, sorted by place.
    pub findings: Vec<Finding>,
    /// Its text for excerpts, line breaks as `\n` and tokens masked; empty if it can't be read.
    pub text: String,
    places: Positions,
}

/// Why there are no definitions at all.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// There is nothing of this name.
    #[error("the jobs directory `{0}` is not there; create it, or name another one with `--jobs DIR`")]
    Missing(String),
    /// It is a file.
    #[error("`{0}` is not a directory; name the directory that holds the definitions with `--jobs DIR`")]
    NotADirectory(String),
    /// The system refused.
    #[error("the jobs directory `{shown}` can't be read ({cause}); check its permissions")]
    Unreadable {
        /// The directory as it was typed.
        shown: String,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
}

/// All definitions below `dir`, which people know as `shown`. One bad file doesn't stop the others: it is a source with
/// findings.
///
/// # Errors
/// If the directory itself is missing, is none, or can't be read.
pub fn load(dir: &Path, shown: &str) -> Result<Loaded, LoadError> {
    let jobs = jobs_directory(dir, shown)?;
    let (found, findings) = discover::walk(dir, shown);
    let sources = found.into_par_iter().map(|found| source(&jobs, found)).collect();
    Ok(Loaded { sources, findings })
}

/// The directory without links in its path.
fn jobs_directory(dir: &Path, shown: &str) -> Result<PathBuf, LoadError> {
    let unreadable = |cause: io::Error| match cause.kind() {
        io::ErrorKind::NotFound => LoadError::Missing(shown.to_owned()),
        io::ErrorKind::NotADirectory => LoadError::NotADirectory(shown.to_owned()),
        _ => LoadError::Unreadable { shown: shown.to_owned(), cause },
    };
    let jobs = fs::canonicalize(dir).map_err(unreadable)?;
    fs::read_dir(&jobs).map_err(unreadable)?;
    Ok(jobs)
}

fn source(jobs: &Path, found: DiscoveredFile) -> LoadedFile {
    let DiscoveredFile { path, file, derived, is_link } = found;
    let mut diagnostics = Diagnostics::new(&file);
    let text = match definition_text(jobs, &path, is_link, &derived, &mut diagnostics) {
        Some(text) => text,
        None => {
            return LoadedFile::new(decode::unparsed(file, derived), diagnostics, String::new(), Positions::default());
        }
    };
    parsed(text, file, derived, &BaseDir { jobs, folder: path.parent().unwrap_or(jobs) }, diagnostics)
}

/// What `text` says as the definition `file`, without a look at any file: those that it names are findings.
pub fn parse(file: &str, text: &str) -> LoadedFile {
    let derived = file.rsplit_once('.').map_or(file, |(name, _)| name).to_owned();
    parsed(text.to_owned(), file.to_owned(), Ok(derived), &BaseDir::nowhere(), Diagnostics::new(file))
}

fn parsed(
    text: String,
    file: String,
    derived: Result<String, String>,
    base: &BaseDir<'_>,
    mut diagnostics: Diagnostics,
) -> LoadedFile {
    let (text, tokens) = secret::mask(text);
    for spot in &tokens {
        diagnostics.error_at(Code::Secret, *spot, "an OpenTrain token stands here", secret::ADVICE);
    }
    let root = tree_of(&text, &mut diagnostics);
    // A token in disguise (`\x6f…`) is masked in values, but an excerpt of the file would still show it.
    let text = if diagnostics.count(Code::Secret) > tokens.len() { String::new() } else { text };
    let candidate = match &root {
        Some(root) => decode::decode(root, file, derived, base, &mut diagnostics),
        None => decode::unparsed(file, derived),
    };
    LoadedFile::new(candidate, diagnostics, text, root.as_ref().map(Positions::of).unwrap_or_default())
}

/// The text of a definition, unless it is no file that we may read.
fn definition_text(
    jobs: &Path,
    path: &Path,
    is_link: bool,
    derived: &Result<String, String>,
    diagnostics: &mut Diagnostics,
) -> Option<String> {
    if derived.is_err() {
        let message = "the name of this file is not UTF-8; it can't be shown or recorded as it is";
        diagnostics.error(
            Code::Unreadable,
            At::File,
            message,
            "Rename it: lower-case letters, digits, `.`, `_` and `-`.",
        );
        return None;
    }
    if is_link && fs::canonicalize(path).is_ok_and(|target| !target.starts_with(jobs)) {
        let message = "this file is a link that leads out of the jobs directory; what is behind it was never reviewed";
        diagnostics.error(Code::Unreadable, At::File, message, "Put a copy of the file in the link's place.");
        return None;
    }
    // To YAML a lone carriage return is a line break, too; lines are counted alike everywhere.
    let text =
        read::text(path, MAX_BYTES).map(|text| if text.contains('\r') { text.replace('\r', "\n") } else { text });
    text.map_err(|fault| {
        let at = if let read::ReadError::NotText((line, column)) = fault { At::Spot(line, column) } else { At::File };
        diagnostics.error(fault.code(), at, format!("this file {fault}"), fault.help());
    })
    .ok()
}

fn tree_of(text: &str, diagnostics: &mut Diagnostics) -> Option<Node> {
    // The parser would take a NUL for the end of the file, and what is behind it would go unseen.
    if let Some(nul) = text.find('\0') {
        let message = "a NUL character stands here: this is no text file";
        diagnostics.error_at(
            Code::Syntax,
            secret::spot(text, nul),
            message,
            "Remove it, or save the file as UTF-8 text.",
        );
        return None;
    }
    build::build(text, diagnostics)
}

impl LoadedFile {
    fn new(candidate: RawDefinition, diagnostics: Diagnostics, text: String, places: Positions) -> Self {
        let mut source = Self { candidate, findings: Vec::new(), text, places };
        let mut findings = diagnostics.into_findings();
        findings.sort_by_cached_key(|finding| match &finding.subject {
            Subject::Definition(place) => source.spot(&place.at),
            Subject::Run => (1, 1),
        });
        source.findings = findings;
        source
    }

    /// The line and column of a place, in characters, both from 1. What is not there stands where its nearest parent's
    /// key is,
    /// else at the first line.
    pub fn spot(&self, at: &At) -> (usize, usize) {
        match at {
            At::File => (1, 1),
            At::Spot(line, column) => (*line, *column),
            At::Key(path) => self.located(path, |place| place.key),
            At::Value(path) => self.located(path, |place| place.value),
        }
    }

    /// Whether there is a `fields` key.
    pub fn has_fields(&self) -> bool {
        self.places.find("fields").is_some()
    }

    fn located(&self, path: &FieldPath, own: impl Fn(&Place) -> Spot) -> Spot {
        match self.places.locate(&path.0) {
            Some((place, true)) => own(place),
            Some((place, false)) => place.key,
            None => (1, 1),
        }
    }

    /// The line of a missing field, from 1: that of the first update key that is pinned already, else of `fields`, else
    /// the first.
    pub fn missing_line(&self, update_keys: &[String]) -> usize {
        match update_keys.iter().find_map(|key| self.places.find_in("fields", key)) {
            Some(pinned) => pinned.value.0,
            None => self.places.find("fields").map_or(1, |fields| fields.key.0),
        }
    }
}

#[cfg(test)]
mod tests;
