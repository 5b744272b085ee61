//! What the pages say about the action is what `action.yml` says.

use std::fs;

use serde_yaml::Value;

use super::tables::with_rows;
use super::{file, hold, root};

fn yaml(path: &str) -> Value {
    serde_yaml::from_str(&file(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A cell of a table: as it is, in one line, and with nothing that ends it.
fn cell(entry: &Value, key: &str) -> String {
    let text = entry[key].as_str().unwrap_or_else(|| panic!("{key} is no text: {entry:?}"));
    assert!(!text.contains(['|', '\n']), "{text} fits in no cell");
    text.to_owned()
}

fn entries<'a>(action: &'a Value, key: &str) -> Vec<(&'a str, &'a Value)> {
    let entries = action[key].as_mapping().expect("a mapping").iter();
    entries.map(|(name, entry)| (name.as_str().expect("a name"), entry)).collect()
}

#[test]
fn the_tables_of_the_action_are_what_action_yml_says() {
    let action = yaml("action.yml");
    let (mut inputs, mut outputs) = (String::new(), String::new());
    for (name, entry) in entries(&action, "inputs") {
        let default = cell(entry, "default");
        let default = if default.is_empty() { String::new() } else { format!("`{default}`") };
        inputs += &format!("| `{name}` | {default} | {} |\n", cell(entry, "description"));
    }
    for (name, entry) in entries(&action, "outputs") {
        outputs += &format!("| `{name}` | {} |\n", cell(entry, "description"));
    }
    hold("docs/action.md", "a table", |page| {
        let page = with_rows(page, "| input | default | meaning |", &inputs);
        with_rows(&page, "| output | meaning |", &outputs)
    });
}

#[test]
fn every_input_is_used_and_every_output_comes_from_the_run() {
    let action = yaml("action.yml");
    let steps = serde_yaml::to_string(&action["runs"]).expect("YAML");
    for (name, _) in entries(&action, "inputs") {
        assert!(steps.contains(&format!("${{{{ inputs.{name} }}}}")), "no step takes {name}");
    }
    let script = file(".github/action/run.sh");
    let flags = entries(&action, "inputs").into_iter().map(|(name, _)| name);
    for name in flags.filter(|name| !["token", "github-token", "version", "binary"].contains(name)) {
        let is_passed = ["pass", "pass_each"].iter().any(|pass| script.contains(&format!("\n{pass} {name} ")));
        assert!(is_passed, "the script does not pass {name}");
    }
    let written = file("src/commands/ci/outputs.rs");
    for (name, entry) in entries(&action, "outputs") {
        assert_eq!(entry["value"], format!("${{{{ steps.run.outputs.{name} }}}}").as_str());
        assert!(written.contains(&format!("(\"{name}\", ")), "nothing writes {name}");
        assert!(name == "report" || script.contains(name), "an action that fails early does not write {name}");
    }
}

#[test]
fn the_workflows_to_copy_name_only_inputs_that_there_are() {
    let action = yaml("action.yml");
    let inputs: Vec<&str> = entries(&action, "inputs").into_iter().map(|(name, _)| name).collect();
    let folder = root().join("examples/workflows");
    let mut uses = 0;
    for entry in fs::read_dir(folder).expect("examples/workflows") {
        let name = entry.expect("a file").file_name();
        let workflow = yaml(&format!("examples/workflows/{}", name.display()));
        let jobs = entries(&workflow, "jobs").into_iter();
        for step in jobs.flat_map(|(_, job)| job["steps"].as_sequence().expect("steps")) {
            if !step["uses"].as_str().is_some_and(|action| action.starts_with("opentrain-jobs/opentrain-jobs@")) {
                continue;
            }
            uses += 1;
            for (input, _) in entries(step, "with") {
                assert!(inputs.contains(&input), "{} names the input {input}", name.display());
            }
        }
    }
    assert!(uses > 0, "no workflow uses the action");
}
