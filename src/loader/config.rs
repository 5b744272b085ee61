//! Reads `_config.yml`. Strict: a setting that can't be understood must not be passed over, since it may be a limit.

use std::path::Path;

use rust_decimal::Decimal;

use super::diagnostics::{self, Diagnostics};
use super::discover::{SettingsFile, SettingsKind};
use super::misnamed_settings::{folder, has_right_name, misplaced};
use super::positions::Positions;
use super::tree::{Node, YamlValue};
use super::{ConfigError, LoadedConfig, definition_text, parse_text};
use crate::domain::config::{Config, Limits, RecordsAt, RequiredName, Requirement};
use crate::domain::finding::{Code, Finding, LineColumn, Subject};
use crate::domain::ids::Namespace;
use crate::domain::keys::{CONFIG_KEYS, LIMIT_KEYS, RATE};
use crate::domain::money;
use crate::rules::did_you_mean::suggestion;

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
    let text = definition_text(jobs, path, path.is_symlink(), &Ok(String::new()), &mut diagnostics);
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

fn decode(root: &Node, diagnostics: &mut Diagnostics) -> Config {
    let mut config = Config::default();
    if !is_mapping(root, "these settings are", &[], diagnostics) {
        return config;
    }
    refuse_unknown(root, &[], CONFIG_KEYS, diagnostics);
    if let Some(text) = text(root, "records", diagnostics) {
        config.records = records(&text, diagnostics);
    }
    if let Some(text) = text(root, "namespace", diagnostics) {
        config.namespace = Namespace::parse(&text)
            .map_err(|why| wrong(&["namespace"], why.to_string(), "For instance `namespace: acme/jobs`.", diagnostics))
            .ok();
    }
    if let Some(entry) = root.entry("closeRemoved") {
        match entry.value.shape {
            YamlValue::Bool(ref is_on) => config.close_removed = is_on.value,
            YamlValue::Invalid => {}
            _ => {
                let message = format!("`closeRemoved` is true or false, and this is {}", entry.value.type_name());
                wrong(&["closeRemoved"], message, "Write `closeRemoved: false` or `closeRemoved: true`.", diagnostics);
            }
        }
    }
    if let Some(entry) = root.entry("require") {
        config.require = require(&entry.value, diagnostics);
    }
    if let Some(entry) = root.entry("limits") {
        config.limits = limits(&entry.value, diagnostics);
    }
    config
}

fn is_mapping(node: &Node, subject: &str, path: &[&str], diagnostics: &mut Diagnostics) -> bool {
    match node.shape {
        YamlValue::Map(_) => return true,
        YamlValue::Invalid => {}
        // A file may have no settings; a setting without a value is a mistake.
        YamlValue::Null if path.is_empty() => {}
        _ => {
            let message = format!("{subject} a mapping of keys to values, and this is {}", node.type_name());
            let or_remove = if path.is_empty() { "" } else { ", or remove the key" };
            wrong(path, message, &format!("Write one `key: value` a line{or_remove}."), diagnostics);
        }
    }
    false
}

fn refuse_unknown(node: &Node, path: &[&str], known: &[&str], diagnostics: &mut Diagnostics) {
    for entry in node.entries().iter().filter(|entry| !known.contains(&entry.key.as_str())) {
        let key = entry.key.as_str();
        let message = format!("there is no setting `{}`", [path, &[key]].concat().join("."));
        let location = diagnostics::key(&[path, &[key]].concat());
        diagnostics.error(Code::UnknownKey, location, message, suggestion(key, known));
    }
}

fn wrong(path: &[&str], message: impl Into<String>, help: &str, diagnostics: &mut Diagnostics) {
    diagnostics.error(Code::WrongType, diagnostics::value(path), message, help);
}

/// A text with content.
fn text(root: &Node, key: &str, diagnostics: &mut Diagnostics) -> Option<String> {
    let value = &root.entry(key)?.value;
    match &value.shape {
        YamlValue::Text(text) => return Some(text.clone()),
        YamlValue::Invalid => {}
        _ => wrong(
            &[key],
            format!("`{key}` is text, and this is {}", value.type_name()),
            "Write a text, or remove the key.",
            diagnostics,
        ),
    }
    None
}

/// A folder must lie below the working directory: whoever edits this file must not choose any other.
fn records(text: &str, diagnostics: &mut Diagnostics) -> Option<RecordsAt> {
    let help = "For instance `records: git:opentrain-records` or `records: dir:.opentrain/records`.";
    match text.parse::<RecordsAt>() {
        Ok(RecordsAt::Dir(path)) if !is_below(&path) => {
            let message = format!("`{text}` is not below the working directory");
            wrong(&["records"], message, help, diagnostics);
            None
        }
        Ok(records) => Some(records),
        Err(_) => {
            wrong(&["records"], format!("`{text}` names no place for records"), help, diagnostics);
            None
        }
    }
}

fn is_below(path: &Path) -> bool {
    path.components().all(|part| matches!(part, std::path::Component::Normal(_) | std::path::Component::CurDir))
}

fn require(node: &Node, diagnostics: &mut Diagnostics) -> Vec<Requirement> {
    let help = "For instance `require: [paymentType, rate]`; `require: []` asks for nothing.";
    let YamlValue::List(items) = &node.shape else {
        if !matches!(node.shape, YamlValue::Invalid) {
            let message = format!("`require` is a list of field names, and this is {}", node.type_name());
            wrong(&["require"], message, help, diagnostics);
        }
        return Vec::new();
    };
    let mut required = Vec::new();
    for item in items {
        match &item.shape {
            YamlValue::Text(name) if name.trim().is_empty() => {
                diagnostics.error_at(Code::WrongType, item.position, "this name of a field is empty", help);
            }
            YamlValue::Text(name) if name == RATE => required.push(Requirement::Rate),
            YamlValue::Text(name) => required.push(Requirement::Field(name.clone())),
            YamlValue::Invalid => {}
            _ => {
                let message = format!("a field's name is text, and this is {}", item.type_name());
                diagnostics.error_at(Code::WrongType, item.position, message, help);
            }
        }
    }
    required
}

/// Whether a job has these fields is judged later, when the account's own list is known.
fn required_names(root: &Node, file: &str) -> Vec<RequiredName> {
    let Some(YamlValue::List(items)) = root.entry("require").map(|entry| &entry.value.shape) else { return Vec::new() };
    let name = |item: &Node| match &item.shape {
        YamlValue::Text(name) if name != RATE => {
            Some(RequiredName { name: name.clone(), file: file.to_owned(), position: item.position })
        }
        _ => None,
    };
    items.iter().filter_map(name).collect()
}

fn limits(node: &Node, diagnostics: &mut Diagnostics) -> Limits {
    if !is_mapping(node, "`limits` is", &["limits"], diagnostics) {
        return Limits::default();
    }
    refuse_unknown(node, &["limits"], LIMIT_KEYS, diagnostics);
    let mut limit = |key| amount(node, key, diagnostics);
    Limits {
        per_hour: limit("perHour"),
        per_label: limit("perLabel"),
        per_posting: limit("perPosting"),
        total: limit("total"),
    }
}

/// A number of US dollars from 0 up.
fn amount(node: &Node, key: &str, diagnostics: &mut Diagnostics) -> Option<Decimal> {
    let value = &node.entry(key)?.value;
    let parsed = match &value.shape {
        YamlValue::Number(number) => money::from_number(&number.value),
        YamlValue::Invalid => return None,
        _ => None,
    };
    let amount = parsed.filter(|amount| !amount.is_sign_negative());
    if amount.is_none() {
        let found = match &value.shape {
            YamlValue::Number(number) => number.written.to_string(),
            _ => value.type_name().to_owned(),
        };
        let message = format!("`limits.{key}` is a number of US dollars from 0 up, below 10^12, and this is {found}");
        wrong(&["limits", key], message, "Write digits alone, without currency, or remove the key.", diagnostics);
    }
    amount
}
