//! Texts that ` #` cuts, because it begins a comment.

use crate::domain::finding::LineColumn;

/// The lines of a text, looked up from the first to the last in one pass.
pub(super) struct LineCursor<'a> {
    rest: &'a str,
    /// The number of the first line of `rest`.
    line: usize,
}

impl<'a> LineCursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { rest: text, line: 1 }
    }

    /// A line that is not above one that was looked up before.
    fn line(&mut self, line: usize) -> Option<&'a str> {
        while self.line < line {
            self.rest = self.rest.split_once('\n')?.1;
            self.line += 1;
        }
        (self.line == line).then(|| self.rest.split('\n').next()).flatten()
    }

    /// The comment behind a text that ends at `end`, if it looks like a part of the text: it has no blank after `#`, or the text is
    /// prose and one blank alone separates them.
    pub(super) fn cut_part(&mut self, text: &str, end: LineColumn) -> Option<&'a str> {
        let line = self.line(end.line)?;
        let at = line.char_indices().nth(end.column - 1).map(|(at, _)| at)?;
        // The end may lie behind the blanks that follow the text.
        let text_end = line[..at].trim_end_matches(' ').len();
        let comment = line[text_end..].trim_start_matches(' ');
        let blanks = line.len() - text_end - comment.len();
        let words = comment.strip_prefix('#').filter(|_| blanks > 0)?;
        let is_tag = words.starts_with(|c: char| c.is_alphanumeric());
        let is_prose = text.contains(' ') && blanks == 1 && !words.trim().is_empty();
        (is_tag || is_prose).then(|| comment.trim())
    }

    /// The comment in the place of the value of the key at `key`, if it looks like the value: `#1 labeler`.
    pub(super) fn instead_of_value(&mut self, key: LineColumn) -> Option<InsteadOfValue<'a>> {
        let line = self.line(key.line)?;
        let at = line.char_indices().nth(key.column - 1).map(|(at, _)| at)?;
        let (key, comment) = line[at..].split_once(':')?;
        let comment = comment.trim();
        let is_value = comment.strip_prefix('#').is_some_and(|words| words.starts_with(|c: char| c.is_alphanumeric()));
        (is_value && key != "fields").then_some(InsteadOfValue { key, comment })
    }
}

/// A key whose value begins with `#`.
pub(super) struct InsteadOfValue<'a> {
    pub(super) key: &'a str,
    pub(super) comment: &'a str,
}
