//! What all commands share: load, validate, plan; ask the service; in the end, report.

mod ask;
mod finish;

use std::path::Path;
use std::sync::Arc;

pub(super) use finish::CompletedRun;

use rayon::prelude::*;

use super::files::Files;
use super::history::History;
use super::postings::postings;
use crate::domain::capabilities::Capabilities;
use crate::domain::definition::DesiredState;
use crate::domain::finding::Finding;
use crate::domain::job::AccountJobs;
use crate::domain::record::Record;
use crate::plan::holds::assign_renames;
use crate::plan::removed::{
    Completeness, Evidence, RemovalEvidence, RemovalPolicy, Removals, absent_definitions, assign_removals,
};
use crate::plan::total::assign_total;
use crate::plan::unusual_pay;
use crate::plan::{Origin, Posting, decide};
use crate::reconcile::StopReason;
use crate::rules::{self, RuleContext};

/// A run from its files to its report.
pub(super) struct Pipeline {
    /// The files.
    pub(super) files: Files,
    /// What loader and rules found.
    pub(super) findings: Vec<Finding>,
    /// Whether all definitions are known and valid.
    pub(super) completeness: Completeness,
    /// One a valid id, and one a record without a file; by id.
    pub(super) postings: Vec<Posting>,
    /// The account's jobs as last read; empty until then.
    pub(super) account: AccountJobs,
    /// All that went wrong with the run as a whole.
    pub(super) stops: Vec<StopReason>,
    /// Whether jobs that definitions take over are put on record.
    pub(super) may_claim: bool,
    policy: RemovalPolicy,
    evidence: RemovalEvidence,
    removals: Removals,
    /// Warnings of unusual pay, from before anything was sent.
    unusual_pay: Vec<Finding>,
}

impl Pipeline {
    /// Validates all definitions together. Nothing is decided yet.
    pub(super) fn validated(
        files: Files,
        records: Vec<Record>,
        capabilities: &Capabilities,
        policy: RemovalPolicy,
    ) -> Self {
        let mut files = files;
        let postings = postings(&files, records);
        files.add_removed(&postings);
        let mut pipeline = Self {
            files,
            findings: Vec::new(),
            completeness: Completeness::Empty,
            postings,
            account: AccountJobs::new(),
            stops: Vec::new(),
            may_claim: false,
            policy,
            evidence: RemovalEvidence::new(),
            removals: Removals::default(),
            unusual_pay: Vec::new(),
        };
        pipeline.validate(capabilities);
        pipeline
    }

    /// Gives every posting its definition, as far as its file is valid.
    fn validate(&mut self, capabilities: &Capabilities) {
        let mut findings = self.files.findings.clone();
        findings.extend(rules::validate(&self.context(capabilities)));
        findings.extend(self.files.required_name_warnings(capabilities));
        let definitions = rules::definitions(self.files.definitions(), &findings);
        let unclosable = rules::unclosable_files(&findings);
        let config = Arc::new(self.files.config.clone());
        for posting in &mut self.postings {
            posting.config = Arc::clone(&config);
            if let Origin::Defined { file, definition, .. } = &mut posting.origin {
                definition.clone_from(&definitions[*file]);
                let candidate = &self.files.loaded[*file].candidate;
                posting.closes_despite_errors = definition.is_none() && !unclosable.contains(candidate.file.as_str());
                posting.closes_despite_errors &= candidate.wanted == DesiredState::Closed;
            }
        }
        self.completeness = match (self.files.loaded.is_empty(), findings.iter().any(Finding::is_error)) {
            (true, _) => Completeness::Empty,
            (false, true) => Completeness::HasErrors,
            (false, false) => Completeness::Complete,
        };
        self.findings = findings;
    }

    fn context<'a>(&'a self, capabilities: &'a Capabilities) -> RuleContext<'a> {
        let records = self.postings.iter().filter_map(|posting| posting.record.as_ref()).collect();
        RuleContext { candidates: self.files.definitions().collect(), capabilities, records }
    }

    /// Decides for every posting what is to be done, by what is known now.
    pub(super) fn decide(&mut self) {
        self.assign_removals();
        assign_renames(&mut self.postings);
        assign_total(&mut self.postings);
        self.unusual_pay = self.find_unusual_pay();
        self.postings.par_iter_mut().for_each(|posting| posting.planned = decide(posting));
    }

    /// Asks git which absent definitions were removed, where their jobs may be closed.
    pub(super) fn find_removal_evidence(&mut self, history: &History) {
        if self.policy != RemovalPolicy::Report && self.files.are_all() {
            self.evidence = history.evidence(&absent_definitions(&self.postings));
        }
    }

    /// The same for a run that closes nothing and shows what a `publish` of these files would close. What the change at hand removes is
    /// removed once it is merged.
    pub(super) fn expect_removals(&mut self, jobs: &Path) {
        self.find_removal_evidence(&History { jobs: jobs.to_owned(), before: None, may_fetch: false });
        let removed = self.files.compared.touched.iter().flat_map(|touched| touched.removed.keys());
        for id in removed {
            if let Some(evidence) = self.evidence.get_mut(id).filter(|evidence| **evidence != Evidence::CheckedOut) {
                *evidence = Evidence::Removed;
            }
        }
    }

    fn assign_removals(&mut self) {
        if self.files.are_all() {
            self.removals = assign_removals(&mut self.postings, self.policy, self.completeness, &self.evidence);
        }
    }

    /// Adds an error that ends the run. A store that refused before is not reported twice.
    pub(super) fn fail(&mut self, stop: StopReason) {
        let is_known = |known: &StopReason| match (known.record_error(), stop.record_error()) {
            (Some(known), Some(new)) => known.to_string() == new.to_string(),
            _ => false,
        };
        if !self.stops.iter().any(is_known) {
            self.stops.push(stop);
        }
    }

    /// Warnings of unusual pay, for those postings whose pay the change at hand may have changed.
    fn find_unusual_pay(&self) -> Vec<Finding> {
        let may_change =
            |posting: &Posting| !self.files.is_known_untouched(posting) && unusual_pay::changes_pay(posting);
        unusual_pay::findings(&self.postings, may_change)
    }
}
