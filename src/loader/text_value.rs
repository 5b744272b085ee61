//! Texts that a definition must have: a value that is text, neither empty nor too long.

use super::diagnostics::{self, Diagnostics};
use super::read;
use super::secret;
use super::tree::{Node, YamlValue};
use crate::domain::characters;
use crate::domain::finding::{Code, LineColumn};
use crate::domain::keys::MAX_DESCRIPTION_CHARS;

/// The text of a value that must be text. If it is not, a finding gives the reason.
pub(super) fn required_text<'a>(value: &'a Node, path: &[&str], diagnostics: &mut Diagnostics) -> Option<&'a str> {
    let name = path.last().copied().unwrap_or_default();
    match &value.shape {
        YamlValue::Text(text) => return Some(text),
        YamlValue::Invalid => {}
        YamlValue::Null => diagnostics.error(
            Code::Brief,
            diagnostics::value(path),
            format!("`{name}` is empty"),
            "Write the text after the colon, or below `|`.",
        ),
        YamlValue::Bool(_) | YamlValue::Number(_) => {
            let message = format!("`{name}` is text, and this is {}", value.type_name());
            let help = format!("Put it in quotes: `{name}: {}`.", value.in_quotes().unwrap_or_default());
            diagnostics.error(Code::WrongType, diagnostics::value(path), message, help);
        }
        YamlValue::List(_) | YamlValue::Map(_) => {
            let message = format!("`{name}` is text, and this is {}", value.type_name());
            diagnostics.error(
                Code::WrongType,
                diagnostics::value(path),
                message,
                format!("Write the text below `{name}: |`, indented."),
            );
        }
    }
    None
}

/// Rejects an empty or too long text. `what` names the text in findings.
pub(super) fn brief_text(text: String, what: &str, path: &[&str], diagnostics: &mut Diagnostics) -> Option<String> {
    if text.trim().is_empty() {
        let help = "Describe the work: what it is, how much of it there is, and how it is paid.";
        diagnostics.error(Code::Brief, diagnostics::value(path), format!("{what} is empty"), help);
        return None;
    }
    if let Some(at) = characters::first_control(&text) {
        let LineColumn { line, column } = secret::position(&text, at);
        let character = text[at..].chars().next().map(characters::describe).unwrap_or_default();
        let message = format!("{what} contains {character} on line {line}, column {column}");
        let help = "Remove it: a text has no control characters besides tabs and line breaks.";
        diagnostics.error(Code::WrongType, diagnostics::value(path), message, help);
        return None;
    }
    let length = text.chars().count();
    if length > MAX_DESCRIPTION_CHARS {
        let length = read::grouped(length as u64);
        let most = read::grouped(MAX_DESCRIPTION_CHARS as u64);
        let message = format!("{what} is {length} characters long; OpenTrain takes at most {most}");
        diagnostics.error(
            Code::TooLarge,
            diagnostics::value(path),
            message,
            "Shorten it. Give the details to the people you hire.",
        );
        return None;
    }
    Some(text)
}
