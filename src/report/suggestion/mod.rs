//! Suggested changes that set missing fields. Each is verified by applying it in memory.

mod addition;

use super::{Job, Report, missing_field};
use crate::domain::Fields;
use crate::domain::finding::{Code, FieldPath, Finding, LineColumn, Location};
use crate::github::review::SuggestedChange;
use crate::loader::{self, LoadedFile};
use crate::redact::escape;
use addition::{AddedValue, Addition, unpinned_pay};

/// A replacement of one line that sets missing fields. One per file: GitHub can't apply two at the same line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The path as displayed.
    pub file: String,
    /// The line to replace, from 1.
    pub line: usize,
    /// The line itself and the lines inserted below it.
    pub replacement: String,
    /// The text of the file that the suggestion was made for.
    pub text: String,
    /// The missing fields that it sets.
    pub fields: Vec<String>,
    /// The keys that it sets to an example.
    pub keys: Vec<String>,
    /// The keys that it adds without a value: nobody decided that number.
    pub open_keys: Vec<String>,
    /// The keys of pay that it pins as the service read it.
    pub read_keys: Vec<String>,
}

/// A line and its replacement.
struct Replacement {
    line: usize,
    text: String,
}

/// A suggestion for each definition with missing fields that inserted lines can set, except those `already_suggested` (file,
/// field). A field is included only if the changed file parses, sets the field's key to the example or the first allowed value,
/// changes nothing else and has no new finding. A number is left open, and refused as empty until it is written.
pub fn suggestions(report: &Report, already_suggested: &dyn Fn(&str, &str) -> bool) -> Vec<Suggestion> {
    report.jobs.iter().filter_map(|job| suggestion(job, &|field| already_suggested(&job.file, field))).collect()
}

impl Suggestion {
    /// The review comment. `root` is the path from the repository's root to the working directory, ending with `/`, or empty.
    /// `None` for a file outside the repository.
    pub fn to_change(&self, root: &str) -> Option<SuggestedChange> {
        let path = format!("{root}{}", self.file);
        let is_inside = !path.starts_with('/') && path.split('/').all(|part| !matches!(part, "" | "." | ".."));
        is_inside.then(|| SuggestedChange {
            path,
            line: self.line,
            text: self.text.clone(),
            fields: self.fields.clone(),
            body: self.body(),
        })
    }

    fn body(&self) -> String {
        let listed = |keys: &[String]| keys.iter().map(|key| escape::code(key)).collect::<Vec<_>>().join(", ");
        let set = format!("Sets {} to an example. Change it to what you mean.", listed(&self.keys));
        let open = format!("Adds {} without a value. Write it: `check` refuses an empty one.", listed(&self.open_keys));
        let read = format!(
            "Pins {} as OpenTrain read it from the text. Check it: this is what you pay.",
            listed(&self.read_keys)
        );
        let sentences = [
            (!self.keys.is_empty()).then_some(set),
            (!self.open_keys.is_empty()).then_some(open),
            (!self.read_keys.is_empty()).then_some(read),
        ];
        let intro = sentences.into_iter().flatten().collect::<Vec<_>>().join(" ");
        format!("{intro}\n\n{}", escape::block("suggestion", &self.replacement))
    }
}

fn suggestion(job: &Job, already_suggested: &dyn Fn(&str) -> bool) -> Option<Suggestion> {
    if job.source.is_empty() {
        return None;
    }
    let before = loader::parse(&job.file, &job.source);
    let mut added: Vec<Addition<'_>> = Vec::new();
    let mut best = None;
    let missing = job.missing.iter().filter_map(|missing| Addition::missing(missing.for_advice()));
    for addition in missing.chain(unpinned_pay(job)).filter(|one| !already_suggested(one.field)) {
        if added.iter().any(|one| one.key == addition.key) {
            continue;
        }
        added.push(addition);
        match verified(&before, &added) {
            Some(replacement) => best = Some(replacement),
            None => drop(added.pop()),
        }
    }
    let Replacement { line, text: replacement } = best?;
    let fields = added.iter().map(|one| one.field.to_owned()).collect();
    let keys = |is_kind: fn(&AddedValue) -> bool| {
        added.iter().filter(|one| is_kind(&one.value)).map(|one| one.key.to_owned()).collect()
    };
    Some(Suggestion {
        file: job.file.clone(),
        line,
        replacement,
        text: job.source.clone(),
        fields,
        keys: keys(|value| matches!(value, AddedValue::Example(_))),
        open_keys: keys(|value| matches!(value, AddedValue::Open)),
        read_keys: keys(|value| matches!(value, AddedValue::Read(_))),
    })
}

/// The replacement that sets these values, leaves these keys open, and does nothing else.
fn verified(before: &LoadedFile, added: &[Addition<'_>]) -> Option<Replacement> {
    let replacement = insertion(before, added)?;
    let mut lines: Vec<&str> = before.text.split('\n').collect();
    *lines.get_mut(replacement.line - 1)? = &replacement.text;
    let after = loader::parse(&before.candidate.file, &lines.join("\n"));
    let mut expected = Fields::clone(&before.candidate.fields);
    let set = |one: &Addition<'_>| one.value.get().map(|value| expected.insert(one.key.to_owned(), value.clone()));
    let is_new = added.iter().filter_map(set).all(|earlier| earlier.is_none());
    let old = &before.candidate;
    let new = &after.candidate;
    let is_same = (&old.id, old.origin, old.wanted, &old.job, &old.brief)
        == (&new.id, new.origin, new.wanted, &new.job, &new.brief);
    // GitHub must show and apply exactly the text that was verified.
    let is_plain = escape::lines(&replacement.text) == replacement.text && !replacement.text.ends_with('\n');
    let open = added.iter().filter(|one| one.value.get().is_none()).map(|one| loader::no_value(one.key));
    let mut findings = finding_keys(&before.findings);
    let open: Vec<String> = open.collect();
    findings.extend(open.iter().map(|message| (Code::WrongType, message.as_str())));
    findings.sort();
    let has_expected_findings = findings == finding_keys(&after.findings);
    (is_new && is_same && is_plain && *new.fields == expected && has_expected_findings).then_some(replacement)
}

/// The findings without their locations, sorted.
fn finding_keys(findings: &[Finding]) -> Vec<(Code, &str)> {
    let mut keys: Vec<(Code, &str)> = findings.iter().map(|finding| (finding.code, finding.message.as_str())).collect();
    keys.sort();
    keys
}

/// The lines below `fields:`, indented like the entries there; otherwise a new block after the last line.
fn insertion(before: &LoadedFile, added: &[Addition<'_>]) -> Option<Replacement> {
    let lines: Vec<&str> = before.text.split('\n').collect();
    let mut sorted: Vec<&Addition<'_>> = added.iter().collect();
    sorted.sort_by_key(|one| one.key);
    let entries: String = sorted.iter().map(|one| one.yaml.as_str()).collect();
    if before.has_fields() {
        let LineColumn { line, column } = before.position(&Location::key(&["fields"]));
        let first_entry =
            before.candidate.fields.keys().map(|key| before.position(&Location::Key(FieldPath::field(key)))).min();
        let indent = first_entry.map_or(column + 1, |entry| entry.column - 1);
        let entries = missing_field::indent(&entries, &" ".repeat(indent));
        return Some(Replacement { line, text: with_lines_below(lines.get(line - 1)?, &entries) });
    }
    let last = lines.iter().rposition(|line| !line.trim().is_empty())?;
    let block = format!("fields:\n{}", missing_field::indent(&entries, "  "));
    Some(Replacement { line: last + 1, text: with_lines_below(lines[last], &block) })
}

fn with_lines_below(line: &str, below: &str) -> String {
    format!("{line}\n{}", below.trim_end_matches('\n'))
}

#[cfg(test)]
mod tests;
