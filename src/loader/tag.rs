//! YAML tags: those of the core schema, and no others.

use saphyr_parser::Tag;

use super::diagnostics::{Diagnostics, Spot};
use super::scalar;
use super::tree::YamlValue;
use crate::domain::finding::Code;

/// What a tagged scalar is. A finding tells if its tag is unknown or says something else.
pub(super) fn apply(tag: &Tag, text: &str, diagnostics: &mut Diagnostics, spot: Spot) -> YamlValue {
    if !is_known(tag) {
        unknown(tag, diagnostics, spot);
        return YamlValue::Invalid;
    }
    if tag.suffix == "str" {
        return YamlValue::Text(text.to_owned());
    }
    match (tag.suffix.as_str(), scalar::resolve(text)) {
        ("null", Ok(YamlValue::Null)) => YamlValue::Null,
        ("bool", Ok(YamlValue::Bool(flag))) => YamlValue::Bool(flag),
        ("float", Ok(YamlValue::Number(number))) => YamlValue::Number(number),
        ("int", Ok(YamlValue::Number(number))) if !number.is_f64() => YamlValue::Number(number),
        _ => {
            let message = format!("the tag `{}` doesn't fit this value", name(tag));
            diagnostics.error_at(Code::WrongType, spot, message, "Remove the tag, or mend the value.");
            YamlValue::Invalid
        }
    }
}

/// Adds a finding if the tag of a list or mapping says anything else.
pub(super) fn check(tag: &Tag, is_list: bool, diagnostics: &mut Diagnostics, spot: Spot) {
    let (own, noun) = if is_list { ("seq", "list") } else { ("map", "mapping") };
    if !is_known(tag) {
        unknown(tag, diagnostics, spot);
    } else if tag.suffix != own {
        let message = format!("the tag `{}` doesn't fit this {noun}", name(tag));
        diagnostics.error_at(Code::WrongType, spot, message, "Remove the tag.");
    }
}

const CORE: &[&str] = &["bool", "float", "int", "map", "null", "seq", "str"];

fn is_known(tag: &Tag) -> bool {
    tag.is_yaml_core_schema() && CORE.contains(&tag.suffix.as_str())
}

fn unknown(tag: &Tag, diagnostics: &mut Diagnostics, spot: Spot) {
    let message = format!("the tag `{}` means nothing in a definition", name(tag));
    diagnostics.error_at(
        Code::UnknownTag,
        spot,
        message,
        "Remove the tag, or put a text that begins with `!` in quotes.",
    );
}

fn name(tag: &Tag) -> String {
    if tag.is_yaml_core_schema() { format!("!!{}", tag.suffix) } else { format!("{}{}", tag.handle, tag.suffix) }
}
