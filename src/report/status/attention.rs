//! Why a definition needs an edit or a look.

use crate::domain::finding::Severity;
use crate::report::{Job, summary};

/// Whether a definition has to be edited.
pub(super) fn needs_edit(job: &Job) -> bool {
    !job.missing.is_empty() || messages(job, Severity::Error).next().is_some()
}

/// Errors, missing fields, remarks on the job, warnings; empty where all is well.
pub(super) fn summary(job: &Job, remarks: &[String]) -> String {
    let labels = job.missing.iter().map(|missing| missing.field.label.clone());
    let labels: Vec<String> = labels.chain(job.unnamed_summary()).collect();
    let missing = (!labels.is_empty()).then(|| format!("missing: {}", labels.join(", ")));
    let parts = first(job, Severity::Error).into_iter().chain(missing).chain(remarks.iter().cloned());
    parts.chain(first(job, Severity::Warning)).collect::<Vec<_>>().join("; ")
}

/// The first message of a severity, and how many there are besides.
fn first(job: &Job, severity: Severity) -> Option<String> {
    let first = messages(job, severity).next()?;
    Some(match messages(job, severity).count() - 1 {
        0 => first.to_owned(),
        more => format!("{first} (and {})", summary::plural(more, &format!("more {}", severity.as_str()))),
    })
}

fn messages(job: &Job, severity: Severity) -> impl Iterator<Item = &str> {
    let findings = job.findings.iter().map(|found| &found.finding);
    findings.filter(move |finding| finding.severity == severity).map(|finding| finding.message.as_str())
}
