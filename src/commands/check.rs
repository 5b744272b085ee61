//! `check`: validates definitions. Needs no token and no network, and writes nothing.

use clap::Args;

use super::changed_since::ChangedSince;
use super::files::Files;
use super::output::Output;
use super::pipeline::{CompletedRun, Pipeline};
use super::record_store;
use crate::domain::capabilities::Capabilities;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::plan::removed::RemovalPolicy;
use crate::settings::{Selector, SharedArgs};

const EXAMPLES: &str = "\
Examples:
  opentrain-jobs check
  opentrain-jobs check --only sentiment-es --format json";

/// The command's flags.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub struct CheckArgs {
    /// Only the definitions that use these files, as `--only`
    #[arg(value_name = "PATH", value_parser = |text: &str| Selector::argument(text))]
    pub paths: Vec<Selector>,
    /// The shared flags.
    #[command(flatten)]
    pub common: SharedArgs,
    /// The flag `--changed-since`.
    #[command(flatten)]
    pub changed: ChangedSince,
}

/// Runs the command.
pub fn run(args: &CheckArgs, output: &Output) -> Result<Exit, Failure> {
    let mut common = args.changed.apply(&args.common);
    common.only.extend_from_slice(&args.paths);
    carry_out(&common, output)?.write(&common)
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
