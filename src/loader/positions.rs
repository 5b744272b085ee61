//! Positions of keys and values, kept after the tree is dropped.

use super::tree::{Node, YamlValue};
use crate::domain::finding::{FieldPath, LineColumn, Location};

/// The keys of a mapping, in file order; empty for other values.
#[derive(Debug, Default)]
pub(super) struct Positions(Box<[KeyPosition]>);

/// Where a key and its value begin.
#[derive(Debug)]
pub(super) struct KeyPosition {
    name: Box<str>,
    pub(super) key: LineColumn,
    pub(super) value: LineColumn,
    inside: Positions,
}

/// What a path leads to.
enum Located<'a> {
    /// Its last key.
    Key(&'a KeyPosition),
    /// The last of its keys that exists.
    Parent(&'a KeyPosition),
}

impl Positions {
    /// Recursion is safe: the tree's depth is limited.
    pub(super) fn from_node(node: Node) -> Self {
        let entries = if let YamlValue::Map(entries) = node.shape { entries } else { Vec::new() };
        let keys = entries.into_iter().map(|entry| KeyPosition {
            name: entry.key.into(),
            key: entry.position,
            value: entry.value.position,
            inside: Self::from_node(entry.value),
        });
        Self(keys.collect())
    }

    pub(super) fn find(&self, name: &str) -> Option<&KeyPosition> {
        self.0.iter().find(|key| &*key.name == name)
    }

    pub(super) fn find_in(&self, outer: &str, name: &str) -> Option<&KeyPosition> {
        self.find(outer)?.inside.find(name)
    }

    /// Resolves a location. A missing key or value resolves to the key of its nearest existing parent, else to the start of the file.
    pub(super) fn resolve(&self, location: &Location) -> LineColumn {
        match location {
            Location::File => LineColumn::START,
            Location::Position(position) | Location::Elsewhere { position, .. } => *position,
            Location::Key(path) => self.resolve_key(path, |found| found.key),
            Location::Value(path) => self.resolve_key(path, |found| found.value),
        }
    }

    fn resolve_key(&self, path: &FieldPath, own: impl Fn(&KeyPosition) -> LineColumn) -> LineColumn {
        match self.locate(&path.0) {
            Some(Located::Key(found)) => own(found),
            Some(Located::Parent(parent)) => parent.key,
            None => LineColumn::START,
        }
    }

    /// The key at the end of `path`, or its nearest existing parent.
    fn locate(&self, path: &[String]) -> Option<Located<'_>> {
        let mut reached = None;
        let mut level = self;
        for (depth, name) in path.iter().enumerate() {
            let Some(found) = level.find(name) else { break };
            let is_last = depth + 1 == path.len();
            reached = Some(if is_last { Located::Key(found) } else { Located::Parent(found) });
            level = &found.inside;
        }
        reached
    }
}
