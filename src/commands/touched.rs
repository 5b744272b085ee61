//! Which definitions the current change touches.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::changed_since;
use crate::checkout::{Base, Changes, Checkout, Comparison, OldContent, below};
use crate::domain::config::Config;
use crate::domain::finding::{Code, Finding, Severity};
use crate::domain::ids::DefinitionId;
use crate::domain::setting_change::setting_changes;
use crate::failure::Failure;
use crate::loader::{
    self, ChangedDefaults, DEFAULTS_NAME, EarlierDefaults, FolderDefaults, LoadedFile, TextBefore, is_definition_name,
};
use crate::report::{SettingsChange, Touched};

/// The files that a comparison is about.
pub(super) struct LocalFiles<'a> {
    /// The jobs directory as typed.
    pub(super) shown: &'a str,
    /// The jobs directory, as a canonical path.
    pub(super) jobs: PathBuf,
    pub(super) loaded: &'a [LoadedFile],
    pub(super) defaults: &'a [FolderDefaults],
    /// The canonical paths of `_config.yml` and the links on the way to it.
    pub(super) config_read: &'a [PathBuf],
    pub(super) config: &'a Config,
}

/// What a comparison shows.
#[derive(Debug, Default)]
pub(super) struct Compared {
    /// `None` where the current change is unknown.
    pub(super) touched: Option<Touched>,
    /// Definition files that the change removes, as shown in reports.
    pub(super) removed_files: BTreeSet<String>,
    /// Why everything counts as touched.
    pub(super) finding: Option<Finding>,
}

/// Compares the local files with the base.
///
/// # Errors
/// Where git has no such commit as the command line names.
pub(super) fn compare(comparison: &Comparison, files: &LocalFiles<'_>) -> Result<Compared, Failure> {
    let only_touched = comparison.only_touched;
    let commit = match &comparison.base {
        Base::Nothing => return Ok(Compared::default()),
        Base::Listed(changes) => return Ok(files.compare(changes, only_touched)),
        Base::Unknown(reason) => return Ok(everything(files, reason)),
        Base::Since(name) => &changed_since::base(&files.jobs, name)?,
        Base::Commit(commit) => commit,
    };
    Ok(match changes_since(commit, files) {
        Ok(changes) => files.compare(&changes, only_touched),
        Err(reason) if only_touched => everything(files, &reason),
        Err(reason) => {
            log::info!("what the current change touches is unknown: {reason}");
            Compared::default()
        }
    })
}

fn changes_since(commit: &str, files: &LocalFiles<'_>) -> Result<Changes, String> {
    let checkout = Checkout::open_local(&files.jobs).map_err(|error| error.to_string())?;
    let checkout = checkout.ok_or("the jobs directory is in no git repository")?;
    checkout.changes_since(commit, &files.read()).map_err(|error| error.to_string())
}

/// Where nothing shows the change, leaving a definition out could hide what it does.
fn everything(files: &LocalFiles<'_>, reason: &str) -> Compared {
    let message = format!("every definition counts as changed: {reason}");
    let help = "What this change is could not be read from git, nor from GitHub's list of the pull request's files. In a workflow, \
                `actions/checkout` with `fetch-depth: 0` gives git the history.";
    let touched = Touched {
        files: vec![true; files.loaded.len()],
        removed: BTreeMap::new(),
        settings: Some(SettingsChange::Unknown),
        only_touched: true,
    };
    let finding = Finding::run(Code::Configuration, Severity::Warning, message).help(help);
    Compared { touched: Some(touched), finding: Some(finding), ..Compared::default() }
}

impl LocalFiles<'_> {
    fn read(&self) -> Vec<PathBuf> {
        let of_definitions = self.loaded.iter().flat_map(|file| &file.files_read);
        let of_defaults = self.defaults.iter().flat_map(|defaults| &defaults.files_read);
        of_definitions.chain(of_defaults).chain(self.config_read).cloned().collect()
    }

    fn compare(&self, changes: &Changes, only_touched: bool) -> Compared {
        let is_changed = |path: &PathBuf| changes.contains_key(&below(&self.jobs, path));
        let changed = self.changed_defaults(changes);
        let earlier = EarlierDefaults::new(&self.jobs, self.defaults, &changed);
        let is_touched = |file: &LoadedFile| {
            file.files_read.iter().any(is_changed)
                || file.files_missing.iter().any(|path| self.is_below_change(path, changes))
                || earlier.differ_for(file)
        };
        let touched = Touched {
            files: self.loaded.par_iter().map(is_touched).collect(),
            removed: self.removed(changes),
            settings: self.settings_change(changes),
            only_touched,
        };
        let gone = changes.keys().filter(|name| is_definition_name(name) && !self.jobs.join(name).exists());
        let removed_files = gone.map(|name| loader::shown_name(self.shown, name)).collect();
        Compared { touched: Some(touched), removed_files, finding: None }
    }

    /// How the settings differ. What a link led to before is not known.
    fn settings_change(&self, changes: &Changes) -> Option<SettingsChange> {
        let is_changed = |path: &PathBuf| changes.contains_key(&below(&self.jobs, path));
        let earlier = match changes.get(loader::CONFIG_NAME).map(before) {
            None if self.config_read.iter().any(is_changed) => None,
            None => return None,
            Some(TextBefore::Absent) => Some(Config::default()),
            Some(TextBefore::Known(text)) => loader::parse_config(&text),
            Some(TextBefore::Unknown) => None,
        };
        let known = earlier.map(|earlier| SettingsChange::Known(setting_changes(&earlier, self.config)));
        Some(known.unwrap_or(SettingsChange::Unknown))
    }

    /// Whether the path, or a folder or link above it, differs.
    fn is_below_change(&self, path: &Path, changes: &Changes) -> bool {
        let inside = path.ancestors().take_while(|path| *path != self.jobs && path.starts_with(&self.jobs));
        inside.into_iter().any(|path| changes.contains_key(&below(&self.jobs, path)))
    }

    /// The defaults that differ, each with what it was.
    fn changed_defaults(&self, changes: &Changes) -> Vec<ChangedDefaults> {
        let mut changed: BTreeMap<PathBuf, TextBefore> = BTreeMap::new();
        for (name, old) in changes.iter().filter(|(name, _)| is_defaults(name)) {
            let path = self.jobs.join(name);
            changed.insert(path.parent().unwrap_or(&self.jobs).to_owned(), before(old));
        }
        // A link that leads to another text, directly or on the way.
        let is_changed = |path: &PathBuf| changes.contains_key(&below(&self.jobs, path));
        for defaults in self.defaults {
            let is_link = defaults.files_read.len() > 1;
            let is_broken = defaults.files_missing.iter().any(|path| self.is_below_change(path, changes));
            if is_broken || is_link && defaults.files_read.iter().any(is_changed) {
                changed.insert(defaults.folder().to_owned(), TextBefore::Unknown);
            }
        }
        changed.into_iter().map(|(folder, before)| ChangedDefaults { folder, before }).collect()
    }

    /// The definitions that the base has and the local files have not.
    fn removed(&self, changes: &Changes) -> BTreeMap<DefinitionId, String> {
        let ids: BTreeSet<&DefinitionId> =
            self.loaded.iter().filter_map(|file| file.candidate.id.as_ref().ok()).collect();
        let old = changes.iter().filter_map(|(name, old)| match old {
            OldContent::Yaml(text) if is_definition_name(name) => {
                let id = loader::parse(name, text).candidate.id.ok()?;
                Some((id, loader::shown_name(self.shown, name)))
            }
            OldContent::Yaml(_) | OldContent::Absent | OldContent::Unread => None,
        });
        old.filter(|(id, _)| !ids.contains(id)).collect()
    }
}

fn before(old: &OldContent) -> TextBefore {
    match old {
        OldContent::Absent => TextBefore::Absent,
        OldContent::Yaml(text) => TextBefore::Known(text.clone()),
        OldContent::Unread => TextBefore::Unknown,
    }
}

fn is_defaults(name: &str) -> bool {
    Path::new(name).file_name().is_some_and(|file| file == DEFAULTS_NAME)
}
