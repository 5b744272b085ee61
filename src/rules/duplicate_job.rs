//! A job has one definition, and a definition one job.

use std::collections::BTreeMap;

use super::RuleContext;
use crate::domain::definition::RawDefinition;
use crate::domain::finding::{Code, Finding, Location};
use crate::domain::ids::JobId;
use crate::domain::record::Record;

/// Reports each definition whose `job:` is that of another definition, by its file or its record, or is not the job of its own record.
pub(super) fn duplicate_jobs(context: &RuleContext<'_>) -> Vec<Finding> {
    if context.candidates.iter().all(|candidate| candidate.job.is_none()) {
        return Vec::new();
    }
    let claims = Claims::new(context);
    context.candidates.iter().filter_map(|candidate| claims.problem(candidate)).collect()
}

/// Who claims which job.
struct Claims<'a> {
    files: BTreeMap<&'a JobId, Vec<&'a RawDefinition>>,
    records_by_job: BTreeMap<&'a JobId, &'a Record>,
    records_by_id: BTreeMap<&'a str, &'a Record>,
}

impl<'a> Claims<'a> {
    fn new(context: &RuleContext<'a>) -> Self {
        let mut files: BTreeMap<&JobId, Vec<&RawDefinition>> = BTreeMap::new();
        for candidate in &context.candidates {
            if let Some(job) = &candidate.job {
                files.entry(job).or_default().push(candidate);
            }
        }
        let by_job = context.records.iter().filter_map(|record| Some((&record.job()?.job, *record)));
        let by_id = context.records.iter().map(|record| (record.id.as_str(), *record));
        Self { files, records_by_job: by_job.collect(), records_by_id: by_id.collect() }
    }

    fn problem(&self, candidate: &RawDefinition) -> Option<Finding> {
        let job = candidate.job.as_ref()?;
        let error = |message: String, help: String| {
            let location = Location::value(&["job"]);
            Some(Finding::error(Code::DuplicateJob, &candidate.file, location, message).help(help))
        };
        let own = self.records_by_id.get(candidate.name());
        if let Some(record) = own.filter(|record| record.job().is_none_or(|recorded| recorded.job != *job)) {
            return match record.job() {
                Some(recorded) => error(
                    format!("this definition has job {} already, so it can't take over job {job}", recorded.job),
                    format!(
                        "An id identifies one job permanently. Write `job: {}`, or give this definition a new `id`.",
                        recorded.job
                    ),
                ),
                None => error(
                    "a create was sent for this definition and not answered, so it may have a job already".to_owned(),
                    "Give this definition a new `id`, or remove `job:` and run `draft` once to settle it.".to_owned(),
                ),
            };
        }
        if let Some(other) = self.files.get(job)?.iter().find(|other| other.file != candidate.file) {
            let message = format!("job {job} is that of {} too", other.file);
            return error(message, "Keep one definition of this job, and remove the other file.".to_owned());
        }
        let other = self.records_by_job.get(job).filter(|record| record.id.as_str() != candidate.name())?;
        error(
            format!("job {job} is on record for the definition `{}` ({})", other.id, other.file),
            format!("Write `id: {}` to keep the job under its id, or remove this file.", other.id),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::context::sample::{candidate, context, created, record};
    use super::*;

    fn of_job(id: &str, job: &str) -> RawDefinition {
        RawDefinition { job: Some(JobId::parse(job).expect("valid")), brief: None, ..candidate(id) }
    }

    #[test]
    fn a_job_has_one_definition_and_a_definition_one_job() {
        for (candidates, records, expected, reason) in [
            (vec![of_job("a", "1"), of_job("b", "2")], vec![], vec![], "each its own"),
            (
                vec![of_job("a", "1"), of_job("b", "1")],
                vec![],
                vec!["jobs/a.yml", "jobs/b.yml"],
                "two files of one job",
            ),
            (vec![of_job("a", "1")], vec![created("a", "1")], vec![], "on record for itself"),
            (vec![of_job("a", "1")], vec![created("a", "2")], vec!["jobs/a.yml"], "another than its record's"),
            (vec![of_job("a", "1")], vec![record("a")], vec!["jobs/a.yml"], "a create without an answer"),
            (vec![of_job("a", "1")], vec![created("b", "1")], vec!["jobs/a.yml"], "a record without a file"),
            (
                vec![of_job("a", "1"), candidate("b")],
                vec![created("b", "1")],
                vec!["jobs/a.yml"],
                "a record with a file",
            ),
        ] {
            let context = RuleContext { records: records.iter().collect(), ..context(&candidates) };
            let found = duplicate_jobs(&context);
            let files: Vec<&str> = found.iter().filter_map(Finding::file).collect();
            assert_eq!(files, expected, "{reason}");
            assert!(found.iter().all(|finding| finding.is_error() && finding.code == Code::DuplicateJob), "{reason}");
        }
    }
}
