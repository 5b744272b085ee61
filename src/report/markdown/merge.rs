//! What goes live with each posting, folded.

use std::collections::HashMap;

use serde_json::Value;

use super::detail_level::{DetailLevel, Sections};
use super::parts;
use crate::domain::DESCRIPTION_KEY;
use crate::domain::pay::ValueOrigin;
use crate::domain::step::{Change, StepKind};
use crate::loader::Place;
use crate::plan::on_merge::MergedValue;
use crate::redact::escape;
use crate::report::review::Row;
use crate::report::summary::plural;
use crate::report::{Job, OnMerge};

/// Changes, and the titles of the postings that they are made to.
struct SameChanges<'a> {
    count: usize,
    diff: String,
    titles: Vec<&'a str>,
}

/// Adds a fold for each posting that goes live or is edited.
pub(super) fn merges(rows: &[Row<'_>], level: DetailLevel, out: &mut String) {
    for row in rows {
        let is_publish = |merge: &OnMerge| merge.decision.step == Some(StepKind::Publish);
        let merge = row.job.on_merge.as_deref().filter(|merge| is_publish(merge) && !merge.decision.values.is_empty());
        if let Some(merge) = merge {
            goes_live(row.title, merge, row.job, level, out);
        }
    }
    for group in same_changes(rows) {
        changes(&group, out);
    }
}

/// The edited postings, those together whose changes are the same.
fn same_changes<'a>(rows: &'a [Row<'_>]) -> Vec<SameChanges<'a>> {
    let mut groups: Vec<SameChanges<'a>> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for row in rows {
        let Some(merge) = row.job.on_merge.as_ref().map(|merge| &merge.decision) else { continue };
        if merge.step != Some(StepKind::Update) || merge.changes.is_empty() {
            continue;
        }
        let diff = merge.changes.iter().map(|change| edit(row.job, change)).collect::<Vec<_>>().join("\n");
        let place = *places.entry(diff.clone()).or_insert(groups.len());
        if place == groups.len() {
            groups.push(SameChanges { count: merge.changes.len(), diff, titles: Vec::new() });
        }
        groups[place].titles.push(row.title);
    }
    groups
}

/// A change as diff lines, and the file of a value that is a default.
fn edit(job: &Job, change: &Change) -> String {
    let lines = parts::change(change);
    match job.defaults.get(&change.field) {
        Some(origin) => format!("{lines}\n# from {origin}"),
        None => lines,
    }
}

fn goes_live(title: &str, merge: &OnMerge, job: &Job, level: DetailLevel, out: &mut String) {
    let values = &merge.decision.values;
    let read = values.iter().filter(|value| value.origin == ValueOrigin::Read).count();
    let read = match read {
        0 => "all pinned".to_owned(),
        count => format!("{count} of them read by OpenTrain and not pinned"),
    };
    let summary = format!("What goes live: {} ({}, {read})", escape::html_code(title), plural(values.len(), "value"));
    out.push_str(&format!("<details><summary>{summary}</summary>\n\n| field | value | from |\n|---|---|---|\n"));
    for (value, place) in values.iter().zip(&merge.places).filter(|(value, _)| value.field != DESCRIPTION_KEY) {
        out.push_str(&row(value, place.as_ref(), job));
    }
    out.push('\n');
    let text = values.iter().find(|value| value.field == DESCRIPTION_KEY).and_then(|value| value.value.as_str());
    if let Some(text) = text.filter(|_| level.sections >= Sections::Texts) {
        out.push_str(&format!("The text as it will read:\n\n{}\n", escape::block("text", text)));
    }
    out.push_str("</details>\n\n");
}

fn row(MergedValue { field, value, origin }: &MergedValue, place: Option<&Place>, job: &Job) -> String {
    let shown = match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            let text = |item: &Value| item.as_str().map_or_else(|| item.to_string(), str::to_owned);
            items.iter().map(text).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    };
    let from = match (origin, place) {
        (ValueOrigin::Read, _) | (_, None) => "⚠️ read by OpenTrain, not pinned".to_owned(),
        (_, Some(place)) if place.file == job.file => format!("line {}", place.position.line),
        (_, Some(place)) => format!("{}, line {}", escape::table_cell(&place.file), place.position.line),
    };
    format!("| {} | {} | {from} |\n", escape::table_cell(field), escape::table_cell(&shown))
}

fn changes(SameChanges { count, diff, titles }: &SameChanges<'_>, out: &mut String) {
    let count = plural(*count, "value");
    let postings = match titles.as_slice() {
        [title] => escape::html_code(title),
        titles => format!("the same in {} postings", titles.len()),
    };
    out.push_str(&format!("<details><summary>What changes: {postings} ({count})</summary>\n\n"));
    out.push_str(&format!("{}\n</details>\n\n", escape::block("diff", diff)));
}
