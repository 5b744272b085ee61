//! The values of `_config.yml`.

use std::path::Path;

use rust_decimal::Decimal;

use super::diagnostics::{self, Diagnostics};
use super::tree::{Node, YamlValue};
use crate::domain::config::{Config, Limits, RecordsAt, RequiredName, Requirement};
use crate::domain::finding::Code;
use crate::domain::ids::Namespace;
use crate::domain::keys::{CONFIG_KEYS, LIMIT_KEYS, RATE};
use crate::domain::money;
use crate::rules::did_you_mean::suggestion;

/// The settings. Each invalid one is a finding, and keeps its default.
pub(super) fn decode(root: &Node, diagnostics: &mut Diagnostics) -> Config {
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
pub(super) fn required_names(root: &Node, file: &str) -> Vec<RequiredName> {
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
