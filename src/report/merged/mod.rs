//! The comment of a merged pull request: what came of its postings. Untrusted text appears in code only.

mod result;

use super::comment::{Context, MAX_COMMENT_LENGTH, length};
use super::{Address, Job, Report, summary};
use crate::redact::escape;
use result::{PostingResult, Row};

/// Of one untrusted text.
const MAX_CHARS: usize = 100;

/// The comment, within GitHub's limit.
pub fn body(jobs: &[&Job], context: &Context) -> String {
    let mut rows: Vec<Row<'_>> = jobs.iter().copied().map(Row::new).collect();
    rows.sort_by_key(|row| row.result);
    let end = end(context);
    let advice = if rows.iter().any(|row| row.result == PostingResult::NeedsEdit) {
        "\nTo change this, edit the definitions in another pull request.\n"
    } else {
        ""
    };
    let mut out = format!("{}\n### {}\n\n| posting | what happened |\n|---|---|\n", context.header, verdict(&rows));
    let reserved_for_end = 100 + length(advice) + length(&end);
    for (index, row) in rows.iter().enumerate() {
        let line = format!("| {} | {} |\n", name(row), row.text);
        if length(&out) + length(&line) + reserved_for_end > MAX_COMMENT_LENGTH {
            out.push_str(&format!("| … and {} more | |\n", rows.len() - index));
            break;
        }
        out.push_str(&line);
    }
    out + advice + &end
}

/// The comment where a later merge came before the publish of this one.
pub fn superseded(context: &Context) -> String {
    let text = "### ✅ Merged: the run of a later merge publishes it\n\n\
                Something else was merged before the publish of this pull request began. Its run publishes both.\n";
    format!("{}\n{text}{}", context.header, end(context))
}

/// The comment where the merge changed files of the jobs directory and no posting.
pub fn without_postings(report: &Report, context: &Context) -> String {
    let text = match report.findings.iter().any(|found| found.finding.is_error()) {
        true => {
            "### ⚠️ Merged: nothing is done yet\n\nThe run ended before it could look at the postings. The next run goes on.\n"
        }
        false => "### ✅ Merged: no posting changed\n",
    };
    format!("{}\n{text}{}", context.header, end(context))
}

fn end(context: &Context) -> String {
    let run = context.run_link();
    run.map(|url| format!("\n<sub>[The run]({url}) has the details.</sub>\n")).unwrap_or_default()
}

/// The counts in one sentence.
fn verdict(rows: &[Row<'_>]) -> String {
    let count = |result| rows.iter().filter(|row| row.result == result).count();
    let problem = |results: &[PostingResult]| rows.iter().any(|row| results.contains(&row.result));
    let icon = match () {
        () if problem(&[PostingResult::NeedsEdit]) => "❌",
        () if problem(&[PostingResult::Held, PostingResult::NotDone]) => "⚠️",
        () => "✅",
    };
    let parts = [
        (PostingResult::Live, "is live", "are live"),
        (PostingResult::Closed, "is closed", "are closed"),
        (PostingResult::StaysDraft, "stays a draft", "stay drafts"),
        (PostingResult::WaitsForDailyLimit, "waits for the daily limit", "wait for the daily limit"),
        (PostingResult::Held, "is held back", "are held back"),
        (PostingResult::NotDone, "is not done yet", "are not done yet"),
        (PostingResult::NeedsEdit, "needs an edit", "need an edit"),
    ];
    let mut sentence = String::new();
    for (result, one, many) in parts {
        let count = count(result);
        let verb = if count == 1 { one } else { many };
        match (count, sentence.is_empty()) {
            (0, _) => {}
            (count, true) if count == rows.len() => sentence = format!("{} {verb}", summary::plural(count, "posting")),
            (count, true) => sentence = format!("{count} of {} {verb}", summary::plural(rows.len(), "posting")),
            (count, false) => sentence.push_str(&format!(", {count} {verb}")),
        }
    }
    format!("{icon} Merged: {sentence}")
}

/// The title, linked to the public page or to the draft's editor, above the file.
fn name(Row { job, result, .. }: &Row<'_>) -> String {
    let url = job.page().and_then(Address::own).filter(|_| *result != PostingResult::Closed);
    let file = escape::table_cell(&escape::truncate(&job.file, MAX_CHARS));
    format!("**{}**<br>{file}", escape::link(&escape::truncate(job.title(), MAX_CHARS), url))
}
