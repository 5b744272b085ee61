//! The house keeps its floors: a room uses rooms on lower floors only. Documents that can drift are held against the code.

use std::fs;
use std::path::{Path, PathBuf};

use opentrain_jobs::domain::finding::Code;

/// The rooms by floor, from the ground up.
const FLOORS: &[&[&str]] = &[
    &["domain"],
    &["plan", "rules"],
    &["git", "http", "redact"],
    &["github", "loader", "opentrain", "store"],
    &["reconcile", "report", "sandbox"],
    &["commands", "exit", "failure", "settings"],
    &["cli", "lib", "main"],
];

/// Rooms of one floor that may know each other: a command is made of settings, failure and exit; a report tells what was applied.
const NEIGHBOURS: &[(&str, &str)] = &[
    ("commands", "exit"),
    ("commands", "failure"),
    ("commands", "settings"),
    ("settings", "failure"),
    ("failure", "exit"),
    ("report", "reconcile"),
];

fn floor(room: &str) -> usize {
    FLOORS.iter().position(|rooms| rooms.contains(&room)).unwrap_or_else(|| panic!("`{room}` stands on no floor"))
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let found = entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] });
    found.filter(|path| path.extension().is_some_and(|ending| ending == "rs")).collect()
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn no_stair_goes_up() {
    let src = root().join("src");
    let mut stairs = 0;
    for file in files(&src) {
        let relative = file.strip_prefix(&src).expect("below src");
        let room = relative.components().next().expect("a room").as_os_str().to_string_lossy().replace(".rs", "");
        let text = fs::read_to_string(&file).expect("text");
        for (number, line) in text.lines().enumerate().filter(|(_, line)| line.contains("crate::")) {
            let used = line
                .split("crate::")
                .skip(1)
                .map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or(""));
            for other in used.filter(|other| *other != room && !other.is_empty()) {
                let may = floor(other) < floor(&room) || NEIGHBOURS.contains(&(room.as_str(), other));
                assert!(may, "{}:{}: {room} may not use {other}", relative.display(), number + 1);
                assert!(room != "sandbox", "the sandbox shares nothing: {}:{}", relative.display(), number + 1);
                stairs += 1;
            }
        }
    }
    assert!(stairs > 100, "only {stairs} stairs were read");
}

#[test]
fn the_lower_floors_are_pure() {
    for room in ["domain", "plan", "rules"] {
        for file in files(&root().join("src").join(room)) {
            let text = fs::read_to_string(&file).expect("text");
            for word in ["async ", "std::fs", "std::env", "std::time", "tokio", "anyhow", "reqwest"] {
                assert!(!text.contains(word), "{}: {word}", file.display());
            }
        }
    }
}

#[test]
fn every_rule_has_its_heading() {
    let page = fs::read_to_string(root().join("docs/rules.md")).expect("docs/rules.md");
    let headings: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    let names: Vec<&str> = Code::ALL.iter().map(|code| code.name()).collect();
    assert_eq!(headings, names);
}
