//! Text in Markdown. Code is the only place where GitHub interprets nothing, so untrusted text is always code.

use super::super::redact;
use super::{line, lines, truncate};

const MAX_URL_CHARS: usize = 500;

/// A code span on one line that nothing in the text can end. For a table see [`table_cell`]: there a pipe would end it.
pub fn code(text: &str) -> String {
    span(line(text))
}

/// A code span for a table's cell. A table reads `\|` as a pipe even in code; a zero-width space separates the text's own
/// backslash from it.
pub fn table_cell(text: &str) -> String {
    span(line(text).replace("\\|", "\\\u{200b}|").replace('|', "\\|"))
}

/// A link with code as its text, if the URL may be live ([`is_plain_url`]); else text and URL as code. Fit for a table's cell.
pub fn link(text: &str, url: Option<&str>) -> String {
    match url {
        Some(url) if is_plain_url(url) => format!("[{}]({url})", table_cell(text)),
        Some(url) => format!("{} {}", table_cell(text), table_cell(&truncate(url, MAX_URL_CHARS))),
        None => table_cell(text),
    }
}

/// Whether a URL may be a live link: https, no user name, no character with a meaning in Markdown, and nothing that is masked later.
pub fn is_plain_url(url: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~/?=&%:#+".contains(c);
    let host = url.strip_prefix("https://").unwrap_or_default();
    host.starts_with(|c: char| c.is_ascii_alphanumeric())
        && url.len() <= MAX_URL_CHARS
        && url.chars().all(is_plain)
        && redact(url.to_owned()) == url
}

/// Code in HTML, on one line: for a `<summary>`, in which Markdown is not read.
pub fn html_code(text: &str) -> String {
    let escape = |c: char| match c {
        '&' | '<' | '>' | '"' | '`' | '$' | '@' => format!("&#{};", u32::from(c)),
        other => other.to_string(),
    };
    let escaped: String = line(text).chars().map(escape).collect();
    format!("<code>{escaped}</code>")
}

/// Our own text with amounts. Two dollar signs in a paragraph would be read as mathematics: an entity is none to a parser of
/// Markdown, and the `<span>` is GitHub's own advice.
pub fn dollars(text: &str) -> String {
    text.replace('$', "<span>&#36;</span>")
}

/// A text of letters, digits and amounts as it is; `None` for any other, which must be code.
pub fn plain(text: &str) -> Option<String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || " $.,".contains(c);
    text.chars().all(is_plain).then(|| dollars(text))
}

/// A fenced code block that nothing in the text can end.
pub fn block(language: &str, text: &str) -> String {
    let text = lines(text);
    let fence = "`".repeat(longest_backtick_run(&text).max(2) + 1);
    format!("{fence}{language}\n{}\n{fence}\n", text.trim_end_matches('\n'))
}

fn span(text: String) -> String {
    let fence = "`".repeat(longest_backtick_run(&text) + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') || text.trim().is_empty() { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

fn longest_backtick_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_a_plain_https_url_is_a_link() {
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
            "https://ot_pat_abc_secret123.invalid/x",
        ] {
            assert!(link("job_1", Some(bad)).starts_with('`'), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn nothing_in_a_text_ends_its_code_span(text in "[`a| @<\n\\\\]{0,30}") {
            for span in [code(&text), table_cell(&text)] {
                let fence = span.chars().take_while(|c| *c == '`').count();
                let inner = &span[fence..span.len() - fence];
                prop_assert!(!span.contains('\n'));
                prop_assert!(inner.split(|c| c != '`').all(|run| run.len() != fence));
            }
        }

        #[test]
        fn nothing_in_a_text_ends_its_table_cell(text in "[`a|\\\\]{0,30}") {
            // However a table counts backslashes: an odd number of them precedes each pipe.
            let span = table_cell(&text);
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
