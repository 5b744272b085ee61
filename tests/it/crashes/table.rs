//! The matrix as people read it.

use std::fmt::Write as _;

use super::act::Act;
use super::scene::is_temporary;

/// What came of one kill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The run was killed, and the next ones came to the right end.
    Held,
    /// The run was killed here, and the next ones did not.
    Broke(String),
    /// The run could not be killed here.
    Lived(String),
}

impl Outcome {
    /// What went wrong, if something did.
    pub(super) fn failure(&self) -> Option<String> {
        match self {
            Self::Held => None,
            Self::Broke(at) => Some(format!("killed and not healed: {at}")),
            Self::Lived(at) => Some(format!("not killed: {at}")),
        }
    }
}

/// One line a kind of act, requests first, in the order of their first appearance: at how many points, how many runs were killed
/// there, and how many of those were healed.
pub(super) fn table(title: &str, acts: &[&Act], outcomes: &[(Act, Outcome)]) -> String {
    let mut kinds: Vec<String> = Vec::new();
    for kind in acts.iter().map(|act| kind(act)) {
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    kinds.sort_by_key(|kind| !kind.starts_with("request"));
    let mut text = format!("crash matrix: {title} (SIGKILL before and after each point)\n");
    writeln!(text, "  {:<34} points  killed    held", "where").expect("text");
    let mut line = |name: &str, is_counted: &dyn Fn(&Act) -> bool| {
        let points = acts.iter().filter(|act| is_counted(act)).count();
        let here = || outcomes.iter().filter(|(act, _)| is_counted(act)).map(|(_, outcome)| outcome);
        let killed = here().filter(|outcome| !matches!(outcome, Outcome::Lived(_))).count();
        let held = here().filter(|outcome| **outcome == Outcome::Held).count();
        writeln!(text, "  {name:<34} {points:>6} {killed:>7} {held:>7}").expect("text");
    };
    kinds.iter().for_each(|name| line(name, &|act| kind(act) == *name));
    line("all", &|_| true);
    text
}

/// The kind of an act: a request without ids, a change without names.
fn kind(act: &Act) -> String {
    match act {
        Act::Request(line) => {
            let parts: Vec<&str> =
                line.split('/').map(|part| if part.starts_with("job_") { "*" } else { part }).collect();
            format!("request   {}", parts.join("/"))
        }
        Act::Change(what, path) => {
            let file = match path.file_name().and_then(|name| name.to_str()) {
                Some(".lock") => "lock",
                Some("store.json") => "store.json",
                Some(name) if name.ends_with(".json") => "record",
                Some(_) if is_temporary(path) => "temporary file",
                _ => "folder",
            };
            format!("records   {what} {file}")
        }
    }
}
