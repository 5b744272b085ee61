//! Validates imported JSON and XML without the service.

use serde_json::Value;

use super::diagnostics::{self, Diagnostics};
use super::secret;
use super::tree::{Node, YamlValue};
use crate::domain::depth::{MAX_DEPTH, is_too_deep};
use crate::domain::finding::Code;

/// The allowed type of the top-level JSON value.
#[derive(Clone, Copy)]
pub(super) enum Top {
    Object,
    ObjectOrList,
}

impl Top {
    fn type_name(self) -> &'static str {
        match self {
            Self::Object => "an object",
            Self::ObjectOrList => "an object or a list of objects",
        }
    }
}

/// Converts inline YAML to JSON.
pub(super) fn inline_json(node: &Node, top: Top, path: &[&str], diagnostics: &mut Diagnostics) -> Option<Value> {
    if matches!(node.shape, YamlValue::Invalid) {
        return None;
    }
    let name = format!("`{}`", path.join("."));
    checked(node.json(), &name, top, path, diagnostics)
}

/// Parses the JSON of a file. `what` names it in findings.
pub(super) fn json(text: &str, what: &str, top: Top, path: &[&str], diagnostics: &mut Diagnostics) -> Option<Value> {
    match serde_json::from_str(text) {
        Ok(value) => checked(value, what, top, path, diagnostics),
        Err(error) if error.to_string().contains("recursion limit") => too_deep(what, path, diagnostics),
        Err(error) => {
            let help = "Fix it there; JSON has no trailing commas, comments or single quotes.";
            diagnostics.error(
                Code::Syntax,
                diagnostics::value(path),
                format!("{what} is not valid JSON: {error}"),
                help,
            );
            None
        }
    }
}

fn too_deep(what: &str, path: &[&str], diagnostics: &mut Diagnostics) -> Option<Value> {
    let message = format!("{what} is nested more than {MAX_DEPTH} levels deep");
    diagnostics.error(
        Code::TooLarge,
        diagnostics::value(path),
        message,
        "Nest less deeply: no job posting needs that many levels.",
    );
    None
}

fn checked(value: Value, what: &str, top: Top, path: &[&str], diagnostics: &mut Diagnostics) -> Option<Value> {
    if is_too_deep(&value) {
        return too_deep(what, path, diagnostics);
    }
    let is_empty = match (&value, top) {
        (Value::Object(object), _) => object.is_empty(),
        (Value::Array(items), Top::ObjectOrList) => items.is_empty(),
        _ => {
            let message = format!("{what} must be {} at its top, and is {}", top.type_name(), type_name(&value));
            diagnostics.error(
                Code::WrongType,
                diagnostics::value(path),
                message,
                "Give the job posting itself, as the format describes it.",
            );
            return None;
        }
    };
    if is_empty {
        diagnostics.error(
            Code::Brief,
            diagnostics::value(path),
            format!("{what} is empty"),
            "Give the job posting that should be imported.",
        );
        return None;
    }
    if contains(&value, &|text| text.contains('\0')) {
        let message = format!("{what} contains a NUL character (`\\u0000`), which OpenTrain rejects");
        diagnostics.error(Code::WrongType, diagnostics::value(path), message, "Remove it.");
        return None;
    }
    // Plain tokens were already masked and reported; JSON escapes can hide others.
    if contains(&value, &secret::is_in) {
        diagnostics.error(
            Code::Secret,
            diagnostics::value(path),
            format!("{what} contains an OpenTrain token"),
            secret::ADVICE,
        );
        return None;
    }
    Some(value)
}

fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "empty",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// Whether any key or text matches. Recursion is safe: both parsers limit the depth.
fn contains(value: &Value, matches: &dyn Fn(&str) -> bool) -> bool {
    match value {
        Value::String(text) => matches(text),
        Value::Array(items) => items.iter().any(|item| contains(item, matches)),
        Value::Object(object) => object.iter().any(|(key, value)| matches(key) || contains(value, matches)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The limit that the text exceeds. Parsing time grows with the square of attributes, and namespaces are inherited by every element.
fn exceeded_limit(text: &str) -> Option<&'static str> {
    let is_attribute = |(at, _): (usize, &str)| text[at + 1..].trim_start().starts_with(['"', '\'']);
    let attributes = text.match_indices('=').filter(|found| is_attribute(*found));
    match () {
        () if text.matches("xmlns").count() > 500 => Some("500 namespaces"),
        () if attributes.count() > 5000 => Some("5000 attributes"),
        () => None,
    }
}

/// Returns well-formed XML unchanged. Rejects document types, and with them entity expansion attacks.
pub(super) fn xml(text: String, what: &str, path: &[&str], diagnostics: &mut Diagnostics) -> Option<String> {
    if let Some(most) = exceeded_limit(&text) {
        let message = format!("{what} has more than {most}");
        diagnostics.error(
            Code::TooLarge,
            diagnostics::value(path),
            message,
            "Shorten it: no job posting needs that many.",
        );
        return None;
    }
    let (message, help) = match roxmltree::Document::parse(&text) {
        Ok(_) => return Some(text),
        Err(roxmltree::Error::DtdDetected) => (
            format!("{what} has a document type (`<!DOCTYPE …>`), which is not allowed"),
            "Remove it; write entities out.",
        ),
        Err(error) => (
            format!("{what} is not well-formed XML: {error}"),
            "Fix it there: one root element, every element closed, `&` written as `&amp;`.",
        ),
    };
    diagnostics.error(Code::Syntax, diagnostics::value(path), message, help);
    None
}
