//! JSON for a log.

use super::is_invisible;

/// The same JSON value, without `##[`, and with control characters and those that change the direction as escapes.
pub fn json(text: String) -> String {
    // JSON itself escapes only the control characters below U+0020; line breaks separate its lines.
    let must_escape = |c: char| is_invisible(c) || c.is_control() && c != '\n';
    // A large report is copied only where it has to be.
    if !text.contains("##[") && !text.contains(must_escape) {
        return text;
    }
    let push = |mut shown: String, c: char| {
        if must_escape(c) {
            shown.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            shown.push(c);
        }
        shown
    };
    text.replace("##[", "#\\u0023[").chars().fold(String::with_capacity(text.len()), push)
}
