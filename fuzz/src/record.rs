//! A file of a store: refused, or read, planned with and told; and what was read is written and read back the same.

use std::fmt::Debug;
use std::path::Path;

use opentrain_jobs::domain::record::Record;
use opentrain_jobs::loader;
use opentrain_jobs::opentrain::Origin;
use opentrain_jobs::plan::{self, Posting, decide};
use opentrain_jobs::report::assemble::{IndexedFile, ReportInput, assemble};
use opentrain_jobs::rules;
use opentrain_jobs::store::{Error, format};
use serde_json::Value;

use super::{READY, telling};

/// Any bytes are a record, a store or capabilities, or are refused with a reason.
pub fn holds(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let record = read_back(text, format::record, format::record_json);
    read_back(text, format::identity, format::identity_json);
    read_back(text, format::capabilities, format::capabilities_json);
    record.into_iter().for_each(told);
}

/// Fails unless what is written of a value is read as that value.
pub fn assert_kept<T: PartialEq + Debug>(value: &T, read: fn(&Path, &str) -> Result<T, Error>, json: fn(&T) -> Value) {
    let written = format::text(&json(value));
    let again = read(Path::new("records/a.json"), &written);
    assert_eq!(&again.unwrap_or_else(|error| panic!("{error} {written}")), value);
}

fn read_back<T: PartialEq + Debug>(
    text: &str,
    read: fn(&Path, &str) -> Result<T, Error>,
    json: fn(&T) -> Value,
) -> Option<T> {
    let value = read(Path::new("records/a.json"), text)
        .inspect_err(|error| assert!(error.to_string().starts_with("records/a.json: "), "{error}"));
    let value = value.ok()?;
    assert_kept(&value, read, json);
    Some(value)
}

/// Plans and reports with a record as if it were the definition's own.
pub fn told(record: Record) {
    let file = loader::parse("jobs/a.yml", READY);
    let definition = rules::definitions([&file.candidate], &file.findings).remove(0).expect("a valid definition");
    let id = definition.id.clone();
    let origin = plan::Origin::Defined { file: 0, definition: Some(definition), is_asked_for: true };
    let mut posting = Posting::new(id.clone(), origin, Some(Record { id, ..record }));
    posting.planned = decide(&posting);
    let report = assemble(ReportInput {
        defaults: &[],
        command: "publish",
        namespace: None,
        origin: Origin::parse(Origin::DEFAULT).ok(),
        files: vec![IndexedFile { index: 0, file: &file }],
        findings: &file.findings,
        postings: &[posting],
        held_closes: 0,
        touched: None,
    });
    telling::holds(&report);
}
