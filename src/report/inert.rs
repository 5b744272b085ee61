//! Text of others, made harmless: no control character, no workflow command, no mention, no live Markdown or HTML.

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

/// JSON for a log: the same value, without `##[` and with direction-changing characters as escapes.
pub fn json(text: &str) -> String {
    let escape = |mut shown: String, c: char| {
        if turns(c) {
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

/// A Markdown code span on one line that nothing in the text can end; fit for a table cell.
pub fn code(text: &str) -> String {
    let text = line(text).replace('|', "\\|");
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

/// Text with whatever looks like an OpenTrain token masked (`ot_pat_…`, page auth).
pub fn without_tokens(text: &str) -> String {
    let mut parts = text.split("ot_pat_");
    let mut shown = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-');
        shown.push_str(if part.len() - rest.len() >= 8 { "[token]" } else { "ot_pat_" });
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
        assert_eq!(without_tokens("a ot_pat_abc_secret123 b ot_pat_ c"), "a [token] b ot_pat_ c");
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
            let span = code(&text);
            let fence = span.chars().take_while(|c| *c == '`').count();
            let inner = &span[fence..span.len() - fence];
            prop_assert!(!span.contains('\n'));
            prop_assert!(inner.split(|c| c != '`').all(|run| run.len() != fence));
        }

        #[test]
        fn nothing_in_a_text_ends_its_block(text in "[`a \n]{0,40}") {
            let block = block("yaml", &text);
            let fence: String = block.chars().take_while(|c| *c == '`').collect();
            prop_assert_eq!(block.lines().filter(|line| line.starts_with(&fence)).count(), 2);
        }
    }
}
