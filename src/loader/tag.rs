//! YAML tags of the core schema; all others are errors.

use saphyr_parser::Tag;

use super::diagnostics::Diagnostics;
use super::scalar;
use super::tree::YamlValue;
use crate::domain::finding::{Code, LineColumn};

/// Resolves a tagged scalar. An unknown or wrong tag is a finding.
pub(super) fn apply(tag: &Tag, text: &str, diagnostics: &mut Diagnostics, position: LineColumn) -> YamlValue {
    if !is_known(tag) {
        unknown(tag, diagnostics, position);
        return YamlValue::Invalid;
    }
    if tag.suffix == "str" {
        return YamlValue::Text(text.to_owned());
    }
    match (tag.suffix.as_str(), scalar::resolve(text)) {
        ("null", Ok(YamlValue::Null)) => YamlValue::Null,
        ("bool", Ok(YamlValue::Bool(flag))) => YamlValue::Bool(flag),
        ("float", Ok(YamlValue::Number(number))) => YamlValue::Number(number),
        ("int", Ok(YamlValue::Number(number))) if !number.value.is_f64() => YamlValue::Number(number),
        _ => {
            let message = format!("the tag `{}` doesn't fit this value", name(tag));
            diagnostics.error_at(Code::WrongType, position, message, "Remove the tag, or fix the value.");
            YamlValue::Invalid
        }
    }
}

/// Adds a finding if a list or mapping has an unknown or wrong tag.
pub(super) fn check(tag: &Tag, is_list: bool, diagnostics: &mut Diagnostics, position: LineColumn) {
    let expected = if is_list { "seq" } else { "map" };
    let type_name = if is_list { "list" } else { "mapping" };
    if !is_known(tag) {
        unknown(tag, diagnostics, position);
    } else if tag.suffix != expected {
        let message = format!("the tag `{}` doesn't fit this {type_name}", name(tag));
        diagnostics.error_at(Code::WrongType, position, message, "Remove the tag.");
    }
}

const CORE: &[&str] = &["bool", "float", "int", "map", "null", "seq", "str"];

fn is_known(tag: &Tag) -> bool {
    tag.is_yaml_core_schema() && CORE.contains(&tag.suffix.as_str())
}

fn unknown(tag: &Tag, diagnostics: &mut Diagnostics, position: LineColumn) {
    let message = format!("the tag `{}` is not known in a definition", name(tag));
    diagnostics.error_at(
        Code::UnknownTag,
        position,
        message,
        "Remove the tag, or put a text that begins with `!` in quotes.",
    );
}

fn name(tag: &Tag) -> String {
    if tag.is_yaml_core_schema() { format!("!!{}", tag.suffix) } else { format!("{}{}", tag.handle, tag.suffix) }
}
