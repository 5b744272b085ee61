//! Which absent definitions were removed from the default branch, as git shows it.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::checkout::{Checkout, Error, OldFile};
use crate::domain::ids::DefinitionId;
use crate::loader;
use crate::plan::removed::{Evidence, RemovalEvidence};

/// Where to look for removed definitions.
pub(super) struct History {
    /// The jobs directory.
    pub(super) jobs: PathBuf,
    /// The default branch's tip before the push that started this run.
    pub(super) before: Option<String>,
    /// Whether commits may be fetched.
    pub(super) may_fetch: bool,
}

impl History {
    /// What git shows of each of these absent definitions.
    pub(super) fn evidence(&self, absent: &[DefinitionId]) -> RemovalEvidence {
        if absent.is_empty() {
            return RemovalEvidence::new();
        }
        let all = |evidence: Evidence| absent.iter().map(|id| (id.clone(), evidence.clone())).collect();
        match Checkout::open(&self.jobs) {
            Ok(Some(checkout)) => {
                self.search(&checkout, absent).unwrap_or_else(|error| all(Evidence::Unknown(error.to_string())))
            }
            Ok(None) => {
                all(Evidence::Unknown("the jobs directory is in no git repository with a remote `origin`".into()))
            }
            Err(error) => all(Evidence::Unknown(error.to_string())),
        }
    }

    fn search(&self, checkout: &Checkout, absent: &[DefinitionId]) -> Result<RemovalEvidence, Error> {
        let checked_out = ids(&checkout.files_not_as_checked_out()?);
        let mut removed = BTreeSet::new();
        let is_open = |id: &&DefinitionId, removed: &BTreeSet<_>| !checked_out.contains(*id) && !removed.contains(*id);
        if let Some(before) = &self.before
            && (if self.may_fetch { checkout.try_fetch_commit(before) } else { checkout.has_commit(before) })?
        {
            removed.extend(ids(&checkout.removed_since(before)?));
        }
        if absent.iter().any(|id| is_open(&id, &removed)) {
            removed.extend(ids(&checkout.removed_in_history(&self.tip(checkout)?)?));
        }
        let evidence = |id: &DefinitionId| match (checked_out.contains(id), removed.contains(id)) {
            (true, _) => Evidence::CheckedOut,
            (false, true) => Evidence::Removed,
            (false, false) => Evidence::NeverThere,
        };
        Ok(absent.iter().map(|id| (id.clone(), evidence(id))).collect())
    }

    /// The commit whose history counts, with all of that history where it may be fetched.
    fn tip(&self, checkout: &Checkout) -> Result<String, Error> {
        if !self.may_fetch {
            return checkout.known_tip();
        }
        let tip = checkout.default_branch_tip()?;
        checkout.fetch_history()?;
        Ok(tip)
    }
}

/// The ids that these files had as definitions.
fn ids(files: &[OldFile]) -> BTreeSet<DefinitionId> {
    files.iter().filter_map(|file| loader::parse(&file.name, &file.text).candidate.id.ok()).collect()
}
