//! Tables that are generated: of the action, of the schemas, of the proofs.

use std::collections::BTreeSet;

use serde_json::Value;

use super::transcripts::printed;
use super::{file, hold, root};
use crate::test_env::TestEnv;

/// The page with the rows of the table that begins with `head`.
pub(super) fn with_rows(page: &str, head: &str, rows: &str) -> String {
    let (before, table) = page.split_once(&format!("{head}\n")).unwrap_or_else(|| panic!("no table {head}"));
    let (rule, table) = table.split_once('\n').expect("a rule below the head");
    let after: String = table.split_inclusive('\n').skip_while(|line| line.starts_with('|')).collect();
    format!("{before}{head}\n{rule}\n{rows}{after}")
}

/// The page with the matrix that a test of this name came to.
fn with_matrix(page: &str, title: &str, test: &str) -> String {
    let snapshot = file(&format!("tests/it/{test}.snap"));
    let matrix = snapshot.splitn(3, "---\n").nth(2).expect("a snapshot's text");
    let (before, block) = page.split_once(&format!("```text\n{title}")).unwrap_or_else(|| panic!("no {title}"));
    let (_, after) = block.split_once("\n```").expect("a closed block");
    format!("{before}```text\n{}\n```{after}", matrix.trim_end())
}

#[test]
fn the_matrices_are_those_that_their_tests_came_to() {
    let crashes = "crashes/snapshots/it__crashes__killed_anywhere_in_a_publish_the_next_run_comes_to_the_same_end";
    let faults = "fault_matrix/snapshots/\
                  it__fault_matrix__whatever_fails_the_exit_code_tells_it_nothing_is_lost_and_the_next_run_heals_it";
    hold("docs/reliability.md", "a matrix", |page| {
        let page = with_matrix(page, "crash matrix", crashes);
        with_matrix(&page, "                            capabilities", faults)
    });
}

fn schema(name: &str) -> Value {
    serde_json::from_str(&file(&format!("schema/{name}.schema.json"))).expect("JSON")
}

/// The type of a value, in words.
fn type_in_words(schema: &Value) -> String {
    let types: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        several => several.as_array().into_iter().flatten().filter_map(Value::as_str).collect(),
    };
    if let Some(values) = schema["enum"].as_array() {
        let values = values.iter().filter_map(Value::as_str).map(|value| format!("`{value}`"));
        return values.collect::<Vec<_>>().join(", ");
    }
    match types.iter().find(|name| **name != "null").copied() {
        Some("string") if types.contains(&"number") => "undocumented",
        Some("string") => "text",
        Some("integer") => "whole number",
        Some("boolean") => "true or false",
        Some("array") => "list of texts",
        Some("object") => "mapping",
        Some(other) => other,
        None => panic!("{schema} has no type"),
    }
    .to_owned()
}

/// A row for each property: name, type, description.
fn rows(properties: &Value, row: impl Fn(&str, &Value) -> String) -> String {
    properties.as_object().expect("properties").iter().map(|(name, schema)| row(name, schema)).collect()
}

fn row(name: &str, schema: &Value) -> String {
    let meaning = schema["description"].as_str().expect("a description");
    let meaning = meaning.replace(" OpenTrain documents neither a type nor a list of values.", "");
    format!("| `{name}` | {} | {meaning} |\n", type_in_words(schema))
}

fn setting(name: &str, schema: &Value) -> String {
    let default = match &schema["default"] {
        Value::Null => String::new(),
        Value::Array(items) => {
            let items: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
            format!("`[{}]`", items.join(", "))
        }
        value => format!("`{value}`"),
    };
    format!("| `{name}` | {default} | {} |\n", schema["description"].as_str().expect("a description"))
}

#[test]
fn the_tables_of_keys_fields_and_settings_are_those_of_the_schemas() {
    let job = schema("job");
    let config = schema("config");
    let settings: String = rows(&config["properties"], |name, schema| match &schema["properties"] {
        Value::Null => setting(name, schema),
        limits => rows(limits, |limit, schema| setting(&format!("{name}.{limit}"), schema)),
    });
    hold("docs/definitions.md", "a table", |page| {
        let page = with_rows(page, "| key | type | meaning |", &rows(&job["properties"], row));
        let fields = rows(&job["properties"]["fields"]["properties"], row);
        let page = with_rows(&page, "| field | type | meaning |", &fields);
        with_rows(&page, "| setting | default | meaning |", &settings)
    });
}

/// The blocks of a page that begin with `# jobs/NAME`, as files.
fn written_files(page: &str) -> Vec<(String, String)> {
    let blocks = page.split("```yaml\n# jobs/").skip(1);
    let files =
        blocks.map(|block| block.split_once("\n```").expect("a closed block").0.split_once('\n').expect("text"));
    files.map(|(name, text)| (name.to_owned(), format!("{text}\n"))).collect()
}

#[test]
fn the_definitions_and_settings_that_are_shown_are_valid() {
    for page in ["README.md", "docs/definitions.md"] {
        let files = written_files(&file(page));
        assert!(!files.is_empty(), "{page} shows none");
        let env = TestEnv::new();
        env.job("meeting-notes.md", "Compare meeting notes with the recording.\n");
        for (name, text) in &files {
            env.job(name, text);
        }
        let ran = env.run(&["check"]).exits(0);
        assert!(ran.report()["jobs"].as_array().is_some_and(|jobs| !jobs.is_empty()), "{page}");
    }
}

/// Names of environment variables in a text, as string literals or code.
fn variables(text: &str, quote: char) -> BTreeSet<&str> {
    let starts = ["OT_", "OPENTRAIN_", "GITHUB_", "RUNNER_", "SSL_", "XDG_"];
    let whole = ["CI", "HOME", "NO_COLOR", "TERM", "USERPROFILE"];
    let words = text.split(quote).filter(|word| word.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_'));
    words.filter(|word| whole.contains(word) || starts.iter().any(|start| word.starts_with(start))).collect()
}

fn sources(folder: &std::path::Path, text: &mut String) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, text);
        } else {
            *text += &std::fs::read_to_string(&path).expect("UTF-8");
        }
    }
}

#[test]
fn the_environment_variables_of_the_page_are_those_that_the_program_reads() {
    let mut program = String::new();
    sources(&root().join("src"), &mut program);
    let page = file("docs/commands.md");
    let section = page.split("## Environment").nth(1).expect("the section");
    let table = section.split("\n## ").next().unwrap_or_default();
    assert_eq!(variables(table, '`'), variables(&program, '"'));
}

/// The first cells of the tables of messages, without their quotes.
fn messages(page: &str) -> Vec<&str> {
    let tables = page.split("\n| message |").skip(1);
    let rows = tables.flat_map(|table| table.lines().skip(2).take_while(|line| line.starts_with('|')));
    rows.filter_map(|row| row.trim_start_matches("| ").split(" | ").next()).map(|cell| cell.trim_matches('`')).collect()
}

#[test]
fn the_messages_of_the_pages_are_those_of_the_program() {
    let mut program = String::new();
    sources(&root().join("src"), &mut program);
    // A text that goes on in the next line.
    let program = program.split("\\\n").map(str::trim_start).collect::<String>();
    for page in ["docs/records.md", "docs/troubleshooting.md"] {
        let text = file(page);
        let messages = messages(&text);
        assert!(messages.len() > 5, "{page} has tables of messages");
        for message in messages {
            for part in message.split('…').map(|part| part.trim_matches([' ', '`', ','])) {
                assert!(program.contains(part), "{page}: no message says `{part}`");
            }
        }
    }
}

#[test]
fn the_comments_that_getting_started_quotes_are_those_of_the_story() {
    let mut comments = String::new();
    sources(&root().join("tests/it/story/snapshots"), &mut comments);
    let page = file("docs/getting-started.md");
    let quoted: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("> ")).collect();
    assert_eq!(quoted.len(), 3, "{quoted:?}");
    for line in quoted {
        assert!(comments.contains(&format!("### {line}\n")), "no comment begins with {line}");
    }
}

#[test]
fn every_command_is_in_the_table_of_commands() {
    let help = printed(&["--help"]);
    let commands = help.split("Commands:\n").nth(1).and_then(|rest| rest.split("\n\n").next()).expect("the commands");
    let page = file("docs/commands.md");
    let names = commands.lines().filter_map(|line| line.split_whitespace().next());
    for name in names.filter(|name| *name != "help") {
        assert!(page.contains(&format!("\n| `{name}` | ")), "docs/commands.md has no row for `{name}`");
    }
}
