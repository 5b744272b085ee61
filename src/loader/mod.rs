//! Loads definitions from YAML files, with the position of every key and value.

mod brief;
mod budget;
mod build;
mod build_scalar;
mod collection;
mod config;
mod config_values;
mod cut_text;
mod decode;
mod defaults;
mod diagnostics;
mod directory;
mod discover;
mod earlier;
mod fields;
mod git_internal;
mod import;
mod json;
mod json_syntax;
mod links;
mod loaded_file;
mod misnamed_settings;
mod number_text;
mod passed_over;
mod payload;
mod placeholder;
mod positions;
mod postings;
mod read;
mod referenced_file;
mod scalar;
mod secret;
mod slips;
mod syntax;
mod tag;
mod text_value;
mod tree;
mod xml;

use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::domain::config::Config;
use crate::domain::finding::{Code, Finding, LineColumn, Location};
pub use defaults::FolderDefaults;
use diagnostics::Diagnostics;
pub use directory::LoadError;
use discover::{DiscoveredFile, FileKind};
pub use loaded_file::{LoadedFile, Place};
use positions::Positions;
use referenced_file::BaseDir;
use secret::Masked;
use tree::Node;

pub(crate) use config::{NAME as CONFIG_NAME, parse as parse_config};
pub(crate) use defaults::NAME as DEFAULTS_NAME;
pub(crate) use discover::is_definition_name;
pub(crate) use earlier::{ChangedDefaults, EarlierDefaults, TextBefore};
pub(crate) use fields::no_value;

/// Per definition file.
const MAX_BYTES: u64 = 256 * 1024;

/// The content of the jobs directory.
#[derive(Debug)]
pub struct Loaded {
    /// Every definition file, valid or not, sorted by name.
    pub files: Vec<LoadedFile>,
    /// Findings about folders, which belong to no definition.
    pub findings: Vec<Finding>,
    /// The settings.
    pub config: LoadedConfig,
    /// The values that folders set for their definitions, outermost folders first.
    pub defaults: Vec<FolderDefaults>,
}

/// The settings of the jobs directory.
#[derive(Debug, Default)]
pub struct LoadedConfig {
    /// What `_config.yml` sets; the defaults without that file.
    pub config: Config,
    /// Why the settings must not be used, with the place of each error.
    pub errors: Vec<ConfigError>,
    /// The canonical paths of the file and, where it is a link, of its target.
    pub files_read: Vec<PathBuf>,
}

/// An error in the settings.
#[derive(Debug)]
pub struct ConfigError {
    /// The error. Its subject names the file.
    pub finding: Finding,
    /// Where it is in the file.
    pub position: LineColumn,
}

/// Loads all definitions below `dir`; reports show it as `shown`. An invalid file is loaded with findings and doesn't
/// stop the others.
///
/// # Errors
/// If the directory is missing, is not a directory, or can't be read.
pub fn load(dir: &Path, shown: &str) -> Result<Loaded, LoadError> {
    let jobs = directory::open(dir, shown)?;
    let discovered = discover::discover(&jobs, shown);
    let config = config::load_all(&jobs, &discovered.settings);
    let defaults = defaults::load_all(&jobs, &discovered.settings);
    let all: Vec<&FolderDefaults> = defaults.iter().collect();
    let load_one = |file| load_file(&jobs, file, &all);
    let files: Vec<LoadedFile> = discovered.files.into_par_iter().map(load_one).collect();
    let mut findings = discovered.findings;
    findings.extend(passed_over::findings(discovered.passed_over, &files));
    findings.extend(defaults::unused_findings(&defaults, &files));
    Ok(Loaded { files, findings, config, defaults })
}

/// A file below the jobs directory as reports show it, where they show that directory as `shown`.
pub(crate) fn shown_name(shown: &str, name: &str) -> String {
    format!("{}{name}", discover::prefix(shown))
}

fn load_file(jobs: &Path, discovered: DiscoveredFile, defaults: &[&FolderDefaults]) -> LoadedFile {
    let DiscoveredFile { path, file, derived, kind } = discovered;
    let base = BaseDir { jobs, folder: path.parent().unwrap_or(jobs) };
    let defaults: Vec<&FolderDefaults> =
        defaults.iter().copied().filter(|defaults| defaults.covers(base.folder)).collect();
    let mut diagnostics = Diagnostics::new(&file);
    diagnostics.add_file_read(path.clone());
    defaults.iter().for_each(|defaults| diagnostics.add_from(defaults.findings()));
    let text = match definition_text(jobs, &path, kind, &derived, &mut diagnostics) {
        Some(text) => text,
        None => {
            return LoadedFile::new(decode::unparsed(file, derived), diagnostics, String::new(), Positions::default());
        }
    };
    parsed(text, file, derived, &base, &defaults, diagnostics)
}

/// Parses `text` as the definition `file` without file access: a file that it names is a finding.
pub fn parse(file: &str, text: &str) -> LoadedFile {
    let derived = file.rsplit_once('.').map_or(file, |(name, _)| name).to_owned();
    parsed(text.to_owned(), file.to_owned(), Ok(derived), &BaseDir::nowhere(), &[], Diagnostics::new(file))
}

fn parsed(
    text: String,
    file: String,
    derived: Result<String, String>,
    base: &BaseDir<'_>,
    defaults: &[&FolderDefaults],
    mut diagnostics: Diagnostics,
) -> LoadedFile {
    let Text { text, root } = parse_text(text, &mut diagnostics);
    let candidate = match &root {
        Some(root) => decode::decode(root, file, derived, base, defaults, &mut diagnostics),
        None => decode::unparsed(file, derived),
    };
    LoadedFile::new(candidate, diagnostics, text, root.map(Positions::from_node).unwrap_or_default())
}

/// A file's content.
struct Text {
    /// For excerpts: with masked tokens, and empty where a token would still show.
    text: String,
    /// `None` where there is none; a finding gives the reason.
    root: Option<Node>,
}

fn parse_text(text: String, diagnostics: &mut Diagnostics) -> Text {
    if let Some(line) = placeholder::conflict_line(&text) {
        let message = "resolve the merge conflict in this file";
        diagnostics.error_at(Code::Syntax, LineColumn::new(line, 1), message, placeholder::RESOLVE);
        return Text { text: secret::mask(text).text, root: None };
    }
    let Masked { text, tokens } = secret::mask(text);
    for position in &tokens {
        diagnostics.error_at(Code::Secret, *position, "this is an OpenTrain token", secret::ADVICE);
    }
    let root = tree_of(&text, diagnostics);
    // An escaped token (`\x6f…`) is masked in values, but an excerpt would still show it.
    let text = if diagnostics.count(Code::Secret) > tokens.len() { String::new() } else { text };
    Text { text, root }
}

/// The text of a definition. A file that must not or can't be read is a finding.
fn definition_text(
    jobs: &Path,
    path: &Path,
    kind: FileKind,
    derived: &Result<String, String>,
    diagnostics: &mut Diagnostics,
) -> Option<String> {
    if derived.is_err() {
        let message = "the name of this file is not UTF-8, so it can't be shown or recorded";
        diagnostics.error(
            Code::Unreadable,
            Location::File,
            message,
            "Rename it: lower-case letters, digits, `.`, `_` and `-`.",
        );
        return None;
    }
    let is_link = kind == FileKind::Link;
    let target = if is_link { fs::canonicalize(path).ok() } else { None };
    match &target {
        Some(_) => diagnostics.add_links(links::follow(jobs, path).links),
        None if is_link => diagnostics.add_broken(links::follow(jobs, path)),
        None => {}
    }
    let is_unreviewed = |target: &PathBuf| !target.starts_with(jobs) || git_internal::is_in_git_folder(target, jobs);
    if target.as_ref().is_some_and(is_unreviewed) {
        let message = "this file is a link that leads out of the jobs directory, or into git's own; a review doesn't cover its target";
        diagnostics.error(Code::Unreadable, Location::File, message, "Put a copy of the file in the link's place.");
        return None;
    }
    target.into_iter().for_each(|target| diagnostics.add_file_read(target));
    let text = if kind == FileKind::Regular { read::regular(path, MAX_BYTES) } else { read::text(path, MAX_BYTES) };
    text.map_err(|fault| {
        let at =
            if let read::ReadError::NotText(position) = fault { Location::Position(position) } else { Location::File };
        diagnostics.error(fault.code(), at, format!("this file {fault}"), fault.help());
    })
    .ok()
}

fn tree_of(text: &str, diagnostics: &mut Diagnostics) -> Option<Node> {
    // The parser treats NUL as the end of the file and would ignore the rest.
    if let Some(nul) = text.find('\0') {
        let message = "this file contains a NUL character, so it is not text";
        diagnostics.error_at(
            Code::Syntax,
            secret::position(text, nul),
            message,
            "Remove it, or save the file as UTF-8 text.",
        );
        return None;
    }
    build::build(text, diagnostics)
}

#[cfg(test)]
mod tests;
