//! What differs in the jobs directory between a commit and the local files.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use super::tree::TreeEntry;
use super::{Checkout, Error, below};

/// The names below the jobs directory that differ, each with what it was.
pub(crate) type Changes = BTreeMap<String, OldContent>;

/// What the earlier commit has under a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum OldContent {
    /// Nothing: the file is new.
    Absent,
    /// A YAML file with this text; bytes that are not UTF-8 are replaced.
    Yaml(String),
    /// Something that was not read: a link, another kind of file, or a file that only its name is known of.
    Unread,
}

impl Checkout {
    /// What differs between `commit` and the files here: each entry of the commit that is changed or absent here, and each of `read`,
    /// the files that a run has read, that the commit does not have.
    ///
    /// # Errors
    /// Where git fails.
    pub(crate) fn changes_since(&self, commit: &str, read: &[PathBuf]) -> Result<Changes, Error> {
        let tree = self.tree(commit)?;
        let names = self.differences(&tree, read)?;
        let is_yaml = |name: &str| name.ends_with(".yml") || name.ends_with(".yaml");
        let object = |name: &String| {
            let entry = tree.get(name).filter(|entry| entry.is_file() && is_yaml(name));
            entry.map(|entry| entry.object.as_str())
        };
        let objects: Vec<&str> = names.iter().filter_map(object).collect();
        let mut texts = self.git.contents(&objects)?.into_iter();
        let old = |name: String| {
            let content = match (object(&name), tree.contains_key(&name)) {
                (Some(_), _) => match texts.next().flatten() {
                    Some(bytes) => OldContent::Yaml(String::from_utf8_lossy(&bytes).into_owned()),
                    None => OldContent::Unread,
                },
                (None, true) => OldContent::Unread,
                (None, false) => OldContent::Absent,
            };
            (name, content)
        };
        Ok(names.iter().cloned().map(old).collect())
    }

    /// The names that differ: those that only one side has first.
    pub(super) fn differences(
        &self,
        tree: &BTreeMap<String, TreeEntry>,
        read: &[PathBuf],
    ) -> Result<Vec<String>, Error> {
        let extra = read.iter().map(|path| below(&self.jobs, path)).filter(|name| !tree.contains_key(name));
        let (here, absent): (Vec<_>, Vec<_>) = tree.iter().partition(|(name, entry)| self.has_entry(name, entry));
        let files = here.into_iter().filter(|(_, entry)| entry.is_file());
        let files: Vec<(&str, &str)> = files.map(|(name, entry)| (name.as_str(), entry.object.as_str())).collect();
        let one_sided = extra.chain(absent.into_iter().map(|(name, _)| name.clone()));
        let changed = self.changed(&files)?.into_iter().map(str::to_owned);
        Ok(one_sided.chain(changed).collect())
    }

    /// Whether the entry is a regular file here, or for a link a link to the same place.
    fn has_entry(&self, name: &str, entry: &TreeEntry) -> bool {
        let path = self.jobs.join(name);
        match &entry.link {
            // git reads one name a line.
            _ if name.contains('\n') => false,
            Some(target) => fs::read_link(path).is_ok_and(|link| link.to_str() == Some(target)),
            None => !entry.is_file() || fs::symlink_metadata(path).is_ok_and(|found| found.is_file()),
        }
    }
}
