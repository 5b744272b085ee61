//! Pure validation: rules over all definitions together, the records and the service's capabilities.

mod context;
mod countries;
pub mod did_you_mean;
mod duplicate_description;
mod duplicate_job;
mod duplicate_posting;
mod identity;
mod invalid_path;
mod languages;
mod named_list;
mod pasted_text;
mod plausible_pay;
mod removed_job_key;
mod renamed;
mod required_names;
mod suggested_id;
mod vocabulary;

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

pub use context::RuleContext;
pub use required_names::unknown_required;
pub(crate) use suggested_id::id_advice;
pub use vocabulary::asks_service;

use crate::domain::definition::{AdoptedJob, Definition, JobOrigin, RawDefinition};
use crate::domain::finding::{Code, Finding};

/// A validation rule and its documentation.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The code of its findings.
    pub code: Code,
    /// The documentation's path in the repository.
    pub page: &'static str,
    /// Returns findings in the order of the definitions.
    pub check: fn(&RuleContext<'_>) -> Vec<Finding>,
}

/// All rules, in the order of `docs/rules.md`.
pub const RULES: &[Rule] = &[
    Rule { code: Code::InvalidId, page: "docs/rules.md#invalid-id", check: invalid_path::invalid_paths },
    Rule { code: Code::DuplicateId, page: "docs/rules.md#duplicate-id", check: identity::duplicates },
    Rule {
        code: Code::DuplicateDescription,
        page: "docs/rules.md#duplicate-description",
        check: duplicate_description::duplicate_description,
    },
    Rule { code: Code::DuplicateJob, page: "docs/rules.md#duplicate-job", check: duplicate_job::duplicate_jobs },
    Rule { code: Code::RemovedJobKey, page: "docs/rules.md#removed-job-key", check: removed_job_key::removed_job_keys },
    Rule { code: Code::UnknownField, page: "docs/rules.md#unknown-field", check: vocabulary::unknown_fields },
    Rule { code: Code::UnknownValue, page: "docs/rules.md#unknown-value", check: vocabulary::unknown_values },
    Rule { code: Code::RenamedFile, page: "docs/rules.md#renamed-file", check: renamed::renamed_files },
    Rule { code: Code::RateMismatch, page: "docs/rules.md#rate-mismatch", check: plausible_pay::mismatched_rates },
    Rule { code: Code::LanguageName, page: "docs/rules.md#language-name", check: languages::language_names },
    Rule { code: Code::CountryCode, page: "docs/rules.md#country-code", check: countries::country_codes },
    Rule {
        code: Code::DuplicatePosting,
        page: "docs/rules.md#duplicate-posting",
        check: duplicate_posting::duplicate_postings,
    },
    Rule {
        code: Code::ExchangedFiles,
        page: "docs/rules.md#exchanged-files",
        check: duplicate_posting::exchanged_files,
    },
    Rule { code: Code::CurlyQuotes, page: "docs/rules.md#curly-quotes", check: pasted_text::curly_quotes },
    Rule { code: Code::MailHeaders, page: "docs/rules.md#mail-headers", check: pasted_text::mail_headers },
];

/// Runs all rules, in the order of [`RULES`].
pub fn validate(context: &RuleContext<'_>) -> Vec<Finding> {
    RULES.par_iter().flat_map_iter(|rule| (rule.check)(context)).collect()
}

/// Converts each valid candidate to a definition: it has an id, and a brief or a job, and its file has no error. `findings` are those of
/// the loader and of [`validate`].
pub fn definitions<'a>(
    candidates: impl IntoIterator<Item = &'a RawDefinition>,
    findings: &[Finding],
) -> Vec<Option<Arc<Definition>>> {
    let invalid_files: BTreeSet<&str> = findings.iter().filter(|f| f.is_error()).filter_map(Finding::file).collect();
    let definition = |candidate: &'a RawDefinition| {
        if invalid_files.contains(candidate.file.as_str()) { None } else { valid(candidate) }
    };
    candidates.into_iter().map(definition).collect()
}

/// The files whose errors keep even `state: closed` from being carried out: the file's content, or its job, is not known. An
/// error in the folder's defaults leaves both known.
pub fn unclosable_files(findings: &[Finding]) -> BTreeSet<&str> {
    let is_of_syntax_or_identity = |finding: &&Finding| {
        matches!(
            finding.code,
            Code::Syntax
                | Code::DuplicateKey
                | Code::UnknownTag
                | Code::InvalidId
                | Code::DuplicateId
                | Code::DuplicateJob
                | Code::RemovedJobKey
                | Code::RenamedFile
                | Code::ExchangedFiles
        )
    };
    findings
        .iter()
        .filter(|finding| finding.is_error() && !finding.is_elsewhere())
        .filter(is_of_syntax_or_identity)
        .filter_map(Finding::file)
        .collect()
}

fn valid(candidate: &RawDefinition) -> Option<Arc<Definition>> {
    let RawDefinition { file, id, origin: _, wanted, job: _, brief: _, fields, defaults } = candidate;
    Some(Arc::new(Definition {
        id: id.as_ref().ok()?.clone(),
        file: file.clone(),
        wanted: *wanted,
        job_origin: job_origin(candidate)?,
        fields: Arc::clone(fields),
        defaults: defaults.clone(),
    }))
}

fn job_origin(candidate: &RawDefinition) -> Option<JobOrigin> {
    let Some(job) = candidate.job.clone() else { return candidate.brief.clone().map(JobOrigin::Brief) };
    let description = candidate.text().map(str::to_owned);
    Some(JobOrigin::Adopted(AdoptedJob { job, description }))
}

#[cfg(test)]
mod tests {
    use super::context::sample::{candidate, context};
    use super::*;
    use crate::domain::finding::{Location, Severity};

    #[test]
    fn every_rule_has_one_code_and_a_heading_of_that_name() {
        let codes: BTreeSet<Code> = RULES.iter().map(|rule| rule.code).collect();
        assert_eq!(codes.len(), RULES.len());
        for rule in RULES {
            assert_eq!(rule.page, format!("docs/rules.md#{}", rule.code.name()));
        }
    }

    #[test]
    fn good_definitions_are_found_good() {
        let candidates = [candidate("a"), candidate("b")];
        assert_eq!(validate(&context(&candidates)), []);
        assert_eq!(definitions(&candidates, &[]).iter().flatten().count(), 2);
    }

    #[test]
    fn an_error_takes_out_its_own_file_and_a_warning_none() {
        let candidates = [candidate("a"), candidate("b")];
        let findings = [
            Finding::error(Code::Secret, "jobs/a.yml", Location::File, ""),
            Finding::new(Code::UnknownField, Severity::Warning, "jobs/b.yml", Location::File, ""),
        ];
        let good: Vec<String> =
            definitions(&candidates, &findings).into_iter().flatten().map(|d| d.file.clone()).collect();
        assert_eq!(good, ["jobs/b.yml"]);
    }

    #[test]
    fn without_id_or_brief_there_is_no_definition() {
        let mut nameless = candidate("a");
        nameless.id = Err("A".into());
        let mut silent = candidate("b");
        silent.brief = None;
        assert_eq!(definitions(&[nameless, silent], &[]), [None, None]);
    }
}
