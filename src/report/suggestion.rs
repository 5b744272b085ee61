//! One-click fixes: what a click would insert, proved by doing it in memory.

use super::{Job, Report, gap};
use crate::domain::Fields;
use crate::domain::finding::{Code, FieldPath, Finding, LineColumn, Location};
use crate::domain::readiness::MissingField;
use crate::github::review::SuggestedChange;
use crate::loader::{self, LoadedFile};
use crate::redact::escape;

/// A line of a definition and what stands in its place with gaps filled. One a file: two at one line could not both be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The file as shown to people.
    pub file: String,
    /// The line to replace, from 1.
    pub line: usize,
    /// What replaces it: the line itself, and those that come in below.
    pub replacement: String,
    /// The file's text, to which this fits.
    pub text: String,
    /// The gaps that it fills.
    pub gaps: Vec<String>,
    /// The keys that it sets.
    pub keys: Vec<String>,
}

/// A suggestion for each definition with gaps that can be filled by inserting lines, except those that are
/// `already_suggested` (file, field). A gap is in it only if the file with the lines in it parses, sets the gap's key to the example or the first
/// allowed value, changes nothing else and has no finding that it had not before.
pub fn suggestions(report: &Report, already_suggested: &dyn Fn(&str, &str) -> bool) -> Vec<Suggestion> {
    report.jobs.iter().filter_map(|job| of(job, &|gap| already_suggested(&job.file, gap))).collect()
}

impl Suggestion {
    /// The review comment. `root` is the path from the repository's root to the folder that files are shown from, with a `/` at its
    /// end, or empty. `None` for a file that is not in the repository.
    pub fn to_change(&self, root: &str) -> Option<SuggestedChange> {
        let path = format!("{root}{}", self.file);
        let is_inside = !path.starts_with('/') && path.split('/').all(|part| !matches!(part, "" | "." | ".."));
        is_inside.then(|| SuggestedChange {
            path,
            line: self.line,
            text: self.text.clone(),
            fields: self.gaps.clone(),
            body: self.body(),
        })
    }

    fn body(&self) -> String {
        let keys: Vec<String> = self.keys.iter().map(|key| escape::code(key)).collect();
        let told = format!("Sets {} to an example. Change it to what you mean.", keys.join(", "));
        format!("{told}\n\n{}", escape::block("suggestion", &self.replacement))
    }
}

fn of(job: &Job, already_suggested: &dyn Fn(&str) -> bool) -> Option<Suggestion> {
    if job.source.is_empty() {
        return None;
    }
    let before = loader::parse(&job.file, &job.source);
    let mut taken: Vec<(&MissingField, &str, serde_json::Value)> = Vec::new();
    let mut best = None;
    for gap in job.missing.iter().map(|missing| &missing.gap).filter(|gap| !already_suggested(&gap.field)) {
        let Some((key, value)) = gap::example(gap).filter(|(key, _)| taken.iter().all(|(_, known, _)| known != key))
        else {
            continue;
        };
        taken.push((gap, key, value));
        let added: Fields = taken.iter().map(|(_, key, value)| ((*key).to_owned(), value.clone())).collect();
        match verified(&before, &added) {
            Some(insertion) => best = Some(insertion),
            None => drop(taken.pop()),
        }
    }
    let (line, replacement) = best?;
    let gaps = taken.iter().map(|(gap, ..)| gap.field.clone()).collect();
    let keys = taken.iter().map(|(_, key, _)| (*key).to_owned()).collect();
    Some(Suggestion { file: job.file.clone(), line, replacement, text: job.source.clone(), gaps, keys })
}

/// The line and its replacement that set these values and do nothing else.
fn verified(before: &LoadedFile, added: &Fields) -> Option<(usize, String)> {
    let (line, replacement) = insertion(before, added)?;
    let mut lines: Vec<&str> = before.text.split('\n').collect();
    *lines.get_mut(line - 1)? = &replacement;
    let after = loader::parse(&before.candidate.file, &lines.join("\n"));
    let mut expected = before.candidate.fields.clone();
    let is_new = added.iter().all(|(key, value)| expected.insert(key.clone(), value.clone()).is_none());
    let (old, new) = (&before.candidate, &after.candidate);
    let is_same = (&old.id, old.origin, old.wanted, &old.brief) == (&new.id, new.origin, new.wanted, &new.brief);
    // What GitHub shows and takes must be what was proved.
    let is_plain = escape::lines(&replacement) == replacement && !replacement.ends_with('\n');
    (is_new && is_same && is_plain && new.fields == expected && told(&before.findings) == told(&after.findings))
        .then_some((line, replacement))
}

fn told(findings: &[Finding]) -> Vec<(Code, &str)> {
    let mut told: Vec<(Code, &str)> = findings.iter().map(|finding| (finding.code, finding.message.as_str())).collect();
    told.sort();
    told
}

/// Below `fields:`, indented like what stands there; or a new block behind the last line.
fn insertion(before: &LoadedFile, added: &Fields) -> Option<(usize, String)> {
    let lines: Vec<&str> = before.text.split('\n').collect();
    let entries: String = added.iter().map(|(key, value)| gap::yaml(key, value)).collect();
    let fields = FieldPath::from_keys(&["fields"]);
    let LineColumn { line, column } = before.position(&Location::Key(fields));
    let stands = lines.get(line - 1)?;
    // A place that is not there is told as the first line.
    if before.has_fields() {
        let sibling =
            before.candidate.fields.keys().map(|key| before.position(&Location::Key(FieldPath::field(key)))).min();
        let indent = sibling.map_or(column + 1, |sibling| sibling.column - 1);
        return Some((line, inserted(stands, &gap::indented(&entries, &" ".repeat(indent)))));
    }
    let last = lines.iter().rposition(|line| !line.trim().is_empty())?;
    Some((last + 1, inserted(lines[last], &format!("fields:\n{}", gap::indented(&entries, "  ")))))
}

fn inserted(line: &str, below: &str) -> String {
    format!("{line}\n{}", below.trim_end_matches('\n'))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::report::Missing;

    fn gap(key: &str, example: &str) -> Missing {
        Missing { gap: MissingField { example: Some(example.into()), ..MissingField::named(key) }, line: 1 }
    }

    fn suggest(text: &str, missing: Vec<Missing>) -> Option<Suggestion> {
        let job = Job { file: "jobs/a.yml".into(), source: text.into(), missing, ..Job::default() };
        of(&job, &|_| false)
    }

    #[test]
    fn gaps_are_filled_below_fields_like_their_siblings() {
        for (text, line, replacement) in [
            (
                "description: x\nfields:\n    headcount: 5\n",
                2,
                "fields:\n    experienceLevel: EXPERT\n    pricePerLabel: 0.05",
            ),
            (
                "description: x\nfields: # pinned\n  headcount: 5\n",
                2,
                "fields: # pinned\n  experienceLevel: EXPERT\n  pricePerLabel: 0.05",
            ),
            ("fields:\ndescription: x\n", 1, "fields:\n  experienceLevel: EXPERT\n  pricePerLabel: 0.05"),
            ("description: x\n", 1, "description: x\nfields:\n  experienceLevel: EXPERT\n  pricePerLabel: 0.05"),
            (
                "id: a\ndescription: |\n  x\n  y\n\n\n",
                4,
                "  y\nfields:\n  experienceLevel: EXPERT\n  pricePerLabel: 0.05",
            ),
            (
                "descriptionFile: b.md",
                1,
                "descriptionFile: b.md\nfields:\n  experienceLevel: EXPERT\n  pricePerLabel: 0.05",
            ),
        ] {
            let gaps = vec![gap("experienceLevel", "EXPERT"), gap("pricePerLabel", "0.05")];
            let found = suggest(text, gaps).unwrap_or_else(|| panic!("nothing for {text:?}"));
            assert_eq!((found.line, found.replacement.as_str()), (line, replacement), "{text:?}");
            assert_eq!(found.gaps, ["experienceLevel", "pricePerLabel"]);
        }
    }

    #[test]
    fn what_can_not_be_proved_is_not_suggested() {
        for (text, why) in [
            ("description: x\nfields: {headcount: 5}\n", "a flow mapping"),
            ("{description: x}\n", "a flow mapping at the top"),
            ("description: x\nfields:\n  experienceLevel: EXPRT\n", "the key is there"),
            ("description: [\n", "no YAML"),
            ("description: x\n...\n", "the document has ended"),
            ("description: \"x\n  y", "inside a quoted text"),
            ("fields: 5\ndescription: x\n", "fields is no mapping"),
            ("", "nothing"),
        ] {
            assert_eq!(suggest(text, vec![gap("experienceLevel", "EXPERT")]), None, "{why}");
        }
        let nameless = Missing { gap: MissingField::named("experienceLevel"), line: 1 };
        assert_eq!(suggest("description: x\n", vec![nameless]), None, "no value is known");
    }

    #[test]
    fn one_gap_that_can_not_be_filled_does_not_stop_the_others() {
        let text = "description: x\nfields:\n  headcount: 5\n";
        let found =
            suggest(text, vec![gap("headcount", "3"), gap("countries", "Spain, Peru"), gap("dataVolume", "many")]);
        let found = found.expect("a suggestion");
        assert_eq!((found.gaps, found.keys), (vec!["countries".to_owned()], vec!["countries".to_owned()]));
        let filled = loader::parse("a.yml", &text.replace("fields:", &found.replacement));
        assert_eq!(filled.candidate.fields["countries"], json!(["Spain", "Peru"]));
    }

    #[test]
    fn a_suggestion_is_a_block_that_its_text_can_not_end() {
        let found =
            suggest("description: x\n", vec![gap("projectScope", "```\n@all </details>")]).expect("a suggestion");
        let change = found.to_change("work/").expect("inside");
        assert!(change.body.contains("\n````suggestion\n") || !found.replacement.contains("```"), "{}", change.body);
        assert_eq!(change.path, "work/jobs/a.yml");
        assert_eq!(Suggestion { file: "../x.yml".into(), ..found }.to_change(""), None);
    }
}
