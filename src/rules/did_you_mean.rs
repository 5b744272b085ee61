//! Suggestions for misspelled words.

use crate::domain::characters::{first_invisible, is_invisible};

/// In one message; there may be thousands of names.
const MAX_NAMES: usize = 3;

/// A shorter word may be a part of too many others.
const MIN_PART_CHARS: usize = 4;

/// The known word that was meant, if it is nearly certain: it differs in a few letters, or `typed` is the beginning or the end of
/// this word alone. Case and separators don't matter. No suggestion is better than a far one.
pub fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = letters(typed);
    let words: Vec<Word<'a>> = known.into_iter().map(|word| Word { word, letters: letters(word) }).collect();
    let close = words.iter().filter_map(|word| slips(&typed, &word.letters).map(|slips| (slips, word.word)));
    let least = close.clone().map(|(slips, _)| slips).min();
    match least {
        Some(least) => only(close.filter(|(slips, _)| *slips == least).map(|(_, word)| word)),
        None if typed.chars().count() < MIN_PART_CHARS => None,
        None => {
            let is_part = |word: &&Word<'_>| word.letters.starts_with(&typed) || word.letters.ends_with(&typed);
            only(words.iter().filter(is_part).map(|word| word.word))
        }
    }
}

struct Word<'a> {
    word: &'a str,
    letters: String,
}

/// The only item; of several none is certainly meant.
fn only<'a>(mut items: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let first = items.next()?;
    items.all(|item| item == first).then_some(first)
}

/// How many letters are wrong, missing, added or swapped, if few: one in four at most.
fn slips(typed: &str, known: &str) -> Option<usize> {
    // The opposite of a word is not a slip of it.
    let negated =
        ["un", "non", "not", "de", "dis", "in"].iter().any(|prefix| typed.strip_prefix(prefix) == Some(known));
    let length = typed.chars().count().max(known.chars().count());
    let most = if length < 3 { 0 } else { (length / 4).clamp(1, 3) };
    let slips = strsim::osa_distance(typed, known);
    (!negated && !typed.is_empty() && slips <= most).then_some(slips)
}

/// The known word that differs from `typed` only in case, blanks, `-` or `_`, in quotes around it, or in characters that can't be seen.
pub fn same_word<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let bare = |word: &str| -> String {
        let is_ignored =
            |c: char| is_invisible(c) || c.is_whitespace() || matches!(c, '-' | '_' | '“' | '”' | '‘' | '’' | '"');
        let kept = word.chars().filter(|c| !is_ignored(*c));
        kept.flat_map(char::to_lowercase).collect()
    };
    let typed = bare(typed);
    only(known.into_iter().filter(|word| bare(word) == typed))
}

/// The reason if a word has a character that can't be seen, or that only looks like a Latin letter: `; it contains a zero-width space (U+200B)`, else nothing.
pub fn invisible_reason(typed: &str) -> String {
    let look_alike = || {
        let letter = typed.chars().find(|c| matches!(c, '\u{370}'..='\u{52f}'))?;
        Some(format!("`{letter}` (U+{:04X}), which is no Latin letter", u32::from(letter)))
    };
    first_invisible(typed).or_else(look_alike).map(|found| format!("; it contains {found}")).unwrap_or_default()
}

/// `` Did you mean `word`?``, or a list of all known words if none is similar.
pub fn suggestion(typed: &str, known: &[&str]) -> String {
    match nearest(typed, known.iter().copied()) {
        Some(word) => format!("Did you mean `{word}`?"),
        None => format!("The known words are {}.", listed(known.iter().copied())),
    }
}

/// The words in backticks, separated by commas.
pub fn listed<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    words.into_iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// The first [`MAX_NAMES`] of `count` names, and the number of the others. Thousands of findings that each list
/// thousands of names would be useless and too large.
pub(super) fn join_limited(names: impl Iterator<Item = String>, count: usize) -> String {
    let shown = names.take(MAX_NAMES).collect::<Vec<_>>().join(", ");
    if count > MAX_NAMES { format!("{shown} and {} more", count - MAX_NAMES) } else { shown }
}

fn letters(word: &str) -> String {
    // Comparison time is quadratic, and no known word is this long.
    word.chars().filter(|c| c.is_alphanumeric()).take(100).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_find_the_word_that_was_meant() {
        for (typed, known, meant, reason) in [
            ("feilds", &["id", "state", "fields"][..], Some("fields"), "swapped letters"),
            ("Description", &["description", "descriptionFile"], Some("description"), "another case"),
            ("description_file", &["description", "descriptionFile"], Some("descriptionFile"), "another separator"),
            ("intermediate", &["EXPERT", "INTERMEDIATE"], Some("INTERMEDIATE"), "enum values in small letters"),
            ("PER_LABEL", &["PAY_PER_LABEL", "PAY_PER_HOUR"], Some("PAY_PER_LABEL"), "a part left out"),
            ("budget", &["id", "state"], None, "nothing like it"),
            ("", &["id"], None, "nothing at all"),
            ("title", &["jobTitle", "headcount"], Some("jobTitle"), "the end of one word"),
            ("price", &["pricePerLabel", "pricePerHour"], None, "the beginning of two words"),
            ("paused", &["draft", "published", "closed"], None, "another idea"),
            ("unpublished", &["draft", "published", "closed"], None, "the opposite"),
            ("rateAmount", &["dataVolumeUnit", "fixedPrice"], None, "a few letters in common"),
            ("a3.md", &["a1.md", "a2.md"], None, "two words that are equally near"),
            ("idle", &["id", "state"], None, "a word that begins with a known one"),
        ] {
            assert_eq!(nearest(typed, known.iter().copied()), meant, "{reason}");
        }
    }

    #[test]
    fn the_same_word_in_another_spelling_is_certain() {
        let known = ["PAY_PER_HOUR", "EXPERT"];
        for typed in [
            "pay_per_hour",
            "Pay per hour",
            "pay-per-hour",
            "PAYPERHOUR",
            "“PAY_PER_HOUR”",
            "PAY_PER\u{200b}_HOUR",
            "PAY_PER_HOUR ",
        ] {
            assert_eq!(same_word(typed, known), Some("PAY_PER_HOUR"), "{typed:?}");
        }
        assert_eq!(same_word("PAY_PER_HOURS", known), None);
    }

    #[test]
    fn without_a_likely_word_all_are_listed() {
        assert_eq!(suggestion("xyz", &["id", "state"]), "The known words are `id`, `state`.");
        assert_eq!(suggestion("stat", &["id", "state"]), "Did you mean `state`?");
    }
}
