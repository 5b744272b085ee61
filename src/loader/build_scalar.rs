//! Builds scalars: their values, and what is wrong with them.

use saphyr_parser::{ScalarStyle, Tag};

use super::build::Builder;
use super::collection::takes_number;
use super::cut_text::InsteadOfValue;
use super::secret::Masked;
use super::tree::YamlValue;
use super::{scalar, secret, tag};
use crate::domain::finding::{Code, LineColumn};
use crate::domain::{characters, yaml};

impl Builder<'_> {
    pub(super) fn scalar(
        &mut self,
        text: String,
        style: ScalarStyle,
        tag: Option<&Tag>,
        position: LineColumn,
    ) -> YamlValue {
        let mut text = text;
        if self.has_escapes {
            let Masked { text: masked, tokens } = secret::mask(text);
            text = masked;
            if !tokens.is_empty() {
                let message = "this value contains an OpenTrain token";
                self.diagnostics.error_at(Code::Secret, position, message, secret::ADVICE);
            }
        }
        let control = characters::first_control(&text).and_then(|at| text[at..].chars().next());
        if let Some(control) = control {
            let message = format!("this text contains {}, which OpenTrain rejects", characters::describe(control));
            let help = if control == '\r' {
                "Write `\\n` for a line break."
            } else {
                "Remove it, also where it is written as an escape."
            };
            self.diagnostics.error_at(Code::WrongType, position, message, help);
            return YamlValue::Invalid;
        }
        let shape = match tag {
            Some(tag) => Ok(tag::apply(tag, &text, self.diagnostics, position)),
            None if style == ScalarStyle::Plain && !scalar::is_surely_text(&text) => scalar::resolve(&text),
            None => Ok(YamlValue::Text(text)),
        };
        shape.unwrap_or_else(|why| {
            let or_text = if takes_number(&self.stack) { "" } else { ", or put a text in quotes" };
            let help = format!("Write a number of at most 15 digits{or_text}.");
            self.diagnostics.error_at(Code::WrongType, position, why, help);
            YamlValue::Invalid
        })
    }

    /// A value that is not there, or that begins with `#`.
    pub(super) fn empty(&mut self, key: LineColumn) -> YamlValue {
        let is_in_mapping = self.stack.last().is_some_and(|open| open.inside.key_position().is_some());
        let Some(InsteadOfValue { key: name, comment }) = self.lines.instead_of_value(key).filter(|_| is_in_mapping)
        else {
            return YamlValue::Null;
        };
        let message = format!("put the value of `{name}` in quotes: ` #` begins a comment");
        let help = format!("Write `{name}: {}`.", yaml::quoted(comment));
        self.diagnostics.error_at(Code::WrongType, key, message, help);
        YamlValue::Invalid
    }

    /// Warns of a ` #` that seems to belong to the text before it.
    pub(super) fn warn_of_cut_text(&mut self, text: &str, position: LineColumn, end: LineColumn) {
        let Some(comment) = self.lines.cut_part(text, end) else { return };
        let message = format!("the text ends before `{comment}`: ` #` begins a comment");
        let help = match position.line == end.line {
            true => format!("Put it in quotes: `{}`.", yaml::quoted(&format!("{text} {comment}"))),
            false => "Write the text below `|`, where `#` is only a character.".to_owned(),
        };
        let help = format!("{help} A comment is best on a line of its own.");
        self.diagnostics.warning_at(Code::CutText, position, message, help);
    }
}
