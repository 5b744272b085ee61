//! Joins definitions and records by id, once.

use std::collections::BTreeMap;
use std::iter::from_fn;

use super::files::Files;
use crate::domain::ids::DefinitionId;
use crate::domain::record::Record;
use crate::plan::{Origin, Posting};

/// One posting a usable id, and one a record without a file; by id. `records` are in the order of ids.
pub(super) fn postings(files: &Files, records: Vec<Record>) -> Vec<Posting> {
    let ids = files.loaded.iter().map(|file| file.candidate.id.as_ref().ok()).enumerate();
    // Files with the same id all have an error, so none of them is a definition, and they share one posting: the first file's.
    let first: BTreeMap<&DefinitionId, usize> = ids.rev().filter_map(|(index, id)| Some((id?, index))).collect();
    let mut postings = Vec::with_capacity(first.len().max(records.len()));
    let mut records = records.into_iter().peekable();
    for (id, file) in first {
        postings.extend(from_fn(|| records.next_if(|record| record.id < *id)).map(removed));
        postings.push(defined(files, id, file, records.next_if(|record| record.id == *id)));
    }
    postings.extend(records.map(removed));
    postings
}

/// The posting of a record without a file.
fn removed(record: Record) -> Posting {
    Posting::new(record.id.clone(), Origin::Removed { is_to_close: false }, Some(record))
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
