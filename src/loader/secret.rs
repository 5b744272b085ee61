//! Tokens that somebody left in a file.

use super::diagnostics::Spot;

/// How OpenTrain's tokens begin.
const PREFIX: &str = "ot_pat_";
/// So many characters after the prefix make a token rather than a word about tokens.
const MIN_LENGTH: usize = 8;

/// What to do about a token.
pub(super) const ADVICE: &str =
    "Remove it, and revoke the token at OpenTrain: whoever can read this repository can use it.";

/// The text with every token's characters replaced by asterisks, so that no message can repeat one, and the tokens'
/// places.
/// Lines and columns stay as they were.
pub(super) fn mask(text: String) -> (String, Vec<Spot>) {
    let (mut masked, mut spots) = (String::new(), Vec::new());
    let (mut done, mut here) = (0, (1, 1));
    while let Some((start, end)) = first_token(&text, done) {
        let secret = start + PREFIX.len();
        here = after(here, &text[done..start]);
        spots.push(here);
        here.1 += end - start;
        masked.push_str(&text[done..secret]);
        masked.push_str(&"*".repeat(end - secret));
        done = end;
    }
    if spots.is_empty() {
        return (text, spots);
    }
    masked.push_str(&text[done..]);
    (masked, spots)
}

/// Whether a token stands in the text.
pub(super) fn is_in(text: &str) -> bool {
    first_token(text, 0).is_some()
}

/// Where the first token from `from` on begins and ends, in bytes.
fn first_token(text: &str, from: usize) -> Option<(usize, usize)> {
    let belongs = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    text[from..].match_indices(PREFIX).find_map(|(at, _)| {
        let (start, secret) = (from + at, from + at + PREFIX.len());
        let length = text[secret..].find(|c| !belongs(c)).unwrap_or(text.len() - secret);
        (length >= MIN_LENGTH).then_some((start, secret + length))
    })
}

/// The line and column of a byte, both from 1.
pub(super) fn spot(text: &str, byte: usize) -> Spot {
    after((1, 1), &text[..byte])
}

/// Where one is after `text`, from `here` on.
fn after(here: Spot, text: &str) -> Spot {
    match text.rsplit_once('\n') {
        None => (here.0, here.1 + text.chars().count()),
        Some((lines, rest)) => (here.0 + lines.matches('\n').count() + 1, rest.chars().count() + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_masked_where_they_stand() {
        for (text, masked, spots, reason) in [
            ("a\nü ot_pat_abcdEF_-9!", "a\nü ot_pat_*********!", vec![(2, 3)], "line and column in characters"),
            ("ot_pat_abcdefg", "ot_pat_abcdefg", vec![], "seven characters are no token"),
            ("ot_pat_XXXX", "ot_pat_XXXX", vec![], "a placeholder"),
            (
                "ot_pat_12345678 ot_pat_87654321",
                "ot_pat_******** ot_pat_********",
                vec![(1, 1), (1, 17)],
                "each of two",
            ),
            ("ot_pat_ot_pat_12345678", "ot_pat_***************", vec![(1, 1)], "one in another is one"),
        ] {
            assert_eq!(mask(text.to_owned()), (masked.to_owned(), spots), "{reason}");
        }
    }
}
