//! Workflow commands: annotations at the exact line, and log groups. Untrusted text is escaped.

use std::io::{self, Write};

use super::{Job, Located, Missing, Report, missing_field, text};
use crate::domain::finding::Severity;
use crate::redact::escape;

/// GitHub shows ten annotations of each level per step and drops the others silently.
const MAX_PER_LEVEL: usize = 10;

/// GitHub cuts a message at 4,096 characters.
const MAX_MESSAGE_CHARS: usize = 4000;

const MAX_TITLE_CHARS: usize = 200;

/// An annotation's level in GitHub's terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Level {
    Error,
    Warning,
    Notice,
}

impl Level {
    fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Notice => "notice",
        }
    }
}

impl From<Severity> for Level {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Error => Self::Error,
            Severity::Warning => Self::Warning,
            Severity::Note => Self::Notice,
        }
    }
}

/// A line and column of a file, both from 1.
struct FileLocation {
    file: String,
    line: usize,
    column: usize,
}

/// One annotation, not yet escaped.
struct Annotation {
    level: Level,
    location: Option<FileLocation>,
    title: String,
    message: String,
}

/// Writes one annotation per line, most important first. A missing field is an error to GitHub. Where a level has more than ten,
/// the tenth gives the number of the others. Definitions that were not asked for have none.
pub fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let asked_for = report.jobs.iter().filter(|job| report.is_asked_for(job));
    let missing = asked_for.flat_map(|job| job.missing.iter().map(move |missing| self::missing(job, missing)));
    let errors = with_severity(report, Severity::Error).into_iter().chain(missing).collect();
    write_level(errors, "errors", out)?;
    write_level(with_severity(report, Severity::Warning), "warnings", out)?;
    write_level(with_severity(report, Severity::Note), "notes", out)
}

/// An error without a location.
pub fn error(message: &str) -> String {
    without_location(Level::Error, message)
}

/// A warning without a location.
pub fn warning(message: &str) -> String {
    without_location(Level::Warning, message)
}

/// A notice without a location.
pub fn notice(message: &str) -> String {
    without_location(Level::Notice, message)
}

fn without_location(level: Level, message: &str) -> String {
    let title = "opentrain-jobs".into();
    let annotation = Annotation { level, location: None, title, message: message.to_owned() };
    format!("{}\n", annotation.to_command())
}

/// A log group, which GitHub shows folded.
pub fn group(title: &str, body: &str) -> String {
    let title = escape::data(&escape::line(title));
    format!("::group::{title}\n{}\n::endgroup::\n", escape::log(&escape::lines(body.trim_end_matches('\n'))))
}

/// Writes the unified diff of each long text that changes, in a group of its own.
pub fn write_diffs(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for job in report.jobs.iter().filter(|job| report.is_asked_for(job)) {
        for (field, diff) in job.changes.iter().filter_map(text::long_diff) {
            write!(out, "{}", group(&format!("{}: {field}", job.id), &diff))?;
        }
    }
    Ok(())
}

fn write_level(mut annotations: Vec<Annotation>, plural: &str, out: &mut dyn Write) -> io::Result<()> {
    if annotations.len() > MAX_PER_LEVEL {
        let omitted = annotations.split_off(MAX_PER_LEVEL - 1);
        let message = format!("and {} more {plural}, in the step summary and the report", omitted.len());
        let title = "not shown".to_owned();
        annotations.extend(omitted.first().map(|first| Annotation {
            level: first.level,
            location: None,
            title,
            message,
        }));
    }
    annotations.iter().try_for_each(|annotation| writeln!(out, "{}", annotation.to_command()))
}

fn with_severity(report: &Report, severity: Severity) -> Vec<Annotation> {
    let of_run = report.findings.iter().map(|found| (None, found));
    let of_jobs = report.jobs.iter().flat_map(|job| job.findings.iter().map(move |found| (Some(job), found)));
    let of_jobs = of_jobs.filter(|(job, found)| job.is_none_or(|job| report.counts(job, found)));
    let findings =
        of_run.chain(of_jobs).filter(|(_, found)| found.finding.severity == severity && !found.is_repeated());
    findings.map(|(job, found)| finding(job, found)).collect()
}

fn finding(job: Option<&Job>, found: &Located) -> Annotation {
    let finding = &found.finding;
    let location = job.zip(found.position).map(|(job, position)| FileLocation {
        file: found.file(job).to_owned(),
        line: position.line,
        column: position.column,
    });
    let help = finding.advice().map(|advice| format!("\n{advice}")).unwrap_or_default();
    Annotation {
        level: finding.severity.into(),
        location,
        title: finding.code.name().to_owned(),
        message: format!("{}{help}", found.message()),
    }
}

fn missing(job: &Job, missing: &Missing) -> Annotation {
    let field = missing.for_advice();
    let help = field.prompt.clone().into_iter().chain(missing_field::advice(field));
    let parts: Vec<String> = help.chain([missing_field::yaml_snippet(field)]).collect();
    Annotation {
        level: Level::Error,
        location: Some(FileLocation { file: job.file.clone(), line: missing.line, column: 1 }),
        title: format!("{} is missing", field.label),
        message: format!("missing: {}\n{}", field.label, parts.join("\n").trim_end()),
    }
}

impl Annotation {
    /// The workflow command, always one line.
    fn to_command(&self) -> String {
        let mut properties = Vec::new();
        if let Some(FileLocation { file, line, column }) = &self.location {
            let file = escape::property(&escape::line(file));
            properties.extend([format!("file={file}"), format!("line={line}"), format!("col={column}")]);
        }
        let title = escape::truncate(&escape::line(&self.title), MAX_TITLE_CHARS);
        properties.push(format!("title={}", escape::property(&title)));
        let message = escape::truncate(&escape::lines(&self.message), MAX_MESSAGE_CHARS);
        format!("::{} {}::{}", self.level.as_str(), properties.join(","), escape::data(&message))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A command as the runner parses it: name, properties, data.
    fn parse(line: &str) -> (String, Vec<(String, String)>, String) {
        let (head, data) = line.strip_prefix("::").expect("a command").split_once("::").expect("data");
        let (name, properties) = head.split_once(' ').expect("properties");
        let pairs = properties.split(',').map(|pair| pair.split_once('=').expect("a pair"));
        let pairs = pairs.map(|(key, value)| (key.to_owned(), unescaped(value))).collect();
        (name.to_owned(), pairs, unescaped(data))
    }

    fn unescaped(text: &str) -> String {
        let codes = [("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")];
        codes.iter().fold(text.to_owned(), |text, (code, plain)| text.replace(code, plain))
    }

    proptest! {
        #[test]
        fn an_annotation_is_one_line_that_parses_back(
            file in any::<String>(), title in "(%|:|,|::|\n|\r|[a-z]|\\PC){0,20}", message in "(%0A|::|\n|\r|##\\[|\\PC|\u{1b}){0,40}",
        ) {
            let location = Some(FileLocation { file: file.clone(), line: 3, column: 4 });
            let line = Annotation { level: Level::Error, location, title: title.clone(), message: message.clone() }.to_command();
            prop_assert!(!line.contains(['\n', '\r']));
            let (name, properties, data) = parse(&line);
            let expected = [("file", escape::line(&file)), ("line", "3".into()), ("col", "4".into()), ("title", escape::line(&title))];
            prop_assert_eq!(name, "error");
            prop_assert_eq!(properties, expected.map(|(key, value)| (key.to_owned(), value)).to_vec());
            prop_assert_eq!(data, escape::lines(&message));
        }
    }

    #[test]
    fn a_group_contains_no_other_command() {
        let shown = group("a\n::error::x", "::error::y\n  ::endgroup::\n##[error]z\u{1b}[1m");
        let commands: Vec<&str> = shown.lines().filter(|line| line.trim_start().starts_with("::")).collect();
        assert_eq!(commands, ["::group::a ::error::x", "::endgroup::"]);
        assert!(!shown.contains("##[") && !shown.contains('\u{1b}'), "{shown}");
    }
}
