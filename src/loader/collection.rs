//! Lists and mappings that are still being parsed.

use std::collections::{BTreeMap, btree_map};

use super::diagnostics::Diagnostics;
use super::tree::{Entry, Node, YamlValue};
use crate::domain::capabilities::{Kind, kind};
use crate::domain::finding::{Code, LineColumn};
use crate::domain::keys::LIMITS;

/// A list or mapping that is still being parsed.
pub(super) struct Open {
    pub(super) position: LineColumn,
    /// The parser's anchor number; 0 means no anchor.
    pub(super) anchor: usize,
    pub(super) inside: Inside,
}

/// The content so far.
pub(super) enum Inside {
    List(Vec<Node>),
    Map {
        entries: Vec<Entry>,
        /// The line of each key, for messages about duplicates.
        lines: BTreeMap<String, usize>,
        /// The key whose value comes next.
        waiting: Option<Key>,
    },
}

/// An invalid key has no text: its value is parsed and dropped.
pub(super) struct Key {
    text: Option<String>,
    position: LineColumn,
}

impl Inside {
    pub(super) fn map() -> Self {
        Self::Map { entries: Vec::new(), lines: BTreeMap::new(), waiting: None }
    }

    pub(super) fn shape(self) -> YamlValue {
        match self {
            Self::List(items) => YamlValue::List(items),
            Self::Map { entries, .. } => YamlValue::Map(entries),
        }
    }

    /// Adds the next item, key or value.
    pub(super) fn add(&mut self, node: Node, diagnostics: &mut Diagnostics) {
        match self {
            Self::List(items) => items.push(node),
            Self::Map { waiting: waiting @ None, .. } => *waiting = Some(key(node, diagnostics)),
            Self::Map { entries, lines, waiting } => {
                if let Some(Key { text: Some(key), position }) = waiting.take() {
                    insert_entry(entries, lines, Entry { key, position, value: node }, diagnostics);
                }
            }
        }
    }

    pub(super) fn wants_key(&self) -> bool {
        matches!(self, Self::Map { waiting: None, .. })
    }

    /// The position of the key whose value comes next.
    pub(super) fn key_position(&self) -> Option<LineColumn> {
        match self {
            Self::Map { waiting: Some(key), .. } => Some(key.position),
            Self::Map { waiting: None, .. } | Self::List(_) => None,
        }
    }

    /// Drops the current key and the value that follows.
    pub(super) fn drop_next(&mut self, position: LineColumn) {
        if let Self::Map { waiting, .. } = self {
            *waiting = Some(Key { text: None, position });
        }
    }
}

/// Whether the value that comes next belongs to a key that takes a number and no text, or is anywhere in `limits`. The last collection is
/// the innermost.
pub(super) fn takes_number(stack: &[Open]) -> bool {
    let mut keys = stack.iter().rev().filter_map(|open| match &open.inside {
        Inside::List(_) => None,
        Inside::Map { waiting, .. } => Some(waiting.as_ref().and_then(|key| key.text.as_deref())),
    });
    let is_number = keys.next().flatten().is_some_and(|key| kind(key) == Kind::Number || key == LIMITS);
    is_number || keys.any(|key| key == Some(LIMITS))
}

fn key(node: Node, diagnostics: &mut Diagnostics) -> Key {
    let type_name = node.type_name();
    let text = match node.shape {
        YamlValue::Text(text) => Some(text),
        YamlValue::Invalid => None,
        YamlValue::List(_) | YamlValue::Map(_) => {
            let message = format!("a key is text, and this one is {type_name}");
            diagnostics.error_at(Code::WrongType, node.position, message, "Write `key: value`.");
            None
        }
        YamlValue::Null | YamlValue::Bool(_) | YamlValue::Number(_) => {
            let message = format!("a key is text, and without quotes this one is {type_name}");
            diagnostics.error_at(Code::WrongType, node.position, message, "Put the key in quotes.");
            None
        }
    };
    Key { text, position: node.position }
}

fn insert_entry(
    entries: &mut Vec<Entry>,
    lines: &mut BTreeMap<String, usize>,
    entry: Entry,
    diagnostics: &mut Diagnostics,
) {
    match lines.entry(entry.key.clone()) {
        btree_map::Entry::Vacant(slot) => {
            slot.insert(entry.position.line);
            entries.push(entry);
        }
        btree_map::Entry::Occupied(first) => {
            let message =
                format!("the key `{}` is here a second time; the first is on line {}", entry.key, first.get());
            let help = match entry.value.shape {
                YamlValue::Map(_) => "Move its lines below the first, and remove this one.",
                _ => "Keep one of them and remove the other.",
            };
            diagnostics.error_at(Code::DuplicateKey, entry.position, message, help);
        }
    }
}
