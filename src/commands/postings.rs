//! Joins definitions and records by id, once.

use std::collections::BTreeMap;

use super::files::Files;
use crate::domain::ids::DefinitionId;
use crate::domain::record::Record;
use crate::plan::{Origin, Posting};

/// One posting a usable id, and one a record without a file; by id.
pub(super) fn postings(files: &Files, records: Vec<Record>) -> Vec<Posting> {
    let mut records: BTreeMap<DefinitionId, Record> =
        records.into_iter().map(|record| (record.id.clone(), record)).collect();
    let ids = files.loaded.iter().map(|file| file.candidate.id.as_ref().ok()).enumerate();
    // Of several files with one id each has an error, so none of them is a definition: the first stands for all.
    let first: BTreeMap<&DefinitionId, usize> = ids.rev().filter_map(|(index, id)| Some((id?, index))).collect();
    let mut postings: Vec<Posting> =
        first.into_iter().map(|(id, file)| defined(files, id, file, records.remove(id))).collect();
    let removed = Origin::Removed { is_to_close: false };
    postings.extend(records.into_iter().map(|(id, record)| Posting::new(id, removed.clone(), Some(record))));
    postings.sort_by(|a, b| a.id.cmp(&b.id));
    postings
}

/// The posting of the file with this index.
fn defined(files: &Files, id: &DefinitionId, file: usize, record: Option<Record>) -> Posting {
    let origin = Origin::Defined { file, definition: None, is_asked_for: files.is_asked_for(file) };
    Posting {
        named_job: files.loaded[file].candidate.job.clone(),
        is_untouched: files.is_untouched(file),
        ..Posting::new(id.clone(), origin, record)
    }
}
