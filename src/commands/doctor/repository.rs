//! Whether records and definitions can be used.

use super::super::files::Files;
use super::super::output::Output;
use super::super::pipeline::Pipeline;
use super::super::record_store::{RecordStore, StoreRequest};
use super::super::records_location::{Access, RecordsLocation};
use crate::domain::capabilities::Capabilities;
use crate::domain::config::Config;
use crate::domain::record::Record;
use crate::failure::Failure;
use crate::plan::removed::RemovalPolicy;
use crate::report::doctor::Check;
use crate::report::summary;
use crate::settings::{Environment, SharedArgs};

const RECORDS: &str = "records";
const DEFINITIONS: &str = "definitions";

/// What the checks look at.
pub(super) struct Subject<'a> {
    /// The flags.
    pub(super) common: &'a SharedArgs,
    /// The environment's variables.
    pub(super) environment: &'a Environment,
    /// The service's origin; `None` for the embedded sandbox.
    pub(super) origin: Option<String>,
}

/// The checks of records and definitions.
pub(super) fn checks(subject: Subject<'_>, output: &Output) -> [Check; 2] {
    let files = match Files::load(subject.common) {
        Ok(files) => files,
        Err(failure) => {
            let records =
                Check::bad(RECORDS, "not checked", "Fix `definitions` first: the settings say where records are.");
            return [records, bad(DEFINITIONS, &failure)];
        }
    };
    match open(&subject, &files.config, output) {
        Ok((check, records)) => [check, definitions(files, records, output)],
        Err(failure) => [bad(RECORDS, &failure), definitions(files, Vec::new(), output)],
    }
}

/// What a command would end with. A message without hints contains its own advice.
fn bad(name: &'static str, failure: &Failure) -> Check {
    let again = || "Fix this and run `opentrain-jobs doctor` again.".to_owned();
    let help = if failure.hints.is_empty() { again() } else { failure.hints.join("\n") };
    Check::bad(name, failure.causes(), help)
}

/// Opens the records to read them, where a run would open them to write.
fn open(subject: &Subject<'_>, config: &Config, output: &Output) -> Result<(Check, Vec<Record>), Failure> {
    let Subject { common, environment, origin } = subject;
    let location = match origin {
        None => RecordsLocation::of_sandbox(common)?,
        Some(_) => RecordsLocation::resolve(common, config, Access::Write, output)?,
    };
    let request = StoreRequest { common, config, environment, origin: origin.clone(), access: Access::Read };
    let mut store = RecordStore::open(&request, output)?;
    let records = store.take_records();
    let count = summary::plural(records.len(), "record");
    Ok((Check::good(RECORDS, format!("{location}: {count} of {}", store.namespace())), records))
}

fn definitions(files: Files, records: Vec<Record>, output: &Output) -> Check {
    let count = summary::plural(files.loaded.len(), "definition");
    let pipeline = Pipeline::validated(files, records, &Capabilities::bundled(), RemovalPolicy::Report);
    let report = pipeline.report_definitions("doctor", None, output).report;
    let findings = report.jobs.iter().flat_map(|job| &job.findings).chain(&report.findings);
    match findings.filter(|found| found.finding.is_error() && !found.is_repeated()).count() {
        0 => Check::good(DEFINITIONS, count),
        errors => {
            let detail = format!("{count}, {}", summary::plural(errors, "error"));
            Check::bad(DEFINITIONS, detail, "Run `opentrain-jobs check`, which shows each with its line.")
        }
    }
}
