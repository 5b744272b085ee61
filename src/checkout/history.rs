//! Definition files that are gone, as they were in earlier commits.

use std::path::{Path, PathBuf};

use super::tree::TreeEntry;
use super::{Checkout, Error, name};
use crate::git::{self, REMOTE};

/// A definition file of another commit than the local files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OldFile {
    /// The path below the jobs directory.
    pub(crate) name: String,
    /// Its text; bytes that are not UTF-8 are replaced.
    pub(crate) text: String,
}

/// A definition file by the object that holds its text.
struct Version {
    name: String,
    object: String,
}

impl Checkout {
    /// Definition files of the checked out commit that are absent here or changed: a sparse checkout, or something deleted or edited
    /// them.
    ///
    /// # Errors
    /// Where git fails.
    pub(crate) fn files_not_as_checked_out(&self) -> Result<Vec<OldFile>, Error> {
        let tree = self.tree("HEAD")?;
        let names = self.differences(&tree, &[])?;
        self.read(names.iter().filter_map(|name| tree.get_key_value(name)).map(version).collect())
    }

    /// Definition files of `commit` that the checked out commit has not, or not as they were.
    ///
    /// # Errors
    /// Where git fails.
    pub(crate) fn removed_since(&self, commit: &str) -> Result<Vec<OldFile>, Error> {
        let now = self.tree("HEAD")?;
        let is_kept = |name: &Path, entry: &TreeEntry| now.get(name).is_some_and(|now| now.object == entry.object);
        let before = self.tree(commit)?;
        self.read(before.iter().filter(|(name, entry)| !is_kept(name, entry)).map(version).collect())
    }

    /// Every earlier version of a definition file that a commit of the branch with this tip removed or changed, the latest first.
    ///
    /// # Errors
    /// Where git fails.
    pub(crate) fn removed_in_history(&self, tip: &str) -> Result<Vec<OldFile>, Error> {
        let path = if self.prefix.is_empty() { "." } else { &self.prefix };
        // Along first parents: commits of a pull request were never the branch's tip.
        let args = ["log", "--first-parent", "-m", "--no-renames", "--no-abbrev", "--raw", "-z", "--format=", tip];
        let log = self.git.run(&[&["--literal-pathspecs"], &args[..], &["--", path]].concat(), b"")?;
        let log = String::from_utf8_lossy(&log).into_owned();
        let mut parts = log.split('\0').map(|part| part.trim_start_matches('\n'));
        let mut versions = Vec::new();
        while let Some(about) = parts.next() {
            let Some(about) = about.strip_prefix(':') else { continue };
            let Some(name) = parts.next().and_then(|name| self.below_jobs(name)) else { continue };
            let before = about.split(' ').nth(2).filter(|object| object.contains(|digit| digit != '0'));
            versions.extend(before.map(|object| Version { name, object: object.to_owned() }));
        }
        self.read(versions)
    }

    /// Whether this repository has `commit`, after an attempt to fetch it.
    ///
    /// # Errors
    /// Where git can't be run.
    pub(crate) fn try_fetch_commit(&self, commit: &str) -> Result<bool, Error> {
        if self.has_commit(commit)? {
            return Ok(true);
        }
        match self.git.fetch(&[commit]) {
            Ok(()) => self.has_commit(commit),
            Err(git::Error::Remote { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// The default branch's tip as far as this repository knows it, else the checked out commit.
    ///
    /// # Errors
    /// Where git fails.
    pub(crate) fn known_tip(&self) -> Result<String, Error> {
        let known = format!("refs/remotes/{REMOTE}/HEAD");
        let output = self.git.try_run(&["rev-parse", "--verify", "--quiet", &known], b"")?;
        let tip = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        if output.is_success { Ok(tip) } else { Ok(self.git.run_line(&["rev-parse", "--verify", "HEAD"], b"")?) }
    }

    /// Fetches the whole history of the default branch into a shallow repository.
    ///
    /// # Errors
    /// Where the remote can't be asked.
    pub(crate) fn fetch_history(&self) -> Result<(), Error> {
        if self.git.is_shallow()? {
            self.git.fetch_with(&["--unshallow"], &["HEAD"])?;
        }
        Ok(())
    }

    fn below_jobs(&self, name: &str) -> Option<String> {
        if self.prefix.is_empty() {
            return Some(name.to_owned());
        }
        name.strip_prefix(&self.prefix)?.strip_prefix('/').map(str::to_owned)
    }

    fn read(&self, mut versions: Vec<Version>) -> Result<Vec<OldFile>, Error> {
        versions.retain(|version| version.name.ends_with(".yml") || version.name.ends_with(".yaml"));
        let objects: Vec<&str> = versions.iter().map(|version| version.object.as_str()).collect();
        let contents = self.git.contents(&objects)?;
        let texts =
            contents.into_iter().map(|content| String::from_utf8_lossy(&content.unwrap_or_default()).into_owned());
        Ok(versions.into_iter().zip(texts).map(|(version, text)| OldFile { name: version.name, text }).collect())
    }
}

fn version((name, entry): (&PathBuf, &TreeEntry)) -> Version {
    Version { name: name::text(name), object: entry.object.clone() }
}
