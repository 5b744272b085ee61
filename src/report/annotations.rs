//! Workflow commands: annotations at the exact line, and groups. Untrusted text is escaped.

use std::io::{self, Write};

use super::{Job, Located, Missing, Report, gap, text};
use crate::domain::finding::Severity;
use crate::redact::escape;

/// Annotations of one level that GitHub shows of one step; more are dropped unseen.
const MOST: usize = 10;

/// Longest message in characters; GitHub cuts at 4,096.
const LONGEST: usize = 4000;

/// Longest title in characters.
const LONGEST_TITLE: usize = 200;

/// What GitHub calls how much it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Level {
    Error,
    Warning,
    Notice,
}

/// One annotation, not yet escaped.
struct Annotation {
    level: Level,
    place: Option<(String, usize, usize)>,
    title: String,
    message: String,
}

/// Writes one annotation a line, most important first: errors and missing fields (both are errors to GitHub), warnings, notes. Of
/// a level with more than ten, nine are shown and the tenth counts the rest.
pub fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let of = |severity| of(report, severity);
    let gaps = report.jobs.iter().flat_map(|job| job.missing.iter().map(move |missing| self::missing(job, missing)));
    let errors = of(Severity::Error).into_iter().chain(gaps).collect();
    for (annotations, word) in [(errors, "error"), (of(Severity::Warning), "warning"), (of(Severity::Note), "note")] {
        level(annotations, word, out)?;
    }
    Ok(())
}

/// An error that stands in no file.
pub fn failure(message: &str) -> String {
    alone(Level::Error, message)
}

/// A warning that stands in no file.
pub fn warning(message: &str) -> String {
    alone(Level::Warning, message)
}

/// A notice that stands in no file.
pub fn notice(message: &str) -> String {
    alone(Level::Notice, message)
}

fn alone(level: Level, message: &str) -> String {
    let annotation = Annotation { level, place: None, title: "opentrain-jobs".into(), message: message.to_owned() };
    format!("{}\n", annotation.line())
}

/// A foldable part of a log, for long texts.
pub fn group(title: &str, body: &str) -> String {
    let title = escape::data(&escape::line(title));
    format!("::group::{title}\n{}\n::endgroup::\n", escape::log(&escape::lines(body.trim_end_matches('\n'))))
}

/// A group for each long text that changes, with its unified diff.
pub fn write_diffs(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for job in &report.jobs {
        for (field, diff) in job.changes.iter().filter_map(text::long_diff) {
            write!(out, "{}", group(&format!("{}: {field}", job.id), &diff))?;
        }
    }
    Ok(())
}

fn level(mut annotations: Vec<Annotation>, word: &str, out: &mut dyn Write) -> io::Result<()> {
    if annotations.len() > MOST {
        let rest = annotations.split_off(MOST - 1);
        let message = format!("and {} more {word}s, in the step summary and the report", rest.len());
        let title = "not shown".to_owned();
        annotations.extend(rest.first().map(|first| Annotation { level: first.level, place: None, title, message }));
    }
    annotations.iter().try_for_each(|annotation| writeln!(out, "{}", annotation.line()))
}

fn of(report: &Report, severity: Severity) -> Vec<Annotation> {
    let unplaced = report.findings.iter().map(|found| (None, found));
    let placed = report.jobs.iter().flat_map(|job| job.findings.iter().map(move |found| (Some(job), found)));
    let told = unplaced.chain(placed).filter(|(_, found)| found.finding.severity == severity);
    told.map(|(job, found)| finding(job, found)).collect()
}

fn finding(job: Option<&Job>, Located { finding, position }: &Located) -> Annotation {
    let level = match finding.severity {
        Severity::Error => Level::Error,
        Severity::Warning => Level::Warning,
        Severity::Note => Level::Notice,
    };
    let place = job.zip(*position).map(|(job, position)| (job.file.clone(), position.line, position.column));
    let help = finding.help.as_deref().map(|help| format!("\n{help}")).unwrap_or_default();
    Annotation { level, place, title: finding.code.name().to_owned(), message: format!("{}{help}", finding.message) }
}

fn missing(job: &Job, Missing { gap, line }: &Missing) -> Annotation {
    let told = gap.prompt.clone().into_iter().chain(gap::advice(gap));
    let parts: Vec<String> = told.chain([gap::paste(gap)]).collect();
    let message = format!("missing: {}\n{}", gap.label, parts.join("\n").trim_end());
    let title = format!("{} is missing", gap.label);
    Annotation { level: Level::Error, place: Some((job.file.clone(), *line, 1)), title, message }
}

impl Annotation {
    /// The workflow command, on one line whatever the texts are.
    fn line(&self) -> String {
        let word = match self.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Notice => "notice",
        };
        let mut properties = Vec::new();
        if let Some((file, line, column)) = &self.place {
            let file = escape::property(&escape::line(file));
            properties.extend([format!("file={file}"), format!("line={line}"), format!("col={column}")]);
        }
        properties
            .push(format!("title={}", escape::property(&escape::truncate(&escape::line(&self.title), LONGEST_TITLE))));
        let message = escape::truncate(&escape::lines(&self.message), LONGEST);
        format!("::{word} {}::{}", properties.join(","), escape::data(&message))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What the runner makes of a command: name, properties, data.
    fn read(line: &str) -> (String, Vec<(String, String)>, String) {
        let (head, data) = line.strip_prefix("::").expect("a command").split_once("::").expect("data");
        let (name, properties) = head.split_once(' ').expect("properties");
        let pairs = properties.split(',').map(|pair| pair.split_once('=').expect("a pair"));
        let pairs = pairs.map(|(key, value)| (key.to_owned(), unescaped(value))).collect();
        (name.to_owned(), pairs, unescaped(data))
    }

    fn unescaped(text: &str) -> String {
        let codes = [("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")];
        codes.iter().fold(text.to_owned(), |text, (code, meant)| text.replace(code, meant))
    }

    proptest! {
        #[test]
        fn an_annotation_is_one_line_that_reads_back(
            file in any::<String>(), title in "(%|:|,|::|\n|\r|[a-z]|\\PC){0,20}", message in "(%0A|::|\n|\r|##\\[|\\PC|\u{1b}){0,40}",
        ) {
            let place = Some((file.clone(), 3, 4));
            let line = Annotation { level: Level::Error, place, title: title.clone(), message: message.clone() }.line();
            prop_assert!(!line.contains(['\n', '\r']));
            let (name, properties, data) = read(&line);
            let expected = [("file", escape::line(&file)), ("line", "3".into()), ("col", "4".into()), ("title", escape::line(&title))];
            prop_assert_eq!(name, "error");
            prop_assert_eq!(properties, expected.map(|(key, value)| (key.to_owned(), value)).to_vec());
            prop_assert_eq!(data, escape::lines(&message));
        }
    }

    #[test]
    fn a_group_holds_no_command_but_its_own() {
        let shown = group("a\n::error::x", "::error::y\n  ::endgroup::\n##[error]z\u{1b}[1m");
        let commands: Vec<&str> = shown.lines().filter(|line| line.trim_start().starts_with("::")).collect();
        assert_eq!(commands, ["::group::a ::error::x", "::endgroup::"]);
        assert!(!shown.contains("##[") && !shown.contains('\u{1b}'), "{shown}");
    }
}
