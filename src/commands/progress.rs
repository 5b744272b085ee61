//! Progress on standard error: a bar on a terminal, plain lines otherwise.

use indicatif::{ProgressBar, ProgressStyle};

use super::output::Output;
use crate::domain::ids::DefinitionId;
use crate::domain::step::{StepKind, StepResult};
use crate::plan::Posting;

/// Shows how far a run is.
pub(super) struct Progress<'a> {
    output: &'a Output,
    bar: Option<ProgressBar>,
}

impl<'a> Progress<'a> {
    /// Shows what is about to be done and begins: progress over all steps of the plan that `is_due` names.
    pub(super) fn begin(output: &'a Output, postings: &[Posting], is_due: fn(StepKind) -> bool) -> Self {
        let mut steps = 0;
        for posting in postings.iter().filter(|posting| posting.is_due()) {
            let kinds = posting.planned.kinds().filter(|kind| is_due(*kind));
            let names: Vec<&str> = kinds.map(StepKind::as_str).collect();
            if !names.is_empty() {
                output.notice(&format!("plan     {}  {}", posting.id, names.join(", ")));
            }
            steps += names.len();
        }
        Self::new(output, steps)
    }

    fn new(output: &'a Output, steps: usize) -> Self {
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}").ok();
        let bar = (output.has_bar && !output.is_quiet).then(|| ProgressBar::new(steps as u64));
        let bar = bar.map(|bar| match style {
            Some(style) => bar.with_style(style),
            None => bar,
        });
        Self { output, bar }
    }

    /// A step has ended.
    pub(super) fn step(&self, id: &DefinitionId, step: &StepResult) {
        let line = format!("{:8} {:8} {id}", step.kind.as_str(), step.outcome.as_str());
        match &self.bar {
            Some(bar) => {
                bar.set_message(line);
                bar.inc(1);
            }
            None => self.output.notice(&line),
        }
    }

    /// All steps have ended.
    pub(super) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
