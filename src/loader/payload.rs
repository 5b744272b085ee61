//! Validates imported JSON and XML without the service.

use serde_json::Value;

use super::diagnostics::{self, Diagnostics};
use super::json_syntax::Fault;
use super::tree::{Node, YamlValue};
use super::{json, secret, xml};
use crate::domain::characters::is_forbidden_control;
use crate::domain::depth::{MAX_DEPTH, is_too_deep};
use crate::domain::finding::{Code, LineColumn};
use crate::domain::money;

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
    match json::parse(text) {
        Ok(value) => checked(value, what, top, path, diagnostics),
        Err(faults) => {
            for Fault { code, position, message, help } in faults {
                let LineColumn { line, column } = position;
                let message = format!("in {what}, line {line}, column {column}: {message}");
                diagnostics.error(code, diagnostics::value(path), message, help);
            }
            None
        }
    }
}

/// Why a value can't be sent.
struct Refusal {
    code: Code,
    message: String,
    help: &'static str,
}

impl Refusal {
    fn new(code: Code, message: impl Into<String>, help: &'static str) -> Self {
        Self { code, message: message.into(), help }
    }
}

fn checked(value: Value, what: &str, top: Top, path: &[&str], diagnostics: &mut Diagnostics) -> Option<Value> {
    let Some(Refusal { code, message, help }) = refusal(&value, what, top) else { return Some(value) };
    diagnostics.error(code, diagnostics::value(path), message, help);
    None
}

fn refusal(value: &Value, what: &str, top: Top) -> Option<Refusal> {
    if is_too_deep(value) {
        let message = format!("{what} is nested more than {MAX_DEPTH} levels deep");
        let help = "Nest less deeply: no job posting needs that many levels.";
        return Some(Refusal::new(Code::TooLarge, message, help));
    }
    if let Some(refusal) = wrong_top(value, what, top) {
        return Some(refusal);
    }
    if contains(value, &|text| text.contains(is_forbidden_control)) {
        let message = format!("{what} contains a control character (such as `\\u0000`), which OpenTrain rejects");
        return Some(Refusal::new(Code::WrongType, message, "Remove it."));
    }
    // Plain tokens were already masked and reported; JSON escapes can hide others.
    contains(value, &secret::is_in)
        .then(|| Refusal::new(Code::Secret, format!("{what} contains an OpenTrain token"), secret::ADVICE))
}

/// What is wrong with the value's type, or with that of its items; or that it is empty.
fn wrong_top(value: &Value, what: &str, top: Top) -> Option<Refusal> {
    let is_empty = match (value, top) {
        (Value::Object(object), _) => object.is_empty(),
        (Value::Array(items), Top::ObjectOrList) => match items.iter().position(|item| !item.is_object()) {
            None => items.is_empty(),
            Some(at) => {
                let found = type_name(&items[at]);
                let message = format!("item {} of {what} is {found}; every item is a posting", at + 1);
                let help = "Remove it: the items of the list are objects.";
                return Some(Refusal::new(Code::WrongType, message, help));
            }
        },
        _ => {
            let message = format!("{what} must be {} at its top, and is {}", top.type_name(), type_name(value));
            let help = "Give the job posting itself, as the format describes it.";
            return Some(Refusal::new(Code::WrongType, message, help));
        }
    };
    let help = "Give the job posting that should be imported.";
    is_empty.then(|| Refusal::new(Code::Brief, format!("{what} is empty"), help))
}

/// Reports a rate in a canonical job that is no amount: it counts as what the posting pays, and is held against the limits.
pub(super) fn check_pay(job: &Value, what: &str, path: &[&str], diagnostics: &mut Diagnostics) {
    let Some(rate) = job.get("rateAmount").filter(|rate| !rate.is_null()) else { return };
    if matches!(rate, Value::Number(number) if money::from_number(number).is_some()) {
        return;
    }
    let found = if rate.is_number() { rate.to_string() } else { type_name(rate).to_owned() };
    let message =
        format!("`rateAmount` in {what} is a number of US dollars from 0 up, below 10^12, and this is {found}");
    let help = "Write digits alone, without currency and quotes.";
    diagnostics.error(Code::WrongType, diagnostics::value(&[path, &["rateAmount"]].concat()), message, help);
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

/// Returns well-formed XML unchanged.
pub(super) fn xml(text: String, what: &str, path: &[&str], diagnostics: &mut Diagnostics) -> Option<String> {
    let fault = xml::check(&text).err();
    let Some(xml::Fault { code, message, help }) = fault else { return Some(text) };
    diagnostics.error(code, diagnostics::value(path), format!("{what} {message}"), help);
    None
}
