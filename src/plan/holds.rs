//! What holds back a publish or an edit that is due. A new job that looks like a live one is not published before somebody has looked.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::posting::{Origin, Posting};
use crate::domain::ids::{DefinitionId, JobId};
use crate::domain::job::AccountJobs;
use crate::domain::step::StepKind;
use crate::domain::{TITLE_KEY, title};

/// Why a step that is due is not carried out until somebody looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hold {
    /// This live job has the same title, and no definition claims it.
    PossibleDuplicate(JobId),
    /// With the step, all live postings come to more than the settings allow; the text has the amounts.
    OverTotal(String),
}

impl Hold {
    /// The reason of the step.
    pub fn reason(&self) -> String {
        match self {
            Self::PossibleDuplicate(other) => {
                format!("job {other} is live with the same or nearly the same title, and no definition claims it")
            }
            Self::OverTotal(over) => over.clone(),
        }
    }
}

/// What holds back a step of this kind; `None` where nothing does. The run, the shown plan and the cost of a merge ask this function.
pub fn hold(posting: &Posting, kind: StepKind) -> Option<Hold> {
    let over_total = posting.over_total.clone().map(Hold::OverTotal);
    match kind {
        StepKind::Publish => posting.possible_duplicate.clone().map(Hold::PossibleDuplicate).or(over_total),
        StepKind::Update => over_total,
        StepKind::Create | StepKind::Patch | StepKind::Close => None,
    }
}

/// Holds each posting whose job was created in this run, or was held before, while a live job that no definition claims has its
/// title, as a reader compares them. The list at the start of the run decides what is new; the latest one shows what is live.
/// `released` are the definitions that somebody has looked at.
pub fn assign_holds(
    postings: &mut [Posting],
    at_start: &AccountJobs,
    latest: &AccountJobs,
    released: &BTreeSet<DefinitionId>,
) {
    let claims = |posting: &&Posting| !matches!(posting.origin, Origin::Removed { .. });
    let claimed: BTreeSet<JobId> = postings.iter().filter(claims).filter_map(Posting::claimed_job).cloned().collect();
    let unclaimed = LazyCell::new(|| unclaimed_by_title(latest, &claimed));
    for posting in &mut *postings {
        let is_new = posting.was_created() && posting.job().is_some_and(|job| !at_start.contains_key(&job.job));
        if !is_new && posting.job().is_none_or(|job| job.possible_duplicate.is_none()) {
            continue;
        }
        let found = known_title(posting).and_then(title::comparable).and_then(|title| unclaimed.get(&title)).cloned();
        if is_new && let Some(job) = posting.job_mut().filter(|job| job.possible_duplicate != found) {
            job.possible_duplicate.clone_from(&found);
            posting.is_dirty = true;
        }
        posting.possible_duplicate = found.filter(|_| !released.contains(&posting.id));
    }
    assign_renames(postings);
}

/// Names for each possible duplicate the removed definition whose job it is.
pub fn assign_renames(postings: &mut [Posting]) {
    let is_removed = |posting: &&Posting| {
        let is_merged = posting.record.as_ref().is_some_and(|record| record.on_default_branch);
        is_merged && matches!(posting.origin, Origin::Removed { .. })
    };
    let removed = postings.iter().filter(is_removed);
    let removed: BTreeMap<JobId, DefinitionId> =
        removed.filter_map(|posting| Some((posting.job()?.job.clone(), posting.id.clone()))).collect();
    for posting in postings {
        let duplicate = posting.job().and_then(|job| job.possible_duplicate.as_ref());
        posting.renamed_from = duplicate.and_then(|job| removed.get(job)).cloned();
    }
}

/// The pinned title, else the one that the service read.
fn known_title(posting: &Posting) -> Option<&str> {
    let pinned = posting.definition().and_then(|definition| definition.fields.get(TITLE_KEY));
    pinned.or_else(|| posting.job()?.parsed.fields.get(TITLE_KEY)).and_then(Value::as_str)
}

/// The first live job of each title that no definition claims.
fn unclaimed_by_title(jobs: &AccountJobs, claimed: &BTreeSet<JobId>) -> BTreeMap<String, JobId> {
    let mut by_title = BTreeMap::new();
    for (id, job) in jobs.iter().filter(|(id, job)| job.status.is_public() && !claimed.contains(*id)) {
        if let Some(title) = title::comparable(&job.title) {
            by_title.entry(title).or_insert_with(|| id.clone());
        }
    }
    by_title
}
