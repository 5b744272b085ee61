//! The jobs directory in a commit.

use std::collections::BTreeMap;

use super::{Checkout, Error};

/// A file, a link or a submodule in a commit.
#[derive(Clone, Debug)]
pub(super) struct TreeEntry {
    mode: String,
    /// The object's id.
    pub(super) object: String,
    /// Where a link leads to.
    pub(super) link: Option<String>,
}

impl TreeEntry {
    pub(super) fn is_file(&self) -> bool {
        self.mode.starts_with("100")
    }

    fn is_link(&self) -> bool {
        self.mode == "120000"
    }
}

impl Checkout {
    /// Everything in the jobs directory of a commit, by the path below that directory; empty where the commit has no such
    /// directory.
    pub(super) fn tree(&self, commit: &str) -> Result<BTreeMap<String, TreeEntry>, Error> {
        let tree = format!("{commit}:{}", self.prefix);
        if !self.git.try_run(&["rev-parse", "--verify", "--quiet", &tree], b"")?.is_success {
            return Ok(BTreeMap::new());
        }
        let listed = self.git.run(&["ls-tree", "-r", "-z", &tree], b"")?;
        let mut entries = BTreeMap::new();
        for line in String::from_utf8_lossy(&listed).split_terminator('\0') {
            let Some((about, name)) = line.split_once('\t') else { continue };
            let mut about = about.split(' ');
            let mode = about.next().unwrap_or_default().to_owned();
            let object = about.nth(1).unwrap_or_default().to_owned();
            entries.insert(name.to_owned(), TreeEntry { mode, object, link: None });
        }
        for entry in entries.values_mut().filter(|entry| entry.is_link()) {
            let target = self.git.run(&["cat-file", "blob", &entry.object], b"")?;
            entry.link = Some(String::from_utf8_lossy(&target).into_owned());
        }
        Ok(entries)
    }
}
