//! The cost of the postings, as sentences.

use rust_decimal::Decimal;

use super::Report;
use super::summary::plural;
use crate::domain::money;
use crate::plan::total::CostSummary;

/// What the merge adds and what all live postings come to then, as sentences; `None` where nothing is live or changes. `strong` puts
/// emphasis on an amount.
pub(super) fn sentences(report: &Report, strong: fn(&str) -> String) -> Option<String> {
    let summary = report.cost?;
    let CostSummary { added, live, live_count, unknown, .. } = summary;
    if live_count == 0 && added.is_zero() {
        return None;
    }
    let dollars = |amount: Decimal| strong(&money::dollars(amount));
    let assumption = match (summary.assumes_files, summary.assumes_words) {
        (false, false) => "",
        (true, false) => " at one label a file",
        (false, true) => " at one label a word",
        (true, true) => " at one label a file or word",
    };
    let mut sentences = Vec::new();
    if added > Decimal::ZERO {
        sentences.push(format!("This merge adds about {}{assumption}.", dollars(added)));
    } else if added < Decimal::ZERO {
        sentences.push(format!("This merge takes off about {}{assumption}.", dollars(-added)));
    }
    if summary.rests_on_read_values {
        sentences.push("That rests on values that OpenTrain read from a text and that are not pinned.".to_owned());
    }
    if live_count == 0 {
        sentences.push("No posting is live then.".to_owned());
        return Some(sentences.join(" "));
    }
    let known = live_count - unknown;
    let then = if added.is_zero() { "" } else { " then" };
    let assumption = if added.is_zero() { assumption } else { "" };
    let amount = match known {
        0 => String::new(),
        1 => format!("1 live posting{then} comes to about {}{assumption}", dollars(live)),
        _ => format!("{known} live postings{then} come to about {}{assumption}", dollars(live)),
    };
    let rest = match (unknown, known) {
        (0, _) => String::new(),
        (_, 0) => format!("The cost of {} is unknown", plural(unknown, "live posting")),
        _ => format!("; the cost of {unknown} more is unknown"),
    };
    sentences.push(format!("{amount}{rest}. OpenTrain adds its fees at each hire."));
    Some(sentences.join(" "))
}
