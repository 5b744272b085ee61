//! The table for a terminal or a log. Untrusted text is escaped before colours are added.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::StatusReport;
use super::table::{self, HEADS, Row};
use crate::domain::job::Status;
use crate::redact::escape;
use crate::report::{snippet, summary};

const DIM: Style = Style::new().dimmed();
const ATTENTION: Style = AnsiColor::Yellow.on_default();

/// The text of a cell without a value.
const NOTHING: &str = "-";

/// The column that is as wide as its text.
const LAST: usize = HEADS.len() - 1;

/// Writes the report with colour codes, which the caller removes if needed.
pub(super) fn write(report: &StatusReport, out: &mut dyn Write) -> io::Result<()> {
    let rows: Vec<[String; 8]> = table::rows(report).iter().map(cells).collect();
    if !rows.is_empty() {
        write_table(&rows, out)?;
    }
    for sentence in table::omitted(report) {
        writeln!(out, "{sentence}")?;
    }
    if !rows.is_empty() {
        writeln!(out)?;
    }
    for found in &report.findings {
        writeln!(out, "{}\n", snippet::render(found, "", ""))?;
    }
    writeln!(out, "status: {}", sentences(report).join(" "))
}

/// The counts, as sentences.
pub(super) fn sentences(report: &StatusReport) -> Vec<String> {
    let mut sentences = vec![format!("{}.", counts(report))];
    let unclaimed = report.unclaimed.count();
    if unclaimed > 0 {
        let jobs =
            if unclaimed == 1 { "1 job of the account is" } else { &format!("{unclaimed} jobs of the account are") };
        sentences.push(format!("{jobs} claimed by no definition here."));
    }
    sentences
}

fn counts(report: &StatusReport) -> String {
    let statuses = || report.definitions.iter().map(|definition| definition.job.status.as_ref());
    let count = |is_counted: fn(&Status) -> bool| statuses().flatten().filter(|status| is_counted(status)).count();
    let attention = report.definitions.iter().filter(|definition| !definition.attention.is_empty()).count();
    let counts = [
        (count(Status::is_public), "live"),
        (count(|status| *status == Status::Draft), "draft"),
        (count(Status::is_ended), "closed"),
        (statuses().filter(Option::is_none).count(), "without a job"),
        (attention, if attention == 1 { "needs attention" } else { "need attention" }),
        (report.unlanded.len(), if report.unlanded.len() == 1 { "draft left over" } else { "drafts left over" }),
    ];
    let counts = counts.iter().filter(|(count, _)| *count > 0).map(|(count, label)| format!("{count} {label}"));
    let parts: Vec<String> = counts.collect();
    let definitions = summary::plural(report.definitions.len(), "definition");
    if parts.is_empty() { definitions } else { format!("{definitions}: {}", parts.join(", ")) }
}

fn cells(row: &Row<'_>) -> [String; 8] {
    let cell = |text: Option<&str>| {
        let text = text.filter(|text| !text.is_empty()).map(escape::line);
        text.unwrap_or_else(|| NOTHING.to_owned())
    };
    [
        cell(row.id),
        cell(row.job_id),
        cell(row.status),
        cell(Some(&row.next)),
        cell(row.pay),
        cell(row.proposals.as_deref()),
        cell(row.title.as_deref()),
        escape::line(&row.attention),
    ]
}

/// A column that has no value in any row is left out.
fn write_table(rows: &[[String; 8]], out: &mut dyn Write) -> io::Result<()> {
    let is_used = |column: &usize| rows.iter().any(|row| !matches!(row[*column].as_str(), "" | NOTHING));
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        Column { index: column, width: cells.chain([HEADS[column].len()]).max().unwrap_or_default() }
    };
    let columns: Vec<Column> = (0..LAST).filter(is_used).map(width).collect();
    let has_attention = is_used(&LAST);
    let head = if has_attention { HEADS[LAST] } else { "" };
    writeln!(out, "{DIM}{}{DIM:#}", format!("{}{head}", aligned(&HEADS, &columns)).trim_end())?;
    for row in rows {
        let line = aligned(row, &columns);
        match row[LAST].as_str() {
            "" => writeln!(out, "{}", line.trim_end())?,
            attention => writeln!(out, "{line}{ATTENTION}{attention}{ATTENTION:#}")?,
        }
    }
    Ok(())
}

/// A column that is shown, and its width in characters.
struct Column {
    index: usize,
    width: usize,
}

/// The cells of these columns, each as wide as its column.
fn aligned(row: &[impl AsRef<str>], columns: &[Column]) -> String {
    let cell = |Column { index, width }: &Column| format!("{:width$}  ", row[*index].as_ref());
    columns.iter().map(cell).collect()
}
