//! The first lines: can it merge, what does the merge do, and what does it cost.

use std::io::{self, Write};

use super::{ATTENTION, BOLD, FAILURE, SUCCESS};
use crate::domain::setting_change::SettingChange;
use crate::redact::escape;
use crate::report::review::{Others, Review, Row, Shift, Tone};
use crate::report::{Report, cost};

const MAX_TITLE_CHARS: usize = 48;

/// The findings below the table have the rest.
const MAX_DETAIL_CHARS: usize = 24;

/// Writes the verdict, one line a posting, and the cost.
pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let review = Review::new(report);
    let style = match review.verdict.tone {
        Tone::Good => SUCCESS,
        Tone::Look | Tone::Waits => ATTENTION,
        Tone::Bad => FAILURE,
    };
    writeln!(out, "{style}{}.{style:#}\n", review.verdict.text)?;
    let lines: Vec<[String; 5]> = review.rows.iter().map(cells).collect();
    let width = |column: usize| lines.iter().map(|cells| cells[column].chars().count()).max().unwrap_or_default();
    let widths: [usize; 5] = std::array::from_fn(width);
    for [title, action, pay, people, cost] in &lines {
        let [first, second, third, fourth, _] = widths;
        let line = format!("  {BOLD}{title:first$}{BOLD:#}  {action:second$}  {pay:third$}  {people:fourth$}  {cost}");
        writeln!(out, "{}", line.trim_end())?;
    }
    if let Some(change) = &report.settings {
        let verb = if report.command == "publish" { "changed" } else { "changes" };
        let words = change.words(|SettingChange { key, before, after }| {
            format!("{key} {} → {}", escape::line(before), escape::line(after))
        });
        writeln!(out, "  {BOLD}the settings{BOLD:#}  _config.yml {verb} {words}")?;
    }
    if !lines.is_empty() || report.settings.is_some() {
        writeln!(out)?;
    }
    let cost = cost::sentences(report, str::to_owned);
    if let Some(cost) = &cost {
        writeln!(out, "{cost}")?;
    }
    let others = others(&review.others);
    if let Some(others) = &others {
        writeln!(out, "{others}")?;
    }
    if cost.is_some() || others.is_some() { writeln!(out) } else { Ok(()) }
}

fn cells(row: &Row<'_>) -> [String; 5] {
    let detail = row
        .action
        .detail
        .as_deref()
        .map(|detail| format!(": {}", escape::truncate(detail, MAX_DETAIL_CHARS)))
        .unwrap_or_default();
    let people = shift(&row.people);
    let unit = match people.as_str() {
        "" => "",
        "1" => " person",
        _ => " people",
    };
    let title = escape::truncate(row.title, MAX_TITLE_CHARS);
    let action = format!("{}{detail}", row.action.text);
    let cost = shift(&row.cost);
    let cost = if cost.is_empty() { cost } else { format!("about {cost}") };
    [title, action, shift(&row.pay), format!("{people}{unit}"), cost].map(|text| escape::line(&text))
}

fn shift(Shift { before, after }: &Shift) -> String {
    match (before, after) {
        (Some(before), after) => format!("{before} -> {}", after.as_deref().unwrap_or("unknown")),
        (None, after) => after.clone().unwrap_or_default(),
    }
}

fn others(others: &Others<'_>) -> Option<String> {
    let named = match &others.with_problem[..] {
        [] => String::new(),
        [one] => format!(": {}", escape::line(&one.id)),
        [first, ..] => format!(", {} among them", escape::line(&first.id)),
    };
    others.sentence(&named)
}
