//! Size limits of a definition with its aliases expanded.

use super::tree::{Node, YamlValue};

pub(super) const SHALLOWER: &str = "Nest less deeply: a definition needs three or four levels.";

pub(super) const MAX_DEPTH: usize = crate::domain::depth::MAX_DEPTH;
/// Values and keys.
pub(super) const MAX_NODES: usize = 20_000;
/// Four times the longest file: aliases of long texts count, too.
pub(super) const MAX_TEXT_BYTES: usize = 1024 * 1024;

/// The size of a subtree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct TreeSize {
    pub(super) nodes: usize,
    pub(super) bytes: usize,
    /// Levels of lists and mappings.
    pub(super) height: usize,
}

impl TreeSize {
    pub(super) fn scalar(bytes: usize) -> Self {
        Self { nodes: 1, bytes, height: 0 }
    }

    /// Recursion is safe: no tree is deeper than [`MAX_DEPTH`].
    pub(super) fn from_node(node: &Node) -> Self {
        match &node.shape {
            YamlValue::Text(text) => Self::scalar(text.len()),
            YamlValue::Null | YamlValue::Bool(_) | YamlValue::Number(_) | YamlValue::Invalid => Self::scalar(0),
            YamlValue::List(items) => Self::collection(items.iter().map(Self::from_node)),
            YamlValue::Map(entries) => Self::collection(
                entries.iter().flat_map(|entry| [Self::scalar(entry.key.len()), Self::from_node(&entry.value)]),
            ),
        }
    }

    fn collection(parts: impl Iterator<Item = Self>) -> Self {
        let inner = parts.fold(Self::default(), |sum, part| Self {
            nodes: sum.nodes + part.nodes,
            bytes: sum.bytes + part.bytes,
            height: sum.height.max(part.height),
        });
        Self { nodes: inner.nodes + 1, height: inner.height + 1, ..inner }
    }
}

/// What is left of [`MAX_NODES`] and [`MAX_TEXT_BYTES`].
pub(super) struct Budget {
    nodes: usize,
    bytes: usize,
}

impl Budget {
    pub(super) fn full() -> Self {
        Self { nodes: MAX_NODES, bytes: MAX_TEXT_BYTES }
    }

    /// Subtracts `size`, or returns a message that names the exceeded limit.
    pub(super) fn spend(&mut self, size: TreeSize) -> Result<(), String> {
        let subtract = |left: usize, used: usize, what: &str, most: usize| {
            left.checked_sub(used)
                .ok_or_else(|| format!("the definition has more than {most} {what} with its aliases expanded"))
        };
        self.nodes = subtract(self.nodes, size.nodes, "values", MAX_NODES)?;
        self.bytes = subtract(self.bytes, size.bytes, "bytes of text", MAX_TEXT_BYTES)?;
        Ok(())
    }
}
