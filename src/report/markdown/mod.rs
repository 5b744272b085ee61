//! The report in Markdown, complete or within a size limit. Untrusted text appears in code only.

mod detail_level;
mod merge;
mod parts;
mod table;

use std::io::{self, Write};

use super::review::{Review, Verdict};
use super::{Report, cost, summary};
use crate::domain::finding::Severity;
use crate::redact::escape;
use detail_level::{DetailLevel, Sections};

/// What a page has besides the report.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// The sentence that links to what a shortened page leaves out.
    pub(super) full_report: String,
    /// The last, small line; the counts of the run if there is none.
    pub(super) footer: Option<String>,
}

/// Writes the complete report, the verdict first.
pub fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(render(&Review::new(report), DetailLevel::FULL, &Page::default()).as_bytes())
}

/// Renders as much of the report as `fits` accepts, which must not prefer a longer text. It omits notes first, then changes, then
/// help texts, and then shortens the lists. The report names what it omits; `page` names where the rest is.
pub(super) fn render_within(report: &Report, page: &Page, fits: &dyn Fn(&str) -> bool) -> String {
    let review = Review::new(report);
    for sections in Sections::ALL {
        let text = render(&review, DetailLevel::with_sections(sections), page);
        if fits(&text) {
            return text;
        }
    }
    let mut fitting = 0;
    let mut too_long = longest_list(report) + 1;
    while too_long - fitting > 1 {
        let middle = fitting + (too_long - fitting) / 2;
        if fits(&render(&review, DetailLevel::with_max_items(middle), page)) {
            fitting = middle;
        } else {
            too_long = middle;
        }
    }
    render(&review, DetailLevel::with_max_items(fitting), page)
}

fn longest_list(report: &Report) -> usize {
    let findings = report.findings.len() + report.jobs.iter().map(|job| job.findings.len()).sum::<usize>();
    report.jobs.len().max(report.totals.missing).max(findings)
}

fn render(review: &Review<'_>, level: DetailLevel, page: &Page) -> String {
    let report = review.report;
    let Verdict { tone, text } = &review.verdict;
    let mut out = format!("### {} {text}\n\n", tone.icon());
    if let Some(omitted) = level.omitted() {
        out.push_str(&format!("Shortened: {omitted}. {}\n\n", page.full_report));
    }
    // What stopped the run comes before the table.
    let has_run_error = report.findings.iter().any(|found| found.finding.is_error());
    if has_run_error {
        parts::run_findings(report, level, &mut out);
    }
    if let Some(sentence) = review.if_merged_now {
        out.push_str(&format!("{sentence}\n\n"));
    }
    table::table(review, level, &mut out);
    if let Some(cost) = cost::sentences(report, |amount| format!("**{}**", escape::dollars(amount))) {
        out.push_str(&format!("{cost}\n\n"));
    }
    parts::unusual_pay(report, level, &mut out);
    table::others(review, level, &mut out);
    parts::findings(report, Severity::Error, level, &mut out);
    parts::missing(report, level, &mut out);
    if !has_run_error {
        parts::run_findings(report, level, &mut out);
    }
    parts::findings(report, Severity::Warning, level.for_warnings(), &mut out);
    if level.sections >= Sections::Changes {
        merge::merges(&review.rows, level, &mut out);
    }
    if level.sections >= Sections::Notes {
        parts::notes(report, &mut out);
    }
    let footer = page.footer.clone().unwrap_or_else(|| summary::line(report));
    out.push_str(&format!("<sub>{footer}.</sub>\n"));
    out
}
