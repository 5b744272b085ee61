//! YAML for advice. Whatever the value, the line parses to it again, and no display changes a character of it.

use serde_json::Value;

use super::characters;

/// `key: value` on one line, fit for any indentation.
pub fn entry(key: &str, value: &Value) -> String {
    format!("{}: {}", text(key), flow(value))
}

/// For advice. A longer entry is left out as a whole, since a shortened one would mean something else.
const MAX_ENTRY_CHARS: usize = 1000;

/// [`entry`], unless it is too long for advice, or a definition can't hold the value.
pub fn short_entry(key: &str, value: &Value) -> Option<String> {
    let is_allowed = is_allowed(value) && !key.contains(char::is_control);
    is_allowed.then(|| entry(key, value)).filter(|entry| entry.chars().count() <= MAX_ENTRY_CHARS)
}

/// Whether no text has a control character besides tab and line feed.
pub fn is_allowed(value: &Value) -> bool {
    let is_text = |text: &str| !text.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\t'));
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => true,
        Value::String(text) => is_text(text),
        Value::Array(items) => items.iter().all(is_allowed),
        Value::Object(map) => map.iter().all(|(key, value)| is_text(key) && is_allowed(value)),
    }
}

/// `key:` with a comment in the place of the value, on one line.
pub fn open_entry(key: &str, comment: &str) -> String {
    let comment: String = comment.chars().map(|c| if is_visible(c) { c } else { ' ' }).collect();
    format!("{}:  # {comment}", text(key))
}

/// A value on one line.
fn flow(value: &Value) -> String {
    match value {
        Value::Null | Value::Bool(_) => value.to_string(),
        Value::Number(number) => ungrouped(number.to_string()),
        Value::String(value) => text(value),
        Value::Array(items) => format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Value::Object(map) => {
            let entries: Vec<String> = map.iter().map(|(key, value)| entry(key, value)).collect();
            format!("{{{}}}", entries.join(", "))
        }
    }
}

/// A number of dollars with three decimals could be read as thousands: `1.125` is written as `1.1250`.
fn ungrouped(number: String) -> String {
    let is_grouped = number.split_once('.').is_some_and(|(whole, fraction)| {
        whole != "0" && whole.len() <= 3 && fraction.len() == 3 && fraction.bytes().all(|byte| byte.is_ascii_digit())
    });
    if is_grouped { number + "0" } else { number }
}

/// `key:` with the text below `|`, as lines to paste at the top of a file. `None` where the text begins or ends with white space, or has
/// a character that is not seen there.
pub fn block(key: &str, text: &str) -> Option<String> {
    // Joiners have their use in scripts and emoji.
    let is_hidden = |c: char| characters::is_invisible(c) && !matches!(c, '\u{200c}' | '\u{200d}');
    if text.trim() != text || text.is_empty() || text.contains('\t') || text.contains(is_hidden) {
        return None;
    }
    let line = |line: &str| if line.is_empty() { "\n".to_owned() } else { format!("  {line}\n") };
    Some(format!("{key}: |\n{}", text.split('\n').map(line).collect::<String>()))
}

/// A text: without quotes if no YAML parser can take it for anything else.
pub fn text(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { quoted(text) }
}

/// A text in double quotes.
pub fn quoted(text: &str) -> String {
    let escaped: String = text.chars().map(escaped).collect();
    format!("\"{escaped}\"")
}

fn is_plain(text: &str) -> bool {
    let is_safe = |c: char| c.is_alphanumeric() && is_visible(c) || matches!(c, ' ' | '-' | '_' | '.' | '/');
    let has_spaces_inside_only = !text.ends_with(' ') && !text.contains("  ");
    let is_reserved = RESERVED.iter().any(|word| text.eq_ignore_ascii_case(word));
    text.starts_with(char::is_alphabetic) && text.chars().all(is_safe) && has_spaces_inside_only && !is_reserved
}

/// Not text for one YAML parser or another.
const RESERVED: &[&str] = &["null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf"];

fn escaped(c: char) -> String {
    match c {
        '"' | '\\' => format!("\\{c}"),
        '\n' => "\\n".to_owned(),
        '\t' => "\\t".to_owned(),
        '\r' => "\\r".to_owned(),
        _ if is_visible(c) => c.to_string(),
        _ if u32::from(c) > 0xffff => format!("\\U{:08X}", u32::from(c)),
        _ => format!("\\u{:04X}", u32::from(c)),
    }
}

/// Whether the character is printed and combines with no other; the standard library escapes all others in debug output.
pub fn is_visible(c: char) -> bool {
    matches!(c, '"' | '\'' | '\\') || c.escape_debug().len() == 1
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn quotes_are_where_a_parser_needs_them() {
        for (text, yaml) in [
            ("INTERMEDIATE", "INTERMEDIATE"),
            ("Label 20,000 posts", "\"Label 20,000 posts\""),
            ("Label images #urgent", "\"Label images #urgent\""),
            ("[Remote] x", "\"[Remote] x\""),
            ("A: b", "\"A: b\""),
            ("yes", "\"yes\""),
            ("~", "\"~\""),
            ("0x1F", "\"0x1F\""),
            ("2026.10", "\"2026.10\""),
            (" a", "\" a\""),
            ("a\n\tb\u{85}\u{200b}", "\"a\\n\\tb\\u0085\\u200B\""),
            ("été 😀", "\"été 😀\""),
            ("\u{e0001}", "\"\\U000E0001\""),
        ] {
            assert_eq!(entry("jobTitle", &json!(text)), format!("jobTitle: {yaml}"));
        }
        for (number, yaml) in [(json!(1.125), "1.1250"), (json!(0.125), "0.125"), (json!(1234.125), "1234.125")] {
            assert_eq!(entry("pricePerHour", &number), format!("pricePerHour: {yaml}"));
        }
        assert_eq!(entry("languages", &json!(["Spanish", "a, b"])), "languages: [Spanish, \"a, b\"]");
    }

    #[test]
    fn a_block_holds_a_text_whose_characters_are_all_seen() {
        assert_eq!(block("description", "a: #b\n\n  - c").as_deref(), Some("description: |\n  a: #b\n\n    - c\n"));
        for text in ["", " a", "a\n", "a\tb", "a\u{a0}b", "a\u{202e}b", "a\u{7}b", "a\rb"] {
            assert_eq!(block("description", text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn a_comment_stays_on_its_line(comment in any::<String>()) {
            let line = open_entry("pricePerLabel", &comment);
            prop_assert_eq!(line.lines().count(), 1);
            let parsed: Value = serde_yaml::from_str(&line).expect("YAML");
            prop_assert_eq!(parsed, json!({ "pricePerLabel": null }));
        }
    }
}
