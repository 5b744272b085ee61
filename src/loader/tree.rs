//! A small tree of what a YAML file says, with the place of everything in it.

use serde_json::{Map, Number, Value};

use super::diagnostics::Spot;

/// A value and where it begins.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// What it is.
    pub(super) shape: YamlValue,
    /// Where it begins; an empty value begins where its key does.
    pub(super) spot: Spot,
}

/// What a value is.
#[derive(Clone, Debug)]
pub(super) enum YamlValue {
    /// Nothing, `null` or `~`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A finite number; whole numbers are integers, however they were written.
    Number(Number),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A mapping, in the order of the file, no key twice.
    Map(Vec<Entry>),
    /// Something that has a finding already and means nothing.
    Invalid,
}

/// A key and its value.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// The key.
    pub(super) key: String,
    /// Where the key begins.
    pub(super) spot: Spot,
    /// The value.
    pub(super) value: Node,
}

impl Node {
    /// The mapping's entries; none if it isn't a mapping.
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

    /// The entry of a key.
    pub(super) fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.key == key)
    }

    /// What the value is, in words for its author.
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

    /// The same as JSON. What is broken has a finding, so nobody sends the null that stands for it.
    pub(super) fn json(&self) -> Value {
        match &self.shape {
            YamlValue::Null | YamlValue::Invalid => Value::Null,
            YamlValue::Bool(flag) => Value::Bool(*flag),
            YamlValue::Number(number) => Value::Number(number.clone()),
            YamlValue::Text(text) => Value::String(text.clone()),
            YamlValue::List(items) => items.iter().map(Self::json).collect(),
            YamlValue::Map(entries) => {
                let pairs = entries.iter().map(|entry| (entry.key.clone(), entry.value.json()));
                Value::Object(pairs.collect::<Map<_, _>>())
            }
        }
    }
}
