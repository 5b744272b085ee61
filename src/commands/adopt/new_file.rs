//! Writes definitions, never over a file that is there.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::anyhow;

use super::super::create_file::create_file;
use super::super::files::Files;
use super::owners::Owners;
use crate::adopt::{NewDefinition, Translation, render, slug};
use crate::domain::TITLE_KEY;
use crate::domain::ids::{DefinitionId, JobId};
use crate::failure::Failure;
use crate::loader::FolderDefaults;
use crate::settings::SharedArgs;

/// The jobs directory, and which ids are taken there.
pub(super) struct Folder<'a> {
    jobs: &'a Path,
    defaults: &'a [FolderDefaults],
    taken: BTreeSet<String>,
}

/// A file that was written.
pub(super) struct Written {
    pub(super) file: String,
    pub(super) job: JobId,
}

impl<'a> Folder<'a> {
    /// Ids of records without a file are taken too: an id identifies one job permanently.
    pub(super) fn new(files: &'a Files, owners: &Owners<'_>, common: &'a SharedArgs) -> Self {
        let taken = owners.ids().map(str::to_owned).collect();
        Self { jobs: &common.jobs, defaults: &files.defaults, taken }
    }

    /// Writes the definition of a job: under this id, or one that is made of its title.
    pub(super) fn write(
        &mut self,
        job: &JobId,
        translation: &Translation,
        id: Option<&DefinitionId>,
    ) -> Result<Written, Failure> {
        if let Some(id) = id {
            let path = self.path(id.as_str());
            let is_written = self.write_new(&path, job, translation)?;
            return if is_written { Ok(written(&path, job)) } else { Err(there_already(&existing(path))) };
        }
        let title = translation.fields.get(TITLE_KEY).and_then(|title| title.as_str()).unwrap_or_default();
        let fallback = || slug(&format!("job {}", job.as_str())).unwrap_or_else(|| "job".to_owned());
        let name = slug(title).unwrap_or_else(fallback);
        for id in std::iter::once(name.clone()).chain((2..).map(|number: u32| format!("{name}-{number}"))) {
            let path = self.path(&id);
            if self.taken.insert(id) && self.write_new(&path, job, translation)? {
                return Ok(written(&path, job));
            }
        }
        Err(there_already(&existing(self.path(&name))))
    }

    fn path(&self, id: &str) -> PathBuf {
        self.jobs.join(format!("{id}.yml"))
    }

    /// Returns whether the file was written: it is not where one is there already, with either ending.
    fn write_new(&self, path: &Path, job: &JobId, translation: &Translation) -> Result<bool, Failure> {
        if with_other_ending(path).symlink_metadata().is_ok() {
            return Ok(false);
        }
        let parent = path.parent().unwrap_or(self.jobs);
        let failed = |error: io::Error| {
            Failure::setup(anyhow!(error).context(format!("{} can't be written", path.display())))
                .hint("Look at the folder's rights and the disk's space, and run it again: what is written is kept.")
        };
        fs::create_dir_all(parent).map_err(failed)?;
        let parent = parent.canonicalize().map_err(failed)?;
        if !parent.starts_with(self.jobs.canonicalize().map_err(failed)?) {
            return Err(Failure::setup(anyhow!("{} is outside of the jobs directory", parent.display())));
        }
        let text = render(&NewDefinition { job, translation, defaults: self.defaults_to_drop(&parent, translation) });
        create_file(path, &text).map_err(failed)
    }

    /// Defaults for what the public page doesn't show would be planned as an edit.
    fn defaults_to_drop(&self, folder: &Path, translation: &Translation) -> Vec<&'a str> {
        let covering = self.defaults.iter().filter(|defaults| defaults.covers(folder));
        let keys: BTreeSet<&str> = covering.flat_map(FolderDefaults::keys).collect();
        keys.into_iter().filter(|key| !translation.fields.contains_key(*key)).collect()
    }
}

fn written(path: &Path, job: &JobId) -> Written {
    Written { file: path.display().to_string(), job: job.clone() }
}

/// Without `id:`, both endings derive one id.
fn with_other_ending(path: &Path) -> PathBuf {
    path.with_extension("yaml")
}

/// Of both endings, the file that is there.
fn existing(path: PathBuf) -> PathBuf {
    let other = with_other_ending(&path);
    if other.symlink_metadata().is_ok() { other } else { path }
}

fn there_already(path: &Path) -> Failure {
    Failure::setup(anyhow!("{} is there already, and nothing is overwritten", path.display()))
        .hint("Choose another `--id`, or move that file away.")
}
