//! Files that look like definitions and are not loaded.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::LoadedFile;
use crate::domain::finding::{Code, Finding, Location, Severity};

/// A file in the jobs directory whose name is almost that of a definition.
pub(super) struct PassedOver {
    /// Canonical.
    pub(super) path: PathBuf,
    /// The path as shown in reports.
    pub(super) file: String,
}

/// Whether a file that is no definition may have been meant as one: another case of the ending, a second ending that an editor added, or JSON.
pub(super) fn looks_like_definition(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    let is_definition = path.extension().is_some_and(|ending| ending == "yml" || ending == "yaml");
    let endings = [".yml", ".yaml", ".json", ".yml.txt", ".yaml.txt"];
    !is_definition && endings.iter().any(|ending| name.ends_with(ending))
}

/// A warning for each such file that no definition names.
pub(super) fn findings(passed_over: Vec<PassedOver>, loaded: &[LoadedFile]) -> Vec<Finding> {
    if passed_over.is_empty() {
        return Vec::new();
    }
    let read: BTreeSet<&PathBuf> = loaded.iter().flat_map(|file| &file.files_read).collect();
    passed_over.into_iter().filter(|file| !read.contains(&file.path)).map(finding).collect()
}

fn finding(PassedOver { path, file }: PassedOver) -> Finding {
    let ending = path.extension().unwrap_or_default().to_string_lossy();
    let (message, help) = if ending.eq_ignore_ascii_case("json") {
        (
            "passed over: definitions are YAML, and none names this file",
            "Write it as YAML, name it in the `source` of a definition, or begin its name with `_`.",
        )
    } else {
        (
            "passed over: definitions end in `.yml` or `.yaml`, in small letters",
            "Rename it to end in `.yml`, or begin its name with `_` if it is no definition.",
        )
    };
    Finding::new(Code::PassedOver, Severity::Warning, &file, Location::File, message).help(help)
}
