//! Explains parser errors to authors: the message is what to do. [`super::slips`] looks at the line itself.

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
    ("unexpected character", "put the value in quotes: it can't begin with this character", QUOTE),
    (
        "mapping values are not allowed",
        "indent this line like the keys above it, or put the text with `: ` in quotes",
        "Put a text with `: ` in it in quotes, indent all keys of one mapping alike, and write a space after the colon of each.",
    ),
    ("illegal placement of ':'", "close the bracket or the quotes above: no key can be here", BRACKETS),
    (
        "simple key",
        "write `key: value` here, or indent this line like the text above it",
        "Write `key: value`, with a space after the colon, and indent a longer text below `|`.",
    ),
    ("did not find expected key", "indent this line like the keys above it", INDENT),
    (
        "expected '-' indicator",
        "begin this line with `- `, like the items above it",
        "Begin every item of the list with `- `, all indented alike.",
    ),
    (
        "block sequence entries",
        "begin the list on a line of its own",
        "Begin the list on a line of its own below its key, each item with `- `.",
    ),
    ("block scalar", "indent the text below `|` or `>`", BLOCK),
    ("indentation in quoted", "close the quotes, or indent the lines of the text deeper than its key", QUOTES),
    ("quoted scalar, found unexpected", "close the quotes", QUOTES),
    ("trailing content", "remove the text after the closing quotes", QUOTES),
    ("escape", "write `\\\\` for a backslash in double quotes", ESCAPE),
    ("hexadecimal", "an escape lacks its hexadecimal digits", ESCAPE),
    ("<document start>", "indent this line like the lines above it", INDENT),
    ("node content", "write a value here", "Write a value, or remove the comma, tag or anchor before it."),
    ("mapping keys are not allowed", "a `?` can't begin a key here", QUOTE),
    ("flow", "close the brackets and braces, and write a comma between two items", BRACKETS),
    ("misplaced bracket", "remove this closing bracket, or write the opening one", BRACKETS),
    ("cannot start with", "there is a lone `-` between brackets", QUOTE),
    ("only valid inside a block", "put the `-` in quotes: between brackets it begins no item", QUOTE),
    ("verbatim tag", "put the value in quotes: `!` begins a tag", TAG),
    ("comments must be separated", "write a space before the `#` of a comment", QUOTE),
    ("valid YAML whitespace", "write a space after the colon", "Replace the character there by a space."),
    ("indentation", "indent this line like the lines around it", INDENT),
    (
        "comment intercepting",
        "move the comment out of the text",
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
        Some((_, message, help)) => (Code::Syntax, (*message).to_owned(), help),
        None => (Code::Syntax, format!("this is not valid YAML: {info}"), INDENT),
    }
}
