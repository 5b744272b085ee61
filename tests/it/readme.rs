//! What the README shows was run: its transcripts are held against the binary.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// The README with each transcript as the binary prints it now.
fn rewritten(readme: &str) -> String {
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
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(&path).expect("README.md");
    let now = rewritten(&readme);
    if std::env::vars().any(|(name, value)| name == "INSTA_UPDATE" && value == "always") {
        fs::write(&path, &now).expect("written");
    } else {
        assert!(
            readme == now,
            "a transcript in README.md is out of date; INSTA_UPDATE=always cargo test rewrites it:\n{now}"
        );
    }
}

#[test]
fn every_flag_and_exit_code_of_the_readme_is_there() {
    let readme = fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("README.md");
    let commands = ["check", "plan", "draft", "publish", "sandbox"];
    let help: String = commands.iter().map(|command| printed(&[command, "--help"])).collect();
    for flag in readme
        .split(['`', ' ', '\n', '=', '('])
        .filter(|word| word.starts_with("--") && word[2..].starts_with(char::is_alphabetic))
    {
        let is_cargo = ["--release", "--locked", "--path", "--help"].contains(&flag);
        assert!(is_cargo || help.contains(flag), "README.md names {flag}");
    }
}
