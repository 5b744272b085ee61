//! Text for a terminal.

use super::is_invisible;

/// The text on one line. Control characters and those that change the direction are shown as codes.
pub fn line(text: &str) -> String {
    text.chars().map(|c| if c == '\n' || c == '\t' { ' ' } else { c }).fold(String::new(), push_visible)
}

/// The text with its line breaks. All other control characters and those that change the direction are shown as codes.
pub fn lines(text: &str) -> String {
    text.chars().fold(String::new(), |shown, c| if c == '\n' { shown + "\n" } else { push_visible(shown, c) })
}

fn push_visible(mut shown: String, c: char) -> String {
    if c.is_control() || is_invisible(c) {
        shown.extend(c.escape_unicode());
    } else {
        shown.push(c);
    }
    shown
}

/// A file's name, which may be any bytes, on one line. Control characters and bytes that are not UTF-8 are shown as codes.
pub fn file_name(name: &[u8]) -> String {
    name.utf8_chunks().fold(String::new(), |shown, chunk| {
        let shown = chunk.valid().chars().fold(shown, push_visible);
        shown + &chunk.invalid().escape_ascii().to_string()
    })
}

/// At most `max_chars` characters of the text; a shortened one ends with `…`.
pub fn truncate(text: &str, max_chars: usize) -> String {
    match text.char_indices().nth(max_chars) {
        Some(_) => text.chars().take(max_chars.saturating_sub(1)).chain(['…']).collect(),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_of_any_bytes_is_on_one_line() {
        assert_eq!(file_name("jobs/café.yml".as_bytes()), "jobs/café.yml");
        assert_eq!(file_name(b"caf\xe9\n\x1b.txt"), "caf\\xe9\\u{a}\\u{1b}.txt");
    }

    #[test]
    fn a_text_is_truncated_by_characters() {
        assert_eq!(truncate("äöü", 3), "äöü");
        assert_eq!(truncate("äöü", 2), "ä…");
    }
}
