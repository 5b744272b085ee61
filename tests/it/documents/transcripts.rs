//! Each `console` block is what the commands in it print.
//!
//! A plain block runs in this project. The blocks `console new-repository` of a page run one after the other in a new git repository.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::{file, hold, pages, root};
use crate::git_remote::{git, search_path};

const FENCE: &str = "```console";

/// A new git repository.
struct Repository {
    folder: tempfile::TempDir,
}

impl Repository {
    fn new() -> Self {
        let repository = Self { folder: tempfile::tempdir().expect("a folder") };
        git(repository.folder.path(), &["init", "--quiet", "--initial-branch=main", "repository"]);
        repository
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("repository")
    }
}

fn binary() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_opentrain-jobs"))
}

fn text(output: Output) -> String {
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// What the binary prints in this project.
pub(super) fn printed(words: &[&str]) -> String {
    let mut command = Command::new(binary());
    command.args(words).current_dir(root()).env_clear().stdin(Stdio::null());
    text(command.output().expect("run"))
}

/// What a shell prints in the repository, for a command that succeeds.
fn shell(line: &str, repository: &Repository) -> String {
    let folder = binary().parent().expect("a folder").to_owned();
    let installed = search_path();
    let paths = std::iter::once(folder).chain(std::env::split_paths(&installed));
    let path = std::env::join_paths(paths).expect("a search path");
    let mut command = Command::new("sh");
    command.args(["-c", line]).current_dir(repository.path()).env_clear().env("PATH", path).stdin(Stdio::null());
    let output = command.env("HOME", repository.folder.path()).output().expect("sh");
    assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    text(output)
}

fn in_project(line: &str) -> String {
    let words: Vec<&str> = line.strip_prefix("opentrain-jobs ").expect("our command").split(' ').collect();
    printed(&words)
}

/// A block with what its commands print now.
fn rerun(block: &str, run: impl Fn(&str) -> String) -> String {
    let lines = block.lines().filter_map(|line| line.strip_prefix("$ "));
    lines.map(|line| format!("$ {line}\n{}", run(line)).trim_end().to_owned() + "\n").collect()
}

/// The page with each transcript as it is printed now.
fn with_transcripts(page: &str) -> String {
    let repository = page.contains("```console new-repository\n").then(Repository::new);
    let mut parts = page.split(FENCE);
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (kind, rest) = part.split_once('\n').expect("a block");
        let (block, after) = rest.split_once("\n```").expect("a closed block");
        let now = match (kind, &repository) {
            ("", _) => rerun(block, in_project),
            (" new-repository", Some(repository)) if cfg!(unix) => rerun(block, |line| shell(line, repository)),
            (" new-repository", _) => format!("{block}\n"),
            _ => panic!("{FENCE}{kind}: it is no kind of transcript"),
        };
        text += &format!("{FENCE}{kind}\n{now}```{after}");
    }
    text
}

#[test]
fn every_transcript_is_what_the_binary_prints() {
    for page in pages() {
        hold(&page, "a transcript", with_transcripts);
    }
}

#[test]
fn the_commands_for_agents_publish_nothing() {
    let page = file("docs/agents.md");
    let commands: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("$ opentrain-jobs ")).collect();
    assert!(!commands.is_empty(), "the page shows commands");
    assert!(!page.contains("```sh"), "each command of docs/agents.md is in a transcript, which is run");
    for command in commands {
        let is_safe = ["check ", "plan ", "draft --sandbox "].iter().any(|safe| command.starts_with(safe));
        assert!(is_safe, "docs/agents.md runs {command}");
    }
}

#[test]
fn every_flag_that_the_pages_name_is_there() {
    let commands = ["init", "check", "plan", "draft", "publish", "status", "doctor", "adopt", "ci", "sandbox"];
    let help: String = commands.iter().map(|command| printed(&[command, "--help"])).collect();
    // Flags of cargo, git, gh and bench/run.
    let others =
        "--add --allow-empty --env --fill --git --global --help --locked --nocapture --path --release --test --write";
    let others: Vec<&str> = others.split(' ').collect();
    for page in pages() {
        let text = file(&page);
        let words = text.split(['`', ' ', '\n', '=', '(', ',', '.']);
        for flag in words.filter(|word| word.starts_with("--") && word[2..].starts_with(char::is_alphabetic)) {
            let flag = flag.trim_end_matches([':', ';', ')']);
            assert!(others.contains(&flag) || help.contains(flag), "{page} names {flag}");
        }
    }
}
