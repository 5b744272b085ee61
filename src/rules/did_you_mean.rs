//! Which known word somebody may have meant.

/// So many names are told where there may be thousands.
const MAX_NAMES: usize = 3;

/// Below this similarity (0 to 1) a suggestion puzzles more than it helps.
const MIN_SIMILARITY: f64 = 0.75;

/// The known word most like `typed`, if one is like it at all. Case and separators don't count; the first of equals
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

/// `` Did you mean `word`?`` for the nearest known word, or else a list of all of them.
pub fn suggestion(typed: &str, known: &[&str]) -> String {
    match nearest(typed, known.iter().copied()) {
        Some(word) => format!("Did you mean `{word}`?"),
        None => format!("Known here: {}.", listed(known.iter().copied())),
    }
}

/// The words in backticks with commas between them.
pub fn listed<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    words.into_iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// The first few of `count` names with commas between them, and how many more there are. A finding of each of thousands that
/// named all the others would be no help, and too large.
pub(super) fn join_limited(names: impl Iterator<Item = String>, count: usize) -> String {
    let told = names.take(MAX_NAMES).collect::<Vec<_>>().join(", ");
    if count > MAX_NAMES { format!("{told} and {} more", count - MAX_NAMES) } else { told }
}

fn letters(word: &str) -> String {
    // Nobody means a word of this program by a text of a thousand letters; comparing them costs its square.
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
        assert_eq!(suggestion("xyz", &["id", "state"]), "Known here: `id`, `state`.");
        assert_eq!(suggestion("stat", &["id", "state"]), "Did you mean `state`?");
    }
}
