//! The walk that plan, draft and publish share: load, judge, fetch, decide; then report.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use anyhow::anyhow;

use super::book::Book;
use super::door::{Door, try_target};
use super::interrupt::Interrupt;
use super::service::{self, Service};
use super::verdict;
use crate::apply::{JobResult, Stop};
use crate::domain::capabilities::Capabilities;
use crate::domain::definition::{Candidate, Definition, Wanted};
use crate::domain::finding::{Code, Finding, Severity, Subject};
use crate::domain::ids::DefinitionId;
use crate::domain::job::Listing;
use crate::domain::record::Record;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::opentrain::{Error, Why};
use crate::plan::removed::{self, Completeness, Removed};
use crate::plan::{JobPlan, Plan, decide};
use crate::record;
use crate::report::Report;
use crate::report::assemble::{Facts, assemble};
use crate::rules::{self, Evidence};
use crate::settings::Common;
use crate::source::{self, Source};

/// All definitions of the jobs directory, and which of them were asked for.
pub(super) struct Definitions {
    /// The files that were asked for.
    pub(super) sources: Vec<Source>,
    /// The files that were not.
    others: Vec<Source>,
    /// What the source found in any file.
    found: Vec<Finding>,
    is_selection: bool,
}

/// Definitions as they were judged.
pub(super) struct Judged {
    /// Valid ones that were asked for, by id.
    pub(super) definitions: Vec<Arc<Definition>>,
    /// What source and rules found.
    pub(super) findings: Vec<Finding>,
    /// Whether they are all there is, each valid.
    pub(super) completeness: Completeness,
}

impl Definitions {
    /// Loads the jobs directory.
    pub(super) fn load(common: &Common) -> Result<Self, Failure> {
        common.write.iter().try_for_each(try_target)?;
        let shown = common.jobs.to_string_lossy();
        let source::Loaded { sources, findings } = source::load(&common.jobs, &shown).map_err(Failure::setup)?;
        let mut findings: Vec<Finding> = findings.into_iter().map(of_run).collect();
        if sources.is_empty() {
            let message = format!("there is no definition in {shown}");
            let help = "A definition is a file that ends in `.yml` or `.yaml`; names that begin with `_` or `.` are passed over.";
            findings.push(Finding::run(Code::NoDefinitions, Severity::Warning, message).help(help));
        }
        findings.extend(sources.iter().flat_map(|source| source.findings.iter().cloned()));
        let is_asked = |source: &Source| common.only.iter().any(|only| only.matches(source.candidate.name()));
        let is_selection = !common.only.is_empty();
        if let Some(idle) =
            common.only.iter().find(|only| !sources.iter().any(|known| only.matches(known.candidate.name())))
        {
            return Err(Failure::setup(anyhow!("--only {idle}: no definition has such an id"))
                .hint("Ids are paths below the jobs directory without the ending, or what `id:` says."));
        }
        let (sources, others) = sources.into_iter().partition(|source| !is_selection || is_asked(source));
        Ok(Self { sources, others, found: findings, is_selection })
    }

    /// Judges all of them by the capabilities and records at hand.
    pub(super) fn judge(&self, evidence: &Evidence<'_>) -> Judged {
        let mut findings = self.found.clone();
        findings.extend(rules::judge(evidence));
        let has_errors = findings.iter().any(Finding::is_error);
        let asked = self.sources.iter().map(|source| &source.candidate);
        let mut definitions = rules::definitions(asked, &findings);
        definitions.sort_by(|a, b| a.id.cmp(&b.id));
        let completeness = match (self.candidates().next().is_none(), has_errors) {
            (true, _) => Completeness::Empty,
            (false, true) => Completeness::Broken,
            (false, false) => Completeness::Whole,
        };
        Judged { definitions, findings, completeness }
    }

    /// What the rules look at.
    pub(super) fn evidence<'a>(&'a self, capabilities: &'a Capabilities, records: &'a [Record]) -> Evidence<'a> {
        Evidence { candidates: self.candidates().collect(), capabilities, records }
    }

    /// The plan for these definitions, and for those that are gone.
    pub(super) fn plan(&self, judged: &Judged, records: &[Record], policy: Removed) -> Plan {
        let mut plan = decide::decide(&judged.definitions, records);
        if !self.is_selection {
            let names: BTreeSet<&str> = self.candidates().map(Candidate::name).collect();
            removed::add(&mut plan, records, |id| names.contains(id), policy, judged.completeness);
        }
        plan
    }

    /// The ids of every definition, asked for or not.
    pub(super) fn ids(&self) -> BTreeSet<DefinitionId> {
        self.candidates().filter_map(|candidate| candidate.id.clone().ok()).collect()
    }

    /// What every file says.
    fn candidates(&self) -> impl Iterator<Item = &Candidate> {
        self.sources.iter().chain(&self.others).map(|source| &source.candidate)
    }

    /// Whether absence means removal in this run.
    pub(super) fn are_all(&self) -> bool {
        !self.is_selection
    }
}

/// A finding about a folder, which stands in no definition.
fn of_run(finding: Finding) -> Finding {
    let message = format!("{}: {}", finding.file().unwrap_or_default(), finding.message);
    Finding { subject: Subject::Run, message, ..finding }
}

/// A run that has been decided.
pub(super) struct Stage {
    pub(super) definitions: Definitions,
    pub(super) judged: Judged,
    pub(super) plan: Plan,
    pub(super) listing: Listing,
    pub(super) policy: Removed,
    /// Why nothing may be sent, if a question to the service failed already; in the end, all that went wrong with the run as a whole.
    pub(super) stops: Vec<Stop>,
}

/// Decides without asking anybody.
pub(super) fn decide_offline(definitions: Definitions, book: &Book, policy: Removed) -> Stage {
    let capabilities = book.capabilities();
    let judged = definitions.judge(&definitions.evidence(&capabilities, &book.records));
    let plan = definitions.plan(&judged, &book.records, policy);
    Stage { definitions, judged, plan, listing: Listing::new(), policy, stops: Vec::new() }
}

impl Stage {
    /// Asks the service what is needed, as [`Stage::refresh`] does, unless a signal ends the run first.
    pub(super) async fn ask(
        &mut self,
        interrupt: &Interrupt,
        book: &mut Book,
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
    pub(super) async fn refresh(&mut self, book: &mut Book, service: &Service, is_due: fn(&JobPlan) -> bool) {
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

    async fn learn(&mut self, book: &mut Book, service: &Service) -> Result<(), Stop> {
        match service.reader().capabilities().await {
            Ok(Some(capabilities)) => book.learn(capabilities)?,
            // A service that does not tell judges what it is sent.
            Ok(None) => {}
            Err(Error::Refused(refusal)) if refusal.why == Why::NotFound => {}
            Err(error) => return Err(service::stop(error)),
        }
        let capabilities = book.capabilities();
        self.judged = self.definitions.judge(&self.definitions.evidence(&capabilities, &book.records));
        self.plan = self.definitions.plan(&self.judged, &book.records, self.policy);
        Ok(())
    }

    async fn look(&mut self, book: &mut Book, service: &Service) {
        match service.reader().jobs().await {
            Ok(listing) => {
                let closed = |definition: &&Arc<Definition>| definition.wanted == Wanted::Closed;
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
    pub(super) async fn keep(&mut self, book: &Book, message: String) {
        if let Err(error) = book.publish_records(message).await {
            self.fail(error, Stop::Unkept);
        }
    }

    /// Ends the run with what is wrong with the records. A store that refused before needs no second word.
    pub(super) fn fail(&mut self, error: record::Error, stop: fn(record::Error) -> Stop) {
        if !self.stops.iter().any(|stop| stop.to_string() == error.to_string()) {
            self.stops.push(stop(error));
        }
    }

    /// What was done and what is left, as a report with its exit code.
    pub(super) fn conclude(
        self,
        command: &'static str,
        door: &Door,
        book: &Book,
        results: BTreeMap<DefinitionId, JobResult>,
    ) -> Told {
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
        Told::new(report, exit, door)
    }
}

/// A report that is ready to be told, and the door that masks what must be masked in it.
pub(super) struct Told {
    pub(super) report: Report,
    pub(super) exit: Exit,
    pub(super) door: Door,
}

impl Told {
    /// The report of a run that ends so.
    pub(super) fn new(mut report: Report, exit: Exit, door: &Door) -> Self {
        report.exit_code = exit.code();
        Self { report, exit, door: door.clone() }
    }

    /// Tells it where the flags say, and returns the exit code.
    pub(super) fn tell(&self, common: &Common) -> Result<Exit, Failure> {
        common.write.iter().try_for_each(|target| self.door.write(&self.report, target))?;
        self.door.print(&self.report, common.format)?;
        Ok(self.exit)
    }
}
