//! Reads `_config.yml`. Strict: a setting that can't be understood must not be passed over, since it may be a limit.

use std::path::Path;

use super::config_values::{decode, required_names};
use super::diagnostics::Diagnostics;
use super::discover::{SettingsFile, SettingsKind};
use super::positions::Positions;
use super::{ConfigError, LoadedConfig, defaults, definition_text, parse_text};
use crate::domain::finding::{Code, Finding, LineColumn, Location, Subject};

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

fn folder(file: &SettingsFile) -> ConfigError {
    let (name, content) = match file.kind {
        SettingsKind::Config => (NAME, "settings"),
        SettingsKind::Defaults => (defaults::NAME, "defaults"),
    };
    let message = format!("this is a folder, and `{name}` is a file: nothing in the folder would be read");
    let help = format!("Put a file in its place, or give the folder a name that does not look like {content}.");
    let finding = Finding::error(Code::Configuration, &file.file, Location::File, message).help(help);
    ConfigError { finding, position: LineColumn::START }
}

/// Whether the file's name is right to the letter.
pub(super) fn has_right_name(file: &SettingsFile) -> bool {
    let name = match file.kind {
        SettingsKind::Config => NAME,
        SettingsKind::Defaults => defaults::NAME,
    };
    file.path.file_name().is_some_and(|own| own == name)
}

fn misplaced(file: &SettingsFile) -> ConfigError {
    let name = defaults::NAME;
    let (message, help) = match file.kind {
        SettingsKind::Config if has_right_name(file) => (
            "settings apply to the whole jobs directory, so they belong at its top".to_owned(),
            RENAME_CONFIG.to_owned(),
        ),
        SettingsKind::Config => (
            format!("the settings' file is called `{NAME}`, to the letter; under this name they would not be read"),
            RENAME_CONFIG.to_owned(),
        ),
        SettingsKind::Defaults => (
            format!("the file of defaults is called `{name}`, to the letter; under this name they would not be read"),
            format!("Rename it to `{name}`, or give it a name that does not look like defaults."),
        ),
    };
    let finding = Finding::error(Code::Configuration, &file.file, Location::File, message).help(help);
    ConfigError { finding, position: LineColumn::START }
}

const RENAME_CONFIG: &str =
    "Rename it to `_config.yml` at the top of the jobs directory, or give it a name that does not look like settings.";

/// The settings in one file.
fn load(jobs: &Path, SettingsFile { path, file, .. }: &SettingsFile) -> LoadedConfig {
    let mut diagnostics = Diagnostics::new(file);
    diagnostics.add_file_read(path.clone());
    let text = definition_text(jobs, path, path.is_symlink(), &Ok(String::new()), &mut diagnostics);
    let root = text.and_then(|text| parse_text(text, &mut diagnostics).root);
    let mut config = root.as_ref().map(|root| decode(root, &mut diagnostics)).unwrap_or_default();
    config.required_names = root.as_ref().map(|root| required_names(root, file)).unwrap_or_default();
    let positions = root.as_ref().map(Positions::from_node).unwrap_or_default();
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
