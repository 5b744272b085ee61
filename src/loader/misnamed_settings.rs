//! Files and folders that look like settings or defaults and would not be read as such.

use super::discover::{SettingsFile, SettingsKind};
use super::{ConfigError, config, defaults};
use crate::domain::finding::{Code, Finding, LineColumn, Location};

/// A folder in the place of a file.
pub(super) fn folder(file: &SettingsFile) -> ConfigError {
    let name = right_name(file.kind);
    let noun = match file.kind {
        SettingsKind::Config => "settings",
        SettingsKind::Defaults => "defaults",
    };
    let message = format!("this is a folder, and `{name}` is a file: nothing in the folder would be read");
    let help = format!("Put a file in its place, or give the folder a name that does not look like {noun}.");
    let finding = Finding::error(Code::Configuration, &file.file, Location::File, message).help(help);
    ConfigError { finding, position: LineColumn::START }
}

/// Whether the file's name is right to the letter.
pub(super) fn has_right_name(file: &SettingsFile) -> bool {
    file.path.file_name().is_some_and(|own| own == right_name(file.kind))
}

fn right_name(kind: SettingsKind) -> &'static str {
    match kind {
        SettingsKind::Config => config::NAME,
        SettingsKind::Defaults => defaults::NAME,
    }
}

/// A file that would not be read under this name or at this place.
pub(super) fn misplaced(file: &SettingsFile) -> ConfigError {
    let name = right_name(file.kind);
    let (message, help) = match file.kind {
        SettingsKind::Config if has_right_name(file) => (
            "settings apply to the whole jobs directory, so they belong at its top".to_owned(),
            RENAME_CONFIG.to_owned(),
        ),
        SettingsKind::Config => (
            format!("the settings' file is called `{name}`, to the letter; under this name they would not be read"),
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
