//! Dependencies between modules go down the layers only. Documents that can drift are compared with the code.

use std::fs;
use std::path::{Path, PathBuf};

use opentrain_jobs::domain::finding::Code;

/// The modules of each layer, the lowest first.
const LAYERS: &[&[&str]] = &[
    &["domain"],
    &["plan", "rules"],
    // Tools and ports are one layer in ARCHITECTURE.md, but no tool may use a port, and no tool another one.
    &["git", "http", "redact"],
    &["checkout", "github", "loader", "opentrain", "store"],
    &["adopt", "reconcile", "report"],
    &["commands", "exit", "failure", "settings"],
    &["cli", "lib", "main"],
];

/// Modules that may use another one of their layer.
const SAME_LAYER: &[(&str, &str)] = &[
    ("commands", "exit"),
    ("commands", "failure"),
    ("commands", "settings"),
    ("settings", "failure"),
    ("failure", "exit"),
    ("report", "reconcile"),
];

fn layer(module: &str) -> usize {
    LAYERS.iter().position(|modules| modules.contains(&module)).unwrap_or_else(|| panic!("`{module}` is in no layer"))
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
fn dependencies_go_down() {
    let src = root().join("src");
    let mut dependencies = 0;
    for file in files(&src) {
        let relative = file.strip_prefix(&src).expect("below src");
        let first = relative.components().next().expect("a module");
        let module = first.as_os_str().to_string_lossy().replace(".rs", "");
        let text = fs::read_to_string(&file).expect("text");
        for (number, line) in text.lines().enumerate().filter(|(_, line)| line.contains("crate::")) {
            let used = line
                .split("crate::")
                .skip(1)
                .map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or(""));
            for other in used.filter(|other| *other != module && !other.is_empty()) {
                let may = layer(other) < layer(&module) || SAME_LAYER.contains(&(module.as_str(), other));
                assert!(may, "{}:{}: {module} may not use {other}", relative.display(), number + 1);
                dependencies += 1;
            }
        }
    }
    assert!(dependencies > 100, "only {dependencies} dependencies were read");
}

#[test]
fn the_sandbox_depends_on_nothing_of_ours() {
    let manifest = fs::read_to_string(root().join("sandbox/Cargo.toml")).expect("sandbox/Cargo.toml");
    let names = manifest.lines().filter(|line| !line.starts_with('#') && line.contains("opentrain"));
    assert_eq!(names.collect::<Vec<_>>(), ["name = \"opentrain-sandbox\""]);
    assert!(!manifest.contains("path ="), "the sandbox has a dependency in this repository");
}

#[test]
fn only_the_git_module_spawns_git() {
    let src = root().join("src");
    let spawns = |file: &&PathBuf| fs::read_to_string(file).expect("text").contains("Command::new(\"git\")");
    let found = files(&src);
    let found: Vec<&Path> = found.iter().filter(spawns).map(|file| file.strip_prefix(&src).expect("below")).collect();
    assert!(found.iter().all(|file| file.starts_with("git")) && !found.is_empty(), "{found:?}");
}

#[test]
fn the_lower_layers_are_pure() {
    for module in ["domain", "plan", "rules"] {
        for file in files(&root().join("src").join(module)) {
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
