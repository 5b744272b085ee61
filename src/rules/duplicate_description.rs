//! The description is in one place: the brief or `fields`.

use super::RuleContext;
use crate::domain::DESCRIPTION_KEY;
use crate::domain::definition::RawDefinition;
use crate::domain::finding::{Code, FieldPath, Finding, Location};

/// Reports each pinned description next to a plain-text brief.
pub(super) fn duplicate_description(context: &RuleContext<'_>) -> Vec<Finding> {
    let is_described_twice = |c: &&&RawDefinition| c.fields.contains_key(DESCRIPTION_KEY) && c.text().is_some();
    let message =
        format!("`fields.{DESCRIPTION_KEY}` and the brief both describe the job, and only one of them can go live");
    let help = format!("Put the whole text into the brief and remove `{DESCRIPTION_KEY}` from `fields`.");
    let at = Location::Key(FieldPath::field(DESCRIPTION_KEY));
    let finding = |file: &str| Finding::error(Code::DuplicateDescription, file, at.clone(), &message).help(&help);
    context.candidates.iter().filter(is_described_twice).map(|candidate| finding(&candidate.file)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::context::sample::{context, pinned};
    use super::*;
    use crate::domain::definition::{Brief, Import};

    #[test]
    fn a_pinned_description_is_for_structured_imports_only() {
        for (brief, expected, reason) in [
            (Some(Brief::Description("x".into())), 1, "a text is a description already"),
            (Some(Brief::Import(Import::Text("x".into()))), 1, "so is an imported text"),
            (Some(Brief::Import(Import::Canonical(json!({})))), 0, "an import may need a better text"),
            (None, 0, "the missing brief has a finding of its own"),
        ] {
            let mut candidate = pinned("a", "jobDescription", "y");
            candidate.brief = brief.map(Into::into);
            let found = duplicate_description(&context(&[candidate]));
            assert_eq!(found.len(), expected, "{reason}");
            let place = Finding::error(
                Code::DuplicateDescription,
                "jobs/a.yml",
                Location::Key(FieldPath::field("jobDescription")),
                "",
            )
            .subject;
            assert!(found.iter().all(|f| f.is_error() && f.code == Code::DuplicateDescription && f.subject == place));
        }
    }
}
