//! A valid id for a text that is none.

use crate::domain::ids::DefinitionId;
use crate::domain::yaml;

/// The valid id that is most like the text.
pub(super) fn suggested_id(text: &str) -> Option<DefinitionId> {
    let plain =
        |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '/') { c.to_ascii_lowercase() } else { '-' };
    let slug: String = text.chars().map(plain).collect();
    let segments = slug.split('/').map(|segment| segment.trim_matches(['-', '.', '_']));
    let slug = segments.filter(|segment| !segment.is_empty()).collect::<Vec<_>>().join("/");
    let slug = slug.strip_suffix(".yml").or(slug.strip_suffix(".yaml")).unwrap_or(&slug);
    DefinitionId::parse(slug).ok()
}

/// What to do about the text.
pub(crate) fn id_advice(text: &str) -> String {
    match suggested_id(text) {
        Some(id) => format!("Write, for example, `id: {}` at the top of the file.", yaml::text(id.as_str())),
        None => "Write a short name such as `id: sentiment-es` at the top of the file.".to_owned(),
    }
}
