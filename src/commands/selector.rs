//! Which definitions are selected by name: `--only`, and the paths of `check` and `plan`.

use std::path::{Path, PathBuf};

use anyhow::anyhow;

use crate::failure::Failure;
use crate::loader::{FolderDefaults, LoadedFile};
use crate::rules::did_you_mean::nearest;
use crate::settings::Selector;

/// Whether each loaded file is selected.
pub(super) fn select(
    selectors: &[Selector],
    loaded: &[LoadedFile],
    defaults: &[FolderDefaults],
    config_read: &[PathBuf],
) -> Result<Vec<bool>, Failure> {
    let mut selected = vec![selectors.is_empty(); loaded.len()];
    for selector in selectors {
        // All definitions depend on the settings.
        if path(&selector.text).is_some_and(|path| config_read.contains(&path)) {
            selected.fill(true);
            continue;
        }
        let indexes = matches(selector, loaded, defaults);
        if indexes.is_empty() {
            return Err(unknown(selector, loaded));
        }
        indexes.into_iter().for_each(|index| selected[index] = true);
    }
    Ok(selected)
}

/// The indexes of what a selector names: by id, else by path.
fn matches(selector: &Selector, loaded: &[LoadedFile], defaults: &[FolderDefaults]) -> Vec<usize> {
    let find = |is_meant: &dyn Fn(&LoadedFile) -> bool| {
        let found = loaded.iter().enumerate().filter(|(_, file)| is_meant(file));
        found.map(|(index, _)| index).collect::<Vec<_>>()
    };
    let by_id = find(&|file| selector.pattern.as_ref().is_some_and(|only| only.matches(file.candidate.name())));
    if !by_id.is_empty() {
        return by_id;
    }
    let Some(path) = path(&selector.text) else {
        return find(&|file| selector.pattern.as_ref().is_some_and(|only| only.matches(&file.candidate.file)));
    };
    let folder = defaults.iter().find(|defaults| defaults.files_read.contains(&path)).map(FolderDefaults::folder);
    let folder = folder.unwrap_or(&path);
    find(&|file| {
        let own = file.files_read.first();
        file.files_read.contains(&path) || own.is_some_and(|own| own.starts_with(folder))
    })
}

/// The path from the working directory, canonical but for a link at its end. `None` where nothing is there.
fn path(text: &str) -> Option<PathBuf> {
    let path = Path::new(text);
    path.symlink_metadata().ok()?;
    match (path.parent(), path.file_name()) {
        (Some(folder), Some(name)) => {
            let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
            Some(folder.canonicalize().ok()?.join(name))
        }
        _ => path.canonicalize().ok(),
    }
}

fn unknown(selector: &Selector, loaded: &[LoadedFile]) -> Failure {
    let text = &selector.text;
    let names = loaded.iter().flat_map(|file| [file.candidate.name(), &file.candidate.file]);
    let failure = Failure::setup(anyhow!("{selector}: no definition has such an id or uses such a file"));
    match nearest(text, names) {
        Some(near) => failure.hint(format!("Did you mean `{near}`?")),
        None => failure.hint(
            "Ids are paths below the jobs directory without the ending, or what `id:` says. A path is one from the working directory.",
        ),
    }
}
