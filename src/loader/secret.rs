//! Finds and masks OpenTrain tokens.

use std::ops::Range;

use crate::domain::finding::LineColumn;
use crate::redact::{TOKEN_PREFIX, first_token};

pub(super) const ADVICE: &str =
    "Remove it, and revoke the token at OpenTrain: anyone who can read this repository can use it.";

/// A text without tokens.
pub(super) struct Masked {
    /// With asterisks in the place of tokens; lines and columns are those of the text before.
    pub(super) text: String,
    /// Where tokens were.
    pub(super) tokens: Vec<LineColumn>,
}

/// Replaces tokens by asterisks, so that no message can leak one.
pub(super) fn mask(text: String) -> Masked {
    let mut masked = String::new();
    let mut positions = Vec::new();
    let mut done = 0;
    let mut here = LineColumn::START;
    while let Some(Range { start, end }) = first_token(&text, done) {
        let secret = start + TOKEN_PREFIX.len();
        here = after(here, &text[done..start]);
        positions.push(here);
        here.column += end - start;
        masked.push_str(&text[done..secret]);
        masked.push_str(&"*".repeat(end - secret));
        done = end;
    }
    if positions.is_empty() {
        return Masked { text, tokens: positions };
    }
    masked.push_str(&text[done..]);
    Masked { text: masked, tokens: positions }
}

pub(super) fn is_in(text: &str) -> bool {
    first_token(text, 0).is_some()
}

/// The position of a byte offset.
pub(super) fn position(text: &str, byte: usize) -> LineColumn {
    after(LineColumn::START, &text[..byte])
}

/// The position after `text`, which starts at `here`.
fn after(here: LineColumn, text: &str) -> LineColumn {
    match text.rsplit_once('\n') {
        None => LineColumn { column: here.column + text.chars().count(), ..here },
        Some((lines, rest)) => LineColumn::new(
            here.line + lines.bytes().filter(|&byte| byte == b'\n').count() + 1,
            rest.chars().count() + 1,
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_masked_where_they_are() {
        for (text, masked, positions, reason) in [
            (
                "a\nü ot_pat_abcdEF_-9!",
                "a\nü ot_pat_*********!",
                vec![LineColumn::new(2, 3)],
                "line and column in characters",
            ),
            ("ot_pat_abcdefg", "ot_pat_abcdefg", vec![], "seven characters are no token"),
            ("ot_pat_XXXX", "ot_pat_XXXX", vec![], "a placeholder"),
            (
                "ot_pat_12345678 ot_pat_87654321",
                "ot_pat_******** ot_pat_********",
                vec![LineColumn::START, LineColumn::new(1, 17)],
                "each of two",
            ),
            ("ot_pat_ot_pat_12345678", "ot_pat_***************", vec![LineColumn::START], "one in another is one"),
        ] {
            let found = mask(text.to_owned());
            assert_eq!((found.text.as_str(), found.tokens), (masked, positions), "{reason}");
        }
    }
}
