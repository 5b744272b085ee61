//! The repository's GitHub workflows that run this program.

use std::fs;
use std::path::Path;

/// Where GitHub looks for workflows, from the top folder.
pub(super) const FOLDER: &str = ".github/workflows";

/// A longer file is no workflow that somebody wrote.
const MAX_BYTES: u64 = 1 << 20;

/// A workflow that runs this program.
#[derive(Clone, Debug)]
pub(super) struct Workflow {
    /// The path from the top folder.
    pub(super) file: String,
    /// The file's text.
    pub(super) text: String,
}

/// The workflows that run this program, by name.
pub(super) fn find(root: &Path) -> Vec<Workflow> {
    let Ok(entries) = fs::read_dir(root.join(FOLDER)) else { return Vec::new() };
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut found: Vec<Workflow> = paths.filter_map(|path| read(&path)).filter(runs_this_program).collect();
    found.sort_by(|a, b| a.file.cmp(&b.file));
    found
}

fn read(path: &Path) -> Option<Workflow> {
    let is_workflow = path.extension().is_some_and(|ending| ending == "yml" || ending == "yaml");
    let metadata = fs::metadata(path).ok()?;
    if !is_workflow || !metadata.is_file() || metadata.len() > MAX_BYTES {
        return None;
    }
    let file = format!("{FOLDER}/{}", path.file_name()?.to_string_lossy());
    Some(Workflow { file, text: fs::read_to_string(path).ok()? })
}

/// Whether it uses the action, whoever's copy of it, or calls the program.
fn runs_this_program(workflow: &Workflow) -> bool {
    ["/opentrain-jobs@", "opentrain-jobs ci"].iter().any(|word| workflow.text.contains(word))
}
