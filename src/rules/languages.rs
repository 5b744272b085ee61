//! Languages are known to the service by their English names (page jobs/facets).

use isolang::Language;

use super::RuleContext;
use super::did_you_mean::nearest;
use super::named_list::{NamedList, OddName, once_each};
use crate::domain::finding::{Code, Finding};

const LANGUAGES: NamedList = NamedList {
    key: "languages",
    code: Code::LanguageName,
    help: "OpenTrain lists languages by their English names, one text each.",
    odd,
};

/// Warns of codes, lists in one text and misspelled names.
pub(super) fn language_names(context: &RuleContext<'_>) -> Vec<Finding> {
    LANGUAGES.findings(context)
}

fn odd(name: &str) -> Option<OddName> {
    let parts: Vec<&str> = name.split([',', ';', '/']).map(str::trim).filter(|part| !part.is_empty()).collect();
    if parts.len() > 1 {
        let meant = once_each(parts.iter().map(|part| english_name(part).unwrap_or(part).to_owned()));
        return Some(OddName { message: format!("`{name}` is several languages in one text"), meant });
    }
    let meant = english_name(name)?;
    let what = if is_code(name) { "is a code" } else { "is hardly a language" };
    Some(OddName { message: format!("`{name}` {what}; `{meant}` may be meant"), meant: vec![meant.to_owned()] })
}

/// The English name that a code or a misspelled name means; `None` for a name that is right already.
fn english_name(text: &str) -> Option<&'static str> {
    if is_code(text) {
        let code = text.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        let language = if code.len() == 2 { Language::from_639_1(&code) } else { Language::from_639_3(&code) };
        return language.map(|language| language.to_name());
    }
    let is_name = |language: &Language| language.to_name().eq_ignore_ascii_case(text);
    if isolang::languages().any(|language| is_name(&language)) {
        return None;
    }
    // Of the thousands of languages only the common ones: a rare name must not be taken for a slip of another one.
    nearest(
        text,
        isolang::languages().filter(|language| language.to_639_1().is_some()).map(|language| language.to_name()),
    )
}

/// `es`, `pt-BR`, `zh_Hans`, `deu`.
fn is_code(text: &str) -> bool {
    let code = text.split(['-', '_']).next().unwrap_or_default();
    let is_lower = code.chars().all(|c| c.is_ascii_lowercase());
    let is_upper = code.chars().all(|c| c.is_ascii_uppercase());
    (code.len() == 2 && (is_lower || is_upper)) || (code.len() == 3 && is_lower)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::context::sample::{context, pinned};
    use super::*;

    #[test]
    fn codes_lists_and_slips_are_answered_with_english_names() {
        for (languages, advice, reason) in [
            (json!(["Spanish"]), None, "a name"),
            (json!(["spanish"]), None, "the case may not matter to the service"),
            (json!(["Klingon variant of mine"]), None, "unknown names may be right"),
            (json!(["Mandarin"]), None, "a common name that the standard has not"),
            (json!(["es"]), Some("languages: [Spanish]"), "a code"),
            (json!(["English", "pt-BR"]), Some("languages: [English, Portuguese]"), "a code with a region"),
            (json!(["deu"]), Some("languages: [German]"), "a code of three letters"),
            (json!(["Spanish, English"]), Some("languages: [Spanish, English]"), "a list in one text"),
            (json!(["Spanish", "es", "es-MX"]), Some("languages: [Spanish]"), "one language in three ways"),
            (json!(["Spanish, es", "spanish"]), Some("languages: [Spanish]"), "in one text, and in small letters"),
            (json!(["Spansh"]), Some("languages: [Spanish]"), "a slip"),
        ] {
            let found = language_names(&context(&[pinned("a", "languages", languages.clone())]));
            let pasted = found.first().and_then(|finding| finding.paste.as_deref());
            assert_eq!(pasted, advice, "{reason}: {languages} {found:?}");
        }
    }
}
