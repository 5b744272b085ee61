//! Characters that are not what they look like.

/// The first character that is not shown, or shown as a space without being one, as a description: `a no-break space (U+00A0)`.
pub fn first_invisible(text: &str) -> Option<String> {
    text.chars().find(|c| is_invisible(*c)).map(describe)
}

/// Whether a reader can't see the character, or takes it for a space. Tab and line feed have their use.
pub fn is_invisible(c: char) -> bool {
    let is_format = matches!(
        c,
        '\u{ad}'
            | '\u{61c}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    );
    let is_space = c.is_whitespace() && c != ' ';
    (is_format || is_space || c.is_control()) && !matches!(c, '\n' | '\t')
}

/// A control character that no text needs: all but tab, line feed and carriage return.
pub fn is_forbidden_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\t' | '\r')
}

/// The byte offset of the first control character but for tab and line feed.
pub fn first_control(text: &str) -> Option<usize> {
    // C1 controls begin with 0xC2. Whole texts are looked through here, and hardly any has one.
    let is_suspect = |byte: u8| (byte < b' ' && byte != b'\n' && byte != b'\t') || byte == 0x7f || byte == 0xc2;
    let has_suspect = text.bytes().fold(false, |found, byte| found | is_suspect(byte));
    if has_suspect { text.find(|c: char| c.is_control() && !matches!(c, '\n' | '\t')) } else { None }
}

/// The character's usual name and its code.
pub fn describe(c: char) -> String {
    let name = match c {
        '\u{a0}' => "a no-break space",
        '\u{ad}' => "a soft hyphen",
        '\u{200b}' => "a zero-width space",
        '\u{200c}' | '\u{200d}' => "a zero-width joiner",
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => "a mark of the text's direction",
        '\u{202f}' => "a narrow no-break space",
        '\u{2060}' => "a word joiner",
        '\u{3000}' => "an ideographic space",
        '\u{feff}' => "a byte order mark",
        _ if c.is_control() => "a control character",
        _ if c.is_whitespace() => "a special space",
        _ => "an invisible character",
    };
    format!("{name} (U+{:04X})", u32::from(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_has_a_name() {
        for (text, name) in [
            ("EXPERT\u{200b}", Some("a zero-width space (U+200B)")),
            ("\u{a0}a", Some("a no-break space (U+00A0)")),
            ("a\u{7}", Some("a control character (U+0007)")),
            ("a\u{2003}", Some("a special space (U+2003)")),
            ("a\u{3000}", Some("an ideographic space (U+3000)")),
            ("a b\tc\n\u{301} 😀", None),
        ] {
            assert_eq!(first_invisible(text).as_deref(), name, "{text:?}");
        }
    }
}
