//! Explains parser errors to authors.

use crate::domain::finding::Code;

const INDENT: &str = "Indent with spaces, the same number for all keys of one mapping.";
const QUOTE: &str = "Put the value in quotes, or write a longer text below `|`.";
const TABS: &str = "Replace the tab with spaces: YAML is never indented with tabs.";
const BRACKETS: &str = "Close every `[` with `]` and every `{` with `}`, with commas between the items.";
const QUOTES: &str = "Close the quotes where the text ends, and write nothing but a comment after them.";
const ESCAPE: &str =
    "Write `\\\\` for a backslash, or put the text in single quotes, where a backslash is only a backslash.";
const BLOCK: &str = "After `|` or `>` begin a new line, and indent every line of the text by the same spaces or more.";
const DIRECTIVE: &str = "Remove the line that begins with `%`: definitions need no directives.";
const TAG: &str = "Remove the tag (`!…`), or put the text in quotes.";
const ANCHOR: &str =
    "Define the anchor (`&name`) before its alias (`*name`), or put a text that begins with `*` or `&` in quotes.";

/// Part of the parser's message, our message, and help. The first match wins.
const MESSAGES: &[(&str, &str, &str)] = &[
    ("unprintable", "the text contains a control character", "Remove it, or write it as an escape in double quotes."),
    ("tab", "there is a tab where YAML needs spaces", TABS),
    ("byte order mark", "the text contains a byte order mark", "Remove the invisible character U+FEFF."),
    ("unexpected character", "no value begins with `%`, `@` or a backtick", QUOTE),
    (
        "mapping values are not allowed",
        "there is a `:` where no key can be",
        "Put a text with `: ` in it in quotes, indent all keys of one mapping alike, and write a space after the colon of each.",
    ),
    ("illegal placement of ':'", "there is a `:` where no key can be; a bracket or quote above may be open", BRACKETS),
    (
        "simple key",
        "this line is neither `key: value` nor part of the text above it",
        "Write `key: value`, with a space after the colon, and indent a longer text below `|`.",
    ),
    ("did not find expected key", "this line doesn't fit the keys above it", INDENT),
    (
        "expected '-' indicator",
        "this line doesn't fit the list above it",
        "Begin every item of the list with `- `, all indented alike.",
    ),
    (
        "block sequence entries",
        "a list can't begin here",
        "Begin the list on a line of its own below its key, each item with `- `.",
    ),
    ("block scalar", "the text below `|` or `>` is not indented correctly", BLOCK),
    ("indentation in quoted", "the text in quotes has no end, or continues on a line that is not indented", QUOTES),
    ("quoted scalar, found unexpected", "the quotes are never closed", QUOTES),
    ("trailing content", "there is text after the closing quotes", QUOTES),
    ("escape", "this is not an escape sequence in double quotes", ESCAPE),
    ("hexadecimal", "an escape lacks its hexadecimal digits", ESCAPE),
    ("<document start>", "this doesn't belong to the lines above it", INDENT),
    ("node content", "a value is missing here", "Write a value, or remove the comma, tag or anchor before it."),
    ("mapping keys are not allowed", "a `?` can't begin a key here", QUOTE),
    ("flow", "a bracket or brace is not closed, or a comma is missing", BRACKETS),
    ("misplaced bracket", "this closing bracket has no opening bracket", BRACKETS),
    ("cannot start with", "there is a lone `-` between brackets", QUOTE),
    ("indentation", "this line is not indented like the lines around it", INDENT),
    (
        "comment intercepting",
        "there is a comment in the middle of a text",
        "Write the text below `|`, where `#` is only a character, or move the comment.",
    ),
    ("unknown anchor", "this alias names no anchor", ANCHOR),
    ("anchor", "an anchor or alias has no name", ANCHOR),
    ("handle wasn't declared", "this tag means nothing here", TAG),
    ("while scanning a tag", "this tag can't be read", TAG),
    ("while parsing a tag,", "this tag can't be read", TAG),
    ("irective", "a directive can't be read", DIRECTIVE),
    (
        "document end marker",
        "there is text after the end of the document",
        "End the file before `...`: a definition is one document.",
    ),
];

/// Code, message and help for a parser error.
pub(super) fn explain(info: &str) -> (Code, String, &'static str) {
    if info.contains("recursion limit") {
        return (Code::TooLarge, "brackets are nested too deep".into(), super::budget::SHALLOWER);
    }
    match MESSAGES.iter().find(|(part, _, _)| info.contains(part)) {
        Some((_, message, help)) => (Code::Syntax, format!("this is not valid YAML: {message}"), help),
        None => (Code::Syntax, format!("this is not valid YAML: {info}"), INDENT),
    }
}
