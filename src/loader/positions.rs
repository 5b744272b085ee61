//! Where everything stands: what is kept of the tree once its values have been read.

use super::diagnostics::Spot;
use super::tree::Node;

/// The keys of a mapping, in the order of the file; none where there is no mapping.
#[derive(Debug, Default)]
pub(super) struct Positions(Box<[Place]>);

/// A key and where it and its value begin.
#[derive(Debug)]
pub(super) struct Place {
    name: Box<str>,
    /// Where the key begins.
    pub(super) key: Spot,
    /// Where the value begins.
    pub(super) value: Spot,
    inside: Positions,
}

impl Positions {
    /// The places in a tree. It recurses no deeper than the tree, whose depth is bounded.
    pub(super) fn of(node: &Node) -> Self {
        let places = node.entries().iter().map(|entry| Place {
            name: entry.key.as_str().into(),
            key: entry.spot,
            value: entry.value.spot,
            inside: Self::of(&entry.value),
        });
        Self(places.collect())
    }

    /// The place of a key.
    pub(super) fn find(&self, name: &str) -> Option<&Place> {
        self.0.iter().find(|place| &*place.name == name)
    }

    /// The place of a key of a key.
    pub(super) fn find_in(&self, outer: &str, name: &str) -> Option<&Place> {
        self.find(outer)?.inside.find(name)
    }

    /// The place at the end of `path`, or else its nearest parent that is there, and whether it is the end.
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
