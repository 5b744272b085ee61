//! The jobs directory in a commit.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{Checkout, Error, name};

/// A file, a link or a submodule in a commit.
#[derive(Clone, Debug)]
pub(super) struct TreeEntry {
    mode: String,
    /// The object's id.
    pub(super) object: String,
    /// Where a link leads to.
    pub(super) link: Option<PathBuf>,
}

impl TreeEntry {
    pub(super) fn is_file(&self) -> bool {
        self.mode.starts_with("100")
    }

    fn is_link(&self) -> bool {
        self.mode == "120000"
    }

    fn is_submodule(&self) -> bool {
        self.mode == "160000"
    }
}

/// Everything in the jobs directory of a commit, by the path below that directory.
pub(super) type Tree = BTreeMap<PathBuf, TreeEntry>;

/// The submodule that the file is in.
pub(super) fn submodule_of<'a>(tree: &Tree, file: &'a Path) -> Option<&'a Path> {
    file.ancestors().skip(1).find(|folder| tree.get(*folder).is_some_and(TreeEntry::is_submodule))
}

impl Checkout {
    /// The tree of a commit; empty where the commit has no such directory.
    pub(super) fn tree(&self, commit: &str) -> Result<Tree, Error> {
        let tree = format!("{commit}:{}", self.prefix);
        if !self.git.try_run(&["rev-parse", "--verify", "--quiet", &tree], b"")?.is_success {
            return Ok(Tree::new());
        }
        let listed = self.git.run(&["ls-tree", "-r", "-z", &tree], b"")?;
        let mut entries = Tree::new();
        for line in listed.split(|byte| *byte == 0) {
            let Some(tab) = line.iter().position(|byte| *byte == b'\t') else { continue };
            let about = String::from_utf8_lossy(&line[..tab]);
            let mut about = about.split(' ');
            let mode = about.next().unwrap_or_default().to_owned();
            let object = about.nth(1).unwrap_or_default().to_owned();
            entries.insert(name::path(&line[tab + 1..]), TreeEntry { mode, object, link: None });
        }
        for entry in entries.values_mut().filter(|entry| entry.is_link()) {
            let target = self.git.run(&["cat-file", "blob", &entry.object], b"")?;
            entry.link = Some(name::path(&target));
        }
        Ok(entries)
    }
}
