//! The report where GitHub sets a limit: the pull request's comment and the step summary.

use super::{Report, markdown};
use crate::github::Header;
use crate::redact::escape;

/// GitHub takes 65,536; the rest is room for a form's line ends.
pub const COMMENT: usize = 60_000;

/// GitHub drops a summary of more than 1,024 KiB whole.
const SUMMARY: usize = 1000 * 1024;

/// What a comment is made for.
#[derive(Clone, Debug)]
pub struct Context {
    /// Whose comment it is, and which run writes it.
    pub header: Header,
    /// The page of the run, which has the step summary.
    pub run_url: Option<String>,
}

/// The comment, at most `budget` UTF-16 units long if that is some thousands: [`COMMENT`].
pub fn body(report: &Report, context: &Context, budget: usize) -> String {
    let header = format!("{}\n", context.header);
    let whole = match context.run_url.as_deref().filter(|url| escape::is_plain_url(url)) {
        Some(url) => format!("All of it is in the [step summary]({url})."),
        None => "All of it is in the step summary.".to_owned(),
    };
    let left = budget.saturating_sub(header.len());
    header + &markdown::fitted(report, &whole, &|text| text.encode_utf16().count() <= left)
}

/// The step summary, at most 1,000 KiB long.
pub fn summary(report: &Report) -> String {
    markdown::fitted(report, "All of it is in the JSON report.", &|text| text.len() <= SUMMARY)
}
