//! The port as a whole: files in, candidates and findings out.

mod briefs;
mod defaults;
mod files;
mod grammar;
mod placeholders;
mod schema;
mod slips;
mod values;

use std::fs;
use std::path::Path;

use super::*;
use crate::domain::finding::Severity;
use crate::domain::finding::{FieldPath, Subject};

/// A jobs directory of its own.
struct Jobs(tempfile::TempDir);

impl Jobs {
    fn with(files: &[(&str, &[u8])]) -> Self {
        let jobs = Self(tempfile::tempdir().expect("a temporary directory"));
        for (name, content) in files {
            let path = jobs.path().join(name);
            fs::create_dir_all(path.parent().expect("below the directory")).expect("a folder");
            fs::write(path, content).expect("a file");
        }
        jobs
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn load(&self) -> Loaded {
        load(self.path(), "jobs").expect("a readable directory")
    }

    /// The only source.
    fn source(&self) -> LoadedFile {
        let mut files = self.load().files;
        assert_eq!(files.len(), 1, "{files:#?}");
        schema::assert_agrees(&files[0]);
        files.remove(0)
    }

    /// The source of one file.
    fn named(&self, file: &str) -> LoadedFile {
        let source = self.load().files.into_iter().find(|loaded| loaded.candidate.file == file);
        source.unwrap_or_else(|| panic!("{file} is no definition"))
    }
}

/// What `jobs/job.yml` with this text is read as.
fn read(yaml: &str) -> LoadedFile {
    Jobs::with(&[("job.yml", yaml.as_bytes())]).source()
}

/// What a finding should be: code, line, column, and a part of message and help each.
type Expected<'a> = (Code, usize, usize, &'a str, &'a str);

/// Asserts that the source has exactly these findings, all of them errors.
#[track_caller]
fn assert_refused(source: &LoadedFile, expected: &[Expected<'_>]) {
    assert_eq!(source.findings.len(), expected.len(), "{:#?}", source.findings);
    for (finding, (code, line, column, message, help)) in source.findings.iter().zip(expected) {
        let Subject::Definition(place) = &finding.subject else { panic!("{finding:#?}") };
        assert_eq!(
            (finding.code, source.position(&place.location)),
            (*code, LineColumn::new(*line, *column)),
            "{finding:#?}"
        );
        assert!(finding.is_error() && place.file == source.candidate.file, "{finding:#?}");
        assert!(finding.message.contains(message), "{finding:#?}");
        assert!(finding.help.as_ref().is_some_and(|advice| advice.contains(help)), "{finding:#?}");
    }
}

/// Asserts that the text has exactly this one finding.
#[track_caller]
fn assert_one(yaml: &str, code: Code, (line, column): (usize, usize), message: &str, help: &str) {
    assert_refused(&read(yaml), &[(code, line, column, message, help)]);
}
