//! `fields`: the values that people pin.

use serde_json::Value;

use super::brief::prose;
use super::notes::{self, Notes};
use super::scalar;
use super::tree::{Entry, Node, Shape};
use crate::domain::capabilities::{self, Kind};
use crate::domain::finding::Code;
use crate::domain::{DESCRIPTION_KEY, Fields};

/// All pinned values that are values; findings tell of the others.
pub(super) fn fields(root: &Node, notes: &mut Notes) -> Fields {
    let Some(fields) = root.entry("fields").map(|entry| &entry.value) else { return Fields::new() };
    if !matches!(fields.shape, Shape::Map(_) | Shape::Null | Shape::Broken) {
        let message = format!("`fields` is a mapping of keys to values, and this is {}", fields.noun());
        let help = "Write one `key: value` a line below it, indented, for example `  headcount: 5`.";
        notes.error(Code::WrongType, notes::value(&["fields"]), message, help);
    }
    let good = fields.entries().iter().filter_map(|entry| match pinned(entry) {
        Ok(Value::String(text)) if entry.key == DESCRIPTION_KEY => {
            let path = ["fields", DESCRIPTION_KEY];
            prose(text, &format!("`{}`", path.join(".")), &path, notes).map(|text| (entry.key.clone(), text.into()))
        }
        Ok(value) => Some((entry.key.clone(), value)),
        Err(refusal) => {
            refusal.note(entry, notes);
            None
        }
    });
    good.collect()
}

/// Why a value can't be pinned: what the key takes, or `None` if that was told before, and advice.
struct Refusal {
    message: String,
    help: String,
    spot: Option<notes::Spot>,
}

impl Refusal {
    fn new(message: String, help: impl Into<String>) -> Self {
        Self { message, help: help.into(), spot: None }
    }

    fn note(self, entry: &Entry, notes: &mut Notes) {
        // What is broken has a finding of its own.
        if self.message.is_empty() {
            return;
        }
        match self.spot {
            Some(spot) => notes.error_at(Code::WrongType, spot, self.message, self.help),
            None => notes.error(Code::WrongType, notes::value(&["fields", &entry.key]), self.message, self.help),
        }
    }
}

fn pinned(entry: &Entry) -> Result<Value, Refusal> {
    let key = entry.key.as_str();
    match (&entry.value.shape, capabilities::kind(key)) {
        (Shape::Broken, _) => Err(Refusal::new(String::new(), "")),
        (Shape::Null, _) => Err(Refusal::new(
            format!("`{key}` has no value, and nothing is no value: it would not clear what OpenTrain has"),
            "Write a value, or remove the key.",
        )),
        (Shape::Map(_), _) => Err(Refusal::new(
            format!("`{key}` takes one value or a list of texts, and this is a mapping"),
            "Write the value after the colon, on the same line.",
        )),
        (Shape::Number(number), _) if number.as_f64().is_some_and(|number| number < 0.0) => Err(Refusal::new(
            format!("`{key}` is {number}, and numbers in a job are not negative"),
            "Write a number from 0 up.",
        )),
        (Shape::Number(_), Kind::Number | Kind::Unknown) | (Shape::Bool(_), Kind::Unknown) => Ok(entry.value.json()),
        (Shape::Text(_), Kind::Text | Kind::Unknown) => Ok(entry.value.json()),
        (Shape::List(items), Kind::TextList | Kind::Unknown) => texts(key, items),
        (Shape::Text(text), Kind::Number) => Err(quoted_number(key, text)),
        (Shape::Bool(_) | Shape::Number(_), Kind::Text) => Err(Refusal::new(
            format!("`{key}` takes text, and this is {} as it stands without quotes", entry.value.noun()),
            format!("Put it in quotes: `{key}: \"{}\"`.", entry.value.json()),
        )),
        (Shape::Text(text), Kind::TextList) => {
            Err(Refusal::new(format!("`{key}` takes a list of texts, and this is one text"), one_item(key, text)))
        }
        (_, kind) => Err(Refusal::new(
            format!("`{key}` takes {}, and this is {}", noun(kind), entry.value.noun()),
            format!("Write, for example, `{key}: {}`.", example(kind)),
        )),
    }
}

fn texts(key: &str, items: &[Node]) -> Result<Value, Refusal> {
    match items.iter().enumerate().find(|(_, item)| !matches!(item.shape, Shape::Text(_))) {
        None => Ok(items.iter().map(Node::json).collect()),
        Some((_, Node { shape: Shape::Broken, .. })) => Err(Refusal::new(String::new(), "")),
        Some((index, item)) => {
            let message = format!("`{key}` takes a list of texts, and item {} of it is {}", index + 1, item.noun());
            let help = match &item.shape {
                Shape::Bool(_) | Shape::Number(_) => format!("Put it in quotes: `\"{}\"`.", item.json()),
                _ => "Write a text, or remove the item.".to_owned(),
            };
            Err(Refusal { spot: Some(item.spot), ..Refusal::new(message, help) })
        }
    }
}

fn quoted_number(key: &str, text: &str) -> Refusal {
    match scalar::resolve(text) {
        Ok(Shape::Number(number)) => Refusal::new(
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

/// The number that a text like `$1,000` or `25 USD` speaks of, if there is one.
fn bare(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
    match scalar::resolve(&digits) {
        Ok(Shape::Number(number)) => Some(number.to_string()),
        _ => None,
    }
}

fn one_item(key: &str, text: &str) -> String {
    let plain =
        text.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-')) && text.starts_with(char::is_alphabetic);
    if plain { format!("Write `{key}: [{text}]`.") } else { format!("Put it in brackets: `{key}: [\"…\"]`.") }
}

fn noun(kind: Kind) -> &'static str {
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
