//! The brief: exactly one of `description`, `descriptionFile` and `source`.

use super::decode::required_text;
use super::named::{self, Home};
use super::notes::{self, Notes};
use super::tree::{Entry, Node};
use super::{import, read};
use crate::domain::definition::Brief;
use crate::domain::finding::{At, Code};

/// Longest text of a brief, in characters (page job-drafts/create).
const LONGEST: usize = 60_000;

const WAYS: &[&str] = &["description", "descriptionFile", "source"];

/// What the draft is made from. Findings say why there is nothing.
pub(super) fn brief(root: &Node, home: &Home<'_>, notes: &mut Notes) -> Option<Brief> {
    let given: Vec<&Entry> = root.entries().iter().filter(|entry| WAYS.contains(&entry.key.as_str())).collect();
    match given[..] {
        [] => {
            let help = "Add `description:` with what the work is, how much of it there is, and how it is paid.";
            notes.error(Code::Brief, At::File, "this definition has no brief: it doesn't say what the job is", help);
            None
        }
        [one] => one_brief(one, home, notes),
        [_, second, ..] => {
            let named: Vec<String> =
                given.iter().map(|entry| format!("`{}` (line {})", entry.key, entry.spot.0)).collect();
            let message = format!("a definition has one brief, and this one has {}", named.join(" and "));
            notes.error(Code::Brief, notes::key(&[&second.key]), message, "Keep one of them and remove the others.");
            None
        }
    }
}

fn one_brief(entry: &Entry, home: &Home<'_>, notes: &mut Notes) -> Option<Brief> {
    let path = [entry.key.as_str()];
    match entry.key.as_str() {
        "description" => {
            let text = required_text(&entry.value, &path, notes)?;
            prose(text.to_owned(), "`description`", &path, notes).map(Brief::Description)
        }
        "descriptionFile" => {
            let name = required_text(&entry.value, &path, notes)?;
            let text = named::text(name, &path, home, notes)?;
            prose(text, &format!("`{name}`"), &path, notes).map(Brief::Description)
        }
        _ => import::import(&entry.value, home, notes).map(Brief::Import),
    }
}

/// The text, if it is neither empty nor too long. `what` names it in findings.
pub(super) fn prose(text: String, what: &str, path: &[&str], notes: &mut Notes) -> Option<String> {
    if text.trim().is_empty() {
        let help = "Describe the work: what it is, how much of it there is, and how it is paid.";
        notes.error(Code::Brief, notes::value(path), format!("{what} is empty"), help);
        return None;
    }
    let length = text.chars().count();
    if length > LONGEST {
        let (length, most) = (read::grouped(length as u64), read::grouped(LONGEST as u64));
        let message = format!("{what} is {length} characters long; OpenTrain takes at most {most}");
        notes.error(
            Code::TooLarge,
            notes::value(path),
            message,
            "Shorten it; details can be told to the people you hire.",
        );
        return None;
    }
    Some(text)
}
