//! `check`: judges definitions without a token, a network or a write.

use super::book;
use super::door::Door;
use super::verdict;
use super::walk::Definitions;
use crate::domain::capabilities::Capabilities;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::plan::Plan;
use crate::report::assemble::{Facts, assemble};
use crate::settings::Common;

/// Runs the command.
pub fn run(common: &Common, door: &Door) -> Result<Exit, Failure> {
    let definitions = Definitions::load(common)?;
    let stored = book::glance(common)?;
    let capabilities = stored.capabilities.unwrap_or_else(Capabilities::bundled);
    let judged = definitions.judge(&definitions.evidence(&capabilities, &stored.records));
    let nothing = Plan::default();
    let mut report = assemble(Facts {
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
    report.exit_code = exit.code();
    common.write.iter().try_for_each(|target| door.write(&report, target))?;
    door.print(&report, common.format)?;
    Ok(exit)
}
