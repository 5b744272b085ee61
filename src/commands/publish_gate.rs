//! Whether the local files decide what is public: they must be those of the default branch's tip.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::publish::Caller;
use crate::checkout::{Checkout, Difference, Error};
use crate::reconcile::{Gate, StopReason};

/// Closed once the jobs directory on the default branch of `origin` differs from the one here: an old commit, or one that was never
/// merged, must not change what is public. `read` are the files that the run has read. Open outside git and without `origin`.
pub(super) fn gate(jobs: &Path, read: Vec<PathBuf>, caller: &Caller) -> Gate {
    let is_workflow = matches!(caller, Caller::Workflow { .. });
    let jobs = jobs.to_owned();
    let proven = Mutex::new(None);
    Arc::new(move || {
        let mut proven = proven.lock().unwrap_or_else(PoisonError::into_inner);
        match (shut(&jobs, &read, is_workflow, &mut proven), is_workflow) {
            (Ok(None), _) => Ok(()),
            (Ok(Some(stop)), _) => Err(stop),
            (Err(error), true) => Err(StopReason::OriginUnavailable(error.to_string())),
            (Err(error), false) => Err(StopReason::OriginUnknown(error.to_string())),
        }
    })
}

/// Why the gate is shut, if it is. `proven` is the commit for which nothing differed before in this run.
fn shut(
    jobs: &Path,
    read: &[PathBuf],
    is_workflow: bool,
    proven: &mut Option<String>,
) -> Result<Option<StopReason>, Error> {
    let Some(checkout) = Checkout::open(jobs)? else { return Ok(None) };
    let commit = checkout.default_branch_tip()?;
    if proven.as_ref() == Some(&commit) {
        return Ok(None);
    }
    let files = match checkout.difference(&commit, read)? {
        None => {
            *proven = Some(commit);
            return Ok(None);
        }
        Some(Difference::Submodule(submodule)) => return Ok(Some(StopReason::Submodule { commit, submodule })),
        Some(Difference::Files(files)) => files,
    };
    if is_workflow && checkout.is_checked_out(&commit)? {
        return Ok(Some(StopReason::Edited { commit, files }));
    }
    let file = files.into_iter().next().unwrap_or_default();
    Ok(Some(match is_workflow {
        true => StopReason::Superseded { commit, file },
        false => StopReason::Behind { commit, file },
    }))
}
