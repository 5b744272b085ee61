//! Joins definitions and records by id, once.

use std::collections::BTreeMap;

use super::files::Files;
use crate::domain::ids::DefinitionId;
use crate::domain::record::Record;
use crate::plan::{Origin, Posting};

/// One posting a usable id, and one a record without a file; by id.
pub(super) fn postings(files: &Files, records: Vec<Record>) -> Vec<Posting> {
    let mut sources: BTreeMap<DefinitionId, PostingSource> = BTreeMap::new();
    for (index, file) in files.loaded.iter().enumerate() {
        if let Ok(id) = &file.candidate.id {
            // Of several files with one id each has an error, so none of them is a definition.
            sources.entry(id.clone()).or_default().file.get_or_insert(index);
        }
    }
    for record in records {
        let source = sources.entry(record.id.clone()).or_default();
        source.record = Some(record);
    }
    let posting = |(id, PostingSource { file, record }): (DefinitionId, PostingSource)| match file {
        None => Posting::new(id, Origin::Removed { is_to_close: false }, record),
        Some(file) => {
            let origin = Origin::Defined { file, definition: None, is_asked_for: files.is_asked_for(file) };
            Posting {
                named_job: files.loaded[file].candidate.job.clone(),
                is_untouched: files.is_untouched(file),
                ..Posting::new(id, origin, record)
            }
        }
    };
    sources.into_iter().map(posting).collect()
}

/// Where a posting comes from: the first file with its id, its record, or both.
#[derive(Default)]
struct PostingSource {
    file: Option<usize>,
    record: Option<Record>,
}
