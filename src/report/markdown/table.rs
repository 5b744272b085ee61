//! The table: one row a posting.

use super::detail_level::DetailLevel;
use crate::domain::setting_change::SettingChange;
use crate::redact::escape;
use crate::report::review::{Action, Review, Row, Shift};
use crate::report::{Address, Job, Report, SettingsChange};

/// Rows before the table is continued in a fold.
const MAX_OPEN_ROWS: usize = 20;

/// The findings below the table have the rest.
const MAX_DETAIL_CHARS: usize = 90;

/// How many postings that need an edit are named beside the table.
const MAX_NAMED: usize = 5;

/// Adds the table, and a line about the postings without a row.
pub(super) fn table(Review { report, rows, .. }: &Review<'_>, level: DetailLevel, out: &mut String) {
    let shown = &rows[..rows.len().min(level.max_items)];
    let (open, folded) = shown.split_at(shown.len().min(MAX_OPEN_ROWS));
    let settings = report.settings.as_ref().map(|change| settings(report, change, level));
    if !open.is_empty() || settings.is_some() {
        out.push_str(&header(report));
        out.push_str(&settings.unwrap_or_default());
        open.iter().for_each(|shown| out.push_str(&row(shown, level)));
        out.push('\n');
    }
    if !folded.is_empty() {
        out.push_str(&format!("<details><summary>{} more postings</summary>\n\n{}", folded.len(), header(report)));
        folded.iter().for_each(|shown| out.push_str(&row(shown, level)));
        out.push_str("\n</details>\n\n");
    }
    if let Some(more) = level.more(rows.len()) {
        out.push_str(&format!("{more} postings\n\n"));
    }
}

/// The row of changed settings.
fn settings(report: &Report, change: &SettingsChange, level: DetailLevel) -> String {
    let cell = |text: &str| plain(text, level);
    let verb = if report.command == "publish" { "changed" } else { "change" };
    let words = change
        .words(|SettingChange { key, before, after }| format!("`{key}` ~~{}~~ → **{}**", cell(before), cell(after)));
    format!("| **the settings** `_config.yml` | ⚙️ {verb} {words} | | | |\n")
}

/// Adds what is to be known of the postings without a row.
pub(super) fn others(Review { report, others, .. }: &Review<'_>, level: DetailLevel, out: &mut String) {
    let name = |job: &&Job| format!("{}{}", level.code(&job.id), missing(job));
    let named: Vec<String> = others.with_problem.iter().take(MAX_NAMED).map(name).collect();
    let more = if others.with_problem.len() > MAX_NAMED { ", …" } else { "" };
    if let Some(sentence) =
        others.sentence(&format!(": {}{more}", named.join(", "))).filter(|_| report.command != "check")
    {
        out.push_str(&format!("{sentence}\n\n"));
    }
}

fn missing(job: &Job) -> String {
    if job.missing_count() == 0 { String::new() } else { format!(" ({})", job.missing_summary()) }
}

fn header(report: &Report) -> String {
    let happens = if report.command == "publish" { "what happened" } else { "when this merges" };
    format!("| posting | {happens} | pay | people | cost, about |\n|---|---|---|---|---|\n")
}

fn row(row: &Row<'_>, level: DetailLevel) -> String {
    let posting = format!("**{}**<br>{}", link(row, level), level.cell(&row.job.file));
    let Action { icon, text, detail } = &row.action;
    let detail = detail
        .as_deref()
        .map(|detail| format!(": {}", level.cell(&escape::truncate(detail, MAX_DETAIL_CHARS))))
        .unwrap_or_default();
    let action = format!("{icon} {text}{detail}");
    let cell = |shift: &Shift| self::shift(shift, level);
    let cost = if row.cost.after.is_none() { "–".to_owned() } else { cell(&row.cost) };
    let look = if row.has_unusual_pay { "⚠️ " } else { "" };
    format!("| {posting} | {} | {look}{} | {} | {cost} |\n", action.trim(), cell(&row.pay), cell(&row.people))
}

/// The title, linked to the public page or to the draft's editor.
fn link(row: &Row<'_>, level: DetailLevel) -> String {
    let job = row.job;
    let title = level.truncate(&escape::truncate(row.title, 100));
    match job.page() {
        Some(Address::Own(url)) => escape::link(&title, Some(url)),
        Some(Address::Foreign(url)) => {
            format!("{} not OpenTrain's: {}", level.cell(&title), level.cell(url))
        }
        None => level.cell(&title),
    }
}

fn shift(Shift { before, after }: &Shift, level: DetailLevel) -> String {
    let cell = |text: &Option<String>| text.as_deref().map(|text| plain(text, level)).unwrap_or_default();
    match before {
        Some(_) => format!("~~{}~~ → **{}**", cell(before), cell(after)),
        None => cell(after),
    }
}

/// Our own text as it is; any other text as code.
fn plain(text: &str, level: DetailLevel) -> String {
    escape::plain(text).unwrap_or_else(|| level.cell(text))
}
