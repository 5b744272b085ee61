//! Which jobs are adopted.

use std::collections::BTreeMap;

use anyhow::anyhow;

use super::super::files::Files;
use super::AdoptArgs;
use crate::domain::ids::{DefinitionId, JobId};
use crate::domain::job::{AccountJobs, Status};
use crate::failure::Failure;
use crate::plan::{Origin, Posting};

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
pub(super) fn select(
    args: &AdoptArgs,
    postings: &[Posting],
    files: &Files,
    jobs: &AccountJobs,
) -> Result<Selection, Failure> {
    let claims: BTreeMap<&JobId, &Posting> =
        postings.iter().filter_map(|posting| Some((posting.claimed_job()?, posting))).collect();
    if args.all_live {
        let is_free = |job: &&JobId| jobs[*job].status == Status::Open && !claims.contains_key(*job);
        return Ok(Selection { open: jobs.keys().filter(is_free).cloned().collect(), kept: Vec::new() });
    }
    let mut selection = Selection { open: Vec::new(), kept: Vec::new() };
    let mut refused = Vec::new();
    for job in &args.job {
        if let Some(why) = args.id.as_ref().and_then(|id| wrong_id(id, job, &claims, postings, files)) {
            refused.push(why);
            continue;
        }
        match verdict(job, claims.get(job).copied(), files, jobs) {
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
fn wrong_id(
    id: &DefinitionId,
    job: &JobId,
    claims: &BTreeMap<&JobId, &Posting>,
    postings: &[Posting],
    files: &Files,
) -> Option<String> {
    let claim = claims.get(job).copied();
    if let Some(Posting { id: own, origin: Origin::Defined { file, .. }, .. }) = claim.filter(|own| own.id != *id) {
        let file = &files.loaded[*file].candidate.file;
        return Some(format!(
            "--id {id}: job {job} has a definition already, {file} with the id `{own}`, and an id is permanent"
        ));
    }
    let other = postings.iter().find(|posting| posting.id == *id && posting.claimed_job() != Some(job))?;
    Some(match &other.origin {
        Origin::Defined { file, .. } => format!("--id {id}: {} is there already", files.loaded[*file].candidate.file),
        Origin::Removed { .. } | Origin::Foreign => {
            format!("--id {id}: it is on record for another job, and an id is permanent")
        }
    })
}

fn verdict(job: &JobId, claim: Option<&Posting>, files: &Files, jobs: &AccountJobs) -> Verdict {
    if let Some(posting) = claim {
        return match &posting.origin {
            Origin::Defined { file, .. } => Verdict::Kept(files.loaded[*file].candidate.file.clone()),
            Origin::Removed { .. } | Origin::Foreign => Verdict::Refused(format!(
                "job {job} is on record for the definition `{}`, which was removed: bring its file back instead",
                posting.id
            )),
        };
    }
    match jobs.get(job).map(|listed| &listed.status) {
        Some(Status::Open) => Verdict::Open,
        Some(status) => Verdict::Refused(format!("job {job} is {status}, and only an open job can be adopted")),
        None => Verdict::Refused(format!("job {job} is not among the account's jobs")),
    }
}
