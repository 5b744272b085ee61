//! The definitions of a run: all that the jobs directory holds, and which of them were asked for.

use std::collections::BTreeSet;
use std::sync::Arc;

use anyhow::anyhow;

use super::output::try_target;
use crate::domain::capabilities::Capabilities;
use crate::domain::definition::{Definition, RawDefinition};
use crate::domain::finding::{Code, Finding, Severity, Subject};
use crate::domain::ids::DefinitionId;
use crate::domain::record::Record;
use crate::failure::Failure;
use crate::loader::{self, LoadedFile};
use crate::plan::removed::{self, Completeness, RemovalPolicy};
use crate::plan::{Plan, decide};
use crate::rules::{self, RuleContext};
use crate::settings::SharedArgs;

/// All definitions of the jobs directory, and which of them were asked for.
pub(super) struct Definitions {
    /// The files that were asked for.
    pub(super) sources: Vec<LoadedFile>,
    /// The files that were not.
    others: Vec<LoadedFile>,
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
    pub(super) fn load(common: &SharedArgs) -> Result<Self, Failure> {
        common.report.iter().try_for_each(try_target)?;
        let shown = common.jobs.to_string_lossy();
        let loader::Loaded { sources, findings } = loader::load(&common.jobs, &shown).map_err(Failure::setup)?;
        let mut findings: Vec<Finding> = findings.into_iter().map(of_run).collect();
        if sources.is_empty() {
            let message = format!("there is no definition in {shown}");
            let help = "A definition is a file that ends in `.yml` or `.yaml`; names that begin with `_` or `.` are passed over.";
            findings.push(Finding::run(Code::NoDefinitions, Severity::Warning, message).help(help));
        }
        findings.extend(sources.iter().flat_map(|source| source.findings.iter().cloned()));
        let is_asked = |source: &LoadedFile| common.only.iter().any(|only| only.matches(source.candidate.name()));
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
    pub(super) fn judge(&self, evidence: &RuleContext<'_>) -> Judged {
        let mut findings = self.found.clone();
        findings.extend(rules::validate(evidence));
        let has_errors = findings.iter().any(Finding::is_error);
        let asked = self.sources.iter().map(|source| &source.candidate);
        let mut definitions = rules::definitions(asked, &findings);
        definitions.sort_by(|a, b| a.id.cmp(&b.id));
        let completeness = match (self.candidates().next().is_none(), has_errors) {
            (true, _) => Completeness::Empty,
            (false, true) => Completeness::HasErrors,
            (false, false) => Completeness::Complete,
        };
        Judged { definitions, findings, completeness }
    }

    /// What the rules look at.
    pub(super) fn evidence<'a>(&'a self, capabilities: &'a Capabilities, records: &'a [Record]) -> RuleContext<'a> {
        RuleContext { candidates: self.candidates().collect(), capabilities, records }
    }

    /// The plan for these definitions, and for those that are gone.
    pub(super) fn plan(&self, judged: &Judged, records: &[Record], policy: RemovalPolicy) -> Plan {
        let mut plan = decide::decide(&judged.definitions, records);
        if !self.is_selection {
            let names: BTreeSet<&str> = self.candidates().map(RawDefinition::name).collect();
            removed::add(&mut plan, records, |id| names.contains(id), policy, judged.completeness);
        }
        plan
    }

    /// The ids of every definition, asked for or not.
    pub(super) fn ids(&self) -> BTreeSet<DefinitionId> {
        self.candidates().filter_map(|candidate| candidate.id.clone().ok()).collect()
    }

    /// What every file says.
    fn candidates(&self) -> impl Iterator<Item = &RawDefinition> {
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
