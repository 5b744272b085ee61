//! Definitions that are the same posting, or whose contents were exchanged.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::RuleContext;
use crate::domain::definition::{DesiredState, RawDefinition};
use crate::domain::finding::{Code, Finding, Location, Severity};
use crate::domain::record::{Record, RemoteJob};
use crate::domain::{DESCRIPTION_KEY, TITLE_KEY};

/// What makes two postings the same to a reader.
struct Content<'a> {
    title: Option<&'a str>,
    text: &'a str,
}

impl<'a> Content<'a> {
    fn of_brief(candidate: &'a RawDefinition) -> Option<Self> {
        let text = candidate.text()?;
        Some(Self { title: candidate.fields.get(TITLE_KEY).and_then(|title| title.as_str()), text })
    }

    /// Some order, in which those that differ only in white space are equal. Titles come first: they are short, and mostly differ.
    fn order(&self, other: &Self) -> Ordering {
        let words = |content: &Self| content.text.split_whitespace();
        self.title.cmp(&other.title).then_with(|| words(self).cmp(words(other)))
    }
}

/// Warns of definitions to be published with the same title and text.
pub(super) fn duplicate_postings<'a>(context: &RuleContext<'a>) -> Vec<Finding> {
    let is_posting = |candidate: &&&RawDefinition| candidate.wanted == DesiredState::Published && candidate.id.is_ok();
    let posting = |candidate: &&'a RawDefinition| Some((Content::of_brief(candidate)?, *candidate));
    let mut postings: Vec<_> = context.candidates.iter().filter(is_posting).filter_map(posting).collect();
    postings.sort_by(|(a, _), (b, _)| a.order(b));
    let mut findings = Vec::new();
    // Several files with one id have an error of their own.
    let are_several =
        |same: &&[(Content<'_>, &RawDefinition)]| same.iter().any(|(_, one)| one.name() != same[0].1.name());
    for same in postings.chunk_by(|(a, _), (b, _)| a.order(b).is_eq()).filter(are_several) {
        for (index, (_, candidate)) in same.iter().enumerate() {
            let other = same[if index == 0 { same.len() - 1 } else { 0 }].1;
            let message = format!("this posting has the title and text of {}", other.file);
            let help = "Both go live as two public jobs. If they are meant so, give each a title of its own under `fields: jobTitle`.";
            let finding =
                Finding::new(Code::DuplicatePosting, Severity::Warning, &candidate.file, Location::File, message);
            findings.push(finding.help(help));
        }
    }
    findings.sort_by(|a, b| a.file().cmp(&b.file()));
    findings
}

/// A definition and its job, which has another content than the definition.
struct Edited<'a> {
    candidate: &'a RawDefinition,
    job: &'a RemoteJob,
}

impl Edited<'_> {
    /// Whether each definition has the content of the other's job.
    fn is_exchanged_with(&self, other: &Self) -> bool {
        is_content_of(self.candidate, other.job) && is_content_of(other.candidate, self.job)
    }
}

/// An error in both of two files where each holds what was last applied to the other's job: it would swap two postings.
pub(super) fn exchanged_files(context: &RuleContext<'_>) -> Vec<Finding> {
    let records: BTreeMap<&str, &Record> = context.records.iter().map(|record| (record.id.as_str(), *record)).collect();
    let job = |candidate: &RawDefinition| records.get(candidate.name()).and_then(|record| record.job());
    let pairs = context.candidates.iter().filter_map(|candidate| Some(Edited { candidate, job: job(candidate)? }));
    let edited: Vec<Edited<'_>> = pairs.filter(|pair| !is_content_of(pair.candidate, pair.job)).collect();
    // By what was applied: comparing each with each would take long where many were edited.
    let mut by_brief: BTreeMap<&str, Vec<&Edited<'_>>> = BTreeMap::new();
    for pair in &edited {
        for brief in applied_description(pair.job).into_iter().chain([pair.job.brief.as_str()]) {
            by_brief.entry(brief).or_default().push(pair);
        }
    }
    let finding = |pair: &Edited<'_>| {
        let brief = pair.candidate.brief.as_ref()?;
        let digest = brief.digest();
        let same = by_brief.get(brief.text().unwrap_or(digest.as_str()))?;
        let other = same.iter().find(|other| pair.is_exchanged_with(other))?;
        Some(exchanged(pair.candidate, other.candidate))
    };
    edited.iter().filter_map(finding).collect()
}

fn exchanged(candidate: &RawDefinition, other: &RawDefinition) -> Finding {
    let message = format!("this file and {} hold each other's posting, so two jobs would be swapped", other.file);
    let help = "Exchange the files back. To rename them, give each the `id:` of its own job.";
    Finding::error(Code::ExchangedFiles, &candidate.file, Location::File, message).help(help)
}

fn applied_description(job: &RemoteJob) -> Option<&str> {
    job.applied.confirmed().get(DESCRIPTION_KEY).and_then(|applied| applied.as_str())
}

/// Whether the definition pins exactly what was last applied to the job.
fn is_content_of(candidate: &RawDefinition, job: &RemoteJob) -> bool {
    let text = candidate.text();
    let applied = job.applied.confirmed();
    let is_same_brief = match text {
        Some(text) => applied_description(job) == Some(text),
        None => candidate.brief.as_ref().is_some_and(|brief| *brief.digest() == job.brief),
    };
    let pinned = applied.iter().filter(|(key, _)| text.is_none() || *key != DESCRIPTION_KEY);
    is_same_brief && candidate.fields.iter().eq(pinned)
}
