//! The YAML tree, with the position of every key and value.

use serde_json::{Map, Number, Value};

use crate::domain::finding::LineColumn;
use crate::domain::yaml;

/// A value and its position.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) shape: YamlValue,
    /// An empty value has the position of its key.
    pub(super) position: LineColumn,
}

#[derive(Clone, Debug)]
pub(super) enum YamlValue {
    /// Nothing, `null` or `~`.
    Null,
    Bool(Plain<bool>),
    /// Finite; whole numbers are integers, even if written as `5.0`.
    Number(Plain<Number>),
    Text(String),
    List(Vec<Node>),
    /// In file order, without duplicate keys.
    Map(Vec<Entry>),
    /// An error was already reported for this value.
    Invalid,
}

/// A value that was written without quotes, for advice to put them around it.
#[derive(Clone, Debug)]
pub(super) struct Plain<T> {
    pub(super) value: T,
    pub(super) written: Box<str>,
}

#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) key: String,
    /// The key's position.
    pub(super) position: LineColumn,
    pub(super) value: Node,
}

impl Node {
    /// A mapping's entries; empty for other values.
    pub(super) fn entries(&self) -> &[Entry] {
        match &self.shape {
            YamlValue::Map(entries) => entries,
            YamlValue::Null
            | YamlValue::Bool(_)
            | YamlValue::Number(_)
            | YamlValue::Text(_)
            | YamlValue::List(_)
            | YamlValue::Invalid => &[],
        }
    }

    pub(super) fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.key == key)
    }

    /// Whether `null` or `~` is written here, beside the key at this position.
    pub(super) fn is_explicit_null(&self, key: LineColumn) -> bool {
        matches!(self.shape, YamlValue::Null) && self.position != key
    }

    /// Whether this is a list whose items are mappings, each begun with `- `.
    pub(super) fn is_list_of_keys(&self) -> bool {
        let is_block = |item: &Self| item.position.column > self.position.column + 1;
        matches!(&self.shape, YamlValue::List(items) if items.iter().all(|item| !item.entries().is_empty() && is_block(item)))
    }

    /// The type's name in messages.
    pub(super) fn type_name(&self) -> &'static str {
        match &self.shape {
            YamlValue::Null => "empty",
            YamlValue::Bool(_) => "true or false",
            YamlValue::Number(_) => "a number",
            YamlValue::Text(_) => "text",
            YamlValue::List(_) => "a list",
            YamlValue::Map(_) => "a mapping",
            YamlValue::Invalid => "unreadable",
        }
    }

    /// A number, `true` or `false` as text in quotes, exactly as it was written.
    pub(super) fn in_quotes(&self) -> Option<String> {
        match &self.shape {
            YamlValue::Bool(Plain { written, .. }) | YamlValue::Number(Plain { written, .. }) => {
                Some(yaml::quoted(written))
            }
            YamlValue::Null | YamlValue::Text(_) | YamlValue::List(_) | YamlValue::Map(_) | YamlValue::Invalid => None,
        }
    }

    /// Converts to JSON. An invalid value becomes null; it has a finding, so it is never sent.
    pub(super) fn json(&self) -> Value {
        match &self.shape {
            YamlValue::Null | YamlValue::Invalid => Value::Null,
            YamlValue::Bool(flag) => Value::Bool(flag.value),
            YamlValue::Number(number) => Value::Number(number.value.clone()),
            YamlValue::Text(text) => Value::String(text.clone()),
            YamlValue::List(items) => items.iter().map(Self::json).collect(),
            YamlValue::Map(entries) => {
                let pairs = entries.iter().map(|entry| (entry.key.clone(), entry.value.json()));
                Value::Object(pairs.collect::<Map<_, _>>())
            }
        }
    }
}
