//! `--help` and the manual pages of each command.

use std::process::Command;

fn run(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_opentrain-jobs")).args(arguments).output().expect("run");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The commands that `--help` lists.
fn commands() -> Vec<String> {
    let help = run(&["--help"]);
    let (_, list) = help.split_once("Commands:\n").expect("a list of commands");
    let names = list.lines().take_while(|line| !line.is_empty()).filter(|line| !line.starts_with("   "));
    let names: Vec<String> = names.map(|line| line.split_whitespace().next().expect("a name").to_owned()).collect();
    names.into_iter().filter(|name| name != "help").collect()
}

fn flags(help: &str) -> impl Iterator<Item = &str> {
    let words = help.lines().filter(|line| line.trim_start().starts_with('-')).flat_map(str::split_whitespace);
    words.filter(|word| word.starts_with("--") && word.len() > 2).map(|word| {
        let end = word[2..].find(|c: char| !c.is_ascii_alphanumeric() && c != '-').map_or(word.len(), |end| end + 2);
        &word[..end]
    })
}

#[test]
fn each_command_has_two_examples_in_its_help() {
    assert!(commands().len() >= 10, "{:?}", commands());
    for command in commands().iter().map(String::as_str).chain(["man"]) {
        for flag in ["-h", "--help"] {
            let help = run(&[command, flag]);
            let (_, examples) = help.split_once("Examples:\n").unwrap_or_else(|| panic!("{command} {flag}:\n{help}"));
            let start = format!("  opentrain-jobs {command}");
            let examples = examples.lines().take_while(|line| line.starts_with(&start)).count();
            assert_eq!(examples, 2, "{command} {flag}:\n{help}");
        }
    }
}

#[test]
fn each_command_has_a_manual_page_with_its_flags() {
    let folder = tempfile::tempdir().expect("a folder");
    let pages = folder.path().join("new/man1");
    run(&["man", pages.to_str().expect("UTF-8")]);
    assert!(pages.join("opentrain-jobs.1").is_file());
    for command in commands() {
        let file = pages.join(format!("opentrain-jobs-{command}.1"));
        let page = std::fs::read_to_string(&file).unwrap_or_else(|why| panic!("{}: {why}", file.display()));
        let page = page.replace("\\-", "-");
        for flag in flags(&run(&[&command, "--help"])) {
            assert!(page.contains(flag), "the page of {command} lacks {flag}");
        }
    }
}
