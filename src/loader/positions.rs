//! Positions of keys and values, kept after the tree is dropped.

use super::diagnostics::Spot;
use super::tree::Node;

/// The keys of a mapping, in file order; empty for other values.
#[derive(Debug, Default)]
pub(super) struct Positions(Box<[Place]>);

/// Where a key and its value begin.
#[derive(Debug)]
pub(super) struct Place {
    name: Box<str>,
    pub(super) key: Spot,
    pub(super) value: Spot,
    inside: Positions,
}

impl Positions {
    /// Recursion is safe: the tree's depth is limited.
    pub(super) fn from_node(node: &Node) -> Self {
        let places = node.entries().iter().map(|entry| Place {
            name: entry.key.as_str().into(),
            key: entry.spot,
            value: entry.value.spot,
            inside: Self::from_node(&entry.value),
        });
        Self(places.collect())
    }

    pub(super) fn find(&self, name: &str) -> Option<&Place> {
        self.0.iter().find(|place| &*place.name == name)
    }

    pub(super) fn find_in(&self, outer: &str, name: &str) -> Option<&Place> {
        self.find(outer)?.inside.find(name)
    }

    /// The key at the end of `path`, or its nearest existing parent. The flag is true for the key itself.
    pub(super) fn locate(&self, path: &[String]) -> Option<(&Place, bool)> {
        let mut reached = None;
        let mut places = self;
        for (depth, name) in path.iter().enumerate() {
            let Some(place) = places.find(name) else { break };
            reached = Some((place, depth + 1 == path.len()));
            places = &place.inside;
        }
        reached
    }
}
