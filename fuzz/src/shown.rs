//! What may be shown at all.

/// Fails on a character that moves the cursor, hides, or turns the text around it. Line breaks are no such character.
pub fn assert_harmless(text: &str) {
    let is_harmful = |c: char| c != '\n' && (c.is_control() || is_bidi(c));
    if let Some(at) = text.find(is_harmful) {
        panic!("{:?} is shown in {text:?}", text[at..].chars().next());
    }
}

/// Unicode's property Bidi_Control, and its two separators, at which some viewers break a line.
fn is_bidi(c: char) -> bool {
    matches!(u32::from(c), 0x061C | 0x200E | 0x200F | 0x202A..=0x202E | 0x2066..=0x2069 | 0x2028 | 0x2029)
}

/// Whether the text can be shown as it is.
pub fn is_harmless(text: &str) -> bool {
    !text.chars().any(|c| c.is_control() && c != '\n' || is_bidi(c) || c == '\u{feff}')
}

/// Fails on what looks like a token of OpenTrain's.
pub fn assert_no_token(text: &str) {
    let belongs = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    for part in text.split("ot_pat_").skip(1) {
        assert!(part.chars().take_while(belongs).count() < 8, "a token in {text:?}");
    }
}

/// The text without colours. Any other escape sequence stays and is found.
pub fn without_colours(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';');
        match rest.strip_prefix('m') {
            Some(rest) => plain.push_str(rest),
            None => plain.push_str(&format!("\u{1b}[{part}")),
        }
    }
    plain
}
