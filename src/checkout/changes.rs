//! What differs in the jobs directory between a commit and the local files.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::tree::{Tree, TreeEntry};
use super::{Checkout, Error, name};

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
        let object = |name: &Path| {
            let entry = tree.get(name).filter(|entry| entry.is_file() && is_yaml(&name::text(name)));
            entry.map(|entry| entry.object.as_str())
        };
        let objects: Vec<&str> = names.iter().filter_map(|name| object(name)).collect();
        let mut texts = self.git.contents(&objects)?.into_iter();
        let old = |name: &PathBuf| {
            let content = match (object(name), tree.contains_key(name)) {
                (Some(_), _) => match texts.next().flatten() {
                    Some(bytes) => OldContent::Yaml(String::from_utf8_lossy(&bytes).into_owned()),
                    None => OldContent::Unread,
                },
                (None, true) => OldContent::Unread,
                (None, false) => OldContent::Absent,
            };
            (name::text(name), content)
        };
        Ok(names.iter().map(old).collect())
    }

    /// The names that differ: those that only one side has first.
    pub(super) fn differences(&self, tree: &Tree, read: &[PathBuf]) -> Result<Vec<PathBuf>, Error> {
        let own = read.iter().map(|path| path.strip_prefix(&self.jobs).unwrap_or(path));
        let extra = own.filter(|name| !tree.contains_key(*name));
        let (here, absent): (Vec<_>, Vec<_>) = tree.iter().partition(|(name, entry)| self.has_entry(name, entry));
        let files = here.into_iter().filter(|(_, entry)| entry.is_file());
        let files: Vec<(&Path, &str)> = files.map(|(name, entry)| (name.as_path(), entry.object.as_str())).collect();
        let one_sided = extra.chain(absent.into_iter().map(|(name, _)| name.as_path()));
        Ok(one_sided.chain(self.changed(&files)?).map(Path::to_owned).collect())
    }

    /// Whether the entry is a regular file here, or for a link a link to the same place.
    fn has_entry(&self, name: &Path, entry: &TreeEntry) -> bool {
        let path = self.jobs.join(name);
        match &entry.link {
            Some(target) => fs::read_link(path).is_ok_and(|link| link == *target),
            None => !entry.is_file() || fs::symlink_metadata(path).is_ok_and(|found| found.is_file()),
        }
    }
}

fn is_yaml(name: &str) -> bool {
    name.ends_with(".yml") || name.ends_with(".yaml")
}
