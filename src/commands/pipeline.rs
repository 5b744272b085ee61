//! What all commands share: load, validate, plan; ask the service; in the end, report.

use std::sync::Arc;

use rayon::prelude::*;

use super::adoptions::Adoptions;
use super::exit_code;
use super::files::Files;
use super::history::History;
use super::interrupt::Interrupt;
use super::output::Output;
use super::postings::postings;
use super::record_store::RecordStore;
use super::service::{self, Service};
use crate::domain::capabilities::Capabilities;
use crate::domain::definition::DesiredState;
use crate::domain::finding::{Code, Finding};
use crate::domain::job::AccountJobs;
use crate::domain::record::Record;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::opentrain::{self, ApiErrorKind, Error};
use crate::plan::removed::{
    Completeness, RemovalEvidence, RemovalPolicy, Removals, absent_definitions, assign_removals,
};
use crate::plan::total::assign_total;
use crate::plan::unusual_pay;
use crate::plan::{Origin, Posting, decide};
use crate::reconcile::StopReason;
use crate::report::Report;
use crate::report::assemble::{IndexedFile, ReportInput, assemble};
use crate::rules::{self, RuleContext};
use crate::settings::SharedArgs;

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

    fn assign_removals(&mut self) {
        if self.files.are_all() {
            self.removals = assign_removals(&mut self.postings, self.policy, self.completeness, &self.evidence);
        }
    }

    /// Reads what is needed from the service, as [`Self::refresh`] does, unless a signal ends the run first; then decides.
    pub(super) async fn ask(&mut self, interrupt: &Interrupt, store: &mut RecordStore, service: &Service) {
        let mut interrupted = None;
        let stop = |reason| {
            service.reader().stop();
            interrupted = Some(reason);
        };
        interrupt.run_until_signal(self.refresh(store, service), stop).await;
        if let Some(reason) = interrupted {
            // Whatever else failed, failed because of the signal.
            self.stops = vec![reason];
        }
        self.decide();
    }

    /// Reads the account's jobs, those that are taken over, and the capabilities where a key or value is unknown.
    pub(super) async fn refresh(&mut self, store: &mut RecordStore, service: &Service) {
        if let Err(stop) = self.refresh_capabilities(store, service).await {
            self.stops.push(stop);
            return;
        }
        match service.reader().jobs().await {
            Ok(jobs) => {
                self.postings.iter_mut().for_each(|posting| posting.observe(&jobs));
                let reader = service.reader();
                let namespace = store.namespace();
                let adoptions = Adoptions { reader, jobs: &jobs, namespace, is_kept: self.may_claim };
                let adopted = adoptions.carry_out(&mut self.postings).await;
                self.stops.extend(adopted.err().map(service::stop));
                self.account = jobs;
                let saved = store.save_changed(&mut self.postings);
                self.stops.extend(saved.err().map(StopReason::Record));
            }
            Err(error) => self.stops.push(service::stop(error)),
        }
    }

    async fn refresh_capabilities(&mut self, store: &mut RecordStore, service: &Service) -> Result<(), StopReason> {
        let known = store.capabilities();
        if !rules::asks_service(&self.context(&known)) && !self.files.asks_service(&known) {
            return Ok(());
        }
        match service.reader().capabilities().await {
            Ok(Some(capabilities)) => store.learn(capabilities)?,
            // The service validates what it is sent.
            Ok(None) => {}
            Err(Error::Refused(refusal)) if refusal.why == ApiErrorKind::NotFound => {}
            Err(error) => return Err(service::stop(error)),
        }
        self.validate(&store.capabilities());
        self.files.ensure_required_names(&store.capabilities()).map_err(|failure| StopReason::Configuration {
            message: failure.message(),
            help: "Correct the names in `_config.yml`.".into(),
        })
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

    /// What was done and what is left, as a report with its exit code.
    pub(super) fn report(mut self, command: &'static str, output: &Output, store: &RecordStore) -> CompletedRun {
        self.assign_removals();
        self.findings.extend(std::mem::take(&mut self.removals.findings));
        self.findings.append(&mut self.unusual_pay);
        self.findings.extend(self.stops.iter().map(exit_code::finding));
        self.assemble(command, Some(store.namespace().to_string()), store.origin(), output)
    }

    /// What the files hold, without their jobs.
    pub(super) fn report_definitions(
        mut self,
        command: &'static str,
        namespace: Option<String>,
        output: &Output,
    ) -> CompletedRun {
        self.findings.par_extend(self.postings.par_iter().flat_map_iter(unmet));
        self.findings.extend(self.find_unusual_pay());
        self.postings.clear();
        self.assemble(command, namespace, None, output)
    }

    fn assemble(
        self,
        command: &'static str,
        namespace: Option<String>,
        origin: Option<opentrain::Origin>,
        output: &Output,
    ) -> CompletedRun {
        let files = self.files.loaded.iter().enumerate().map(|(index, file)| IndexedFile { index, file });
        let report = assemble(ReportInput {
            command,
            namespace,
            origin,
            files: files.filter(|indexed| self.files.is_asked_for(indexed.index)).collect(),
            defaults: &self.files.defaults,
            findings: &self.findings,
            postings: &self.postings,
            held_closes: self.removals.held_closes,
            touched: self.files.compared.touched.as_ref(),
        });
        let exit = exit_code::exit(&report, &self.stops, command, &self.files.loaded);
        // The process ends soon, which frees many thousand small texts faster than dropping them one by one.
        std::mem::forget(self);
        CompletedRun::new(report, exit, output)
    }
}

/// What keeps a posting from going live. It says so before anything is planned; where its job is live, an edit is what is held back.
fn unmet(posting: &Posting) -> Vec<Finding> {
    let codes = [Code::UnpinnedPay, Code::RequiredField, Code::OverLimit];
    let findings = decide(posting).findings.into_iter();
    findings.filter(|finding| codes.contains(&finding.code)).collect()
}

/// A finished report, and the output that masks its secrets.
pub(super) struct CompletedRun {
    pub(super) report: Report,
    pub(super) exit: Exit,
    pub(super) output: Output,
}

impl CompletedRun {
    /// The report of a run that ends with this code.
    pub(super) fn new(mut report: Report, exit: Exit, output: &Output) -> Self {
        report.exit_code = exit.code();
        Self { report, exit, output: output.clone() }
    }

    /// Writes it to the outputs of the flags, and returns the exit code.
    pub(super) fn write(&self, args: &SharedArgs) -> Result<Exit, Failure> {
        self.output.deliver(&self.report, args)?;
        Ok(self.exit)
    }
}
