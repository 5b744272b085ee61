//! What postings, records and the account's list add to the report of a run.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Unclaimed, UnclaimedJob, UnlandedDraft};
use crate::domain::TITLE_KEY;
use crate::domain::ids::JobId;
use crate::domain::job::{AccountJobs, JobSummary, ProposalCounts, Status};
use crate::domain::pay::PayTerms;
use crate::domain::record::{Record, RecordState};
use crate::opentrain::Origin;
use crate::plan::{self, Posting};
use crate::report::remote_job::address;

/// How much is shown of jobs that no definition here claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnclaimedDetail {
    /// Each job.
    Jobs,
    /// Their number.
    Count,
}

/// What is known beyond the report of a run.
#[derive(Clone, Debug)]
pub struct StatusFacts {
    pub(super) by_id: BTreeMap<String, PostingFacts>,
    pub(super) unclaimed: Unclaimed,
    pub(super) unlanded: Vec<UnlandedDraft>,
}

/// What is known of one posting.
#[derive(Clone, Debug, Default)]
pub(super) struct PostingFacts {
    pub(super) title: Option<String>,
    pub(super) pay: Option<String>,
    pub(super) proposals: Option<ProposalCounts>,
    /// What is worth a look, one text each.
    pub(super) remarks: Vec<String>,
}

impl StatusFacts {
    /// Collects it. `origin` is the service whose addresses may be links.
    pub fn new(postings: &[Posting], account: &AccountJobs, origin: Option<&Origin>, detail: UnclaimedDetail) -> Self {
        let facts = |posting: &Posting| {
            let listed = posting.job().and_then(|job| account.get(&job.job));
            (posting.id.to_string(), PostingFacts::new(posting, listed))
        };
        let jobs = unclaimed(postings, account, origin);
        Self {
            by_id: postings.iter().map(facts).collect(),
            unclaimed: match detail {
                UnclaimedDetail::Jobs => Unclaimed::Jobs(jobs),
                UnclaimedDetail::Count => Unclaimed::Count(jobs.len()),
            },
            unlanded: postings.iter().filter_map(|posting| unlanded(posting, origin)).collect(),
        }
    }
}

impl PostingFacts {
    fn new(posting: &Posting, listed: Option<&JobSummary>) -> Self {
        Self {
            title: title(posting, listed),
            pay: pay(posting),
            proposals: listed.and_then(|job| job.proposals),
            remarks: remarks(posting, listed),
        }
    }
}

fn title(posting: &Posting, listed: Option<&JobSummary>) -> Option<String> {
    let listed = listed.map(|job| job.title.clone()).filter(|title| !title.is_empty());
    let pinned = posting.definition().and_then(|definition| definition.fields.get(TITLE_KEY));
    let known = || pinned.or_else(|| posting.job()?.value(TITLE_KEY)).and_then(Value::as_str);
    listed.or_else(|| known().map(str::to_owned))
}

/// What a live job pays; of any other, what it will pay.
fn pay(posting: &Posting) -> Option<String> {
    let terms = match (posting.job(), posting.definition()) {
        (Some(job), None) => PayTerms::of_job(job),
        (Some(job), Some(_)) if job.status.is_public() => PayTerms::of_job(job),
        (job, Some(definition)) => PayTerms::effective(definition, job),
        (None, None) => return None,
    };
    terms.describe()
}

fn remarks(posting: &Posting, listed: Option<&JobSummary>) -> Vec<String> {
    let is_pending =
        posting.record.as_ref().is_some_and(|record| matches!(record.state, RecordState::PendingCreate(_)));
    let pending = is_pending.then(|| "a create was sent and not answered; the next run settles it".to_owned());
    pending.into_iter().chain(listed.and_then(of_listing)).collect()
}

fn of_listing(job: &JobSummary) -> Option<String> {
    match &job.status {
        Status::Open if job.accepts_applicants == Some(false) => Some("live, but nobody can apply".into()),
        Status::PendingApproval => Some("waits for OpenTrain's approval".into()),
        Status::Other(status) => Some(format!("its status is {status}, which OpenTrain doesn't document")),
        _ => None,
    }
}

fn unclaimed(postings: &[Posting], account: &AccountJobs, origin: Option<&Origin>) -> Vec<UnclaimedJob> {
    let claimed = plan::claimed_jobs(postings);
    let row = |(id, job): (&JobId, &JobSummary)| UnclaimedJob {
        job_id: id.to_string(),
        title: job.title.clone(),
        status: job.status.clone(),
        job_url: job.url.as_ref().map(|url| address(url, origin)),
    };
    let mut jobs: Vec<UnclaimedJob> = account.iter().filter(|(id, _)| !claimed.contains(id)).map(row).collect();
    jobs.sort_by_key(|job| (!job.status.is_public(), job.status.is_ended()));
    jobs
}

fn unlanded(posting: &Posting, origin: Option<&Origin>) -> Option<UnlandedDraft> {
    // A removed one that no `publish` has reported yet is a finding.
    let is_listed_here = |record: &&Record| !record.on_default_branch || record.removal_reported;
    let record = posting.record.as_ref().filter(is_listed_here)?;
    let job = record.job().filter(|job| job.status == Status::Draft && !job.missing_remotely)?;
    matches!(posting.origin, plan::Origin::Removed { .. }).then(|| UnlandedDraft {
        id: posting.id.to_string(),
        job_id: job.job.to_string(),
        draft_url: job.draft_url.as_ref().map(|url| address(url, origin)),
        pull_request: record.pull_request,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::opentrain::wire;

    #[test]
    fn applications_are_read_from_the_list_in_any_shape() {
        for (row, proposals, remark) in [
            (r#""proposalCounts": {"total": 12, "unreviewed": 3}"#, Some((12, 3)), None),
            (r#""proposalCounts": {"total": 12}"#, None, None),
            (r#""proposalCounts": {"total": -1, "unreviewed": 0.5}"#, None, None),
            (r#""proposalCounts": "many", "acceptingApplicants": "yes""#, None, None),
            (r#""acceptingApplicants": true"#, None, None),
            (r#""acceptingApplicants": false"#, None, Some("live, but nobody can apply")),
        ] {
            let page = format!(r#"{{"jobs": [{{"id": "a", "status": "OPEN", {row}}}]}}"#);
            let jobs = wire::page(&serde_json::from_str(&page).expect("JSON")).jobs;
            let job = jobs.values().next().expect("a job");
            assert_eq!(job.proposals.map(|counts| (counts.total, counts.unreviewed)), proposals, "{row}");
            assert_eq!(of_listing(job).as_deref(), remark, "{row}");
        }
    }
}
