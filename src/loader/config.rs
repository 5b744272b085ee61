//! Reads `_config.yml`. Strict: a setting that can't be understood must not be passed over, since it may be a limit.

use std::path::Path;

use super::config_values::{decode, required_names};
use super::diagnostics::Diagnostics;
use super::discover::{FileKind, SettingsFile, SettingsKind};
use super::misnamed_settings::{folder, has_right_name, misplaced};
use super::positions::Positions;
use super::{ConfigError, LoadedConfig, definition_text, parse_text};
use crate::domain::config::Config;
use crate::domain::finding::{Finding, LineColumn, Subject};

/// The file's name, at the top of the jobs directory.
pub(crate) const NAME: &str = "_config.yml";

/// The settings of the jobs directory, from the files that are named like settings or defaults.
pub(super) fn load_all(jobs: &Path, files: &[SettingsFile]) -> LoadedConfig {
    let mut loaded = LoadedConfig::default();
    for file in files {
        match (file.kind, has_right_name(file)) {
            _ if file.is_folder => loaded.errors.push(folder(file)),
            (SettingsKind::Config, true) if file.is_at_top => {
                let LoadedConfig { config, errors, files_read } = load(jobs, file);
                loaded.config = config;
                loaded.errors.extend(errors);
                loaded.files_read = files_read;
            }
            (SettingsKind::Defaults, true) => {}
            (SettingsKind::Config | SettingsKind::Defaults, _) => loaded.errors.push(misplaced(file)),
        }
    }
    loaded
}

/// The settings in one file.
fn load(jobs: &Path, SettingsFile { path, file, .. }: &SettingsFile) -> LoadedConfig {
    let mut diagnostics = Diagnostics::new(file);
    diagnostics.add_file_read(path.clone());
    let text = definition_text(jobs, path, FileKind::at(path), &Ok(String::new()), &mut diagnostics);
    parsed(text, file, diagnostics)
}

/// The settings that an earlier version of the file held; `None` where they had an error.
pub(crate) fn parse(text: &str) -> Option<Config> {
    let LoadedConfig { config, errors, .. } = parsed(Some(text.to_owned()), NAME, Diagnostics::new(NAME));
    errors.is_empty().then_some(config)
}

fn parsed(text: Option<String>, file: &str, mut diagnostics: Diagnostics) -> LoadedConfig {
    let root = text.and_then(|text| parse_text(text, &mut diagnostics).root);
    let mut config = root.as_ref().map(|root| decode(root, &mut diagnostics)).unwrap_or_default();
    config.required_names = root.as_ref().map(|root| required_names(root, file)).unwrap_or_default();
    let positions = root.map(Positions::from_node).unwrap_or_default();
    let position = |finding: &Finding| match &finding.subject {
        Subject::Definition(place) => positions.resolve(&place.location),
        Subject::Run => LineColumn::START,
    };
    let files_read = diagnostics.take_files_read();
    let findings = diagnostics.into_findings().into_iter().filter(Finding::is_error);
    let mut errors: Vec<_> = findings.map(|finding| ConfigError { position: position(&finding), finding }).collect();
    errors.sort_by_key(|error| error.position);
    LoadedConfig { config, errors, files_read }
}
