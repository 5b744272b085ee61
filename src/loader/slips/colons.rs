//! Slips with the colon between a key and its value.

use super::{Failure, KeyValue, Slip, indent, key_value};
use crate::domain::capabilities::documented_names;
use crate::domain::characters;
use crate::domain::keys::DEFINITION_KEYS;

pub(super) fn invisible_after_colon(failure: &Failure<'_>) -> Option<Slip> {
    let near = [Some(failure.position.line), failure.line_above()];
    let found = near.into_iter().flatten().find_map(|line| Some((line, invisible_value(failure.line_at(line))?)));
    let (line, InvisibleValue { key, character }) = found?;
    let message = format!("replace {} after `{key}:` by a space", characters::describe(character));
    Some(failure.slip_on(line, message, "It looks like a space and is none: remove it and type the space again."))
}

/// A key whose colon is followed by a character that only looks like a space.
pub(in crate::loader) struct InvisibleValue<'a> {
    pub(in crate::loader) key: &'a str,
    pub(in crate::loader) character: char,
}

/// The key of a line such as `headcount:` and a no-break space.
pub(in crate::loader) fn invisible_value(line: &str) -> Option<InvisibleValue<'_>> {
    let (key, value) = line.trim_start_matches(' ').split_once(':')?;
    let character = value.chars().next().filter(|c| characters::is_invisible(*c) && *c != '\r')?;
    let is_key = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphabetic());
    is_key.then_some(InvisibleValue { key, character })
}

pub(super) fn colon_without_blank(failure: &Failure<'_>) -> Option<Slip> {
    let near = [failure.line_above(), Some(failure.position.line)];
    let line = near.into_iter().flatten().find(|line| attached(failure.line_at(*line)).is_some())?;
    let key = attached(failure.line_at(line))?;
    let is_about_keys = ["mapping values", "simple key", "expected key"].iter().any(|part| failure.info.contains(part));
    let message = format!("write a space after the colon of `{key}:`");
    is_about_keys.then(|| failure.slip_on(line, message, format!("Write `{key}: ` and then the value.")))
}

/// The key of a line such as `description:x`.
fn attached(line: &str) -> Option<&str> {
    let (key, value) = line.trim().split_once(':')?;
    let is_key = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphabetic());
    let is_value = value.starts_with(|c: char| !c.is_whitespace()) && !value.starts_with("//");
    (is_key && is_value).then_some(key)
}

/// `headcount 5`, or the same with a tab, as pasted from a table.
pub(super) fn key_without_colon(failure: &Failure<'_>) -> Option<Slip> {
    let near = [failure.line_above(), Some(failure.position.line)];
    let found = near.into_iter().flatten().find_map(|line| Some((line, bare_key(failure.line_at(line))?)));
    let (line, key) = found?;
    let is_about_keys = ["simple key", "expected key", "mapping values"].iter().any(|part| failure.info.contains(part));
    let message = format!("write a colon and a space after `{key}`");
    is_about_keys.then(|| failure.slip_on(line, message, format!("Write `{key}: ` and then the value.")))
}

/// The known key at the beginning of a line without a colon.
fn bare_key(line: &str) -> Option<&'static str> {
    let (word, value) = line.trim().split_once([' ', '\t'])?;
    let mut keys = DEFINITION_KEYS.iter().copied().chain(documented_names());
    keys.find(|key| *key == word && !value.contains(':'))
}

/// The keys of texts of several lines.
const LONG_TEXTS: &[&str] = &["description", "jobDescription", "text", "labelingOverview", "datasetDescription"];

/// `description: First line`, and further down a line of the same text with `: ` in it.
pub(super) fn several_lines_of_text(failure: &Failure<'_>) -> Option<Slip> {
    if !failure.info.contains("mapping values are not allowed") {
        return None;
    }
    let depth = indent(failure.line());
    let above = (1..failure.position.line).rev().find(|number| {
        let line = failure.line_at(*number);
        !line.trim().is_empty() && indent(line) < depth
    })?;
    let KeyValue { key, value } = key_value(failure.line_at(above))?;
    let is_text = LONG_TEXTS.contains(&key)
        && !value.is_empty()
        && !value.starts_with(['"', '\'', '[', '{', '|', '>', '&', '*', '!', '#']);
    let message = format!("write `|` after `{key}:`, and its text in the lines below");
    let help = "Each line of the text is indented by two spaces. Without the `|`, a `: ` in it begins another key.";
    is_text.then(|| failure.slip_on(above, message, help))
}

pub(super) fn colon_in_a_text(failure: &Failure<'_>) -> Option<Slip> {
    if !failure.info.contains("mapping values are not allowed") {
        return None;
    }
    let found = failure.key_value().filter(|found| found.value.contains(": ") || found.value.ends_with(':'))?;
    let is_text = !found.value.starts_with(['"', '\'', '[', '{', '|', '>']);
    is_text.then(|| failure.quote(&found, "a second `: ` would begin another key"))
}
