//! What holds for every report in every form.

use std::sync::LazyLock;

use opentrain_jobs::commands::output::Output;
use opentrain_jobs::github::{Header, WorkflowRun};
use opentrain_jobs::loader;
use opentrain_jobs::report::comment::{Context, MAX_COMMENT_LENGTH, body, summary};
use opentrain_jobs::report::suggestion::suggestions;
use opentrain_jobs::report::{Report, annotations};
use opentrain_jobs::settings::{Environment, Format};
use serde_json::Value;

use super::command::{assert_annotations, assert_no_commands};
use super::markdown;
use super::shown::{assert_harmless, assert_no_token, without_colours};

static DOOR: LazyLock<Output> = LazyLock::new(|| Output::new(None, &Environment::from_process()));

/// The report as it stands on standard output, without colours.
pub fn printed(report: &Report, format: Format) -> String {
    without_colours(&DOOR.render_for_stdout(report, format).expect("printed"))
}

/// Nothing that a report tells, in whatever form, does anything.
pub fn holds(report: &Report) {
    for format in [Format::Text, Format::Json, Format::Markdown] {
        let text = printed(report, format);
        assert_harmless(&text);
        assert_no_token(&text);
        assert_no_commands(&text);
    }
    json(report);
    markdown::assert_inert(&printed(report, Format::Markdown));
    markdown::assert_inert(&summary(report));
    for budget in [MAX_COMMENT_LENGTH, 4000] {
        comment(report, budget);
    }
    let mut log = Vec::new();
    annotations::write(report, &mut log).expect("written");
    assert_annotations(&String::from_utf8(log).expect("UTF-8"));
    suggested(report);
}

/// The JSON says of each job what the report says, to the letter.
fn json(report: &Report) {
    let told: Value = serde_json::from_str(&printed(report, Format::Json)).expect("JSON");
    let jobs = told["jobs"].as_array().expect("a list");
    assert_eq!(jobs.len(), report.jobs.len());
    for (told, job) in jobs.iter().zip(&report.jobs) {
        let same =
            |key: &str, text: &str| assert!(told[key] == text || text.contains("ot_pat_"), "{key}: {text:?} {told}");
        same("file", &job.file);
        same("id", &job.id);
        job.status.iter().for_each(|status| same("status", status.as_str()));
        assert_eq!(told["missing"].as_array().map(Vec::len), Some(job.missing.len()));
        assert_eq!(told["findings"].as_array().map(Vec::len), Some(job.findings.len()));
    }
}

fn comment(report: &Report, budget: usize) {
    let context =
        Context { header: Header::new("acme/jobs", "jobs", WorkflowRun { id: 7, attempt: 1 }, "abc"), run_url: None };
    let text = body(report, &context, budget);
    assert_eq!(Header::parse(&text).as_ref(), Some(&context.header));
    assert!(budget != MAX_COMMENT_LENGTH || text.encode_utf16().count() <= budget, "{} units", text.len());
    let (_, told) = text.split_once('\n').expect("a header on a line of its own");
    markdown::assert_inert(told);
}

/// A suggestion sets what it says and nothing else, and its comment holds its lines in a block.
fn suggested(report: &Report) {
    for suggestion in suggestions(report, &|_, _| false) {
        let before = loader::parse(&suggestion.file, &suggestion.text);
        let mut lines: Vec<&str> = suggestion.text.split('\n').collect();
        lines[suggestion.line - 1] = &suggestion.replacement;
        let after = loader::parse(&suggestion.file, &lines.join("\n"));
        let set = after.candidate.fields.keys().filter(|key| !before.candidate.fields.contains_key(*key));
        let keys = [&suggestion.keys[..], &suggestion.read_keys].concat();
        assert_eq!(set.cloned().collect::<Vec<_>>(), sorted(&keys));
        let refused = after.findings.iter().filter(|finding| finding.message.contains("has no value;")).count();
        let refused_before = before.findings.iter().filter(|finding| finding.message.contains("has no value;")).count();
        assert_eq!(refused - refused_before, suggestion.open_keys.len());
        assert_eq!(after.candidate.brief, before.candidate.brief);
        let Some(change) = suggestion.to_change("") else { continue };
        markdown::assert_inert(&change.body);
        assert_eq!(markdown::blocks(&change.body), [("suggestion".to_owned(), suggestion.replacement + "\n")]);
    }
}

fn sorted(keys: &[String]) -> Vec<String> {
    let mut keys = keys.to_vec();
    keys.sort();
    keys
}
