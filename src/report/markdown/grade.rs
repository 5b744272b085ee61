//! How much of a report is told.

use crate::redact::escape;

/// What is told besides the lists of what blocks; each includes those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Detail {
    /// Nothing.
    Bare,
    /// Help texts.
    Help,
    /// Field changes.
    Changes,
    /// Notes: what OpenTrain understood and nobody pinned.
    Notes,
}

impl Detail {
    /// From all to nothing.
    pub(super) const ALL: [Self; 4] = [Self::Notes, Self::Changes, Self::Help, Self::Bare];
}

/// How much is told.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grade {
    /// What is told besides the lists.
    pub(super) detail: Detail,
    /// The longest list.
    pub(super) items: usize,
    /// The longest text of others in characters.
    width: usize,
}

impl Grade {
    /// All of it.
    pub(super) const WHOLE: Self = Self { detail: Detail::Notes, items: usize::MAX, width: usize::MAX };

    /// Whole lists with this much detail.
    pub(super) fn of(detail: Detail) -> Self {
        Self { detail, ..Self::WHOLE }
    }

    /// Lists of at most `items`, with short texts.
    pub(super) fn listing(items: usize) -> Self {
        Self { detail: Detail::Bare, items, width: 160 }
    }

    /// The grade of what does not block: where lists are cut, these are the shortest.
    pub(super) fn lesser(self) -> Self {
        if self.items == usize::MAX { self } else { Self { items: self.items.min(10), ..self } }
    }

    /// Whether help texts are told.
    pub(super) fn has_help(self) -> bool {
        self.detail >= Detail::Help
    }

    /// Untrusted text, truncated to this level's width. It is not escaped yet.
    pub(super) fn cut(self, text: &str) -> String {
        escape::truncate(text, self.width)
    }

    /// The same as code.
    pub(super) fn code(self, text: &str) -> String {
        escape::code(&self.cut(text))
    }

    /// The same in a table.
    pub(super) fn cell(self, text: &str) -> String {
        escape::table_cell(&self.cut(text))
    }

    /// The same as a block, of a few lines an item.
    pub(super) fn block(self, language: &str, text: &str) -> String {
        let lines: Vec<String> = text.lines().take(self.items.saturating_mul(4)).map(|line| self.cut(line)).collect();
        escape::block(language, &lines.join("\n"))
    }

    /// What is not told, if anything.
    pub(super) fn left_out(self) -> Option<String> {
        let parts = [(Detail::Notes, "notes"), (Detail::Changes, "field changes"), (Detail::Help, "help texts")];
        let gone: Vec<&str> = parts.iter().filter(|(detail, _)| self.detail < *detail).map(|(_, word)| *word).collect();
        let lists = if self.items == usize::MAX { "" } else { ", and long texts and lists are cut" };
        (!gone.is_empty()).then(|| format!("no {}{lists}", gone.join(", no ")))
    }

    /// What follows a list that was cut.
    pub(super) fn more(self, length: usize) -> Option<String> {
        (length > self.items).then(|| format!("… and {} more", length - self.items))
    }
}
