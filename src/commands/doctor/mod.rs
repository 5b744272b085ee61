//! `doctor`: looks whether a set-up is right, one line a check. Reads, and writes nothing.

mod repository;
mod service;
mod workflow;

use std::path::Path;

use clap::Args;

use super::output::{Output, ensure_writable};
use super::service::Service;
use super::{credentials, workflows};
use crate::checkout::Checkout;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::git;
use crate::opentrain::Origin;
use crate::report::doctor::{Check, DoctorReport};
use crate::settings::{self, Environment, SharedArgs};
use repository::Subject;
use service::AccountNames;
use workflow::{DefaultBranch, Expected};

const EXAMPLES: &str = "\
Examples:
  opentrain-jobs doctor
  opentrain-jobs doctor --format json";

/// The command's flags.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub struct DoctorArgs {
    /// The shared flags.
    #[command(flatten)]
    pub common: SharedArgs,
    /// Look at the sandbox in place of OpenTrain: no token, no network
    #[arg(long, conflicts_with = "base_url")]
    pub sandbox: bool,
}

/// Runs the command.
pub async fn run(args: &DoctorArgs, environment: &Environment, output: &Output) -> Result<Exit, Failure> {
    let common = &args.common;
    common.report.iter().try_for_each(ensure_writable)?;
    let service = Service::open(args.sandbox, common, environment).await;
    let names = if environment.is_github_actions() { AccountNames::Hidden } else { AccountNames::Shown };
    let mut checks = match &service {
        Ok(service) => service::checks(service, names).await,
        Err(failure) => service::without_service(failure),
    };
    checks.extend(of_repository(args, environment, output));
    checks.push(of_workflow(&common.jobs, args.sandbox));
    let report = DoctorReport { checks };
    output.deliver(&report, common)?;
    Ok(if report.is_good() { Exit::Success } else { Exit::Configuration })
}

fn of_repository(args: &DoctorArgs, environment: &Environment, output: &Output) -> [Check; 2] {
    let common = &args.common;
    // Records name the service that they are of; an address that can't be used is reported with the token.
    let origin = credentials::origin(common.base_url.as_deref(), environment);
    let origin = origin.map_or_else(|_| Origin::DEFAULT.to_owned(), |origin| origin.as_text());
    let subject = Subject { common, environment, origin: (!args.sandbox).then_some(origin) };
    repository::checks(subject, output)
}

fn of_workflow(jobs: &Path, is_sandbox: bool) -> Check {
    let full = jobs.canonicalize().or_else(|_| std::env::current_dir()).unwrap_or_default();
    let found = git::repository_root(&full).map(workflows::find).unwrap_or_default();
    let checkout = Checkout::open(jobs).ok().flatten();
    // The sandbox needs no network, and publishes whatever is merged.
    let asked = checkout.as_ref().filter(|_| !is_sandbox);
    let is_absent = asked.is_some_and(|checkout| checkout.has_default_branch().is_ok_and(|has_branch| !has_branch));
    let default_branch = match checkout.and_then(|checkout| checkout.default_branch_name()) {
        _ if is_absent => DefaultBranch::Absent,
        Some(name) => DefaultBranch::Known(name),
        None => DefaultBranch::Unknown,
    };
    workflow::check(&found, &Expected { jobs: settings::identity_of(jobs), default_branch })
}
