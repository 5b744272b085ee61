//! What is imported: JSON and XML, checked as far as it can be without the service.

use serde_json::Value;

use super::diagnostics::{self, Diagnostics};
use super::secret;
use super::tree::{Node, YamlValue};
use crate::domain::depth::{DEEPEST, is_too_deep};
use crate::domain::finding::Code;

/// What JSON may be at its top.
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

/// A YAML mapping (or list, where `top` allows it) as JSON.
pub(super) fn inline_json(node: &Node, top: Top, path: &[&str], diagnostics: &mut Diagnostics) -> Option<Value> {
    if matches!(node.shape, YamlValue::Invalid) {
        return None;
    }
    let name = format!("`{}`", path.join("."));
    checked(node.json(), &name, top, path, diagnostics)
}

/// The JSON of a file. `what` names it in findings.
pub(super) fn json(text: &str, what: &str, top: Top, path: &[&str], diagnostics: &mut Diagnostics) -> Option<Value> {
    match serde_json::from_str(text) {
        Ok(value) => checked(value, what, top, path, diagnostics),
        Err(error) if error.to_string().contains("recursion limit") => too_deep(what, path, diagnostics),
        Err(error) => {
            let help = "Mend it there; trailing commas, comments and single quotes are no JSON.";
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
    let message = format!("{what} is nested more than {DEEPEST} levels deep");
    diagnostics.error(
        Code::TooLarge,
        diagnostics::value(path),
        message,
        "Nest less deeply: no job posting needs so much.",
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
    if holds(&value, &|text| text.contains('\0')) {
        let message = format!("{what} holds a NUL character (`\\u0000`), which OpenTrain refuses");
        diagnostics.error(Code::WrongType, diagnostics::value(path), message, "Remove it.");
        return None;
    }
    // One in plain letters was masked and told of when the file was read; JSON can spell it otherwise.
    if holds(&value, &secret::is_in) {
        diagnostics.error(
            Code::Secret,
            diagnostics::value(path),
            format!("{what} holds an OpenTrain token"),
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

/// Whether a text in it, key or value, is such. Both readers bound the depth, so this may recurse.
fn holds(value: &Value, such: &dyn Fn(&str) -> bool) -> bool {
    match value {
        Value::String(text) => such(text),
        Value::Array(items) => items.iter().any(|item| holds(item, such)),
        Value::Object(object) => object.iter().any(|(key, value)| such(key) || holds(value, such)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// What there is too much of. A parser compares each attribute with those beside it, and hands namespaces down to each element.
fn costly(text: &str) -> Option<&'static str> {
    let is_attribute = |(at, _): (usize, &str)| text[at + 1..].trim_start().starts_with(['"', '\'']);
    let attributes = text.match_indices('=').filter(|found| is_attribute(*found));
    match () {
        () if text.matches("xmlns").count() > 500 => Some("500 namespaces"),
        () if attributes.count() > 5000 => Some("5000 attributes"),
        () => None,
    }
}

/// The XML unchanged, if it is well-formed. Document types are refused, and with them every entity bomb.
pub(super) fn xml(text: String, what: &str, path: &[&str], diagnostics: &mut Diagnostics) -> Option<String> {
    if let Some(most) = costly(&text) {
        let message = format!("{what} has more than {most}");
        diagnostics.error(
            Code::TooLarge,
            diagnostics::value(path),
            message,
            "Write less: no job posting needs so much.",
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
            "Mend it there: one root element, every element closed, `&` written as `&amp;`.",
        ),
    };
    diagnostics.error(Code::Syntax, diagnostics::value(path), message, help);
    None
}
