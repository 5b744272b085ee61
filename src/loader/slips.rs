//! Slips behind a parser error: what an author wrote, seen from the line of the error. The message is what to do.

mod colons;

use serde_json::Value;

use crate::domain::characters;
use crate::domain::finding::LineColumn;
use crate::domain::yaml;

pub(super) use colons::{InvisibleValue, invisible_value};

/// A slip, and where it is.
pub(super) struct Slip {
    pub(super) position: LineColumn,
    pub(super) message: String,
    pub(super) help: String,
}

/// The parser's error and the text around it.
struct Failure<'a> {
    lines: Vec<&'a str>,
    position: LineColumn,
    info: &'a str,
}

/// The slip that most likely led to the parser's error, if one is recognized.
pub(super) fn find(text: &str, position: LineColumn, info: &str) -> Option<Slip> {
    let failure = Failure { lines: text.split('\n').collect(), position, info };
    CHECKS.iter().find_map(|check| check(&failure))
}

/// In this order: the first that recognizes the error wins.
const CHECKS: &[fn(&Failure<'_>) -> Option<Slip>] = &[
    markdown_fence,
    tab,
    invisible_indentation,
    colons::invisible_after_colon,
    slashes,
    closing_quote,
    quotes_inside,
    bracketed_beginning,
    special_beginning,
    block_text_on_the_same_line,
    block_text_not_indented,
    item_without_blank,
    colons::colon_without_blank,
    colons::key_without_colon,
    colons::several_lines_of_text,
    colons::colon_in_a_text,
    indented_beginning,
];

/// A line with a key and a value on it.
struct KeyValue<'a> {
    key: &'a str,
    value: &'a str,
}

impl<'a> Failure<'a> {
    fn line(&self) -> &'a str {
        self.line_at(self.position.line)
    }

    /// From 1.
    fn line_at(&self, number: usize) -> &'a str {
        self.lines.get(number.wrapping_sub(1)).copied().unwrap_or_default()
    }

    fn key_value(&self) -> Option<KeyValue<'a>> {
        key_value(self.line())
    }

    /// The number of the last line above that is not blank.
    fn line_above(&self) -> Option<usize> {
        (1..self.position.line).rev().find(|number| !self.line_at(*number).trim().is_empty())
    }

    fn slip(&self, message: impl Into<String>, help: impl Into<String>) -> Slip {
        Slip { position: self.position, message: message.into(), help: help.into() }
    }

    /// A slip at the beginning of another line.
    fn slip_on(&self, line: usize, message: impl Into<String>, help: impl Into<String>) -> Slip {
        let column = self.line_at(line).chars().take_while(|c| *c == ' ').count() + 1;
        Slip { position: LineColumn::new(line, column), message: message.into(), help: help.into() }
    }

    /// A value that must be in quotes, with the line that has them.
    fn quote(&self, KeyValue { key, value }: &KeyValue<'_>, why: &str) -> Slip {
        // What follows ` #` may be a comment, and a deeper line below belongs to the value.
        let below = self.line_at(self.position.line + 1);
        let is_whole = !value.contains(" #") && (below.trim().is_empty() || indent(below) <= indent(self.line()));
        let help = match yaml::short_entry(key, &Value::from(*value)).filter(|_| is_whole) {
            Some(entry) => format!("Write `{entry}`."),
            None => "Put it in quotes, or write it below `|`.".to_owned(),
        };
        self.slip(format!("put the value of `{key}` in quotes: {why}"), help)
    }
}

fn key_value(line: &str) -> Option<KeyValue<'_>> {
    let (key, value) = line.split_once(':')?;
    let key = key.trim().trim_start_matches("- ");
    let is_key = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
    let is_separated = value.starts_with([' ', '\t']);
    (is_key && is_separated).then(|| KeyValue { key, value: value.trim() })
}

fn indent(line: &str) -> usize {
    line.chars().take_while(|c| *c == ' ').count()
}

fn markdown_fence(failure: &Failure<'_>) -> Option<Slip> {
    let is_fence = failure.line().trim_start().starts_with("```");
    is_fence.then(|| {
        failure.slip("remove the lines with ```: a definition is YAML alone", "Remove the first and the last of them.")
    })
}

fn tab(failure: &Failure<'_>) -> Option<Slip> {
    if failure.info.contains("valid YAML whitespace") {
        let key = failure.line().split(':').next().unwrap_or_default().trim();
        let message = format!("replace the tab after `{key}:` by a space");
        return Some(failure.slip(message, "An editor shows tabs if you turn on \"show whitespace\"."));
    }
    if !failure.info.contains("tab") {
        return None;
    }
    let is_indented_by_tab = |line: &&str| line.trim_start_matches(' ').starts_with('\t');
    let from = failure.position.line.saturating_sub(1);
    let line = from + failure.lines.iter().skip(from).position(is_indented_by_tab)? + 1;
    Some(failure.slip_on(
        line,
        "replace the tab by spaces: YAML is never indented with tabs",
        "Set your editor to indent with spaces.",
    ))
}

fn invisible_indentation(failure: &Failure<'_>) -> Option<Slip> {
    let line = failure.line();
    let first = line.trim_start_matches(' ').chars().next().filter(|c| characters::is_invisible(*c) && *c != '\r')?;
    let message = format!("replace {} at the beginning of this line by a space", characters::describe(first));
    Some(failure.slip_on(
        failure.position.line,
        message,
        "It looks like a space and is none: remove it and type the space again.",
    ))
}

fn slashes(failure: &Failure<'_>) -> Option<Slip> {
    let near = [Some(failure.position.line), failure.line_above()];
    let line = near.into_iter().flatten().find(|line| failure.line_at(*line).trim_start().starts_with("//"))?;
    Some(failure.slip_on(line, "begin a comment with `#`, not with `//`", "Replace `//` by `#`."))
}

fn closing_quote(failure: &Failure<'_>) -> Option<Slip> {
    if !failure.info.contains("indentation in quoted") {
        return None;
    }
    let is_quote = |line: &&str| matches!(line.trim_end(), "\"" | "'");
    let from = failure.position.line;
    let line = from + failure.lines.iter().skip(from).position(is_quote)? + 1;
    let help = "Put a space before it, or write the text below `|`, without quotes.";
    Some(failure.slip_on(line, "indent the closing quote: every line of a text is indented deeper than its key", help))
}

fn quotes_inside(failure: &Failure<'_>) -> Option<Slip> {
    if !failure.info.contains("trailing content") {
        return None;
    }
    let KeyValue { key, value } = failure.key_value()?;
    let message = format!("put the whole value of `{key}` in quotes: it goes on after the closing quote");
    let help = if value.starts_with('\'') {
        "Between single quotes write `''` for an apostrophe, or put the text in double quotes."
    } else {
        "Between double quotes write `\\\"` for a quote, or put the text in single quotes."
    };
    Some(failure.slip(message, help))
}

/// `[Remote] Label posts`
fn bracketed_beginning(failure: &Failure<'_>) -> Option<Slip> {
    let found = failure.key_value()?;
    let close = match found.value.chars().next()? {
        '[' => ']',
        '{' => '}',
        _ => return None,
    };
    let (_, rest) = found.value.split_once(close)?;
    let is_text = !rest.trim().is_empty() && !rest.trim_start().starts_with([',', '#', ']', '}', ':']);
    let opening = found.value.chars().next()?;
    is_text.then(|| failure.quote(&found, &format!("`{opening}` begins a list or a mapping")))
}

fn special_beginning(failure: &Failure<'_>) -> Option<Slip> {
    let found = failure.key_value()?;
    let why = match found.value.chars().next()? {
        '*' if failure.info.contains("anchor") => "`*` begins an alias",
        '&' if failure.info.contains("anchor") => "`&` begins an anchor",
        '%' if failure.info.contains("unexpected character") => "no value begins with `%`",
        '@' if failure.info.contains("unexpected character") => "no value begins with `@`",
        '`' if failure.info.contains("unexpected character") => "no value begins with a backtick",
        '!' if failure.info.contains("tag") => "`!` begins a tag",
        '?' if failure.info.contains("mapping keys") => "`?` begins a key",
        '-' if failure.info.contains("block sequence entries") => {
            let help =
                "Begin a list on a line of its own below its key, and put a text that begins with `-` in quotes.";
            let message = format!("begin the list of `{}` on the next line, each item with `- `", found.key);
            return Some(failure.slip(message, help));
        }
        _ => return None,
    };
    Some(failure.quote(&found, why))
}

fn block_text_on_the_same_line(failure: &Failure<'_>) -> Option<Slip> {
    let is_block = failure.info.contains("block scalar") || failure.info.contains("comments must be separated");
    let KeyValue { key, value } = failure.key_value().filter(|_| is_block)?;
    let style = value.chars().next().filter(|c| matches!(c, '|' | '>'))?;
    let message = format!("begin the text of `{key}` on the line below `{style}`");
    Some(failure.slip(message, "Indent every line of the text by the same spaces, deeper than its key."))
}

fn block_text_not_indented(failure: &Failure<'_>) -> Option<Slip> {
    let begin = failure.line_above().filter(|line| {
        key_value(failure.line_at(*line))
            .is_some_and(|found| matches!(found.value, "|" | ">" | "|-" | ">-" | "|+" | ">+"))
    })?;
    let key = key_value(failure.line_at(begin))?.key;
    let is_same = indent(failure.line()) <= indent(failure.line_at(begin));
    let message = format!("indent the text below `{key}:`, deeper than `{key}`");
    is_same.then(|| failure.slip_on(failure.position.line, message, "Put two spaces before every line of it."))
}

fn item_without_blank(failure: &Failure<'_>) -> Option<Slip> {
    let item = failure.line().trim_start().strip_prefix('-')?;
    let is_item = item.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '"' | '\''));
    let message = format!("write a space after the `-`: `- {}`", item.trim());
    is_item.then(|| failure.slip_on(failure.position.line, message, "Each item of a list begins with `- `."))
}

fn indented_beginning(failure: &Failure<'_>) -> Option<Slip> {
    let is_first =
        |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with('#') && !line.starts_with("---");
    let first = failure.lines.iter().position(is_first)?;
    let is_deeper = failure.info.contains("<document start>")
        && failure.lines[first].starts_with(' ')
        && indent(failure.line()) == 0;
    let help = "The keys of a definition begin in the first column.";
    is_deeper.then(|| failure.slip_on(first + 1, "remove the spaces before the first key", help))
}
