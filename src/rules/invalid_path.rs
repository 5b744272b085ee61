//! A file whose path is no id needs an `id:`.

use std::collections::BTreeSet;

use super::RuleContext;
use super::renamed::new_files;
use super::suggested_id::id_advice;
use crate::domain::definition::{IdOrigin, RawDefinition};
use crate::domain::finding::{Code, Finding, Location};
use crate::domain::ids::DefinitionId;

/// Reports each file without `id:` whose path is no id. One that may be renamed is reported by `renamed-file` alone: a new id would
/// create a second job.
pub(super) fn invalid_paths(context: &RuleContext<'_>) -> Vec<Finding> {
    let is_invalid = |candidate: &&&RawDefinition| candidate.origin == IdOrigin::Derived && candidate.id.is_err();
    let mut invalid = context.candidates.iter().filter(is_invalid).peekable();
    if invalid.peek().is_none() {
        return Vec::new();
    }
    let perhaps_renamed: BTreeSet<&str> = new_files(context).iter().map(|candidate| candidate.file.as_str()).collect();
    invalid.filter(|candidate| !perhaps_renamed.contains(candidate.file.as_str())).filter_map(|c| problem(c)).collect()
}

fn problem(candidate: &RawDefinition) -> Option<Finding> {
    let path = candidate.name();
    let why = DefinitionId::parse(path).err()?;
    let message = format!("without `id:` the id of this file would be `{path}`, but {why}");
    Some(Finding::error(Code::InvalidId, &candidate.file, Location::File, message).help(id_advice(path)))
}
