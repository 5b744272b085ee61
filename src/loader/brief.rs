//! The brief: exactly one of `description`, `descriptionFile` and `source`; beside `job` none is needed.

use super::diagnostics::{self, Diagnostics};
use super::import;
use super::referenced_file::{self, BaseDir};
use super::text_value::{brief_text, required_text};
use super::tree::{Entry, Node};
use crate::domain::definition::Brief;
use crate::domain::finding::{Code, Location};
use crate::domain::keys::BRIEF_KEYS;
use crate::domain::words::and_list;

/// The definition's brief. Without one, a finding gives the reason, or the definition is of a job that exists.
pub(super) fn brief(root: &Node, base: &BaseDir<'_>, diagnostics: &mut Diagnostics) -> Option<Brief> {
    let given: Vec<&Entry> = root.entries().iter().filter(|entry| BRIEF_KEYS.contains(&entry.key.as_str())).collect();
    let has_job = root.entry("job").is_some();
    match given[..] {
        [] if has_job => None,
        [source] if has_job && source.key == "source" => {
            let help =
                "Remove `source` and pin its values under `fields`, or remove `job` to create a new job from it.";
            let message = "nothing is imported for a job that exists: `source` can't be used with `job`";
            diagnostics.error(Code::Brief, diagnostics::key(&["source"]), message, help);
            None
        }
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
            let message = format!("a definition has one brief, and this one has {}", and_list(&named));
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
