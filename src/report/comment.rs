//! The report within GitHub's size limits: the pull request's comment and the step summary.

use super::Report;
use super::markdown::{self, Page};
use crate::github::Header;
use crate::redact::escape;

/// In UTF-16 code units. GitHub allows 65,536; its editor may add a carriage return to every line.
pub const MAX_COMMENT_LENGTH: usize = 60_000;

/// GitHub drops a summary of more than 1,024 KiB.
const MAX_SUMMARY_BYTES: usize = 1000 * 1024;

/// The parts of a comment that are not in the report.
#[derive(Clone, Debug)]
pub struct Context {
    /// The comment's hidden first line.
    pub header: Header,
    /// The workflow run's page, which has the step summary.
    pub run_url: Option<String>,
}

impl Context {
    /// The run's page, if it may be a live link.
    pub(super) fn run_link(&self) -> Option<&str> {
        self.run_url.as_deref().filter(|url| escape::is_plain_url(url))
    }
}

/// The comment, at most `max_length` UTF-16 code units long; a limit below some thousands may be exceeded.
pub fn body(report: &Report, context: &Context, max_length: usize) -> String {
    let header = format!("{}\n", context.header);
    let run = context.run_link();
    let full_report = match run {
        Some(url) => format!("The full report is in the [step summary]({url})."),
        None => "The full report is in the step summary.".to_owned(),
    };
    let run = run.map(|url| format!(" by [this run]({url})")).unwrap_or_default();
    let sha = escape::code(&context.header.sha().chars().take(7).collect::<String>());
    let page = Page { full_report, footer: Some(format!("Checked at {sha}{run}")) };
    let remaining = max_length.saturating_sub(header.len());
    header + &markdown::render_within(report, &page, &|text| length(text) <= remaining)
}

/// As GitHub counts: UTF-16 code units.
pub(super) fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// The step summary, at most 1,000 KiB long.
pub fn summary(report: &Report) -> String {
    let page = Page { full_report: "The full report is in the JSON file.".to_owned(), ..Page::default() };
    markdown::render_within(report, &page, &|text| text.len() <= MAX_SUMMARY_BYTES)
}
