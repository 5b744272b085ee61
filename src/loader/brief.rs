//! The brief: exactly one of `description`, `descriptionFile` and `source`.

use super::decode::required_text;
use super::diagnostics::{self, Diagnostics};
use super::referenced_file::{self, BaseDir};
use super::tree::{Entry, Node};
use super::{import, read};
use crate::domain::definition::Brief;
use crate::domain::finding::{Code, Location};

/// In characters (page job-drafts/create).
const MAX_CHARS: usize = 60_000;

const BRIEF_KEYS: &[&str] = &["description", "descriptionFile", "source"];

/// The definition's brief. Without one, a finding gives the reason.
pub(super) fn brief(root: &Node, base: &BaseDir<'_>, diagnostics: &mut Diagnostics) -> Option<Brief> {
    let given: Vec<&Entry> = root.entries().iter().filter(|entry| BRIEF_KEYS.contains(&entry.key.as_str())).collect();
    match given[..] {
        [] => {
            let help = "Add `description:` with what the work is, how much of it there is, and how it is paid.";
            diagnostics.error(
                Code::Brief,
                Location::File,
                "this definition has no brief, so it doesn't describe a job",
                help,
            );
            None
        }
        [one] => one_brief(one, base, diagnostics),
        [_, second, ..] => {
            let named: Vec<String> =
                given.iter().map(|entry| format!("`{}` (line {})", entry.key, entry.position.line)).collect();
            let message = format!("a definition has one brief, and this one has {}", named.join(" and "));
            diagnostics.error(
                Code::Brief,
                diagnostics::key(&[&second.key]),
                message,
                "Keep one of them and remove the others.",
            );
            None
        }
    }
}

fn one_brief(entry: &Entry, base: &BaseDir<'_>, diagnostics: &mut Diagnostics) -> Option<Brief> {
    let path = [entry.key.as_str()];
    match entry.key.as_str() {
        "description" => {
            let text = required_text(&entry.value, &path, diagnostics)?;
            brief_text(text.to_owned(), "`description`", &path, diagnostics).map(Brief::Description)
        }
        "descriptionFile" => {
            let name = required_text(&entry.value, &path, diagnostics)?;
            let text = referenced_file::text(name, &path, base, diagnostics)?;
            brief_text(text, &format!("`{name}`"), &path, diagnostics).map(Brief::Description)
        }
        _ => import::import(&entry.value, base, diagnostics).map(Brief::Import),
    }
}

/// Rejects an empty or too long text. `what` names the text in findings.
pub(super) fn brief_text(text: String, what: &str, path: &[&str], diagnostics: &mut Diagnostics) -> Option<String> {
    if text.trim().is_empty() {
        let help = "Describe the work: what it is, how much of it there is, and how it is paid.";
        diagnostics.error(Code::Brief, diagnostics::value(path), format!("{what} is empty"), help);
        return None;
    }
    let length = text.chars().count();
    if length > MAX_CHARS {
        let length = read::grouped(length as u64);
        let most = read::grouped(MAX_CHARS as u64);
        let message = format!("{what} is {length} characters long; OpenTrain takes at most {most}");
        diagnostics.error(
            Code::TooLarge,
            diagnostics::value(path),
            message,
            "Shorten it. Give the details to the people you hire.",
        );
        return None;
    }
    Some(text)
}
