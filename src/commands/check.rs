//! `check`: validates definitions without a token, a network or a write.

use super::definitions::Definitions;
use super::output::Output;
use super::pipeline::CompletedRun;
use super::record_store;
use super::verdict;
use crate::domain::capabilities::Capabilities;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::plan::Plan;
use crate::report::assemble::{Facts, assemble};
use crate::settings::SharedArgs;

/// Runs the command.
pub fn run(common: &SharedArgs, output: &Output) -> Result<Exit, Failure> {
    carry_out(common, output)?.tell(common)
}

/// Does what the command does, and reports it.
pub(super) fn carry_out(common: &SharedArgs, output: &Output) -> Result<CompletedRun, Failure> {
    let definitions = Definitions::load(common)?;
    let stored = record_store::glance(common)?;
    let capabilities = stored.capabilities.unwrap_or_else(Capabilities::bundled);
    let judged = definitions.judge(&definitions.evidence(&capabilities, &stored.records));
    let nothing = Plan::default();
    let report = assemble(Facts {
        command: "check",
        namespace: stored.identity.map(|identity| identity.namespace.to_string()),
        sources: &definitions.sources,
        findings: judged.findings,
        plan: &nothing,
        left: &nothing,
        results: Default::default(),
        records: &[],
    });
    let exit = verdict::exit(&report, &[], "check", &definitions.sources);
    Ok(CompletedRun::new(report, exit, output))
}
