//! Explains errors of JSON's syntax.

use crate::domain::finding::{Code, LineColumn};

/// Why a JSON text can't be used.
pub(super) struct Fault {
    pub(super) code: Code,
    pub(super) position: LineColumn,
    pub(super) message: String,
    pub(super) help: &'static str,
}

/// Why serde_json refuses the text, for its author.
pub(super) fn syntax(text: &str, error: &serde_json::Error) -> Fault {
    let line = text.split('\n').nth(error.line().saturating_sub(1)).unwrap_or_default();
    // serde_json counts bytes.
    let before = line.char_indices().take_while(|(at, _)| at + 1 < error.column()).count();
    let position = LineColumn::new(error.line().max(1), before + 1);
    let here = line.chars().nth(before).unwrap_or(' ');
    let info = error.to_string();
    if info.contains("recursion limit") {
        let message = "it is nested too deep".to_owned();
        return Fault {
            code: Code::TooLarge,
            position,
            message,
            help: "Nest less deeply: no job posting needs that many levels.",
        };
    }
    let Explanation { message, help } = explain(text.trim_start(), here, &info);
    let message = format!("it is not valid JSON: {message}");
    Fault { code: Code::Syntax, position, message, help }
}

struct Explanation {
    message: String,
    help: &'static str,
}

/// The first that is true names the cause.
fn explain(text: &str, here: char, info: &str) -> Explanation {
    let is_page = |word: &str| text.get(..2000).unwrap_or(text).to_ascii_lowercase().contains(word);
    let (message, help) = match () {
        () if text.is_empty() => ("it is empty", "Write the job posting into it."),
        () if text.starts_with('<') && is_page("<script") => {
            ("this is a part of a web page", "Keep only what is between `<script …>` and `</script>`.")
        }
        () if text.starts_with('<') && (is_page("<html") || is_page("<!doctype")) => (
            "this is a web page",
            "Save the JSON-LD in it: what is between `<script type=\"application/ld+json\">` and `</script>`.",
        ),
        () if text.starts_with('<') => {
            ("this is XML", "Write `format: indeed_xml` or `format: hr_xml`, or name a JSON file.")
        }
        () if info.contains("control character") => (
            "a text in quotes has a line break or a tab in it",
            "Write `\\n` for a line break in a text and `\\t` for a tab.",
        ),
        () if matches!(here, '“' | '”' | '„' | '‘' | '’') => {
            ("there are curly quotes", "Replace them by straight ones: `\"`.")
        }
        () if here == '\'' => ("there are single quotes", "Put keys and texts in double quotes: `\"`."),
        () if here == '/' || here == '#' => ("there is a comment", "Remove it: JSON has no comments."),
        () if info.contains("trailing comma") => ("there is a comma before a closing bracket", "Remove the comma."),
        () if info.contains("trailing characters") => {
            ("there is more text after its end", "Keep one value. Several postings need a definition each.")
        }
        () if info.contains("EOF") => ("it ends too early", "Close every `{`, `[` and `\"`."),
        () if info.contains("key must be a string") => ("a key has no quotes", "Put every key in double quotes."),
        () if info.contains("number out of range") => {
            ("a number is too large", "Write a smaller number, or put it in quotes if it is a text.")
        }
        () if info.contains("expected `,`") => {
            ("a comma is missing", "Write a comma between two entries, and none after the last.")
        }
        () if info.contains("escape") => ("a backslash begins no escape", "Write `\\\\` for a backslash."),
        () if info.contains("expected value") || info.contains("expected ident") => (
            "a value is missing, or has no quotes",
            "Put texts in double quotes, and write `true`, `false` and `null` in small letters.",
        ),
        () => (info, "Fix it there; JSON has no trailing commas, comments or single quotes."),
    };
    Explanation { message: message.to_owned(), help }
}
