//! One commit of a records' branch.

use std::path::Path;

use super::error::Error;
use super::files::{self, Files, JOBS};
use super::git::Git;

/// A commit of a records' branch and what it holds.
#[derive(Debug, Default)]
pub(super) struct Tip {
    /// The commit; `None` for a branch that isn't there.
    pub(super) commit: Option<String>,
    /// The records.
    pub(super) files: Files,
    /// Other things at the top and below `jobs`, for instance a README. They stay.
    others: [Vec<Entry>; 2],
}

/// A line of a tree.
#[derive(Clone, Debug)]
struct Entry {
    /// Mode, type and object, as git writes them.
    mode: String,
    kind: String,
    object: String,
    name: String,
}

impl Tip {
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
        let (ours, others): (Vec<_>, Vec<_>) =
            top.partition(|entry| entry.kind == "blob" && files::is_top(&entry.name));
        let (records, strangers): (Vec<_>, Vec<_>) =
            below.into_iter().partition(|entry| entry.kind == "blob" && files::is_record(&entry.name));
        let is_store = ours.iter().any(|entry| entry.name == files::IDENTITY);
        let is_empty = others.is_empty() && strangers.is_empty() && records.is_empty();
        if !is_store && !is_empty {
            return Err(Error::NoRecords { branch: branch.to_owned() });
        }
        let named = ours.into_iter().map(|entry| (entry.name, entry.object));
        let named = named.chain(records.into_iter().map(|entry| (format!("{JOBS}/{}", entry.name), entry.object)));
        let files = contents(git, named.collect())?;
        Ok(files.map(|files| Self { commit: Some(commit.to_owned()), files, others: [others, strangers] }))
    }

    /// Writes a commit on top of this one that holds these files of a folder.
    pub(super) fn child(&self, git: &Git, (folder, files): (&Path, &Files), message: &str) -> Result<String, Error> {
        let paths: String = files.keys().map(|name| format!("{}\n", folder.join(name).display())).collect();
        let objects = git.line(&["hash-object", "-w", "--no-filters", "--stdin-paths"], paths.as_bytes())?;
        let [mut top, mut below] = self.others.clone();
        for (name, object) in files.keys().zip(objects.lines()) {
            let (tree, name) = match name.split_once('/') {
                Some((_, name)) => (&mut below, name),
                None => (&mut top, name.as_str()),
            };
            tree.push(Entry::new("100644", "blob", object, name));
        }
        if !below.is_empty() {
            top.push(Entry::new("040000", "tree", &tree(git, &below)?, JOBS));
        }
        let tree = tree(git, &top)?;
        let mut args = vec!["commit-tree", tree.as_str(), "-F", "-"];
        args.extend(self.commit.iter().flat_map(|parent| ["-p", parent]));
        git.line(&args, message.as_bytes())
    }
}

impl Entry {
    fn new(mode: &str, kind: &str, object: &str, name: &str) -> Self {
        let [mode, kind, object, name] = [mode, kind, object, name].map(str::to_owned);
        Self { mode, kind, object, name }
    }
}

/// The entries of a tree; `None` where this repository does not have it. Names that are no UTF-8 can't be kept.
fn entries(git: &Git, tree: &str) -> Result<Option<Vec<Entry>>, Error> {
    let said = git.ask(&["ls-tree", "-z", tree], b"")?;
    if !said.is_ok {
        return Ok(None);
    }
    let text = String::from_utf8_lossy(&said.out).into_owned();
    let entry = |line: &str| {
        let (about, name) = line.split_once('\t')?;
        let mut about = about.split(' ');
        Some(Entry::new(about.next()?, about.next()?, about.next()?, name))
    };
    Ok(Some(text.split('\0').filter_map(entry).collect()))
}

fn tree(git: &Git, entries: &[Entry]) -> Result<String, Error> {
    let line = |Entry { mode, kind, object, name }: &Entry| format!("{mode} {kind} {object}\t{name}\0");
    git.line(&["mktree", "-z", "--missing"], entries.iter().map(line).collect::<String>().as_bytes())
}

/// What these objects hold, by name; `None` where one is not here.
fn contents(git: &Git, named: Vec<(String, String)>) -> Result<Option<Files>, Error> {
    let asked: String = named.iter().map(|(_, object)| format!("{object}\n")).collect();
    let out = git.run(&["cat-file", "--batch"], asked.as_bytes())?;
    let (mut rest, mut files) = (out.as_slice(), Files::new());
    for (name, _) in named {
        let Some((bytes, after)) = first(rest) else { return Ok(None) };
        files.insert(name, bytes.to_owned());
        rest = after;
    }
    Ok(Some(files))
}

/// The first object of a batch, `OBJECT TYPE SIZE`, newline, content, newline; and what follows it.
fn first(batch: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = batch.iter().position(|byte| *byte == b'\n')?;
    let size = std::str::from_utf8(&batch[..end]).ok()?.split(' ').nth(2)?.parse::<usize>().ok()?;
    let rest = &batch[end + 1..];
    Some((rest.get(..size)?, rest.get(size + 1..)?))
}
