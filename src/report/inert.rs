//! Text of others, made harmless: no control character, no workflow command, no mention, no live Markdown or HTML.

/// Longest address that is shown, in characters.
const LONGEST_URL: usize = 500;

/// The text on one line, each control or direction-changing character shown as its code.
pub fn line(text: &str) -> String {
    text.chars().map(|c| if c == '\n' || c == '\t' { ' ' } else { c }).fold(String::new(), visible)
}

/// The text with its line breaks, all other control and direction-changing characters shown as their codes.
pub fn lines(text: &str) -> String {
    text.chars().fold(String::new(), |shown, c| if c == '\n' { shown + "\n" } else { visible(shown, c) })
}

fn visible(mut shown: String, c: char) -> String {
    if c.is_control() || turns(c) {
        shown.extend(c.escape_unicode());
    } else {
        shown.push(c);
    }
    shown
}

/// Lines for a log, none of which a runner takes for a workflow command: `::` after leading blanks, or `##[` anywhere.
pub fn log(text: &str) -> String {
    let guard = |line: &str| {
        let rest = line.trim_start();
        let indent = &line[..line.len() - rest.len()];
        let mark = if rest.starts_with("::") { "\u{200b}" } else { "" };
        format!("{indent}{mark}{}", rest.replace("##[", "##\u{200b}["))
    };
    text.split('\n').map(guard).collect::<Vec<_>>().join("\n")
}

/// JSON for a log: the same value, without `##[` and with control and direction-changing characters as escapes.
pub fn json(text: String) -> String {
    // JSON itself escapes the control characters below U+0020 alone; a line break stands between its lines.
    let is_odd = |c: char| turns(c) || c.is_control() && c != '\n';
    // A large report is copied no more often than it must be.
    if !text.contains("##[") && !text.contains(is_odd) {
        return text;
    }
    let escape = |mut shown: String, c: char| {
        if is_odd(c) {
            shown.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            shown.push(c);
        }
        shown
    };
    text.replace("##[", "#\\u0023[").chars().fold(String::with_capacity(text.len()), escape)
}

/// Whether a character changes the direction of the text around it, or breaks a line unseen. All of them are below U+10000.
fn turns(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{061c}')
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}')
}

/// A Markdown code span on one line that nothing in the text can end. Not for a table, where a pipe ends everything: see [`cell`].
pub fn code(text: &str) -> String {
    span(line(text))
}

/// A code span for a table's cell. A table takes `\|` for a pipe even in code; a zero-width space keeps the text's own backslash
/// from taking part in that.
pub fn cell(text: &str) -> String {
    span(line(text).replace("\\|", "\\\u{200b}|").replace('|', "\\|"))
}

/// A Markdown link with code as its text, for a plain https address; else text and address as code, or the text alone.
pub fn link(text: &str, url: Option<&str>) -> String {
    match url {
        Some(url) if is_plain_address(url) => format!("[{}]({url})", cell(text)),
        Some(url) => format!("{} {}", cell(text), cell(&cut(url, LONGEST_URL))),
        None => cell(text),
    }
}

/// Whether an address may be a live link: https, a host without a user's name, and no character that Markdown looks at.
pub fn is_plain_address(url: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~/?=&%:#+".contains(c);
    let host = url.strip_prefix("https://").unwrap_or_default();
    host.starts_with(|c: char| c.is_ascii_alphanumeric()) && url.len() <= LONGEST_URL && url.chars().all(is_plain)
}

/// The text's beginning, at most `width` characters of it.
pub fn cut(text: &str, width: usize) -> String {
    match text.char_indices().nth(width) {
        Some(_) => text.chars().take(width.saturating_sub(1)).chain(['…']).collect(),
        None => text.to_owned(),
    }
}

fn span(text: String) -> String {
    let fence = "`".repeat(longest_run(&text) + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') || text.trim().is_empty() { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// A Markdown code block that nothing in the text can end.
pub fn block(language: &str, text: &str) -> String {
    let text = lines(text);
    let fence = "`".repeat(longest_run(&text).max(2) + 1);
    format!("{fence}{language}\n{}\n{fence}\n", text.trim_end_matches('\n'))
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// What stands in a secret's place.
pub const MASK: &str = "[token]";

/// How OpenTrain's tokens begin (page auth).
const TOKEN: &str = "ot_pat_";

/// Text with whatever looks like an OpenTrain token masked (`ot_pat_…`, page auth).
pub fn without_tokens(text: String) -> String {
    if !text.contains(TOKEN) {
        return text;
    }
    let mut parts = text.split(TOKEN);
    let mut shown = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-');
        shown.push_str(if part.len() - rest.len() >= 8 { MASK } else { TOKEN });
        shown.push_str(if part.len() - rest.len() >= 8 { rest } else { part });
    }
    shown
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_token_is_masked_wherever_it_stands() {
        assert_eq!(without_tokens("a ot_pat_abc_secret123 b ot_pat_ c".into()), "a [token] b ot_pat_ c");
    }

    #[test]
    fn only_a_plain_https_address_is_a_link() {
        assert_eq!(
            link("job_1", Some("https://app.opentrain.ai/job-post?jobId=1")),
            "[`job_1`](https://app.opentrain.ai/job-post?jobId=1)"
        );
        assert_eq!(link("job_1", None), "`job_1`");
        for bad in [
            "http://x",
            "javascript:alert(1)",
            "https://a.b/) [x](y",
            "https://a b",
            "https://a|b",
            "https://user@x",
            "https://",
        ] {
            assert!(link("job_1", Some(bad)).starts_with('`'), "{bad}");
        }
    }

    #[test]
    fn a_text_is_cut_by_characters() {
        assert_eq!((cut("äöü", 3), cut("äöü", 2)), ("äöü".to_owned(), "ä…".to_owned()));
    }

    proptest! {
        #[test]
        fn no_line_of_a_log_is_a_workflow_command(text in "(\n|:|#|\\[|[a-z ]|\t|\r|\u{1b}){0,60}") {
            for line in log(&lines(&text)).lines() {
                prop_assert!(!line.trim_start().starts_with("::") && !line.contains("##["), "{line:?}");
            }
        }

        #[test]
        fn nothing_in_a_text_ends_its_code_span(text in "[`a| @<\n\\\\]{0,30}") {
            for span in [code(&text), cell(&text)] {
                let fence = span.chars().take_while(|c| *c == '`').count();
                let inner = &span[fence..span.len() - fence];
                prop_assert!(!span.contains('\n'));
                prop_assert!(inner.split(|c| c != '`').all(|run| run.len() != fence));
            }
        }

        #[test]
        fn nothing_in_a_text_ends_its_cell(text in "[`a|\\\\]{0,30}") {
            // However a table counts backslashes: an odd number of them stands before each pipe.
            let span = cell(&text);
            for (at, _) in span.match_indices('|') {
                let backslashes = span[..at].chars().rev().take_while(|c| *c == '\\').count();
                prop_assert_eq!(backslashes, 1, "{}", span);
            }
        }

        #[test]
        fn nothing_in_a_text_ends_its_block(text in "[`a \n]{0,40}") {
            let block = block("yaml", &text);
            let fence: String = block.chars().take_while(|c| *c == '`').collect();
            prop_assert_eq!(block.lines().filter(|line| line.starts_with(&fence)).count(), 2);
        }
    }
}
