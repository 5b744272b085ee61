//! How much a definition may hold once its aliases are written out.

use super::tree::{Node, YamlValue};

/// Deepest nesting.
pub(super) const MAX_DEPTH: usize = crate::domain::depth::DEEPEST;
/// Most values and keys.
pub(super) const MAX_NODES: usize = 20_000;
/// Most bytes of text: four times the longest file, so that aliases of texts are bounded, too.
pub(super) const MAX_TEXT_BYTES: usize = 1024 * 1024;

/// What a part of the tree weighs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct TreeSize {
    pub(super) nodes: usize,
    pub(super) bytes: usize,
    /// Levels of lists and mappings.
    pub(super) height: usize,
}

impl TreeSize {
    /// The weight of a scalar with a text of so many bytes.
    pub(super) fn scalar(bytes: usize) -> Self {
        Self { nodes: 1, bytes, height: 0 }
    }

    /// The weight of a part of the tree. It recurses no deeper than [`MAX_DEPTH`].
    pub(super) fn of(node: &Node) -> Self {
        match &node.shape {
            YamlValue::Text(text) => Self::scalar(text.len()),
            YamlValue::Null | YamlValue::Bool(_) | YamlValue::Number(_) | YamlValue::Invalid => Self::scalar(0),
            YamlValue::List(items) => Self::around(items.iter().map(Self::of)),
            YamlValue::Map(entries) => {
                Self::around(entries.iter().flat_map(|entry| [Self::scalar(entry.key.len()), Self::of(&entry.value)]))
            }
        }
    }

    fn around(parts: impl Iterator<Item = Self>) -> Self {
        let inner = parts.fold(Self::default(), |sum, part| Self {
            nodes: sum.nodes + part.nodes,
            bytes: sum.bytes + part.bytes,
            height: sum.height.max(part.height),
        });
        Self { nodes: inner.nodes + 1, height: inner.height + 1, ..inner }
    }
}

/// What is left of the bounds.
pub(super) struct Budget {
    nodes: usize,
    bytes: usize,
}

impl Budget {
    /// All of it.
    pub(super) fn full() -> Self {
        Self { nodes: MAX_NODES, bytes: MAX_TEXT_BYTES }
    }

    /// Takes `weight` out. Says what is over its bound otherwise.
    pub(super) fn spend(&mut self, weight: TreeSize) -> Result<(), String> {
        let left = |have: usize, want: usize, what: &str, most: usize| {
            have.checked_sub(want)
                .ok_or_else(|| format!("the definition holds more than {most} {what}, aliases written out"))
        };
        self.nodes = left(self.nodes, weight.nodes, "values", MAX_NODES)?;
        self.bytes = left(self.bytes, weight.bytes, "bytes of text", MAX_TEXT_BYTES)?;
        Ok(())
    }
}
