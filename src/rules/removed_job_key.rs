//! An adopted job has no idempotency key of ours: without its record, only `job:` in the file finds it.

use std::collections::BTreeMap;

use super::RuleContext;
use crate::domain::definition::{DesiredState, RawDefinition};
use crate::domain::finding::{Code, Finding, Location};
use crate::domain::ids::JobId;
use crate::domain::record::Record;
use crate::domain::yaml;

/// Reports each definition whose record is of an adopted job that the file doesn't name any more.
pub(super) fn removed_job_keys(context: &RuleContext<'_>) -> Vec<Finding> {
    let adopted: BTreeMap<&str, &JobId> =
        context.records.iter().filter_map(|record| Some((record.id.as_str(), adopted_job(record)?))).collect();
    // A file that can't be parsed may name it, and nothing is created for one that is to be closed.
    let may_create = |candidate: &&&RawDefinition| {
        candidate.job.is_none() && candidate.is_readable() && candidate.wanted != DesiredState::Closed
    };
    let candidates = context.candidates.iter().filter(may_create);
    candidates.filter_map(|candidate| Some(removed(candidate, adopted.get(candidate.name())?))).collect()
}

fn adopted_job(record: &Record) -> Option<&JobId> {
    record.job().filter(|job| job.brief.is_of_adopted_job()).map(|job| &job.job)
}

fn removed(candidate: &RawDefinition, job: &JobId) -> Finding {
    let message = format!(
        "job {job} was adopted, and this definition no longer names it: if the records are lost, a second job is created"
    );
    let help = "Only `job:` finds the job again, since it was not created under a key of this repository. To close it, write \
                `state: closed`. To stop managing it, remove the file (with `closeRemoved`, that closes it). To keep it, put \
                this line back at the top of the file:";
    Finding::error(Code::RemovedJobKey, &candidate.file, Location::File, message)
        .help(help)
        .paste(yaml::entry("job", &job.as_str().into()))
}

#[cfg(test)]
mod tests {
    use super::super::context::sample::{candidate, context, created, record};
    use super::*;
    use crate::domain::definition::AdoptedJob;

    fn adopted(id: &str, job: &str) -> Record {
        let mut record = created(id, job);
        let job = JobId::parse(job).expect("valid");
        record.job_mut().expect("a job").brief = AdoptedJob { job, description: None }.digest();
        record
    }

    #[test]
    fn an_adopted_job_is_named_by_its_definition_for_as_long_as_one_could_be_created() {
        let named = RawDefinition { job: Some(JobId::parse("1").expect("valid")), ..candidate("a") };
        let closed = RawDefinition { wanted: DesiredState::Closed, ..candidate("a") };
        let draft = RawDefinition { wanted: DesiredState::Draft, ..candidate("a") };
        let unread = RawDefinition { brief: None, ..candidate("a") };
        for (candidate, record, is_expected, reason) in [
            (candidate("a"), adopted("a", "1"), true, "removed"),
            (draft, adopted("a", "1"), true, "a draft is a create, too"),
            (named, adopted("a", "1"), false, "named"),
            (closed, adopted("a", "1"), false, "nothing is created for a closed definition"),
            (unread, adopted("a", "1"), false, "the file can't be read"),
            (candidate("a"), created("a", "1"), false, "created under a key"),
            (candidate("a"), record("a"), false, "a create without an answer"),
            (candidate("b"), adopted("a", "1"), false, "the job of another definition"),
        ] {
            let candidates = [candidate];
            let context = RuleContext { records: vec![&record], ..context(&candidates) };
            let found = removed_job_keys(&context);
            assert_eq!(!found.is_empty(), is_expected, "{reason}");
            assert!(found.iter().all(|finding| finding.paste.as_deref() == Some("job: \"1\"")), "{reason}");
        }
    }
}
