//! Fields that are lists of names, such as languages and countries: what is odd in them, and the whole list as it was meant.

use serde_json::{Value, json};

use super::RuleContext;
use crate::domain::definition::RawDefinition;
use crate::domain::finding::{Code, Finding, Location, Severity};
use crate::domain::yaml;

/// A field that is a list of names, and how each is judged.
pub(super) struct NamedList {
    pub(super) key: &'static str,
    pub(super) code: Code,
    pub(super) help: &'static str,
    /// What is odd about one name, if anything.
    pub(super) odd: fn(&str) -> Option<OddName>,
}

/// What is odd about one name.
pub(super) struct OddName {
    pub(super) message: String,
    /// The names that were meant, if they are nearly certain.
    pub(super) meant: Vec<String>,
}

impl NamedList {
    /// One warning for all odd names of a definition. Where the account has a list of its own, that one decides.
    pub(super) fn findings(&self, context: &RuleContext<'_>) -> Vec<Finding> {
        if context.capabilities.enums.contains_key(self.key) {
            return Vec::new();
        }
        context.candidates.iter().filter_map(|candidate| self.finding(candidate)).collect()
    }

    fn finding(&self, candidate: &RawDefinition) -> Option<Finding> {
        let Some(Value::Array(names)) = candidate.fields.get(self.key) else { return None };
        let mut messages = Vec::new();
        let mut meant = Vec::new();
        let mut is_clear = true;
        for name in names.iter().filter_map(Value::as_str) {
            match (self.odd)(name) {
                None => meant.push(name.to_owned()),
                Some(odd) => {
                    is_clear &= !odd.meant.is_empty();
                    messages.push(odd.message);
                    meant.extend(odd.meant);
                }
            }
        }
        if messages.is_empty() {
            return None;
        }
        let location = Location::field(self.key);
        let finding = Finding::new(self.code, Severity::Warning, &candidate.file, location, messages.join("; "));
        let finding = finding.help(self.help);
        Some(if is_clear { finding.paste(yaml::entry(self.key, &json!(once_each(meant)))) } else { finding })
    }
}

/// The names in their order, each once.
pub(super) fn once_each(names: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for name in names {
        if !kept.iter().any(|kept| kept.eq_ignore_ascii_case(&name)) {
            kept.push(name);
        }
    }
    kept
}
