//! How detailed a Markdown report is.

use crate::redact::escape;

/// The sections besides the lists of problems; each level includes those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sections {
    /// None.
    Problems,
    /// Help texts.
    Help,
    /// What goes live, value by value.
    Changes,
    /// The texts that go live.
    Texts,
    /// Notes: what OpenTrain read from the brief and no definition pins.
    Notes,
}

impl Sections {
    /// From most to least.
    pub(super) const ALL: [Self; 5] = [Self::Notes, Self::Texts, Self::Changes, Self::Help, Self::Problems];
}

/// The sections, and the limits for lists and texts.
#[derive(Clone, Copy, Debug)]
pub(super) struct DetailLevel {
    pub(super) sections: Sections,
    pub(super) max_items: usize,
    /// For one untrusted text.
    max_chars: usize,
}

impl DetailLevel {
    /// All sections, without limits.
    pub(super) const FULL: Self = Self { sections: Sections::Notes, max_items: usize::MAX, max_chars: usize::MAX };

    /// These sections, without limits.
    pub(super) fn with_sections(sections: Sections) -> Self {
        Self { sections, ..Self::FULL }
    }

    /// Problems only, in lists of at most `max_items` with short texts.
    pub(super) fn with_max_items(max_items: usize) -> Self {
        Self { sections: Sections::Problems, max_items, max_chars: 160 }
    }

    /// The level for warnings: where lists are cut, theirs are the shortest.
    pub(super) fn for_warnings(self) -> Self {
        if self.max_items == usize::MAX { self } else { Self { max_items: self.max_items.min(10), ..self } }
    }

    /// Whether help texts are included.
    pub(super) fn has_help(self) -> bool {
        self.sections >= Sections::Help
    }

    /// Untrusted text, truncated but not yet escaped.
    pub(super) fn truncate(self, text: &str) -> String {
        escape::truncate(text, self.max_chars)
    }

    /// Untrusted text as inline code.
    pub(super) fn code(self, text: &str) -> String {
        escape::code(&self.truncate(text))
    }

    /// Untrusted text for a table's cell.
    pub(super) fn cell(self, text: &str) -> String {
        escape::table_cell(&self.truncate(text))
    }

    /// Untrusted text as a code block of at most four lines per item. A long line is left out: a shortened one would parse to
    /// another value.
    pub(super) fn block(self, language: &str, text: &str) -> String {
        let max_lines = self.max_items.saturating_mul(4);
        let lines: Vec<&str> =
            text.lines().filter(|line| line.chars().count() <= self.max_chars).take(max_lines).collect();
        escape::block(language, &lines.join("\n"))
    }

    /// What this level omits, if anything.
    pub(super) fn omitted(self) -> Option<String> {
        let sections = [
            (Sections::Notes, "notes"),
            (Sections::Texts, "texts of postings"),
            (Sections::Changes, "values that go live"),
            (Sections::Help, "help texts"),
        ];
        let omitted = sections.iter().filter(|(section, _)| self.sections < *section);
        let omitted: Vec<&str> = omitted.map(|(_, name)| *name).collect();
        let lists = if self.max_items == usize::MAX { "" } else { ", and long texts and lists are cut" };
        (!omitted.is_empty()).then(|| format!("no {}{lists}", omitted.join(", no ")))
    }

    /// The last line of a list of `length` items that was cut.
    pub(super) fn more(self, length: usize) -> Option<String> {
        (length > self.max_items).then(|| format!("… and {} more", length - self.max_items))
    }
}
