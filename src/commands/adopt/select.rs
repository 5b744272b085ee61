//! Which jobs are adopted.

use anyhow::anyhow;

use super::AdoptArgs;
use super::owners::{Owner, Owners};
use crate::domain::ids::{DefinitionId, JobId};
use crate::domain::job::{AccountJobs, Status};
use crate::domain::yaml;
use crate::failure::Failure;
use crate::loader::LoadedFile;

/// The jobs to adopt, and those that have a definition already.
pub(super) struct Selection {
    /// Open, and without a definition.
    pub(super) open: Vec<JobId>,
    /// Jobs that were asked for and have a definition.
    pub(super) kept: Vec<Kept>,
}

/// A job that has a definition.
pub(super) struct Kept {
    pub(super) job: JobId,
    pub(super) file: String,
}

/// What becomes of a job that was asked for.
enum Verdict {
    Open,
    Kept(String),
    Refused(String),
}

/// Selects the jobs of the arguments, or all that are open and that nobody here claims.
///
/// # Errors
/// If any job that was asked for can't be adopted; then none is.
pub(super) fn select(args: &AdoptArgs, owners: &Owners<'_>, jobs: &AccountJobs) -> Result<Selection, Failure> {
    if args.all_live {
        let is_free = |job: &&JobId| jobs[*job].status == Status::Open && owners.of_job(job).is_none();
        return Ok(Selection { open: jobs.keys().filter(is_free).cloned().collect(), kept: Vec::new() });
    }
    let mut selection = Selection { open: Vec::new(), kept: Vec::new() };
    let mut refused = Vec::new();
    for job in &args.job {
        if let Some(why) = args.id.as_ref().and_then(|id| wrong_id(id, job, owners)) {
            refused.push(why);
            continue;
        }
        match verdict(job, owners, jobs) {
            Verdict::Open if selection.open.contains(job) => {}
            Verdict::Open => selection.open.push(job.clone()),
            Verdict::Kept(file) => selection.kept.push(Kept { job: job.clone(), file }),
            Verdict::Refused(why) => refused.push(why),
        }
    }
    if refused.is_empty() {
        return Ok(selection);
    }
    Err(Failure::setup(anyhow!("{}", refused.join("\n")))
        .hint("Nothing was written. `opentrain-jobs adopt --all-live` lists the open jobs without a definition."))
}

/// Why the job can't be adopted under this id: the id is that of another job, or the job has another id.
fn wrong_id(id: &DefinitionId, job: &JobId, owners: &Owners<'_>) -> Option<String> {
    let own = owners.of_job(job);
    if let Some(Owner::File(LoadedFile { candidate, .. })) = own
        && candidate.name() != id.as_str()
    {
        let with_id = match &candidate.id {
            Ok(own) => format!("{} with the id `{own}`, and an id is permanent", candidate.file),
            Err(_) => format!("{}: write `id: {}` there", candidate.file, yaml::text(id.as_str())),
        };
        return Some(format!("--id {id}: job {job} has a definition already, {with_id}"));
    }
    match (owners.of_id(id)?, own) {
        (Owner::File(file), Some(Owner::File(own))) if file.candidate.file == own.candidate.file => None,
        (Owner::File(file), _) => Some(format!("--id {id}: {} is there already", file.candidate.file)),
        (Owner::Record(_), Some(Owner::Record(own))) if own == id => None,
        (Owner::Record(_), _) => Some(format!("--id {id}: it is on record for another job, and an id is permanent")),
    }
}

fn verdict(job: &JobId, owners: &Owners<'_>, jobs: &AccountJobs) -> Verdict {
    match owners.of_job(job) {
        Some(Owner::File(file)) => return Verdict::Kept(file.candidate.file.clone()),
        Some(Owner::Record(id)) => {
            return Verdict::Refused(format!(
                "job {job} is on record for the definition `{id}`, which was removed: bring its file back instead"
            ));
        }
        None => {}
    }
    match jobs.get(job).map(|listed| &listed.status) {
        Some(Status::Open) => Verdict::Open,
        Some(status) => Verdict::Refused(format!("job {job} is {status}, and only an open job can be adopted")),
        None => Verdict::Refused(format!("job {job} is not among the account's jobs")),
    }
}
