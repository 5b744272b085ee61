//! Lists and mappings whose end has not come yet.

use std::collections::{BTreeMap, btree_map};

use super::diagnostics::{Diagnostics, Spot};
use super::tree::{Entry, Node, YamlValue};
use crate::domain::finding::Code;

/// A list or mapping whose end has not come yet.
pub(super) struct Open {
    /// Where it begins.
    pub(super) spot: Spot,
    /// The parser's number of its anchor; 0 for none.
    pub(super) anchor: usize,
    /// What it holds so far.
    pub(super) inside: Inside,
}

/// What a list or mapping holds so far.
pub(super) enum Inside {
    /// The items.
    List(Vec<Node>),
    /// The entries, the line of each key, and the key that waits for its value.
    Map {
        /// Entries in the order of the file.
        entries: Vec<Entry>,
        /// The lines of their keys.
        lines: BTreeMap<String, usize>,
        /// The key that waits for its value.
        waiting: Option<Key>,
    },
}

/// A key. A bad one has no text: its value is read and dropped.
pub(super) struct Key {
    text: Option<String>,
    spot: Spot,
}

impl Inside {
    /// An empty mapping.
    pub(super) fn map() -> Self {
        Self::Map { entries: Vec::new(), lines: BTreeMap::new(), waiting: None }
    }

    /// The finished list or mapping.
    pub(super) fn shape(self) -> YamlValue {
        match self {
            Self::List(items) => YamlValue::List(items),
            Self::Map { entries, .. } => YamlValue::Map(entries),
        }
    }

    /// Takes the next item, key or value.
    pub(super) fn add(&mut self, node: Node, diagnostics: &mut Diagnostics) {
        match self {
            Self::List(items) => items.push(node),
            Self::Map { waiting: waiting @ None, .. } => *waiting = Some(key(node, diagnostics)),
            Self::Map { entries, lines, waiting } => {
                if let Some(Key { text: Some(key), spot }) = waiting.take() {
                    enter(entries, lines, Entry { key, spot, value: node }, diagnostics);
                }
            }
        }
    }

    /// Whether a key comes next.
    pub(super) fn wants_key(&self) -> bool {
        matches!(self, Self::Map { waiting: None, .. })
    }

    /// The place of the key whose value comes next.
    pub(super) fn key_spot(&self) -> Option<Spot> {
        match self {
            Self::Map { waiting: Some(key), .. } => Some(key.spot),
            Self::Map { waiting: None, .. } | Self::List(_) => None,
        }
    }

    /// Takes a key of which nothing is kept, nor of its value.
    pub(super) fn drop_next(&mut self, spot: Spot) {
        if let Self::Map { waiting, .. } = self {
            *waiting = Some(Key { text: None, spot });
        }
    }
}

fn key(node: Node, diagnostics: &mut Diagnostics) -> Key {
    let noun = node.type_name();
    let text = match node.shape {
        YamlValue::Text(text) => Some(text),
        YamlValue::Invalid => None,
        YamlValue::List(_) | YamlValue::Map(_) => {
            let message = format!("a key is text, and this one is {noun}");
            diagnostics.error_at(Code::WrongType, node.spot, message, "Write `key: value`.");
            None
        }
        YamlValue::Null | YamlValue::Bool(_) | YamlValue::Number(_) => {
            let message = format!("a key is text, and this one is {noun} as it stands without quotes");
            diagnostics.error_at(Code::WrongType, node.spot, message, "Put the key in quotes if it is meant.");
            None
        }
    };
    Key { text, spot: node.spot }
}

fn enter(entries: &mut Vec<Entry>, lines: &mut BTreeMap<String, usize>, entry: Entry, diagnostics: &mut Diagnostics) {
    match lines.entry(entry.key.clone()) {
        btree_map::Entry::Vacant(place) => {
            place.insert(entry.spot.0);
            entries.push(entry);
        }
        btree_map::Entry::Occupied(first) => {
            let message =
                format!("the key `{}` is here a second time; the first is on line {}", entry.key, first.get());
            diagnostics.error_at(
                Code::DuplicateKey,
                entry.spot,
                message,
                "Keep one of them: nobody can tell which one counts.",
            );
        }
    }
}
