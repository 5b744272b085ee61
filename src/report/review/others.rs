//! The postings without a row of their own.

use super::{is_only_held, is_shown, needs_edit, unblocked_step};
use crate::report::{Job, Report};

/// The postings without a row.
pub(in crate::report) struct Others<'a> {
    count: usize,
    /// How many of them the next publish makes public or changes, whatever merges: they waited.
    due: usize,
    /// How many of them are held, and need no edit.
    held: usize,
    /// Those of them that need an edit.
    pub(in crate::report) with_problem: Vec<&'a Job>,
    /// Whether they are known to be out of the change's reach, rather than only unchanged.
    are_untouched: bool,
    /// Whether other postings have a row.
    are_beside_rows: bool,
}

impl<'a> Others<'a> {
    pub(super) fn new(report: &'a Report, are_beside_rows: bool) -> Self {
        let others: Vec<&Job> = report.jobs.iter().filter(|job| !is_shown(report, job)).collect();
        let count = others.len();
        let due = others.iter().filter(|job| unblocked_step(job).is_some()).count();
        let held = others.iter().filter(|job| is_only_held(job)).count();
        let with_problem = others.into_iter().filter(|job| needs_edit(job)).collect();
        Self { count, due, held, with_problem, are_untouched: report.only_touched, are_beside_rows }
    }

    /// One sentence about them, `None` where there are none. `named` follows `need an edit`.
    pub(in crate::report) fn sentence(&self, named: &str) -> Option<String> {
        let Self { count, due, held, with_problem, are_untouched, are_beside_rows } = self;
        let other = if *are_beside_rows { "other " } else { "" };
        let noun = if *count == 1 { "posting is" } else { "postings are" };
        let state = if *are_untouched { "not touched" } else { "unchanged" };
        let need = match with_problem.len() {
            0 => String::new(),
            1 => format!("; 1 of them needs an edit{named}"),
            several => format!("; {several} of them need an edit{named}"),
        };
        let due = match due {
            0 => String::new(),
            1 => "; 1 of them waited and is published next".to_owned(),
            several => format!("; {several} of them waited and are published next"),
        };
        let held = match held {
            0 => String::new(),
            1 => "; 1 of them is held".to_owned(),
            several => format!("; {several} of them are held"),
        };
        (*count > 0).then(|| format!("{count} {other}{noun} {state}{need}{held}{due}."))
    }
}
