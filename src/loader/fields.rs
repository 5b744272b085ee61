//! `fields`: the pinned values.

use serde_json::{Number, Value};

use super::diagnostics::{self, Diagnostics};
use super::number_text::{self, NumberText};
use super::slips::{InvisibleValue, invisible_value};
use super::text_value::brief_text;
use super::tree::{Entry, Node, Plain, YamlValue};
use crate::domain::capabilities::{self, Kind, documented_names};
use crate::domain::finding::{Code, LineColumn};
use crate::domain::{DESCRIPTION_KEY, Fields, characters, money, yaml};
use crate::redact::escape;

/// What a file itself has under `fields`.
#[derive(Default)]
pub(super) struct OwnFields {
    /// The valid values.
    pub(super) values: Fields,
    /// The keys with an explicit `null`, which drops a default.
    pub(super) dropped: Vec<String>,
}

/// The file's own values. Each invalid one is a finding.
pub(super) fn fields(root: &Node, diagnostics: &mut Diagnostics) -> OwnFields {
    let Some(fields) = root.entry("fields").map(|entry| &entry.value) else { return OwnFields::default() };
    if !matches!(fields.shape, YamlValue::Map(_) | YamlValue::Null | YamlValue::Invalid) {
        let message = match &fields.shape {
            YamlValue::Text(text) => missing_colon(text),
            YamlValue::List(_) if fields.is_list_of_keys() => {
                Some("remove the `-` before the keys: `fields` is no list".to_owned())
            }
            _ => None,
        };
        let message = message
            .unwrap_or_else(|| format!("`fields` is a mapping of keys to values, and this is {}", fields.type_name()));
        let help = "Write one `key: value` a line below it, indented, for example `  headcount: 5`.";
        diagnostics.error(Code::WrongType, diagnostics::value(&["fields"]), message, help);
    }
    let is_dropped = |entry: &&Entry| entry.value.is_explicit_null(entry.position);
    let dropped = fields.entries().iter().filter(is_dropped).map(|entry| entry.key.clone()).collect();
    let valued = fields.entries().iter().filter(|entry| !is_dropped(entry));
    let good = valued.filter_map(|entry| match pinned(entry) {
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
    OwnFields { values: good.collect(), dropped }
}

/// What to do where a text takes the place of keys and values: `headcount 5`, `headcount:5`, `headcount = 5`.
pub(super) fn missing_colon(text: &str) -> Option<String> {
    let line = text.lines().next().unwrap_or_default().trim();
    if line.starts_with('<') {
        return Some("write YAML: this is XML or HTML".to_owned());
    }
    let end = line.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(line.len());
    let mut keys = super::decode::KEYS.iter().copied().chain(documented_names());
    let key = keys.find(|key| *key == &line[..end])?;
    if let Some(InvisibleValue { key, character }) = invisible_value(line) {
        return Some(format!("replace {} after `{key}:` by a space", characters::describe(character)));
    }
    Some(match line[end..].trim_start().chars().next() {
        Some(':') => format!("write a space after the colon of `{key}:`"),
        Some('=') => format!("write `{key}:` instead of `{key} =`"),
        _ => format!("write a colon and a space after `{key}`"),
    })
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
    let kind = capabilities::kind(key);
    if let YamlValue::Number(number) = &entry.value.shape
        && let Some(refusal) = wrong_number(key, number, kind)
    {
        return Err(refusal);
    }
    match (&entry.value.shape, kind) {
        (YamlValue::Invalid, _) => Err(Refusal::AlreadyReported),
        (YamlValue::Null, _) => Err(Refusal::new(no_value(key), "Write a value, or remove the key.")),
        (YamlValue::Map(_), _) => Err(Refusal::new(
            format!("`{key}` takes one value or a list of texts, and this is a mapping"),
            "Write the value after the colon, on the same line.",
        )),
        (YamlValue::Number(_), Kind::Number | Kind::Unknown) | (YamlValue::Bool(_), Kind::Unknown) => {
            Ok(entry.value.json())
        }
        (YamlValue::Text(_), Kind::Text | Kind::Unknown) => Ok(entry.value.json()),
        (YamlValue::List(items), Kind::TextList | Kind::Unknown) => texts(key, items),
        (YamlValue::Text(text), Kind::Number) => Err(text_for_number(key, text)),
        (YamlValue::Bool(_) | YamlValue::Number(_), Kind::Text) => Err(Refusal::new(
            format!("`{key}` takes text, and without quotes this is {}", entry.value.type_name()),
            put_in_quotes(key, &entry.value),
        )),
        (YamlValue::Text(text), Kind::TextList) if text.starts_with('-') => Err(Refusal::new(
            format!("write a space after each `-` of `{key}`"),
            "Each item of a list is on a line of its own and begins with `- `.",
        )),
        (YamlValue::Text(text), Kind::TextList) => {
            Err(Refusal::new(format!("`{key}` takes a list of texts, and this is one text"), as_list(key, text)))
        }
        (_, kind) => Err(Refusal::new(
            format!("`{key}` takes {}, and this is {}", type_name(kind), entry.value.type_name()),
            write_instead(key, kind),
        )),
    }
}

/// Why the number can't be the value of this key.
fn wrong_number(key: &str, number: &Plain<Number>, kind: Kind) -> Option<Refusal> {
    let written = &number.written;
    match () {
        () if number.value.as_f64().is_some_and(|number| number < 0.0) => Some(Refusal::new(
            format!("`{key}` is {written}, and numbers in a job are not negative"),
            "Write a number from 0 up.",
        )),
        () if key == "headcount" && number.value.as_u64().is_none_or(|count| count == 0) => Some(Refusal::new(
            format!("`headcount` is {}, and it counts people", number.value),
            "Write a whole number from 1 up.",
        )),
        () if kind == Kind::Number && number_text::may_be_grouped(written) => Some(Refusal::new(
            format!("`{key}` is `{written}`, where the point may be a decimal point or stand between thousands"),
            "Write nothing between thousands, or another number of decimals.",
        )),
        () if kind == Kind::Number && money::from_number(&number.value).is_none() => Some(Refusal::new(
            format!("`{key}` is {written}, and no posting has such a number"),
            "Write a number below 1000000000000, with at most 28 digits.",
        )),
        () => None,
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
                YamlValue::Bool(_) | YamlValue::Number(_) => {
                    format!("Put it in quotes: `{}`.", item.in_quotes().unwrap_or_default())
                }
                _ => "Write a text, or remove the item.".to_owned(),
            };
            Err(Refusal::New { message, help, position: Some(item.position) })
        }
    }
}

/// The message about a key without a value.
pub(crate) fn no_value(key: &str) -> String {
    format!("`{key}` has no value; an empty value would not clear the field on OpenTrain")
}

/// Advice for a number, `true` or `false` in the place of a text.
fn put_in_quotes(key: &str, value: &Node) -> String {
    format!("Put it in quotes: `{}: {}`.", yaml::text(key), value.in_quotes().unwrap_or_default())
}

fn text_for_number(key: &str, text: &str) -> Refusal {
    match number_text::read(text) {
        NumberText::Number(number) => Refusal::new(
            format!("`{key}` takes a number, and in quotes it is text"),
            format!("Remove the quotes: `{}`.", yaml::entry(key, &number.into())),
        ),
        NumberText::Obstacle(help) => {
            Refusal::new(format!("`{key}` takes a number, and `{}` is text", escape::truncate(text, 40)), help)
        }
    }
}

/// Advice for one text in the place of a list. No name of a language has `and` or a comma in it, some countries' names do.
fn as_list(key: &str, text: &str) -> String {
    let normal = text.replace(" and ", ",").replace(['&', ';', '/'], ",");
    let items: Vec<&str> = normal.split(',').map(str::trim).filter(|item| !item.is_empty()).collect();
    let several = yaml::entry(key, &items.into());
    let one = yaml::entry(key, &[text].into());
    match () {
        // A comma in brackets separates no items.
        () if several == one || text.contains('(') => format!("Write `{one}`."),
        () if key == "languages" => format!("Write `{several}`."),
        () => format!("Write `{several}` for several items, or `{one}` for one."),
    }
}

fn type_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Number => "a number",
        Kind::Text => "text",
        Kind::TextList => "a list of texts",
        Kind::Unknown => "text, a number, true or false, or a list of texts",
    }
}

/// No number: nobody decided that amount.
fn write_instead(key: &str, kind: Kind) -> String {
    match kind {
        Kind::Number => "Write one number in digits after the colon.".to_owned(),
        Kind::Text | Kind::Unknown => "Write one text after the colon, in quotes.".to_owned(),
        Kind::TextList => format!("Write the texts in brackets, each in quotes: `{key}: [\"…\"]`."),
    }
}
