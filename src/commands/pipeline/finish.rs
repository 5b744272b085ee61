//! A run as a report, with its exit code.

use rayon::prelude::*;

use super::Pipeline;
use crate::commands::exit_code;
use crate::commands::output::Output;
use crate::commands::record_store::RecordStore;
use crate::domain::finding::{Code, Finding};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::opentrain;
use crate::plan::{Posting, decide};
use crate::report::Report;
use crate::report::assemble::{IndexedFile, ReportInput, assemble};
use crate::settings::SharedArgs;

impl Pipeline {
    /// What was done and what is left, as a report with its exit code.
    pub(in crate::commands) fn report(
        mut self,
        command: &'static str,
        output: &Output,
        store: &RecordStore,
    ) -> CompletedRun {
        self.assign_removals();
        self.findings.extend(std::mem::take(&mut self.removals.findings));
        self.findings.append(&mut self.unusual_pay);
        self.findings.extend(self.stops.iter().map(exit_code::finding));
        self.assemble(command, Some(store.namespace().to_string()), store.origin(), output)
    }

    /// What the files hold, without their jobs.
    pub(in crate::commands) fn report_definitions(
        mut self,
        command: &'static str,
        namespace: Option<String>,
        output: &Output,
    ) -> CompletedRun {
        // The report shows no missing fields, so nothing may be left to their list.
        self.postings.par_iter_mut().for_each(Posting::forget_missing_fields);
        self.findings.par_extend(self.postings.par_iter().flat_map_iter(unmet));
        self.findings.extend(self.find_unusual_pay());
        self.postings.clear();
        self.assemble(command, namespace, None, output)
    }

    fn assemble(
        self,
        command: &'static str,
        namespace: Option<String>,
        origin: Option<opentrain::Origin>,
        output: &Output,
    ) -> CompletedRun {
        let files = self.files.loaded.iter().enumerate().map(|(index, file)| IndexedFile { index, file });
        let report = assemble(ReportInput {
            command,
            namespace,
            origin,
            files: files.filter(|indexed| self.files.is_asked_for(indexed.index)).collect(),
            defaults: &self.files.defaults,
            findings: &self.findings,
            postings: &self.postings,
            held_closes: self.removals.held_closes,
            touched: self.files.compared.touched.as_ref(),
        });
        let exit = exit_code::exit(&report, &self.stops, command, &self.files.loaded);
        // The process ends soon, which frees many thousand small texts faster than dropping them one by one.
        std::mem::forget(self);
        CompletedRun::new(report, exit, output)
    }
}

/// The findings that keep a posting from going live or, where its job is live, from being edited. `check` reports them without a plan.
fn unmet(posting: &Posting) -> Vec<Finding> {
    let codes = [Code::UnpinnedPay, Code::RequiredField, Code::OverLimit];
    let findings = decide(posting).findings.into_iter();
    findings.filter(|finding| codes.contains(&finding.code)).collect()
}

/// A finished report, and the output that masks its secrets.
pub(in crate::commands) struct CompletedRun {
    pub(in crate::commands) report: Report,
    pub(in crate::commands) exit: Exit,
    pub(in crate::commands) output: Output,
}

impl CompletedRun {
    /// The report of a run that ends with this code.
    pub(in crate::commands) fn new(mut report: Report, exit: Exit, output: &Output) -> Self {
        report.exit_code = exit.code();
        Self { report, exit, output: output.clone() }
    }

    /// Writes it to the outputs of the flags, and returns the exit code.
    pub(in crate::commands) fn write(&self, args: &SharedArgs) -> Result<Exit, Failure> {
        self.output.deliver(&self.report, args)?;
        Ok(self.exit)
    }
}
