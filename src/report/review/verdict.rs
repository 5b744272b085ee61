//! The first line of a report: what is the case, in one sentence.

use super::{Row, error_count, is_live, is_only_held, unblocked_step};
use crate::domain::finding::{Code, Finding, Severity};
use crate::domain::step::StepKind;
use crate::report::summary::plural;
use crate::report::{Job, Report};

/// The first line of a report.
pub(in crate::report) struct Verdict {
    pub(in crate::report) tone: Tone,
    /// One sentence without a full stop.
    pub(in crate::report) text: String,
}

/// How a verdict is shown: a page has an icon, a terminal a colour.
#[derive(Clone, Copy)]
pub(in crate::report) enum Tone {
    Good,
    /// Good, but somebody should look first.
    Look,
    Bad,
    Waits,
}

impl Tone {
    pub(in crate::report) fn icon(self) -> &'static str {
        match self {
            Self::Good => "✅",
            Self::Look => "⚠️",
            Self::Bad => "❌",
            Self::Waits => "⏳",
        }
    }
}

impl Verdict {
    /// What is the case, in one sentence.
    pub(super) fn new(report: &Report, rows: &[Row<'_>]) -> Self {
        let text = |tone, text: String| Self { tone, text };
        let is_publish = report.command == "publish";
        match report.exit_code {
            0 if report.command == "check" => {
                text(Tone::Good, format!("{} valid", are(report.jobs.len(), "definition")))
            }
            0 if is_publish => text(Tone::Good, done(report)),
            // A plan sends nothing, so what is missing is no failure of its own. The merge fails for it all the same.
            0 if rows.iter().any(|row| super::needs_edit(row.job)) => text(Tone::Bad, needed(report, rows)),
            0 if has_finding(rows, |finding| finding.code == Code::UnusualPay) => {
                text(Tone::Look, format!("Ready to merge: {}. Look at the pay: it is unusual", on_merge(rows)))
            }
            0 if has_finding(rows, |finding| finding.severity == Severity::Warning) => {
                text(Tone::Look, format!("Ready to merge: {}. Read the warnings first", on_merge(rows)))
            }
            // A removed file looks like a closed job, and is none.
            0 if rows.iter().any(stays_live_without_file) => {
                text(Tone::Look, format!("Ready to merge: {}", on_merge(rows)))
            }
            0 => text(Tone::Good, format!("Ready to merge: {}", on_merge(rows))),
            1 => text(Tone::Bad, needed(report, rows)),
            2 => text(Tone::Bad, "The set-up is wrong, so nothing more was done".to_owned()),
            3 => text(Tone::Bad, "OpenTrain or the network failed. Run it again: nothing is lost".to_owned()),
            _ => text(Tone::Waits, format!("On hold: {}", on_hold(report))),
        }
    }
}

fn has_finding(rows: &[Row<'_>], is_it: impl Fn(&Finding) -> bool) -> bool {
    rows.iter().flat_map(|row| &row.job.findings).any(|found| is_it(&found.finding))
}

/// `3 definitions are`, `1 definition is`.
fn are(count: usize, noun: &str) -> String {
    format!("{} {}", plural(count, noun), if count == 1 { "is" } else { "are" })
}

fn stays_live_without_file(row: &Row<'_>) -> bool {
    row.job.is_removed && is_live(row.job) && unblocked_step(row.job).is_none()
}

/// What the merge does, counted.
fn on_merge(rows: &[Row<'_>]) -> String {
    let count = |kind| rows.iter().filter(|row| unblocked_step(row.job) == Some(kind)).count();
    let stay_live = rows.iter().filter(|row| stays_live_without_file(row)).count();
    let held = rows.iter().filter(|row| is_only_held(row.job)).count();
    let parts = [
        (count(StepKind::Publish), "posting goes live", "postings go live"),
        (count(StepKind::Update), "live job is edited", "live jobs are edited"),
        (count(StepKind::Close), "job is closed for good", "jobs are closed for good"),
        (stay_live, "job stays live without its file", "jobs stay live without their files"),
        (held, "posting would be held", "postings would be held"),
    ];
    counted(&parts).unwrap_or_else(|| "nothing changes for the public".to_owned())
}

/// What was done, counted.
fn done(report: &Report) -> String {
    let totals = report.totals;
    let public = [
        (totals.published, "posting went live", "postings went live"),
        (totals.updated, "live job was edited", "live jobs were edited"),
        (totals.closed, "job was closed", "jobs were closed"),
    ];
    let drafts = totals.created + totals.found + totals.patched;
    counted(&public)
        .map(|text| format!("Published: {text}"))
        .or_else(|| {
            counted(&[(drafts, "draft is up to date", "drafts are up to date")]).map(|text| format!("Done: {text}"))
        })
        .unwrap_or_else(|| "Nothing to do: all postings are as their definitions say".to_owned())
}

fn counted(parts: &[(usize, &str, &str)]) -> Option<String> {
    let parts = parts.iter().filter(|(count, ..)| *count > 0);
    let parts = parts.map(|(count, one, many)| format!("{count} {}", if *count == 1 { one } else { many }));
    let parts: Vec<String> = parts.collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// What needs an edit or an answer, counted apart from what is held.
fn needed(report: &Report, rows: &[Row<'_>]) -> String {
    let is_check = report.command == "check";
    let jobs: Vec<&Job> =
        if is_check { report.jobs.iter().collect() } else { rows.iter().map(|row| row.job).collect() };
    let with_error = jobs.iter().filter(|job| error_count(job) > 0).count();
    let count = jobs.iter().filter(|job| super::needs_edit(job)).count();
    let held = jobs.iter().filter(|job| is_only_held(job)).count();
    let noun = if is_check { "definition" } else { "posting" };
    let needed = if with_error == 0 { "an answer" } else { "an edit" };
    let verb = if count == 1 { "needs" } else { "need" };
    let counts = match count {
        0 => "see the errors".to_owned(),
        _ if count + held == jobs.len() => format!("{} {verb} {needed}", plural(count, noun)),
        _ => format!("{count} of {} {verb} {needed}", plural(jobs.len(), noun)),
    };
    let held = match (report.command, held) {
        (_, 0) => String::new(),
        ("publish", 1) => "; 1 waits".to_owned(),
        ("publish", held) => format!("; {held} wait"),
        (_, held) => format!("; {held} would be held"),
    };
    match report.command {
        "check" => format!("Not valid: {counts}"),
        "publish" => format!("Not all is published: {counts}{held}"),
        _ => format!("Not ready to merge: {counts}{held}"),
    }
}

fn on_hold(report: &Report) -> String {
    match report.totals.held {
        // No step waits where the run itself does, which only what is not merged causes.
        0 => "these files are not known to be what is merged, so nothing more is published".to_owned(),
        1 => "1 step waits".to_owned(),
        held => format!("{held} steps wait"),
    }
}
