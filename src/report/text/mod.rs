//! The report for a terminal or a log. Untrusted text is escaped before colours are added.

mod table;

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use serde_json::Value;
use similar::TextDiff;

use super::{Address, Job, Located, Missing, Report, missing_field, snippet, summary};
use crate::domain::defaults::DefaultOrigin;
use crate::domain::finding::{Code, Severity};
use crate::domain::job::Status;
use crate::domain::pay::ValueOrigin;
use crate::domain::step::{Change, Outcome, StepKind, StepResult};
use crate::plan::on_merge::MergedValue;
use crate::redact::escape;

/// A longer value is shortened or shown as a diff.
const MAX_VALUE_CHARS: usize = 72;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const SUCCESS: Style = AnsiColor::Green.on_default();
const FAILURE: Style = AnsiColor::Red.on_default().bold();
const ATTENTION: Style = AnsiColor::Yellow.on_default();

/// Writes the report with colour codes, which the caller removes if needed.
pub fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    if report.command != "check" {
        table::write(report, out)?;
    }
    for missing_of in report.jobs.iter().filter(|job| report.is_in_view(job)) {
        missing_of.missing.iter().try_for_each(|missing| self::missing(missing_of, missing, out))?;
    }
    for found in &report.findings {
        writeln!(out, "{}\n", snippet::render(found, "", ""))?;
    }
    let with_problems: Vec<&Job> = report.jobs.iter().filter(|job| problems_of(report, job).next().is_some()).collect();
    for job in &with_problems {
        header(job, out)?;
        problems(report, job, out)?;
        writeln!(out)?;
    }
    let mut above = with_problems.last().copied();
    for entry in report.jobs.iter().filter_map(|job| Entry::new(report, job)) {
        // The heading right above is this one.
        if !above.take().is_some_and(|above| std::ptr::eq(above, entry.job)) {
            header(entry.job, out)?;
        }
        entry.write(out)?;
    }
    write_summary(report, out)
}

/// The errors and warnings of a posting that the report shows.
fn problems_of<'a>(report: &'a Report, job: &'a Job) -> impl Iterator<Item = &'a Located> {
    job.findings.iter().filter(move |found| report.shows(job, found) && found.finding.severity != Severity::Note)
}

fn header(job: &Job, out: &mut dyn Write) -> io::Result<()> {
    let status = job.status.as_ref().map(Status::as_str);
    let ids: Vec<String> = job.job_id.as_deref().into_iter().chain(status).map(escape::line).collect();
    let remote = if ids.is_empty() { String::new() } else { format!("  {DIM}{}{DIM:#}", ids.join(" ")) };
    writeln!(out, "{BOLD}{}{BOLD:#}  {}{remote}", escape::line(&job.id), escape::line(&job.file))
}

/// The steps of one posting, what the merge makes public of it, and notes.
struct Entry<'a> {
    job: &'a Job,
    changes: &'a [Change],
    values: &'a [MergedValue],
    notes: Vec<&'a Located>,
}

impl<'a> Entry<'a> {
    /// `None` for a posting that is not shown, or of which there is nothing to say.
    fn new(report: &Report, job: &'a Job) -> Option<Self> {
        let merge = job.on_merge.as_ref().filter(|_| report.command != "publish");
        let notes: Vec<&Located> = job.findings.iter().filter(|found| is_note(found, merge.is_some())).collect();
        let changes = merge.map_or(&job.changes[..], |merge| &merge.decision.changes);
        let values =
            merge.filter(|merge| merge.decision.step.is_some()).map_or(&[][..], |merge| &merge.decision.values);
        let is_empty = job.steps.is_empty() && notes.is_empty() && changes.is_empty() && values.is_empty();
        (report.is_in_view(job) && !is_empty).then_some(Self { job, changes, values, notes })
    }

    /// Writes it below its heading.
    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let Self { job, changes, values, notes } = self;
        for step in job.steps.iter().filter(|step| step.outcome != Outcome::Planned) {
            self::step(step, out)?;
        }
        let done = |kind| job.steps.iter().any(|step| step.outcome == Outcome::Done && kind == step.kind);
        let is_idle = job.steps.is_empty() && job.missing.is_empty();
        if let Some(url) = job.page().filter(|_| !is_idle && !done(StepKind::Close)) {
            writeln!(out, "  {:8} {}", if job.public_page().is_some() { "live at" } else { "draft at" }, address(url))?;
        }
        for change in *changes {
            self::change(change, job.defaults.get(&change.field), out)?;
        }
        values.iter().try_for_each(|value| goes_live(value, job, out))?;
        notes
            .iter()
            .try_for_each(|found| writeln!(out, "  {DIM}note     {}{DIM:#}", escape::line(&found.message())))?;
        writeln!(out)
    }
}

/// Whether a note is shown. What is read and not pinned is listed among the values that go live.
fn is_note(found: &Located, has_values: bool) -> bool {
    let is_among_values = has_values && found.finding.code == Code::Unpinned;
    found.finding.severity == Severity::Note && !found.is_repeated() && !is_among_values
}

fn goes_live(MergedValue { field, value, origin }: &MergedValue, job: &Job, out: &mut dyn Write) -> io::Result<()> {
    let from = match origin {
        ValueOrigin::Read => format!(" {ATTENTION}(read by OpenTrain, not pinned){ATTENTION:#}"),
        ValueOrigin::Pinned | ValueOrigin::Default | ValueOrigin::Source => from(job.defaults.get(field)),
    };
    writeln!(out, "  {SUCCESS}+{SUCCESS:#} {}: {}{from}", escape::line(field), self::value(value))
}

fn from(default: Option<&DefaultOrigin>) -> String {
    let from = default.map(|origin| format!(" {DIM}(from {}){DIM:#}", escape::line(&origin.to_string())));
    from.unwrap_or_default()
}

/// Terminals and logs make a link of each address, so a foreign one is not shown.
fn address(address: &Address) -> String {
    address.own().map_or_else(|| "an address that is not OpenTrain's".to_owned(), escape::line)
}

/// Errors and warnings with their source lines; several of one rule at one location show it once.
fn problems(report: &Report, job: &Job, out: &mut dyn Write) -> io::Result<()> {
    let mut last = None;
    for found in problems_of(report, job) {
        let finding = &found.finding;
        let file = found.file(job);
        let key = (finding.code, file, found.position, finding.severity);
        if last == Some(key) {
            let severity = finding.severity.as_str();
            let message = escape::line(&found.message());
            writeln!(out, "{BOLD}{severity}[{}]{BOLD:#}: {message}", finding.code.name())?;
        } else {
            let source = report.defaults.get(file).unwrap_or(&job.source);
            writeln!(out, "\n{}", snippet::render(found, file, source))?;
        }
        last = Some(key);
    }
    Ok(())
}

fn step(step: &StepResult, out: &mut dyn Write) -> io::Result<()> {
    let style = match step.outcome {
        Outcome::Done | Outcome::Found => SUCCESS,
        Outcome::Planned => DIM,
        Outcome::Held | Outcome::HeldByDailyLimit | Outcome::Unknown => ATTENTION,
        Outcome::Refused | Outcome::Failed => FAILURE,
    };
    let kind = step.kind.as_str();
    let outcome = step.outcome.as_str();
    match &step.reason {
        Some(reason) => writeln!(out, "  {kind:8} {style}{outcome:8}{style:#} {}", escape::line(reason)),
        None => writeln!(out, "  {kind:8} {style}{outcome}{style:#}"),
    }
}

fn change(change: &Change, default: Option<&DefaultOrigin>, out: &mut dyn Write) -> io::Result<()> {
    let field = escape::line(&change.field);
    let from = from(default);
    if let Some((_, diff)) = long_diff(change) {
        writeln!(out, "  {ATTENTION}~{ATTENTION:#} {field}:{from}")?;
        return diff.lines().try_for_each(|line| writeln!(out, "      {}", escape::line(line)));
    }
    match (&change.before, &change.after) {
        (Some(before), after) => {
            writeln!(out, "  {ATTENTION}~{ATTENTION:#} {field}: {} -> {}{from}", value(before), value(after))
        }
        (None, after) => writeln!(out, "  {SUCCESS}+{SUCCESS:#} {field}: {}{from}", value(after)),
    }
}

/// The field and the unified diff of a long text that changes; `None` for a short value.
pub(super) fn long_diff(change: &Change) -> Option<(&str, String)> {
    let (Some(Value::String(before)), Value::String(after)) = (&change.before, &change.after) else { return None };
    if !is_long(before) && !is_long(after) {
        return None;
    }
    let diff = TextDiff::from_lines(before.as_str(), after.as_str());
    let diff = diff.unified_diff().context_radius(2).missing_newline_hint(false).to_string();
    Some((&change.field, diff))
}

fn is_long(text: &str) -> bool {
    text.trim_end().contains('\n') || text.chars().count() > MAX_VALUE_CHARS
}

/// A value on one line; a long one is cut and its length added.
fn value(value: &Value) -> String {
    let text = escape::line(&value.as_str().map_or_else(|| value.to_string(), |text| text.trim().to_owned()));
    let length = text.chars().count();
    if length <= MAX_VALUE_CHARS {
        text
    } else {
        format!("{}… ({length} characters)", text.chars().take(60).collect::<String>())
    }
}

fn missing(job: &Job, missing: &Missing, out: &mut dyn Write) -> io::Result<()> {
    let field = missing.for_advice();
    let location = format!("{}:{}", escape::line(&job.file), missing.line);
    writeln!(out, "{BOLD}{location}{BOLD:#}  {FAILURE}missing{FAILURE:#}  {}", escape::line(&field.label))?;
    if let Some(prompt) = &field.prompt {
        writeln!(out, "  {}", escape::line(prompt))?;
    }
    if let Some(advice) = missing_field::advice(field) {
        writeln!(out, "  {}", escape::line(&advice))?;
    }
    missing_field::yaml_snippet(field).lines().try_for_each(|line| writeln!(out, "    {}", escape::line(line)))?;
    writeln!(out)
}

fn write_summary(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let style = if report.exit_code == 0 { SUCCESS } else { FAILURE };
    writeln!(out, "{style}{}.{}{style:#}", summary::line(report), summary::advice(report.exit_code, "above"))
}
