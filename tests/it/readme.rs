//! What the README shows was run: its transcripts are held against the binary, its tables of the action against `action.yml`.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};

use serde_yaml::Value;

/// Whoever rewrites the README does so alone.
static PEN: Mutex<()> = Mutex::new(());

fn file(path: &str) -> String {
    fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path))
        .unwrap_or_else(|why| panic!("{path}: {why}"))
}

fn yaml(path: &str) -> Value {
    serde_yaml::from_str(&file(path)).unwrap_or_else(|why| panic!("{path}: {why}"))
}

#[track_caller]
fn hold(what: &str, rewritten: impl Fn(&str) -> String) {
    hold_page("README.md", what, rewritten);
}

/// Holds a page against what it should be, or makes it so where `INSTA_UPDATE` is `always`.
#[track_caller]
fn hold_page(page: &str, what: &str, rewritten: impl Fn(&str) -> String) {
    let pen = PEN.lock().unwrap_or_else(PoisonError::into_inner);
    let readme = file(page);
    let now = rewritten(&readme);
    if std::env::vars().any(|(name, value)| name == "INSTA_UPDATE" && value == "always") {
        fs::write(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(page), &now).expect("written");
    } else {
        drop(pen);
        assert!(readme == now, "{what} in {page} is out of date; INSTA_UPDATE=always cargo test rewrites it:\n{now}");
    }
}

/// The README with each transcript as the binary prints it now.
fn with_transcripts(readme: &str) -> String {
    let mut parts = readme.split("```console\n");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (block, rest) = part.split_once("\n```").expect("a closed block");
        let command = block.lines().next().expect("a command");
        let words: Vec<&str> = command.strip_prefix("$ opentrain-jobs ").expect("our command").split(' ').collect();
        text += &format!("```console\n{command}\n{}\n```{rest}", printed(&words).trim_end());
    }
    text
}

fn printed(words: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_opentrain-jobs"))
        .args(words)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_clear()
        .stdin(Stdio::null())
        .output()
        .expect("run");
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn every_transcript_is_what_the_binary_prints() {
    hold("a transcript", with_transcripts);
}

#[test]
fn every_transcript_for_agents_is_what_the_binary_prints_and_none_publishes() {
    hold_page("docs/agents.md", "a transcript", with_transcripts);
    let page = file("docs/agents.md");
    let commands: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("$ opentrain-jobs ")).collect();
    assert_eq!(commands.len(), 3);
    for command in commands {
        let is_safe =
            command.starts_with("check ") || command.starts_with("plan ") || command.starts_with("draft --sandbox ");
        assert!(is_safe, "docs/agents.md runs {command}");
    }
}

/// The README with the matrix that a test of this name came to.
fn with_matrix(readme: &str, title: &str, test: &str) -> String {
    let snapshot = file(&format!("tests/it/{test}.snap"));
    let matrix = snapshot.splitn(3, "---\n").nth(2).expect("a snapshot's text");
    let (before, block) = readme.split_once(&format!("```text\n{title}")).unwrap_or_else(|| panic!("no {title}"));
    let (_, after) = block.split_once("\n```").expect("a closed block");
    format!("{before}```text\n{}\n```{after}", matrix.trim_end())
}

#[test]
fn the_crash_matrix_is_the_one_that_its_test_came_to() {
    let test = "crashes/snapshots/it__crashes__killed_anywhere_in_a_publish_the_next_run_comes_to_the_same_end";
    hold("the crash matrix", |readme| with_matrix(readme, "crash matrix", test));
}

/// The README with the rows of the table that begins with `head`.
fn with_rows(readme: &str, head: &str, rows: &str) -> String {
    let (before, table) = readme.split_once(&format!("{head}\n")).unwrap_or_else(|| panic!("no table {head}"));
    let (rule, table) = table.split_once('\n').expect("a rule below the head");
    let after: String = table.split_inclusive('\n').skip_while(|line| line.starts_with('|')).collect();
    format!("{before}{head}\n{rule}\n{rows}{after}")
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
    hold("a table of the action", |readme| {
        let readme = with_rows(readme, "| input | default | meaning |", &inputs);
        with_rows(&readme, "| output | meaning |", &outputs)
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
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples/workflows");
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

#[test]
fn every_flag_and_exit_code_of_the_readme_is_there() {
    let readme = file("README.md");
    let commands = ["check", "plan", "draft", "publish", "ci", "sandbox"];
    let help: String = commands.iter().map(|command| printed(&[command, "--help"])).collect();
    for flag in readme
        .split(['`', ' ', '\n', '=', '('])
        .filter(|word| word.starts_with("--") && word[2..].starts_with(char::is_alphabetic))
    {
        let is_cargo = ["--release", "--locked", "--path", "--help", "--test", "--nocapture"].contains(&flag);
        assert!(is_cargo || help.contains(flag), "README.md names {flag}");
    }
}
