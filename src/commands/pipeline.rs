//! The walk that plan, draft and publish share: load, judge, fetch, decide; then report.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::definitions::{Definitions, Judged};
use super::interrupt::Interrupt;
use super::output::Output;
use super::record_store::RecordStore;
use super::service::{self, Service};
use super::verdict;
use crate::domain::definition::{Definition, DesiredState};
use crate::domain::ids::DefinitionId;
use crate::domain::job::AccountJobs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::opentrain::{ApiErrorKind, Error};
use crate::plan::removed::RemovalPolicy;
use crate::plan::{JobPlan, Plan};
use crate::reconcile::{JobResult, Stop};
use crate::report::Report;
use crate::report::assemble::{Facts, assemble};
use crate::rules;
use crate::settings::SharedArgs;
use crate::store;

/// A run that has been decided.
pub(super) struct Stage {
    pub(super) definitions: Definitions,
    pub(super) judged: Judged,
    pub(super) plan: Plan,
    pub(super) listing: AccountJobs,
    pub(super) policy: RemovalPolicy,
    /// Why nothing may be sent, if a question to the service failed already; in the end, all that went wrong with the run as a whole.
    pub(super) stops: Vec<Stop>,
}

/// Decides without asking anybody.
pub(super) fn decide_offline(definitions: Definitions, book: &RecordStore, policy: RemovalPolicy) -> Stage {
    let capabilities = book.capabilities();
    let judged = definitions.judge(&definitions.evidence(&capabilities, &book.records));
    let plan = definitions.plan(&judged, &book.records, policy);
    Stage { definitions, judged, plan, listing: AccountJobs::new(), policy, stops: Vec::new() }
}

impl Stage {
    /// Asks the service what is needed, as [`Stage::refresh`] does, unless a signal ends the run first.
    pub(super) async fn ask(
        &mut self,
        interrupt: &Interrupt,
        book: &mut RecordStore,
        service: &Service,
        is_due: fn(&JobPlan) -> bool,
    ) {
        let mut asked_to_end = None;
        let stop = |stop| {
            service.reader().stop();
            asked_to_end = Some(stop);
        };
        interrupt.heed(self.refresh(book, service, is_due), stop).await;
        if let Some(stop) = asked_to_end {
            // Whatever else failed, failed for this.
            self.stops = vec![stop];
        }
    }

    /// Asks the service what is needed before `is_due` steps may be taken, and decides anew: capabilities where a key or value is
    /// unknown, and the account's jobs. Asks nothing where there is nothing to do.
    pub(super) async fn refresh(&mut self, book: &mut RecordStore, service: &Service, is_due: fn(&JobPlan) -> bool) {
        let capabilities = book.capabilities();
        if rules::asks_service(&self.definitions.evidence(&capabilities, &book.records))
            && let Err(stop) = self.learn(book, service).await
        {
            self.stops.push(stop);
            return;
        }
        if self.plan.jobs.iter().any(|job| is_due(job) || job.is_doubtful) {
            self.look(book, service).await;
        }
    }

    async fn learn(&mut self, book: &mut RecordStore, service: &Service) -> Result<(), Stop> {
        match service.reader().capabilities().await {
            Ok(Some(capabilities)) => book.learn(capabilities)?,
            // A service that does not tell judges what it is sent.
            Ok(None) => {}
            Err(Error::Refused(refusal)) if refusal.why == ApiErrorKind::NotFound => {}
            Err(error) => return Err(service::stop(error)),
        }
        let capabilities = book.capabilities();
        self.judged = self.definitions.judge(&self.definitions.evidence(&capabilities, &book.records));
        self.plan = self.definitions.plan(&self.judged, &book.records, self.policy);
        Ok(())
    }

    async fn look(&mut self, book: &mut RecordStore, service: &Service) {
        match service.reader().jobs().await {
            Ok(listing) => {
                let closed = |definition: &&Arc<Definition>| definition.wanted == DesiredState::Closed;
                let closed: BTreeSet<_> = self.judged.definitions.iter().filter(closed).map(|d| d.id.clone()).collect();
                let seen = book.observe(&listing, |id| closed.contains(id));
                self.listing = listing;
                self.plan = self.definitions.plan(&self.judged, &book.records, self.policy);
                self.stops.extend(seen.err().map(Stop::Record));
            }
            Err(error) => self.stops.push(service::stop(error)),
        }
    }

    /// Has the results kept where the records live on a branch.
    pub(super) async fn keep(&mut self, book: &RecordStore, message: String) {
        if let Err(error) = book.publish_records(message).await {
            self.fail(error, Stop::Unkept);
        }
    }

    /// Ends the run with what is wrong with the records. A store that refused before needs no second word.
    pub(super) fn fail(&mut self, error: store::Error, stop: fn(store::Error) -> Stop) {
        if !self.stops.iter().any(|stop| stop.to_string() == error.to_string()) {
            self.stops.push(stop(error));
        }
    }

    /// What was done and what is left, as a report with its exit code.
    pub(super) fn conclude(
        self,
        command: &'static str,
        output: &Output,
        book: &RecordStore,
        results: BTreeMap<DefinitionId, JobResult>,
    ) -> CompletedRun {
        let Self { definitions, judged, plan, policy, stops, .. } = self;
        let mut left = definitions.plan(&judged, &book.records, policy);
        left.findings.extend(stops.iter().map(verdict::finding));
        let facts = Facts {
            command,
            namespace: Some(book.namespace().to_string()),
            sources: &definitions.sources,
            findings: judged.findings,
            plan: &plan,
            left: &left,
            results,
            records: &book.records,
        };
        let report = assemble(facts);
        let exit = verdict::exit(&report, &stops, command, &definitions.sources);
        // The process ends soon: many thousand small texts are freed faster by its end than one by one.
        std::mem::forget((definitions, plan, left));
        CompletedRun::new(report, exit, output)
    }
}

/// A report that is ready to be told, and the door that masks what must be masked in it.
pub(super) struct CompletedRun {
    pub(super) report: Report,
    pub(super) exit: Exit,
    pub(super) output: Output,
}

impl CompletedRun {
    /// The report of a run that ends so.
    pub(super) fn new(mut report: Report, exit: Exit, output: &Output) -> Self {
        report.exit_code = exit.code();
        Self { report, exit, output: output.clone() }
    }

    /// Tells it where the flags say, and returns the exit code.
    pub(super) fn tell(&self, common: &SharedArgs) -> Result<Exit, Failure> {
        common.report.iter().try_for_each(|target| self.output.write(&self.report, target))?;
        self.output.print(&self.report, common.format)?;
        Ok(self.exit)
    }
}
