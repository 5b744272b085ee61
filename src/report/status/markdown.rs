//! The table in Markdown, for the summary of a workflow's step. Untrusted text appears in code only.

use super::StatusReport;
use super::table::{self, HEADS, Row};
use super::text::sentences;
use crate::redact::escape;
use crate::report::Address;

/// GitHub shows no step summary longer than 1 MiB.
const MAX_TABLE_BYTES: usize = 900 * 1024;

/// The report in Markdown.
pub(super) fn render(report: &StatusReport) -> String {
    let mut out = format!("**{}**\n\n", sentences(report).join(" "));
    for found in &report.findings {
        let finding = &found.finding;
        let help = finding.help.as_deref().map(|help| format!("<br>\n  {}", escape::code(help))).unwrap_or_default();
        let severity = finding.severity.as_str();
        out.push_str(&format!("- {severity} `{}`: {}{help}\n", finding.code.name(), escape::code(&finding.message)));
    }
    if !report.findings.is_empty() {
        out.push('\n');
    }
    push_table(&table::rows(report), &mut out);
    table::omitted(report).iter().for_each(|sentence| out.push_str(&format!("{sentence}\n")));
    out
}

fn push_table(rows: &[Row<'_>], out: &mut String) {
    if rows.is_empty() {
        return;
    }
    out.push_str(&format!("| {} |\n|{}\n", HEADS.join(" | "), "---|".repeat(HEADS.len())));
    for (index, row) in rows.iter().enumerate() {
        let line = line(row);
        if out.len() + line.len() > MAX_TABLE_BYTES {
            out.push_str(&format!("\n… and {} more; `--format json` lists all.\n", rows.len() - index));
            break;
        }
        out.push_str(&line);
    }
    out.push('\n');
}

fn line(row: &Row<'_>) -> String {
    let cell = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(escape::table_cell).unwrap_or_default();
    let url = row.url.and_then(Address::own);
    let cells = [
        cell(row.id),
        row.job_id.map(|id| escape::link(id, url)).unwrap_or_default(),
        cell(row.status),
        row.next.clone(),
        cell(row.pay),
        cell(row.proposals.as_deref()),
        cell(row.title.as_deref()),
        cell(Some(&row.attention)),
    ];
    format!("| {} |\n", cells.join(" | "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::status::{DefinitionStatus, Unclaimed};
    use crate::report::{Job, Totals};

    #[test]
    fn a_summary_of_ten_thousand_definitions_fits_what_github_shows() {
        let definition = |number: usize| DefinitionStatus {
            job: Job { id: format!("folder/definition-{number}"), ..Job::default() },
            title: Some("t".repeat(300)),
            pay: None,
            proposals: None,
            attention: "\u{202e}".repeat(300),
        };
        let report = StatusReport {
            namespace: None,
            definitions: (0..10_000).map(definition).collect(),
            unclaimed: Unclaimed::Count(0),
            unlanded: Vec::new(),
            findings: Vec::new(),
            cost: None,
            totals: Totals::default(),
        };
        let text = render(&report);
        assert!(text.len() < 1 << 20 && text.len() > 900_000, "{}", text.len());
        assert!(text.contains(" more; `--format json` lists all."));
    }
}
