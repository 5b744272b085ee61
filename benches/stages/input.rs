//! What the stages are given: definitions as those in `jobs/`, and the records of drafts with gaps.

use std::sync::Arc;

use opentrain_jobs::domain::applied::Applied;
use opentrain_jobs::domain::capabilities::Capabilities;
use opentrain_jobs::domain::definition::{Definition, RawDefinition};
use opentrain_jobs::domain::finding::Finding;
use opentrain_jobs::domain::ids::JobId;
use opentrain_jobs::domain::job::Status;
use opentrain_jobs::domain::readiness::{MissingField, ParserOutput, Readiness};
use opentrain_jobs::domain::record::{Record, RecordState, RemoteJob};
use opentrain_jobs::loader::{self, LoadedFile};
use opentrain_jobs::plan::{Origin, Posting, decide};
use opentrain_jobs::report::assemble::{IndexedFile, ReportInput};
use opentrain_jobs::rules::{self, RuleContext};
use rayon::prelude::*;
use tempfile::TempDir;

/// A definition of 20 lines, no two alike; every tenth has a key that nobody knows.
pub(crate) fn text(number: usize) -> String {
    let key = if number.is_multiple_of(10) { "audience" } else { "headcount" };
    format!(
        "# yaml-language-server: $schema=../schema/job.schema.json
id: load/{number:05}
state: draft
description: |
  We need fluent Spanish speakers to label sentiment in social media posts, batch {number:05}. Pay per label.

  Read a post of at most 280 characters and choose one label: positive, negative, neutral or mixed. Posts are public
  comments on banks and phone companies, with slang, irony and emoji as people use them.

  You bring Spanish as a first language or at that level, and some earlier work in text classification.
# What stands here goes live as it is.
fields:
  jobTitle: Spanish sentiment labeling, batch {number:05}
  experienceLevel: INTERMEDIATE
  paymentType: PAY_PER_LABEL
  pricePerLabel: 0.06
  {key}: 5
  languages: [Spanish]
  dataVolume: {number}
  dataVolumeUnit: NUMBER_OF_FILES
"
    )
}

/// The longest definition that is read, but for some bytes: an import of 3,300 lines.
pub(crate) fn longest() -> String {
    let line = "      - Draw tight bounding boxes around cars, buses and bicycles in pictures.\n";
    let head = "source:\n  format: opentrain_canonical\n  job:\n    title: Bounding boxes\n    rules:\n";
    head.to_owned() + &line.repeat(3_300)
}

/// A jobs directory with these definitions, 100 to a folder.
pub(crate) fn folder(texts: impl IntoIterator<Item = String>) -> TempDir {
    let jobs = tempfile::tempdir().expect("a temporary folder");
    for (number, text) in texts.into_iter().enumerate() {
        let folder = jobs.path().join(format!("{:03}", number / 100));
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(folder.join(format!("{number:05}.yml")), text).expect("a definition");
    }
    jobs
}

fn sources(count: usize) -> Vec<LoadedFile> {
    (0..count).map(|number| loader::parse(&format!("jobs/{number:05}.yml"), &text(number))).collect()
}

/// What so many definitions say.
pub(crate) fn candidates(count: usize) -> Vec<RawDefinition> {
    sources(count).into_iter().map(|source| source.candidate).collect()
}

/// The same, validated.
pub(crate) fn definitions(count: usize) -> Vec<Arc<Definition>> {
    rules::definitions(&candidates(count), &[]).into_iter().flatten().collect()
}

/// A posting of each definition with its record.
pub(crate) fn postings(count: usize) -> Vec<Posting> {
    let definitions = definitions(count);
    let records = records(&definitions);
    let posting = |(file, (definition, record)): (usize, (Arc<Definition>, Record))| {
        let origin = Origin::Defined { file, definition: Some(Arc::clone(&definition)), is_asked_for: true };
        Posting::new(definition.id.clone(), origin, Some(record))
    };
    definitions.into_iter().zip(records).enumerate().map(posting).collect()
}

/// Decides for each posting, as a run does.
pub(crate) fn plan(postings: &mut [Posting]) {
    postings.par_iter_mut().for_each(|posting| posting.planned = decide(posting));
}

/// The record of each: a draft of which another headcount was applied, with values that nobody pinned and three gaps.
pub(crate) fn records(definitions: &[Arc<Definition>]) -> Vec<Record> {
    definitions.iter().enumerate().map(|(number, definition)| record(number, definition)).collect()
}

fn record(number: usize, definition: &Definition) -> Record {
    let mut applied = definition.pinned();
    applied.insert("headcount".into(), 4.into());
    let parsed =
        [("subjectMatter", "Banking"), ("projectDuration", "Three weeks"), ("workloadDesc", "4,000 posts each")];
    let parsed = parsed.into_iter().map(|(key, value)| (key.to_owned(), value.into())).collect();
    let missing = ["timeRequirement", "labelTypes", "countries"].map(MissingField::named).into();
    let job = JobId::parse(&format!("job_{number:06}")).expect("a valid id");
    let state = RecordState::Created(Box::new(RemoteJob {
        applied: Applied::new(applied, Default::default()),
        parsed: ParserOutput { parser: Some("llm".into()), fields: parsed, ..ParserOutput::default() },
        readiness: Readiness { ready: Some(false), missing, ..Readiness::default() },
        draft_url: Some(format!("https://example.com/job-post?jobId=job_{number:06}")),
        ..RemoteJob::new(job, Status::Draft, definition.brief_digest(), definition.content())
    }));
    let key = format!("acme/jobs/{}", definition.id);
    Record {
        id: definition.id.clone(),
        file: definition.file.clone(),
        key,
        state,
        on_default_branch: true,
        pull_request: None,
        removal_reported: false,
    }
}

/// What the rules look at.
pub(crate) fn evidence<'a>(
    candidates: &'a [RawDefinition],
    capabilities: &'a Capabilities,
    records: &'a [Record],
) -> RuleContext<'a> {
    RuleContext { candidates: candidates.iter().collect(), capabilities, records: records.iter().collect() }
}

/// All that a report is made from.
pub(crate) struct Run {
    sources: Vec<LoadedFile>,
    findings: Vec<Finding>,
    postings: Vec<Posting>,
}

impl Run {
    /// A run over so many definitions that has validated and decided and has sent nothing.
    pub(crate) fn new(count: usize) -> Self {
        let candidates = candidates(count);
        let capabilities = Capabilities::bundled();
        let findings = rules::validate(&evidence(&candidates, &capabilities, &[]));
        let mut postings = postings(count);
        plan(&mut postings);
        Self { sources: sources(count), findings, postings }
    }

    /// The input of one report.
    pub(crate) fn input(&self) -> ReportInput<'_> {
        ReportInput {
            command: "draft",
            namespace: Some("acme/jobs".into()),
            origin: None,
            defaults: &[],
            files: self.sources.iter().enumerate().map(|(index, file)| IndexedFile { index, file }).collect(),
            findings: &self.findings,
            postings: &self.postings,
            held_closes: 0,
            touched: None,
        }
    }
}
