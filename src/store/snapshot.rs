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
    /// Any bytes, so that every file is preserved.
    name: Vec<u8>,
}

impl Snapshot {
    /// Reads a commit; `None` where this repository does not have it.
    pub(super) fn read(git: &Git, branch: &str, commit: &str) -> Result<Option<Self>, Error> {
        let Some(top) = entries(git, commit)? else { return Ok(None) };
        let is_jobs = |entry: &Entry| entry.has_name(JOBS);
        let jobs = top.iter().find(|entry| is_jobs(entry));
        let below = match jobs.filter(|entry| entry.is_folder()) {
            Some(jobs) => entries(git, &jobs.object)?,
            None => Some(Vec::new()),
        };
        let Some(below) = below else { return Ok(None) };
        ensure_records(branch, &top, &below)?;
        let top = top.into_iter().filter(|entry| !is_jobs(entry));
        let (ours, other_at_root): (Vec<_>, Vec<_>) = top.partition(Entry::is_root_file);
        let (records, other_in_jobs): (Vec<_>, Vec<_>) = below.into_iter().partition(Entry::is_record);
        let top = ours.into_iter().map(|entry| (entry.shown_name(), entry.object));
        let records = records.into_iter().map(|entry| (format!("{JOBS}/{}", entry.shown_name()), entry.object));
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
                None => at_root.push(Entry::new("100644", "blob", object, name.as_str())),
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
    fn new(mode: &str, kind: &str, object: &str, name: impl Into<Vec<u8>>) -> Self {
        let [mode, kind, object] = [mode, kind, object].map(str::to_owned);
        Self { mode, kind, object, name: name.into() }
    }

    fn has_name(&self, name: &str) -> bool {
        self.name == name.as_bytes()
    }

    fn shown_name(&self) -> String {
        String::from_utf8_lossy(&self.name).into_owned()
    }

    fn is_root_file(&self) -> bool {
        files::is_root_file(&self.shown_name())
    }

    fn is_record(&self) -> bool {
        files::is_record(&self.shown_name())
    }

    fn is_folder(&self) -> bool {
        self.kind == "tree"
    }

    fn is_regular_file(&self) -> bool {
        self.kind == "blob" && self.mode != "120000"
    }

    fn description(&self) -> &'static str {
        match self.mode.as_str() {
            "120000" => "a link",
            "160000" => "a submodule",
            "040000" => "a folder",
            _ => "a file",
        }
    }
}

/// Ensures that a branch holds records or nothing, and nothing else at their places: a tree with two entries of one name is broken.
fn ensure_records(branch: &str, top: &[Entry], below: &[Entry]) -> Result<(), Error> {
    let branch = branch.to_owned();
    if !top.is_empty() && !top.iter().any(|entry| entry.has_name(files::IDENTITY)) {
        let has_records = below.iter().any(Entry::is_record);
        return Err(if has_records { Error::NoOwner { branch } } else { Error::NoRecords { branch } });
    }
    let wrong = |path: String, entry: &Entry, expected| {
        Err(Error::WrongEntry { branch: branch.clone(), path, found: entry.description(), expected })
    };
    if let Some(entry) = top.iter().find(|entry| entry.has_name(JOBS) && !entry.is_folder()) {
        return wrong(JOBS.into(), entry, "a folder");
    }
    if let Some(entry) = top.iter().find(|entry| entry.is_root_file() && !entry.is_regular_file()) {
        return wrong(entry.shown_name(), entry, "a file");
    }
    match below.iter().find(|entry| entry.is_record() && !entry.is_regular_file()) {
        Some(entry) => wrong(format!("{JOBS}/{}", entry.shown_name()), entry, "a file"),
        None => Ok(()),
    }
}

/// The entries of a tree; `None` where this repository does not have it.
fn entries(git: &Git, tree: &str) -> Result<Option<Vec<Entry>>, Error> {
    let output = git.try_run(&["ls-tree", "-z", tree], b"")?;
    if !output.is_success {
        return Ok(None);
    }
    let entry = |line: &[u8]| {
        let end = line.iter().position(|byte| *byte == b'\t')?;
        let mut about = std::str::from_utf8(&line[..end]).ok()?.split(' ');
        Some(Entry::new(about.next()?, about.next()?, about.next()?, &line[end + 1..]))
    };
    Ok(Some(output.stdout.split(|byte| *byte == 0).filter_map(entry).collect()))
}

fn write_tree(git: &Git, entries: &[Entry]) -> Result<String, Error> {
    let mut lines = Vec::new();
    for Entry { mode, kind, object, name } in entries {
        lines.extend_from_slice(format!("{mode} {kind} {object}\t").as_bytes());
        lines.extend_from_slice(name);
        lines.push(0);
    }
    Ok(git.run_line(&["mktree", "-z", "--missing"], &lines)?)
}

/// The objects' contents by name; `None` where this repository does not have one of them.
fn contents(git: &Git, named: Vec<(String, String)>) -> Result<Option<Files>, Error> {
    let objects: Vec<&str> = named.iter().map(|(_, object)| object.as_str()).collect();
    let contents = git.contents(&objects)?;
    let files = named.into_iter().zip(contents).map(|((name, _), content)| Some((name, content?)));
    Ok(files.collect())
}
