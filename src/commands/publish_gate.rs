//! Whether the local files decide what is public: they must be those of the default branch's tip.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::publish::Caller;
use crate::checkout::{Checkout, Error};
use crate::reconcile::{Gate, StopReason};

/// A file that differs from the default branch.
struct Difference {
    commit: String,
    file: String,
}

/// Closed once the jobs directory on the default branch of `origin` differs from the one here: an old commit, or one that was never
/// merged, must not change what is public. `read` are the files that the run has read. Open outside git and without `origin`.
pub(super) fn gate(jobs: &Path, read: Vec<PathBuf>, caller: &Caller) -> Gate {
    let is_workflow = matches!(caller, Caller::Workflow { .. });
    let jobs = jobs.to_owned();
    let proven = Mutex::new(None);
    Arc::new(move || {
        let mut proven = proven.lock().unwrap_or_else(PoisonError::into_inner);
        match (difference(&jobs, &read, &mut proven), is_workflow) {
            (Ok(None), _) => Ok(()),
            (Ok(Some(Difference { commit, file })), true) => Err(StopReason::Superseded { commit, file }),
            (Ok(Some(Difference { commit, file })), false) => Err(StopReason::Behind { commit, file }),
            (Err(error), true) => Err(StopReason::OriginUnavailable(error.to_string())),
            (Err(error), false) => Err(StopReason::OriginUnknown(error.to_string())),
        }
    })
}

/// The first difference. `proven` is the commit for which none was found before in this run.
fn difference(jobs: &Path, read: &[PathBuf], proven: &mut Option<String>) -> Result<Option<Difference>, Error> {
    let Some(checkout) = Checkout::open(jobs)? else { return Ok(None) };
    let commit = checkout.default_branch_tip()?;
    if proven.as_ref() == Some(&commit) {
        return Ok(None);
    }
    match checkout.first_difference(&commit, read)? {
        Some(file) => Ok(Some(Difference { commit, file })),
        None => {
            *proven = Some(commit);
            Ok(None)
        }
    }
}
