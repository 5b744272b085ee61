//! Suggestions for misspelled words.

/// In one message; there may be thousands of names.
const MAX_NAMES: usize = 3;

/// From 0 to 1. Less similar suggestions confuse more than they help.
const MIN_SIMILARITY: f64 = 0.75;

/// The known word most similar to `typed`, if any is similar enough. Case and separators don't matter; the first of equals
/// wins.
pub fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = letters(typed);
    let mut best: Option<(f64, &str)> = None;
    for word in known {
        let similarity = strsim::jaro(&typed, &letters(word));
        if similarity >= MIN_SIMILARITY && best.is_none_or(|(most, _)| similarity > most) {
            best = Some((similarity, word));
        }
    }
    best.map(|(_, word)| word)
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
        ] {
            assert_eq!(nearest(typed, known.iter().copied()), meant, "{reason}");
        }
    }

    #[test]
    fn without_a_likely_word_all_are_listed() {
        assert_eq!(suggestion("xyz", &["id", "state"]), "The known words are `id`, `state`.");
        assert_eq!(suggestion("stat", &["id", "state"]), "Did you mean `state`?");
    }
}
