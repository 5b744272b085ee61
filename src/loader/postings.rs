//! How many job postings an import has in it. The service imports one.

use roxmltree::Document;
use serde_json::Value;

use super::diagnostics::{self, Diagnostics};
use crate::domain::finding::Code;

/// `JobPosting` as a JSON-LD type: the term, with the usual prefix, or as a URL.
const JOB_POSTING: &[&str] =
    &["JobPosting", "schema:JobPosting", "https://schema.org/JobPosting", "http://schema.org/JobPosting"];

/// Elements that hold one posting each, in small letters: Indeed's, and those of the versions of HR-XML.
const INDEED: &[&str] = &["job"];
const HR_XML: &[&str] = &["positionopening", "jobpositionposting", "positionposting"];

/// Warns where a JSON-LD text doesn't have exactly one posting.
pub(super) fn check_json_ld(value: &Value, what: &str, path: &[&str], diagnostics: &mut Diagnostics) {
    let none = "no object of `@type: JobPosting`";
    warn(count_json_ld(value), none, what, path, diagnostics);
}

/// Warns where an Indeed feed doesn't have exactly one posting.
pub(super) fn check_indeed(text: &str, what: &str, path: &[&str], diagnostics: &mut Diagnostics) {
    warn(count_elements(text, INDEED), "no element `<job>`", what, path, diagnostics);
}

/// Warns where an HR-XML document doesn't have exactly one posting.
pub(super) fn check_hr_xml(text: &str, what: &str, path: &[&str], diagnostics: &mut Diagnostics) {
    warn(count_elements(text, HR_XML), "no element `<PositionOpening>`", what, path, diagnostics);
}

fn warn(count: usize, none: &str, what: &str, path: &[&str], diagnostics: &mut Diagnostics) {
    let message = match count {
        1 => return,
        0 => format!("{what} has {none} in it, so OpenTrain may find no posting"),
        _ => {
            format!("{what} has {count} postings in it, and a definition is one job: OpenTrain takes the first or none")
        }
    };
    let help = match count {
        0 => "Check that the format is right and the file is whole.",
        _ => "Give each posting a file and a definition of its own.",
    };
    diagnostics.warning(Code::Brief, diagnostics::value(path), message, help);
}

/// The postings of an object, of a list or of a `@graph`. Recursion is safe: the depth is limited.
fn count_json_ld(value: &Value) -> usize {
    if let Some(list) = value.as_array().or_else(|| value["@graph"].as_array()) {
        return list.iter().map(count_json_ld).sum();
    }
    let is_job_posting = |name: &Value| name.as_str().is_some_and(|name| JOB_POSTING.contains(&name));
    let is_posting = match &value["@type"] {
        Value::Array(names) => names.iter().any(is_job_posting),
        name => is_job_posting(name),
    };
    usize::from(is_posting)
}

/// The elements of these names that are not inside another one of them; no prefix counts.
fn count_elements(text: &str, names: &[&str]) -> usize {
    let Ok(document) = Document::parse(text) else { return 0 };
    let is_posting = |node: &roxmltree::Node<'_, '_>| {
        node.is_element() && names.contains(&node.tag_name().name().to_ascii_lowercase().as_str())
    };
    let is_outermost = |node: &roxmltree::Node<'_, '_>| !node.ancestors().skip(1).any(|above| is_posting(&above));
    document.descendants().filter(|node| is_posting(node) && is_outermost(node)).count()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn postings_are_counted_wherever_they_are() {
        for (value, count) in [
            (json!({"@type": "JobPosting"}), 1),
            (json!({"@type": ["Thing", "schema:JobPosting"]}), 1),
            (json!({"@graph": [{"@type": "Organization"}, {"@type": "http://schema.org/JobPosting"}]}), 1),
            (json!([{"@type": "JobPosting"}, {"@type": "JobPosting"}]), 2),
            (json!({"title": "x"}), 0),
            (json!({"@type": "Organization"}), 0),
        ] {
            assert_eq!(count_json_ld(&value), count, "{value}");
        }
        for (text, names, count) in [
            ("<source><job/><job/></source>", INDEED, 2),
            ("<job><title/></job>", INDEED, 1),
            ("<source/>", INDEED, 0),
            ("<h:PositionOpening xmlns:h='x'><PositionPosting/></h:PositionOpening>", HR_XML, 1),
        ] {
            assert_eq!(count_elements(text, names), count, "{text}");
        }
    }
}
