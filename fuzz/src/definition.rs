//! A definition's text: read or refused with a place, judged, planned and told.

use std::sync::Arc;

use opentrain_jobs::domain::capabilities::Capabilities;
use opentrain_jobs::domain::finding::{FieldPath, LineColumn, Location, Subject};
use opentrain_jobs::loader::{self, LoadedFile};
use opentrain_jobs::plan::{Origin, Posting, decide};
use opentrain_jobs::report::assemble::{IndexedFile, ReportInput, assemble};
use opentrain_jobs::rules::{self, RuleContext};

use super::telling;

/// Any text is a definition, or says why it is none, line by line.
pub fn holds(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    // As the loader hands a file's text over.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n").replace('\r', "\n");
    let source = loader::parse("jobs/a.yml", &text);
    assert_lawful(&source);
    told(source);
}

fn told(source: LoadedFile) {
    let capabilities = Capabilities::bundled();
    let candidates = [source.candidate.clone()];
    let mut findings = source.findings.clone();
    findings.extend(rules::validate(&RuleContext {
        candidates: candidates.iter().collect(),
        capabilities: &capabilities,
        records: Vec::new(),
    }));
    for finding in &findings {
        assert_placed(&source, &finding.subject);
    }
    let definition = rules::definitions(&candidates, &findings).remove(0);
    assert_eq!(definition.is_some(), !findings.iter().any(|finding| finding.is_error()));
    let posting = definition.map(|definition| {
        let origin = Origin::Defined { file: 0, definition: Some(Arc::clone(&definition)), is_asked_for: true };
        let mut posting = Posting::new(definition.id.clone(), origin, None);
        posting.planned = decide(&posting);
        posting
    });
    let postings: Vec<Posting> = posting.into_iter().collect();
    for postings in [&postings[..], &[]] {
        telling::holds(&assemble(ReportInput {
            defaults: &[],
            command: "plan",
            namespace: None,
            origin: None,
            files: vec![IndexedFile { index: 0, file: &source }],
            findings: &findings,
            postings,
            held_closes: 0,
            touched: None,
        }));
    }
}

/// Fails unless every finding stands in the text and says what to do, and whatever can't be used has one.
pub fn assert_lawful(source: &LoadedFile) {
    for finding in &source.findings {
        assert_placed(source, &finding.subject);
        assert!(finding.help.is_some(), "{finding:?}");
    }
    // The text is gone where it would show a token in disguise.
    for key in source.candidate.fields.keys().filter(|_| !source.text.is_empty()) {
        for at in [Location::Key(FieldPath::field(key)), Location::Value(FieldPath::field(key))] {
            let position = source.position(&at);
            assert!(position != LineColumn::START || source.text.starts_with(['{', '"', '\'']), "{key} has no place");
            assert!(is_inside(&source.text, position), "{key} {position:?}\n{:?}", source.text);
        }
    }
    let is_refused = source.findings.iter().any(|finding| finding.is_error());
    assert!(source.candidate.brief.is_some() || is_refused, "no brief and no word about it");
    assert!(source.candidate.id.is_ok() || is_refused, "no id and no word about it");
}

fn assert_placed(source: &LoadedFile, subject: &Subject) {
    let Subject::Definition(place) = subject else { panic!("{subject:?} stands in no file") };
    let is_unread = source.text.is_empty();
    assert!(is_unread || is_inside(&source.text, source.position(&place.location)), "{place:?}\n{:?}", source.text);
}

/// Whether line and column are in the text or right behind a line of it.
fn is_inside(text: &str, position: LineColumn) -> bool {
    let LineColumn { line, column } = position;
    let width = text.split('\n').nth(line.wrapping_sub(1)).map(|line| line.chars().count());
    position == LineColumn::START || width.is_some_and(|width| (1..=width + 1).contains(&column))
}
