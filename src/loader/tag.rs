//! YAML tags: those of the core schema, and no others.

use saphyr_parser::Tag;

use super::notes::{Notes, Spot};
use super::scalar;
use super::tree::Shape;
use crate::domain::finding::Code;

/// What a tagged scalar is. A finding tells if its tag is unknown or says something else.
pub(super) fn apply(tag: &Tag, text: &str, notes: &mut Notes, spot: Spot) -> Shape {
    if !is_known(tag) {
        unknown(tag, notes, spot);
        return Shape::Broken;
    }
    if tag.suffix == "str" {
        return Shape::Text(text.to_owned());
    }
    match (tag.suffix.as_str(), scalar::resolve(text)) {
        ("null", Ok(Shape::Null)) => Shape::Null,
        ("bool", Ok(Shape::Bool(flag))) => Shape::Bool(flag),
        ("float", Ok(Shape::Number(number))) => Shape::Number(number),
        ("int", Ok(Shape::Number(number))) if !number.is_f64() => Shape::Number(number),
        _ => {
            let message = format!("the tag `{}` doesn't fit this value", name(tag));
            notes.error_at(Code::WrongType, spot, message, "Remove the tag, or mend the value.");
            Shape::Broken
        }
    }
}

/// Adds a finding if the tag of a list or mapping says anything else.
pub(super) fn check(tag: &Tag, is_list: bool, notes: &mut Notes, spot: Spot) {
    let (own, noun) = if is_list { ("seq", "list") } else { ("map", "mapping") };
    if !is_known(tag) {
        unknown(tag, notes, spot);
    } else if tag.suffix != own {
        let message = format!("the tag `{}` doesn't fit this {noun}", name(tag));
        notes.error_at(Code::WrongType, spot, message, "Remove the tag.");
    }
}

const CORE: &[&str] = &["bool", "float", "int", "map", "null", "seq", "str"];

fn is_known(tag: &Tag) -> bool {
    tag.is_yaml_core_schema() && CORE.contains(&tag.suffix.as_str())
}

fn unknown(tag: &Tag, notes: &mut Notes, spot: Spot) {
    let message = format!("the tag `{}` means nothing in a definition", name(tag));
    notes.error_at(Code::UnknownTag, spot, message, "Remove the tag, or put a text that begins with `!` in quotes.");
}

fn name(tag: &Tag) -> String {
    if tag.is_yaml_core_schema() { format!("!!{}", tag.suffix) } else { format!("{}{}", tag.handle, tag.suffix) }
}
