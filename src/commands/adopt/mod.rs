//! `adopt`: brings jobs that exist under definitions. Reads OpenTrain, and writes definition files that are not there yet.

mod messages;
mod new_file;
mod owners;
mod select;

use anyhow::anyhow;
use clap::Args;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use super::adoptions::MAX_CONCURRENT;
use super::credentials;
use super::exit_code;
use super::files::Files;
use super::output::Output;
use super::postings::postings;
use super::record_store::{RecordStore, StoreRequest};
use super::records_location::Access;
use super::service::{self, Service};
use crate::adopt::{Translation, translate};
use crate::domain::ids::{DefinitionId, JobId};
use crate::domain::job::AccountJobs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::opentrain::{Error, Reader};
use crate::settings::{Environment, Format, SharedArgs};
use new_file::Folder;
use owners::Owners;
use select::{Selection, select};

const EXAMPLES: &str = "\
Examples:
  opentrain-jobs adopt cmr0f33n30005gf3lo6e3dlh9 --id sentiment-es
  opentrain-jobs adopt --all-live";

/// The command's flags.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
#[command(mut_arg("only", |arg| arg.hide(true)))]
#[command(mut_arg("format", |arg| arg.hide(true)))]
#[command(mut_arg("report", |arg| arg.hide(true)))]
pub struct AdoptArgs {
    /// The ids of open jobs of the account
    #[arg(value_name = "JOB", required_unless_present = "all_live", conflicts_with = "all_live")]
    #[arg(value_parser = |text: &str| JobId::parse(text))]
    pub job: Vec<JobId>,
    /// The id of the definition, for one job [default: made of its title]
    #[arg(long, value_name = "ID", conflicts_with = "all_live", value_parser = |text: &str| DefinitionId::parse(text))]
    pub id: Option<DefinitionId>,
    /// List all open jobs that no definition here claims; with --yes, adopt them
    #[arg(long)]
    pub all_live: bool,
    /// Write a definition for each job that --all-live lists
    #[arg(long, requires = "all_live")]
    pub yes: bool,
    /// Adopt the sandbox's jobs beside the records: no token, no network
    #[arg(long, conflicts_with = "base_url")]
    pub sandbox: bool,
    /// The shared flags.
    #[command(flatten)]
    pub common: SharedArgs,
}

/// A job that is open and has no definition, and what its public page shows.
struct OpenJob {
    job: JobId,
    title: String,
    /// `None` where OpenTrain doesn't show the page yet.
    translation: Option<Translation>,
}

/// Runs the command.
pub async fn run(args: &AdoptArgs, environment: &Environment, output: &Output) -> Result<Exit, Failure> {
    ensure_usable(args)?;
    let common = &args.common;
    let files = Files::load(common)?;
    let service = Service::open(args.sandbox, common, environment).await?;
    let origin = credentials::records_origin(args.sandbox, common, environment)?;
    let request = StoreRequest { common, config: &files.config, environment, origin, access: Access::Read };
    let mut store = RecordStore::open(&request, output)?;
    let postings = postings(&files, store.take_records());
    let jobs = service.reader().jobs().await.map_err(failed)?;
    let owners = Owners::new(&files, &postings);
    let Selection { open, kept } = select(args, &owners, &jobs)?;
    if args.all_live && !args.yes {
        output.print_text(&messages::unclaimed(&open, &jobs, args, environment.is_github_actions()))?;
        return Ok(Exit::Success);
    }
    let open = read(service.reader(), open, &jobs).await.map_err(failed)?;
    let mut folder = Folder::new(&files, &owners, common);
    let mut written = Vec::new();
    for job in &open {
        if let Some(translation) = &job.translation {
            written.push(folder.write(&job.job, translation, args.id.as_ref())?);
        }
    }
    output.print_text(&messages::outcome(&written, &kept, &open, args))?;
    let is_any_left = open.iter().any(|job| job.translation.is_none());
    Ok(if is_any_left { Exit::ServiceUnavailable } else { Exit::Success })
}

fn failed(error: Error) -> Failure {
    exit_code::failure(&service::stop(error))
}

/// `adopt` writes files and has no report.
fn ensure_usable(args: &AdoptArgs) -> Result<(), Failure> {
    let SharedArgs { only, format, report, .. } = &args.common;
    if !only.is_empty() || *format != Format::Text || !report.is_empty() {
        return Err(Failure::setup(anyhow!("`adopt` has no report: --only, --format and --report don't go with it")));
    }
    if args.id.is_some() && args.job.len() > 1 {
        let message = anyhow!("--id names one definition, and these are {} jobs", args.job.len());
        return Err(Failure::setup(message).hint("Run `adopt` once for each job that needs an id of its own."));
    }
    Ok(())
}

/// Reads the public page of each job.
async fn read(reader: Reader<'_>, jobs: Vec<JobId>, listed: &AccountJobs) -> Result<Vec<OpenJob>, Error> {
    let read = |job: JobId| async move {
        let translation = reader.listing(&job).await?.map(|listing| translate(&listing));
        let title = listed.get(&job).map(|listed| listed.title.clone()).unwrap_or_default();
        Ok(OpenJob { job, title, translation })
    };
    stream::iter(jobs).map(read).buffered(MAX_CONCURRENT).try_collect().await
}
