//! One commit of the branch that holds the records.

use std::path::Path;

use super::error::Error;
use super::files::{self, Files, JOBS};
use crate::git::Git;

/// A commit of the branch and the files in it.
#[derive(Debug, Default)]
pub(super) struct Snapshot {
    /// `None` for a branch that does not exist.
    pub(super) commit: Option<String>,
    pub(super) files: Files,
    /// Other entries at the root, for instance a README. They are preserved.
    other_at_root: Vec<Entry>,
    /// Other entries in `jobs`.
    other_in_jobs: Vec<Entry>,
}

/// An entry of a tree.
#[derive(Clone, Debug)]
struct Entry {
    mode: String,
    kind: String,
    object: String,
    name: String,
}

impl Snapshot {
    /// Reads a commit; `None` where this repository does not have it.
    pub(super) fn read(git: &Git, branch: &str, commit: &str) -> Result<Option<Self>, Error> {
        let Some(top) = entries(git, commit)? else { return Ok(None) };
        let is_jobs = |entry: &Entry| entry.name == JOBS && entry.kind == "tree";
        let below = match top.iter().find(|entry| is_jobs(entry)) {
            Some(jobs) => entries(git, &jobs.object)?,
            None => Some(Vec::new()),
        };
        let Some(below) = below else { return Ok(None) };
        let top = top.into_iter().filter(|entry| !is_jobs(entry));
        let (ours, other_at_root): (Vec<_>, Vec<_>) =
            top.partition(|entry| entry.kind == "blob" && files::is_root_file(&entry.name));
        let (records, other_in_jobs): (Vec<_>, Vec<_>) =
            below.into_iter().partition(|entry| entry.kind == "blob" && files::is_record(&entry.name));
        let is_store = ours.iter().any(|entry| entry.name == files::IDENTITY);
        let is_empty = other_at_root.is_empty() && other_in_jobs.is_empty() && records.is_empty();
        if !is_store && !is_empty {
            return Err(Error::NoRecords { branch: branch.to_owned() });
        }
        let top = ours.into_iter().map(|entry| (entry.name, entry.object));
        let records = records.into_iter().map(|entry| (format!("{JOBS}/{}", entry.name), entry.object));
        let files = contents(git, top.chain(records).collect())?;
        Ok(files.map(|files| Self { commit: Some(commit.to_owned()), files, other_at_root, other_in_jobs }))
    }

    /// Records that the branch is now at `commit`, which holds `files`.
    pub(super) fn advance(&mut self, commit: String, files: Files) {
        self.commit = Some(commit);
        self.files = files;
    }

    /// Writes a commit on top of this one that holds `files` as they are in `folder`, and returns its id.
    pub(super) fn commit_child(&self, git: &Git, folder: &Path, files: &Files, message: &str) -> Result<String, Error> {
        let paths: String = files.keys().map(|name| format!("{}\n", folder.join(name).display())).collect();
        let objects = git.run_line(&["hash-object", "-w", "--no-filters", "--stdin-paths"], paths.as_bytes())?;
        let mut at_root = self.other_at_root.clone();
        let mut in_jobs = self.other_in_jobs.clone();
        for (name, object) in files.keys().zip(objects.lines()) {
            match name.split_once('/') {
                Some((_, name)) => in_jobs.push(Entry::new("100644", "blob", object, name)),
                None => at_root.push(Entry::new("100644", "blob", object, name)),
            }
        }
        if !in_jobs.is_empty() {
            at_root.push(Entry::new("040000", "tree", &write_tree(git, &in_jobs)?, JOBS));
        }
        let tree = write_tree(git, &at_root)?;
        let mut args = vec!["commit-tree", tree.as_str(), "-F", "-"];
        args.extend(self.commit.iter().flat_map(|parent| ["-p", parent]));
        Ok(git.run_line(&args, message.as_bytes())?)
    }
}

impl Entry {
    fn new(mode: &str, kind: &str, object: &str, name: &str) -> Self {
        let [mode, kind, object, name] = [mode, kind, object, name].map(str::to_owned);
        Self { mode, kind, object, name }
    }
}

/// The entries of a tree; `None` where this repository does not have it. Names that are not UTF-8 can't be preserved.
fn entries(git: &Git, tree: &str) -> Result<Option<Vec<Entry>>, Error> {
    let output = git.try_run(&["ls-tree", "-z", tree], b"")?;
    if !output.is_success {
        return Ok(None);
    }
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let entry = |line: &str| {
        let (about, name) = line.split_once('\t')?;
        let mut about = about.split(' ');
        Some(Entry::new(about.next()?, about.next()?, about.next()?, name))
    };
    Ok(Some(text.split('\0').filter_map(entry).collect()))
}

fn write_tree(git: &Git, entries: &[Entry]) -> Result<String, Error> {
    let line = |Entry { mode, kind, object, name }: &Entry| format!("{mode} {kind} {object}\t{name}\0");
    let lines: String = entries.iter().map(line).collect();
    Ok(git.run_line(&["mktree", "-z", "--missing"], lines.as_bytes())?)
}

/// The objects' contents by name; `None` where this repository does not have one of them.
fn contents(git: &Git, named: Vec<(String, String)>) -> Result<Option<Files>, Error> {
    let objects: String = named.iter().map(|(_, object)| format!("{object}\n")).collect();
    let out = git.run(&["cat-file", "--batch"], objects.as_bytes())?;
    let mut rest = out.as_slice();
    let mut files = Files::new();
    for (name, _) in named {
        let Some((bytes, after)) = split_first_object(rest) else { return Ok(None) };
        files.insert(name, bytes.to_owned());
        rest = after;
    }
    Ok(Some(files))
}

/// The content of a batch's first object (`OBJECT TYPE SIZE`, newline, content, newline), and the rest of the batch.
fn split_first_object(batch: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = batch.iter().position(|byte| *byte == b'\n')?;
    let size = std::str::from_utf8(&batch[..end]).ok()?.split(' ').nth(2)?.parse::<usize>().ok()?;
    let rest = &batch[end + 1..];
    Some((rest.get(..size)?, rest.get(size + 1..)?))
}
