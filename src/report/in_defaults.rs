//! Findings in a `_defaults.yml`, which several definitions share.

use std::collections::{BTreeMap, BTreeSet};

use super::{Job, Located};
use crate::domain::finding::{Code, LineColumn};
use crate::loader::FolderDefaults;

/// A place in a `_defaults.yml`, which several definitions share.
#[derive(Clone, Debug)]
pub struct InDefaults {
    /// The file as shown.
    pub file: String,
    /// How many other definitions have the same finding.
    pub others: usize,
    /// Whether an earlier definition of the report has it too. People read it once.
    pub is_repeated: bool,
}

/// What findings of several definitions have in common.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct SharedFinding {
    file: String,
    position: Option<LineColumn>,
    code: Code,
    message: String,
}

/// Counts the definitions that have the same finding in the same defaults. People read it at the first that the command looks after.
pub(super) fn count_repetitions(jobs: &mut [Job], is_asked_for: impl Fn(&Job) -> bool) {
    let mut counts: BTreeMap<SharedFinding, usize> = BTreeMap::new();
    let key = |found: &Located| {
        let file = found.defaults.as_ref()?.file.clone();
        let message = found.finding.message.clone();
        Some(SharedFinding { file, position: found.position, code: found.finding.code, message })
    };
    let mut ordered: Vec<&mut Job> = jobs.iter_mut().collect();
    ordered.sort_by_key(|job| !is_asked_for(job));
    for found in ordered.into_iter().flat_map(|job| &mut job.findings) {
        let Some(key) = key(found) else { continue };
        let count = counts.entry(key).or_default();
        *count += 1;
        found.defaults.iter_mut().for_each(|defaults| defaults.is_repeated = *count > 1);
    }
    for found in jobs.iter_mut().flat_map(|job| &mut job.findings).filter(|found| !found.is_repeated()) {
        let others = key(found).and_then(|key| counts.get(&key)).map_or(0, |count| count - 1);
        found.defaults.iter_mut().for_each(|defaults| defaults.others = others);
    }
}

/// The texts of those defaults that findings are in.
pub(super) fn texts(jobs: &[Job], defaults: &[FolderDefaults]) -> BTreeMap<String, String> {
    let found = jobs.iter().flat_map(|job| &job.findings).filter_map(|found| found.defaults.as_ref());
    let files: BTreeSet<&str> = found.map(|defaults| defaults.file.as_str()).collect();
    let named = defaults.iter().filter(|defaults| files.contains(&*defaults.file));
    named.map(|defaults| (defaults.file.to_string(), defaults.text.clone())).collect()
}
