//! `check`: validates definitions. Needs no token and no network, and writes nothing.

use super::files::Files;
use super::output::Output;
use super::pipeline::{CompletedRun, Pipeline};
use super::record_store;
use crate::domain::capabilities::Capabilities;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::plan::removed::RemovalPolicy;
use crate::settings::SharedArgs;

/// Runs the command.
pub fn run(common: &SharedArgs, output: &Output) -> Result<Exit, Failure> {
    carry_out(common, output)?.write(common)
}

/// Runs the command and returns its report, not yet written.
pub(super) fn carry_out(common: &SharedArgs, output: &Output) -> Result<CompletedRun, Failure> {
    let files = Files::load(common)?;
    let stored = record_store::load_offline(common, &files.config, output)?;
    let capabilities = stored.capabilities.unwrap_or_else(Capabilities::bundled);
    files.ensure_required_names(&capabilities)?;
    let pipeline = Pipeline::validated(files, stored.records, &capabilities, RemovalPolicy::Report);
    let namespace = stored.identity.map(|identity| identity.namespace.to_string());
    Ok(pipeline.report_definitions("check", namespace, output))
}
