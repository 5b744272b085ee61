//! What README.md and docs/ show was run, and what they point to is there.
//!
//! `INSTA_UPDATE=always cargo test --test it documents` writes their transcripts and tables.

mod action;
mod links;
mod rules;
mod tables;
mod transcripts;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Tests that rewrite a page do so one after the other.
static WRITE_LOCK: Mutex<()> = Mutex::new(());

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn file(path: &str) -> String {
    let text = fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    text.replace("\r\n", "\n")
}

/// The Markdown files of a folder, as paths from the root.
fn markdown(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(root().join(folder)).expect("a folder");
    let paths = entries.map(|entry| PathBuf::from(folder).join(entry.expect("an entry").file_name()));
    let mut pages: Vec<String> = paths
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .map(|path| path.display().to_string().replace('\\', "/"))
        .collect();
    pages.sort();
    pages
}

/// README.md and docs/.
fn pages() -> Vec<String> {
    let mut pages = markdown("docs");
    pages.insert(0, "README.md".to_owned());
    pages
}

/// Compares a page with what it should be, or writes it if `INSTA_UPDATE` is `always`.
#[track_caller]
fn hold(page: &str, what: &str, rewritten: impl Fn(&str) -> String) {
    let lock = WRITE_LOCK.lock().unwrap_or_else(PoisonError::into_inner);
    let before = file(page);
    let now = rewritten(&before);
    if std::env::vars().any(|(name, value)| name == "INSTA_UPDATE" && value == "always") {
        fs::write(root().join(page), &now).expect("written");
    } else {
        drop(lock);
        assert!(
            before == now,
            "{what} in {page} is out of date; INSTA_UPDATE=always cargo test --test it documents rewrites it:\n{now}"
        );
    }
}
