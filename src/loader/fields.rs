//! `fields`: the pinned values.

use serde_json::Value;

use super::diagnostics::{self, Diagnostics};
use super::scalar;
use super::text_value::brief_text;
use super::tree::{Entry, Node, YamlValue};
use crate::domain::capabilities::{self, Kind};
use crate::domain::finding::{Code, LineColumn};
use crate::domain::{DESCRIPTION_KEY, Fields};

/// The valid pinned values. Each invalid one is a finding.
pub(super) fn fields(root: &Node, diagnostics: &mut Diagnostics) -> Fields {
    let Some(fields) = root.entry("fields").map(|entry| &entry.value) else { return Fields::new() };
    if !matches!(fields.shape, YamlValue::Map(_) | YamlValue::Null | YamlValue::Invalid) {
        let message = format!("`fields` is a mapping of keys to values, and this is {}", fields.type_name());
        let help = "Write one `key: value` a line below it, indented, for example `  headcount: 5`.";
        diagnostics.error(Code::WrongType, diagnostics::value(&["fields"]), message, help);
    }
    let good = fields.entries().iter().filter_map(|entry| match pinned(entry) {
        Ok(Value::String(text)) if entry.key == DESCRIPTION_KEY => {
            let path = ["fields", DESCRIPTION_KEY];
            brief_text(text, &format!("`{}`", path.join(".")), &path, diagnostics)
                .map(|text| (entry.key.clone(), text.into()))
        }
        Ok(value) => Some((entry.key.clone(), value)),
        Err(refusal) => {
            refusal.report(entry, diagnostics);
            None
        }
    });
    good.collect()
}

/// Why a value can't be pinned.
enum Refusal {
    /// The parser already reported the value.
    AlreadyReported,
    New {
        message: String,
        help: String,
        /// `None` for the pinned value itself.
        position: Option<LineColumn>,
    },
}

impl Refusal {
    fn new(message: String, help: impl Into<String>) -> Self {
        Self::New { message, help: help.into(), position: None }
    }

    fn report(self, entry: &Entry, diagnostics: &mut Diagnostics) {
        match self {
            Self::AlreadyReported => {}
            Self::New { message, help, position: Some(position) } => {
                diagnostics.error_at(Code::WrongType, position, message, help);
            }
            Self::New { message, help, position: None } => {
                diagnostics.error(Code::WrongType, diagnostics::value(&["fields", &entry.key]), message, help);
            }
        }
    }
}

fn pinned(entry: &Entry) -> Result<Value, Refusal> {
    let key = entry.key.as_str();
    match (&entry.value.shape, capabilities::kind(key)) {
        (YamlValue::Invalid, _) => Err(Refusal::AlreadyReported),
        (YamlValue::Null, _) => Err(Refusal::new(
            format!("`{key}` has no value; an empty value would not clear the field on OpenTrain"),
            "Write a value, or remove the key.",
        )),
        (YamlValue::Map(_), _) => Err(Refusal::new(
            format!("`{key}` takes one value or a list of texts, and this is a mapping"),
            "Write the value after the colon, on the same line.",
        )),
        (YamlValue::Number(number), _) if number.as_f64().is_some_and(|number| number < 0.0) => Err(Refusal::new(
            format!("`{key}` is {number}, and numbers in a job are not negative"),
            "Write a number from 0 up.",
        )),
        (YamlValue::Number(_), Kind::Number | Kind::Unknown) | (YamlValue::Bool(_), Kind::Unknown) => {
            Ok(entry.value.json())
        }
        (YamlValue::Text(_), Kind::Text | Kind::Unknown) => Ok(entry.value.json()),
        (YamlValue::List(items), Kind::TextList | Kind::Unknown) => texts(key, items),
        (YamlValue::Text(text), Kind::Number) => Err(quoted_number(key, text)),
        (YamlValue::Bool(_) | YamlValue::Number(_), Kind::Text) => Err(Refusal::new(
            format!("`{key}` takes text, and without quotes this is {}", entry.value.type_name()),
            format!("Put it in quotes: `{key}: \"{}\"`.", entry.value.json()),
        )),
        (YamlValue::Text(text), Kind::TextList) => {
            Err(Refusal::new(format!("`{key}` takes a list of texts, and this is one text"), one_item(key, text)))
        }
        (_, kind) => Err(Refusal::new(
            format!("`{key}` takes {}, and this is {}", type_name(kind), entry.value.type_name()),
            format!("Write, for example, `{key}: {}`.", example(kind)),
        )),
    }
}

fn texts(key: &str, items: &[Node]) -> Result<Value, Refusal> {
    match items.iter().enumerate().find(|(_, item)| !matches!(item.shape, YamlValue::Text(_))) {
        None => Ok(items.iter().map(Node::json).collect()),
        Some((_, Node { shape: YamlValue::Invalid, .. })) => Err(Refusal::AlreadyReported),
        Some((index, item)) => {
            let message =
                format!("`{key}` takes a list of texts, and item {} of it is {}", index + 1, item.type_name());
            let help = match &item.shape {
                YamlValue::Bool(_) | YamlValue::Number(_) => format!("Put it in quotes: `\"{}\"`.", item.json()),
                _ => "Write a text, or remove the item.".to_owned(),
            };
            Err(Refusal::New { message, help, position: Some(item.position) })
        }
    }
}

fn quoted_number(key: &str, text: &str) -> Refusal {
    match scalar::resolve(text) {
        Ok(YamlValue::Number(number)) => Refusal::new(
            format!("`{key}` takes a number, and in quotes it is text"),
            format!("Remove the quotes: `{key}: {number}`."),
        ),
        _ => Refusal::new(
            format!("`{key}` takes a number, and this is text"),
            format!(
                "Write digits alone, without unit or currency: `{key}: {}`.",
                bare(text).unwrap_or_else(|| "5".to_owned())
            ),
        ),
    }
}

/// The number in a text like `$1,000` or `25 USD`.
fn bare(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
    match scalar::resolve(&digits) {
        Ok(YamlValue::Number(number)) => Some(number.to_string()),
        _ => None,
    }
}

fn one_item(key: &str, text: &str) -> String {
    let plain =
        text.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-')) && text.starts_with(char::is_alphabetic);
    if plain { format!("Write `{key}: [{text}]`.") } else { format!("Put it in brackets: `{key}: [\"…\"]`.") }
}

fn type_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Number => "a number",
        Kind::Text => "text",
        Kind::TextList => "a list of texts",
        Kind::Unknown => "text, a number, true or false, or a list of texts",
    }
}

fn example(kind: Kind) -> &'static str {
    match kind {
        Kind::Number => "5",
        Kind::Text | Kind::Unknown => "\"…\"",
        Kind::TextList => "[\"…\"]",
    }
}
